import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a guest loads to join, gzipped, may not be more than this. */
const BUDGET_BYTES = 130_000;

/** Where a guest comes in; what only these load by and by (the QR code, files, who looks at whom, devices and shortcuts in the call, failures on demand, calls without a server) is not theirs. */
const COMES_LATER =
  /QrCode|[Ff]ile(Desk|Line)|stores|looking|InCall|DevicesDialog|ShortcutsDialog|debug|Direct|decode|[/]?sw\.js/;

/** Prints what a guest loads before joining a call, and fails the build when it grows past the budget. */
export function guestSize(): Plugin {
  return {
    name: 'guest-size',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      let bytes = gzipSync(readFileSync(`${dir}/index.html`)).length;
      for (const [name, file] of Object.entries(bundle)) {
        if (COMES_LATER.test(name) || !/\.(js|css|svg)$/.test(name)) continue;
        bytes += gzipSync(file.type === 'chunk' ? file.code : file.source).length;
      }
      const size = `A guest loads ${(bytes / 1000).toFixed(1)} kB gzipped to join (at most ${BUDGET_BYTES / 1000}).`;
      if (bytes > BUDGET_BYTES) this.error(size);
      this.info(size);
    },
  };
}
