#!/usr/bin/env bash
# The tests with real browsers: those that can run beside others, then those that need the machine for themselves.
#   scripts/e2e.sh [playwright arguments]      JUNIT=FOLDER writes reports for summary.mjs
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../e2e"

code=0
for project in beside-others alone; do
  JUNIT=${JUNIT:+$JUNIT/e2e-$project.xml} npx playwright test --project="$project" --pass-with-no-tests "$@" || code=1
done
exit $code
