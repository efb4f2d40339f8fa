#!/usr/bin/env bash
# Builds the page into dist/. Maven calls this; it installs only what the build needs, unless the test tools are there too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
installed=node_modules/.package-lock.json
if [ ! -e "$installed" ] || [ package-lock.json -nt "$installed" ]; then
  omit=--omit=dev
  [ ! -d node_modules/vitest ] || omit=
  npm ci --no-audit --no-fund $omit
fi
npm run build
