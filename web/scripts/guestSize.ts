import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a guest loads to join, gzipped, may not be more than this. */
const BUDGET_BYTES = 130_000;
/** The call itself, which is loaded while people look at the page before it, not more than this. */
const CALL_BUDGET_BYTES = 30_000;

/** Where a guest comes in; what only these load by and by (the first page, what only hosts need, the wait before a call begins, files, the QR code, failures on demand, calls without a server, scheduling), or never (the administrator's page), is not theirs. */
const COMES_LATER =
  /Home|QrCode|[Ff]ileDesk|stores|looking|Host(Layer|Items)|Early|PictureInPicture|[Qq]uality|[Rr]ecord|accessLink|debug|Direct|[Ss]chedul|[Uu]pcoming|[Pp]lanner|decode|admin|[/]?sw\.js/;
const CALL = /InCall/;

/** Prints what a guest loads, and fails the build when it grows past the budgets. */
export function guestSize(): Plugin {
  return {
    name: 'guest-size',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      let bytes = gzipSync(readFileSync(`${dir}/index.html`)).length;
      let callBytes = 0;
      for (const [name, file] of Object.entries(bundle)) {
        if (COMES_LATER.test(name) || !/\.(js|css|svg)$/.test(name)) continue;
        const size = gzipSync(file.type === 'chunk' ? file.code : file.source).length;
        if (CALL.test(name)) callBytes += size;
        else bytes += size;
      }
      const kB = (count: number) => (count / 1000).toFixed(1);
      const size = `A guest loads ${kB(bytes)} kB gzipped to join (at most ${BUDGET_BYTES / 1000}), and meanwhile ${kB(callBytes)} kB for the call (at most ${CALL_BUDGET_BYTES / 1000}).`;
      if (bytes > BUDGET_BYTES || callBytes > CALL_BUDGET_BYTES) this.error(size);
      this.info(size);
    },
  };
}
