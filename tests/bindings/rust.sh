#!/usr/bin/env bash
# The Rust crates as a user gets them: rust.sh BUILD_DIR CLI
# Installs the C library of BUILD_DIR and copies the crates and examples below ~/.cache, outside of the tree, and runs there: rustfmt,
# clippy, the tests (on $PLUMBLINE_CASES), the documentation, and the examples, with the library found in each of the three ways.
# What cargo has built stays there, so that a second run is quick. Exit status 77 where something is missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath "$1")
skip() { echo "[skip] bindings/rust: $*"; exit 77; }
say() { printf -- '-- %s (%d s)\n' "$*" "$SECONDS"; }

oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/bindings/rust/Cargo.toml")
command -v cargo >/dev/null || skip "no cargo"
version=$(rustc --version | cut -d ' ' -f 2)
printf '%s\n' "$oldest" "$version" | sort -V -C || skip "rustc $version is older than $oldest"

work=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline-tests/rust
mkdir -p "$work/src/bindings" "$work/src/examples"
exec 9>"$work/lock" && flock 9
unset "${!CARGO_PROFILE@}" "${!PLUMBLINE_L@}" RUSTFLAGS DATABASE_URL
export CARGO_TARGET_DIR=$work/target CARGO_TERM_COLOR=never
# All but cargo's choice of versions is made anew.
rm -rf "$work/prefix" && find "$work/src" -type f ! -name Cargo.lock -delete
cp -R "$root/bindings/rust" "$work/src/bindings"
cp -R "$root/examples/embed_rust" "$root/examples/embed_rust_sqlx" "$work/src/examples"
for component in plumbline_runtime plumbline_dev; do
  cmake --install "$build" --prefix "$work/prefix" --component "$component" >"$work/install.log"
done
export PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig LD_LIBRARY_PATH=$work/prefix/lib
crates=$work/src/bindings/rust guard=$work/src/examples/embed_rust sqlx_guard=$work/src/examples/embed_rust_sqlx
cd "$crates"
cargo fetch -q 2>"$work/fetch.log" || skip "packages: $(tail -1 "$work/fetch.log")"
say "installed"

if cargo fmt --version >/dev/null 2>&1; then
  for folder in "$crates" "$guard" "$sqlx_guard"; do (cd "$folder" && cargo fmt --check); done
fi
if cargo clippy --version >/dev/null 2>&1; then
  cargo clippy -q --workspace --all-targets -- -D warnings
  say "clippy"
fi
cargo test -q -- --show-output >"$work/tests.log" 2>&1 || { cat "$work/tests.log"; exit 1; }
grep -E '^\[(skip|walk)\]|^test result' "$work/tests.log" | sort -u
say "tests"
RUSTDOCFLAGS="-D warnings" cargo doc -q --no-deps
say "documentation"

# run WANTED PROGRAM [ARGUMENT…]: a step of a pipeline: 0 clean, 1 an error was found, 3 could not be looked at.
run() {
  local wanted=$1 status=0
  shift
  "$@" >"$work/run.out" 2>&1 || status=$?
  [ "$status" -eq "$wanted" ] && return
  cat "$work/run.out"
  echo "$*: exit status $status, not $wanted"
  exit 1
}
has() { grep -q -- "$1" "$work/run.out" || { cat "$work/run.out"; echo "no line has $1"; exit 1; }; }
program=$CARGO_TARGET_DIR/debug/embed_rust
scenarios=$root/tests/scenarios
guards() {
  run 1 "$program" "$scenarios/queue-billing/brackets"
  has '^queue/migrations/sqitch/sqitch.plan:5: error: .*\[plan/bracketed-timestamp\]$'
  run 0 "$program" "$scenarios/queue-billing/idempotent"
  run 3 "$program" "$work/missing"
}
(cd "$guard" && cargo clippy -q -- -D warnings && cargo build -q)
guards
DATABASE_URL="postgresql:///none?host=$work" run 3 "$program" "$scenarios/queue-billing/idempotent"
if [ -n "${PLUMBLINE_CASES:-}" ]; then
  DATABASE_URL="postgresql://$PGUSER@/shop?host=$PGHOST&port=$PGPORT" run 0 "$program" "$scenarios/sando-dry-run/server"
fi
say "guard, by pkg-config"
(
  unset PKG_CONFIG_PATH LD_LIBRARY_PATH
  export PLUMBLINE_LIB_DIR=$work/prefix/lib
  cd "$guard" && RUSTFLAGS="-C link-arg=-Wl,-rpath,$PLUMBLINE_LIB_DIR" cargo build -q
  guards
)
say "guard, by PLUMBLINE_LIB_DIR"

# `vendored` compiles all of the library once more, with cargo's own flags: minutes, which every other test waits for.
if [ -z "${PLUMBLINE_TEST_VENDORED:-}" ]; then
  echo "[skip] bindings/rust: feature vendored: it compiles everything once more; PLUMBLINE_TEST_VENDORED=1 has it tried"
else
  mkdir -p "$work/src/vendored" && cp -R "$guard/." "$work/src/vendored"
  sed -i "s|\.\./\.\./bindings/rust|$root/bindings/rust|" "$work/src/vendored/Cargo.toml"
  (
    unset PKG_CONFIG_PATH LD_LIBRARY_PATH
    export PLUMBLINE_CMAKE_ARGS=-DPLUMBLINE_WARNINGS_AS_ERRORS=ON
    cd "$work/src/vendored"
    cargo build -q --features vendored 2>"$work/vendored.log" || { cat "$work/vendored.log"; exit 1; }
    guards
    ! ldd "$program" | grep plumbline || { echo "the vendored library is not linked statically"; exit 1; }
  )
  say "guard, vendored"
fi

# sqlx takes a minute and more to build, once.
cd "$sqlx_guard"
if ! timeout 200 cargo build -q 2>"$work/sqlx.log"; then
  if grep -q '^error\(\[E\|: \(linking\|could not compile `embed\)\)' "$work/sqlx.log"; then cat "$work/sqlx.log"; exit 1; fi
  echo "[skip] bindings/rust: the guard before sqlx::migrate!: $(tail -1 "$work/sqlx.log" | grep . || echo "not built in 200 s")"
elif [ -n "${PLUMBLINE_CASES:-}" ]; then
  program=$CARGO_TARGET_DIR/debug/embed_rust_sqlx
  PGOPTIONS='-c client_min_messages=warning' psql -X -q -d postgres -c 'DROP DATABASE IF EXISTS rust_sqlx' -c 'CREATE DATABASE rust_sqlx'
  export DATABASE_URL="postgresql://$PGUSER@localhost/rust_sqlx?host=$PGHOST&port=$PGPORT"
  run 0 "$program" && has '^migrated$'
  run 0 "$program" && has '^migrated$'
  echo '-- edited afterwards' >>migrations/20260201000000_invoices.sql
  run 1 "$program" && has '^20260201000000_invoices.sql: error: .*\[registry/modified\]$' && has 'none was run'
  say "guard before sqlx::migrate!"
fi
