#!/usr/bin/env bash
# Builds Plumbline and runs every test: on a fresh Debian 12 machine, as root or with sudo, with nothing built before.
# The last line is "N passed, N failed, N skipped"; the exit status is 0 only when nothing failed.
#
#   tests/run.sh                  everything: release, asan, tsan (where a test uses threads), fuzz
#   tests/run.sh --quick          the release build and its tests only
#   tests/run.sh --update         rewrite the golden parts of tests/scripts and the generated parts of README.md
#   tests/run.sh --fuzz-seconds N how long each fuzz target runs (20)
#   tests/run.sh --fuzz-seed N    what its choices begin with (0: another one each time)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
root=$PWD
stages=(release asan tsan fuzz)
fuzz_seconds=20
fuzz_seed=0
while [ $# -gt 0 ]; do
  case $1 in
    --quick) stages=(release) ;;
    --update) stages=(release); export PLUMBLINE_UPDATE=1 ;;
    --fuzz-seconds) shift; fuzz_seconds=${1:?} ;;
    --fuzz-seed) shift; fuzz_seed=${1:?} ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done

export LC_ALL=C.UTF-8
unset "${!PG@}" DATABASE_URL NO_COLOR  # the tests bring their own servers
export CCACHE_BASEDIR=$root  # what a packager compiles of this tree in another folder is the same to the compiler cache
jobs=$(nproc)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline-tests
passed=0 failed=0 skipped=0
skip_reasons=$root/build/skips.txt
mkdir -p build "$cache" && : >"$skip_reasons"

say() { printf '\n== %s\n' "$*"; }
took() { printf -- '-- %s: %d s\n' "$1" $((SECONDS - started)); }
fail() { echo "FAILED: $*"; failed=$((failed + 1)); }
skip() { echo "[skip] $*" | tee -a "$skip_reasons"; skipped=$((skipped + 1)); }

# The real tools, in the versions that the conformance cases were recorded with, kept between runs.
install_alembic() {
  local venv=$cache/alembic-1.20.1
  command -v alembic >/dev/null && [ "$(alembic --version 2>/dev/null)" = "alembic 1.20.1" ] && return
  if ! "$venv/bin/alembic" --version >/dev/null 2>&1; then
    python3 -m venv "$venv" &&
      "$venv/bin/pip" -q install alembic==1.20.1 sqlalchemy==2.1.9 psycopg2-binary==2.9.13 >/dev/null 2>"$venv/pip.log" || {
      skip "alembic 1.20.1: $(tail -1 "$venv/pip.log" 2>/dev/null)"
      return
    }
  fi
  PATH=$venv/bin:$PATH
}

install_sqlx() {
  local home=$cache/sqlx-0.9.0
  command -v sqlx >/dev/null && [ "$(sqlx --version)" = "sqlx-cli 0.9.0" ] && return
  if ! "$home/bin/sqlx" --version >/dev/null 2>&1; then
    command -v cargo >/dev/null || { skip "sqlx-cli 0.9.0: no cargo on this machine"; return; }
    echo "building sqlx-cli 0.9.0, once: it takes some minutes"
    timeout 1200 cargo install -q --locked --root "$home" sqlx-cli@0.9.0 --no-default-features \
      --features postgres,rustls >"$cache/sqlx.log" 2>&1 || { skip "sqlx-cli 0.9.0: $(tail -1 "$cache/sqlx.log")"; return; }
  fi
  PATH=$home/bin:$PATH
}

# PostgreSQL of other versions than the installed one.
install_servers() {
  local line
  PLUMBLINE_TEST_PG_BINS=$(tests/support/servers.sh 2>"$cache/servers.log")
  export PLUMBLINE_TEST_PG_BINS
  while read -r line; do skip "${line#\[skip\] }"; done < <(grep '^\[skip\]' "$cache/servers.log")
}

# build PRESET [TARGET…]
build() {
  local preset=$1 log=build/$1.log
  shift
  cmake --preset "$preset" >"$log" 2>&1 && ninja -C "build/$preset" -j "$jobs" "$@" >>"$log" 2>&1 && return
  grep -E 'error|FAILED|CMake Error' "$log" | head -40
  fail "build of $preset; see $log"
  return 1
}

