import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'sw.js';

/** Builds the service worker and writes into it which files make up the page. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'worker/sw.ts', fileName: WORKER });
    },
    writeBundle({ dir = 'dist' }) {
      const all = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== WORKER)
        .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
        .sort();
      const version = createHash('sha256');
      for (const file of all) version.update(file).update(readFileSync(join(dir, file)));
      // The administrator's page is of no use without its server.
      const kept = all.filter((file) => file !== 'index.html' && !/admin[^/]*$/.test(file));
      const files = kept.map((file) => `/${file.replaceAll('\\', '/')}`);
      const shell = JSON.stringify({ version: version.digest('hex').slice(0, 12), files });
      const worker = join(dir, WORKER);
      writeFileSync(worker, `const SHELL=${shell};${readFileSync(worker, 'utf8')}`);
    },
  };
}
