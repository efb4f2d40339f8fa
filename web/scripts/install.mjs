// Installs what the build needs, and only when something changed. A developer's checks and tests stay installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const changed = (file) => (existsSync(`${web}/${file}`) ? statSync(`${web}/${file}`).mtimeMs : 0);

// npm writes this file last: an interrupted installation has none.
if (changed('node_modules/.package-lock.json') >= changed('package-lock.json')) process.exit(0);

const developer = existsSync(`${web}/node_modules/vitest`);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const { status } = spawnSync(npm, ['ci', ...(developer ? [] : ['--omit=dev'])], {
  cwd: web,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