# run_ctest PRESET [ctest argument…]: adds to the sums what ctest counted.
run_ctest() {
  local preset=$1 report=$root/build/$1-tests.xml count
  shift
  rm -f "$report"
  ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error --output-junit "$report" "$@" |
    grep --line-buffered -Ev '^ +Start +[0-9]|^Internal ctest|^$'
  if [ ! -s "$report" ]; then fail "ctest of $preset"; return; fi
  count() { sed -n "s/.*$1=\"\\([0-9]*\\)\".*/\\1/p;/timestamp/q" "$report" | head -1; }
  local tests bad idle
  tests=$(count tests) bad=$(count failures) idle=$(($(count skipped) + $(count disabled)))
  failed=$((failed + bad)) passed=$((passed + tests - bad - idle))
  # One line for each skip; a test that skipped without a word counts as well.
  grep -hE '^\[skip\]' "build/$preset/Testing/Temporary/LastTest.log" | sed "s/^/$preset: /" >"build/$preset-skips.txt"
  local lines
  lines=$(wc -l <"build/$preset-skips.txt")
  skipped=$((skipped + (lines > idle ? lines : idle)))
  cat "build/$preset-skips.txt" >>"$skip_reasons"
}

run_fuzzers() {
  local program name log
  export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
  fuzz_one() {
    local program=$1 name=${1##*/fuzz_} options=()
    [ -f "tests/fuzz/$name.dict" ] && options+=("-dict=tests/fuzz/$name.dict")
    mkdir -p "build/fuzz/found/$name" "tests/fuzz/corpus/$name"
    "$program" -seed="$fuzz_seed" -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
      -artifact_prefix="build/fuzz/$name-" "${options[@]}" "build/fuzz/found/$name" "tests/fuzz/corpus/$name" \
      >"build/fuzz/$name.log" 2>&1 && touch "build/fuzz/$name.ok"
  }
  export -f fuzz_one
  export fuzz_seconds fuzz_seed
  rm -f build/fuzz/*.ok
  find build/asan/tests/fuzz -maxdepth 1 -type f -name 'fuzz_*' -perm -u+x 2>/dev/null | sort |
    xargs -r -P "$jobs" -I{} bash -c 'fuzz_one {}'
  for program in build/asan/tests/fuzz/fuzz_*; do
    [ -f "$program" ] && [ -x "$program" ] || continue
    name=${program##*/fuzz_} log=build/fuzz/$name.log
    if [ -f "build/fuzz/$name.ok" ]; then
      passed=$((passed + 1))
      printf 'fuzz %-24s %s runs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    else
      fail "fuzz target $name; see $log"
      grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" | head -10
    fi
  done
}

started=$SECONDS
say "install what is missing"
. cmake/debian-packages.sh
install_packages "${build_packages[@]}" "${server_packages[@]}" "${test_packages[@]}" || fail "install"
install_alembic
install_sqlx
install_servers
export PATH
took install

for stage in "${stages[@]}"; do
  started=$SECONDS
  case $stage in
    release | asan)
      say "$stage: build"
      build "$stage" || continue
      took "$stage build"
      started=$SECONDS
      say "$stage: tests"
      if [ "$stage" = release ]; then run_ctest release; else run_ctest asan -LE 'structure|release-only'; fi
      ;;
    tsan)
      grep -rqsE 'LABELS[^)]*threads' tests --include=CMakeLists.txt || continue
      say "tsan: build and tests"
      build tsan thread_tests || continue
      run_ctest tsan -L threads
      ;;
    fuzz)
      say "fuzz: $fuzz_seconds s for each target"
      build asan || continue
      run_fuzzers
      ;;
  esac
  took "$stage"
done

if [ -s "$skip_reasons" ]; then
  say "skipped"
  sed 's/\[skip\] //' "$skip_reasons"
fi
say "in all: $((SECONDS / 60)) min $((SECONDS % 60)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
