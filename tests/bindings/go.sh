#!/usr/bin/env bash
# The Go package as a user gets it: go.sh BUILD_DIR CLI
# Installs the C library of BUILD_DIR and copies the package and the example into a temporary folder, outside of the tree, and runs there:
# gofmt, go vet, the tests with the race detector (on $PLUMBLINE_CASES), and the example. Exit status 77 where something is missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath "$1")
skip() { echo "[skip] bindings/go: $*"; exit 77; }
say() { printf -- '-- %s (%d s)\n' "$*" "$SECONDS"; }

oldest=$(sed -n 's/^go //p' "$root/bindings/go/go.mod")
command -v go >/dev/null || skip "no go"
export GOTOOLCHAIN=local GOFLAGS="-mod=mod -trimpath" GOPROXY=off GOWORK=off CGO_ENABLED=1
version=$(go env GOVERSION | sed 's/^go//; s/[ -].*//')
printf '%s\n' "$oldest" "$version" | sort -V -C || skip "go $version is older than $oldest"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src/bindings" "$work/src/examples"
cp -R "$root/bindings/go" "$work/src/bindings"
cp -R "$root/examples/embed_go" "$work/src/examples"
for component in plumbline_runtime plumbline_dev; do
  cmake --install "$build" --prefix "$work/prefix" --component "$component" >/dev/null
done
# A fixed folder, so that Go's cache knows the package again.
prefix=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline-tests/go-prefix
mkdir -p "${prefix%/*}"
exec 9>"$prefix.lock" && flock 9
rm -rf "$prefix" && mv "$work/prefix" "$prefix"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
unset DATABASE_URL
say "installed"

cd "$work/src/bindings/go"
unformatted=$(gofmt -l . "$work/src/examples/embed_go")
[ -z "$unformatted" ] || { echo "gofmt would change: $unformatted"; exit 1; }
export CGO_LDFLAGS="-O2 -g -Wl,-rpath,$prefix/lib"
go vet ./...
say "vet"
race=-race
go test -race -run '^$' . >"$work/race.log" 2>&1 || {
  grep -q 'race' "$work/race.log" || { cat "$work/race.log"; exit 1; }
  echo "[skip] bindings/go: race detector: $(tail -1 "$work/race.log")"
  race=
}
say "race detector"
go test $race -count=1 -v . >"$work/tests.log" || { grep -v '^=== \|^ *--- PASS' "$work/tests.log"; exit 1; }
grep -E '\[skip\]|^(ok|PASS)' "$work/tests.log" | sort -u
echo "$(grep -c '^--- PASS' "$work/tests.log") tests passed"
say "tests"
go test -count=1 -v -run TestTenThousandFindingsAreWalked . | grep '\[walk\]'

# run WANTED [ARGUMENT…]: the example as a step of a pipeline: 0 clean, 1 an error was found, 3 could not be looked at.
run() {
  local wanted=$1 status=0
  shift
  "$work/embed_go" "$@" >"$work/run.out" 2>&1 || status=$?
  [ "$status" -eq "$wanted" ] && return
  cat "$work/run.out"
  echo "embed_go $*: exit status $status, not $wanted"
  exit 1
}
cd "$work/src/examples/embed_go"
go vet .
go build -o "$work/embed_go" .
scenarios=$root/tests/scenarios
run 1 "$scenarios/queue-billing/brackets"
grep -q '^queue/migrations/sqitch/sqitch.plan:5: error: .*\[plan/bracketed-timestamp\]$' "$work/run.out" || { cat "$work/run.out"; exit 1; }
run 0 "$scenarios/queue-billing/idempotent"
run 3 "$work/missing"
DATABASE_URL="postgresql:///none?host=$work" run 3 "$scenarios/queue-billing/idempotent"
if [ -n "${PLUMBLINE_CASES:-}" ]; then
  DATABASE_URL="postgresql://$PGUSER@/shop?host=$PGHOST&port=$PGPORT" run 0 "$scenarios/sando-dry-run/server"
fi
say "example"
