import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { guestSize } from './scripts/guestSize.ts';
import { serviceWorker } from './scripts/serviceWorker.ts';

const server = 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), guestSize(), serviceWorker()],
  build: {
    target: 'es2022',
    sourcemap: false,
    // No data: URLs for scripts, and the preload helper is not needed by the browsers that can call.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // One file instead of a dozen tiny ones, which cannot be packed as well.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'common', minShareCount: 3 }] } } },
  },
  server: {
    proxy: {
      '/signal': { target: server, ws: true, changeOrigin: false },
      '/healthz': server,
    },
  },
});
