#!/usr/bin/env bash
# Builds the release preset and runs bench.py, or with --schemas first schema_bench.py, with --registry registry_bench.py, with a server of its
# own. Other arguments are theirs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
script=bench.py
if [ "${1:-}" = --schemas ]; then
  script=schema_bench.py
  # pg_dump locks every table; the catalog of 10,000 of them is 150 MB.
  export PLUMBLINE_TEST_PG_SETTINGS="-c max_locks_per_transaction=1024 -c shared_buffers=256MB"
  shift
elif [ "${1:-}" = --registry ]; then
  script=registry_bench.py
  shift
fi
cmake --preset release >/dev/null
ninja -C build/release plumbline plumbline_capi with_postgres >/dev/null
exec build/release/tests/support/with_postgres/with_postgres python3 "tests/bench/$script" "$@"
