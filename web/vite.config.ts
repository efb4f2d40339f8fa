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
    // Each file of its own costs a guest half a kilobyte: what a part shares with the page stays in it, and what parts share
    // among themselves is one file.
    rolldownOptions: {
      // The administrator's page is one of its own; what only it needs, nobody else loads.
      input: { index: 'index.html', admin: 'admin.html' },
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'page',
              test: /src.(call.state|media.path|ui.strings|ui.Button)|node_modules.(react|lucide-react.dist.esm.createLucideIcon)/,
              priority: 1,
            },
            { name: 'common', minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/signal': { target: server, ws: true, changeOrigin: false },
      '/healthz': server,
    },
  },
});
