#!/usr/bin/env bash
# Runs the named layers of tests one after the other, all of them even when one fails.
# Each layer prints its own closing line; their counts mean different things and are never added up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

run_layer() {
  case "$1" in
    check) make --no-print-directory check ;;
    server) .venv/bin/pytest -q -n 2 -m "not browser" ;;
    postgresql) .venv/bin/pytest -q -n 2 --database=postgresql "${on_postgresql[@]}" ;;
    client) node --import tsx --test "tests/client/"**/*.test.ts ;;
    story) .venv/bin/pytest -q -m browser tests/browser/test_story.py ;;
    browser) .venv/bin/pytest -q -m browser tests/browser ;;
    *) echo "no such layer: $1" >&2; return 2 ;;
  esac
}

# What depends on how a database locks, refuses and migrates; the rest only reads and writes rows.
on_postgresql=(tests/audit tests/changes tests/custody tests/devices tests/migrations tests/rescue tests/operations/test_readiness.py tests/review tests/sync)

shopt -s globstar nullglob
closing=()
failed=0
for layer in "$@"; do
  echo "== $layer"
  started=$SECONDS
  if run_layer "$layer"; then
    closing+=("$layer: passed in $((SECONDS - started)) s")
  else
    closing+=("$layer: FAILED after $((SECONDS - started)) s")
    failed=1
  fi
done
echo
printf '%s\n' "${closing[@]}"
exit "$failed"
