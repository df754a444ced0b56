#!/usr/bin/env bash
# Builds the release preset and runs bench.py with a server of its own. Arguments are bench.py's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --preset release >/dev/null
ninja -C build/release plumbline with_postgres >/dev/null
exec build/release/tests/support/with_postgres/with_postgres python3 tests/bench/bench.py "$@"
