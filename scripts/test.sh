#!/usr/bin/env bash
# Every test there is, then one summary. `./dev test` calls this.
#   scripts/test.sh                       Java, page, and real browsers
#   scripts/test.sh MODULE [CLASS]        one Java module, or one class or method of it
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/tools.sh

if [ $# -gt 0 ]; then
  # The server's tests serve the page; the others need none.
  skip=-Dskip.web
  [ "$1" != server ] || skip=
  exec ./mvnw -B -ntp -pl "$1" -am test $skip -Dsurefire.failIfNoSpecifiedTests=false ${2:+-Dtest="$2"}
fi

reports=$PWD/target/reports
rm -rf "$reports"
mkdir -p "$reports"
find . -path ./node_modules -prune -o -path '*/target/surefire-reports' -type d -print | xargs -r rm -rf
status=()

step() { # NAME COMMAND…
  local name=$1 start=$SECONDS code=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || code=$?
  status+=("$name:$code:$((SECONDS - start))")
}

web() { web_tools web && (cd web && npm run check && npm test -- --reporter=default --reporter=junit --outputFile.junit="$reports/web.xml"); }
e2e() { ./tincan --version && web_tools e2e && (cd e2e && npm run check) && JUNIT="$reports" scripts/e2e.sh; }

step 'Java: format, lint, unit tests, simulations, coverage' ./mvnw -B -ntp --fail-at-end verify
step 'Page: lint, types, unit tests' web
step 'Browsers: the real server with real Chromium, Firefox and coturn'"'"'s client' e2e

exec node scripts/summary.mjs "$reports" "${status[@]}"
