#!/usr/bin/env bash
# Takes Plumbline as other projects do, from outside of its tree: cmake.sh BUILD_DIR
# Installs the build, moves the prefix, and builds the examples against it by find_package and pkg-config; then once more from source
# (add_subdirectory, FetchContent), whose static libraries are installed and used in turn. Each guard must print the same findings.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/tests/packaging
build=$(cd "${1:?BUILD_DIR}" && pwd)
# Kept, and with the flags and relative paths of the build: a compiler cache has all of the library by then.
from_source=$(dirname "$build")/packaging
work=$(mktemp -d "${TMPDIR:-/tmp}/plumbline-packaging-XXXXXX")
trap 'rm -rf "$work"' EXIT
unset DATABASE_URL CMAKE_PREFIX_PATH PKG_CONFIG_PATH LD_LIBRARY_PATH
tree=$root/tests/scenarios/basketball-040-041
launcher=()
command -v ccache >/dev/null && launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
started=$SECONDS

step() { printf -- '-- %3d s: %s\n' $((SECONDS - started)) "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
quiet() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$*"; }; }
configure() { quiet cmake -G Ninja "${launcher[@]}" "$@"; }

# guard PROGRAM: run on the scenario, it finds what every other guard finds.
guard() {
  local status=0
  "$1" "$tree" >"$work/findings" 2>"$work/stderr" || status=$?
  [ "$status" -eq 1 ] || { cat "$work/stderr" >&2; fail "$1: exit status $status, wanted 1"; }
  [ -f "$work/wanted" ] || cp "$work/findings" "$work/wanted"
  grep -q 'plan/duplicate-revision' "$work/findings" || fail "$1 does not find the duplicate revision"
  cmp "$work/wanted" "$work/findings" || fail "$1 prints other findings than the guards before"
}

# headers PREFIX: each public header compiles alone, the C header as C99 and as C++11, with strict warnings.
headers() {
  local header strict=(-Wall -Wextra -pedantic -Werror "-I$1/include")
  for header in "$1"/include/plumbline/*.hpp; do
    quiet c++ -std=c++20 -fsyntax-only "${strict[@]}" -x c++ - <<<"#include <plumbline/${header##*/}>"
  done
  quiet cc -std=c99 "${strict[@]}" -c "$root/tests/capi/header_c99.c" -o "$work/c99.o"
  quiet c++ -std=c++11 "${strict[@]}" -c "$root/tests/capi/header_cxx11.cpp" -o "$work/cxx11.o"
}

step "install, and move the prefix"
for component in runtime dev; do
  quiet cmake --install "$build" --prefix "$work/first" --component plumbline_$component
done
quiet cmake --install "$build" --prefix "$work/runtime" --component plumbline_runtime
find "$work/runtime" ! -type d ! -name 'libplumbline.so.*' | grep . && fail "component plumbline_runtime holds more than the library"
mv "$work/first" "$work/moved"
prefix=$work/moved
grep -rIlF -e "$root" -e "$build" -e "$work" -e "$(uname -m)-linux-gnu" "$prefix" && fail "an installed file names a folder of this machine"
export LD_LIBRARY_PATH=$prefix/lib
step "headers"
headers "$prefix"

step "find_package, C"
configure -S "$here/consumer-c" -B "$work/c" -DCMAKE_PREFIX_PATH="$prefix" -DEXAMPLES="$root/examples"
quiet cmake --build "$work/c"
guard "$work/c/guard"

step "find_package, C++"
configure -S "$here/consumer-cpp" -B "$work/cpp" -DCMAKE_PREFIX_PATH="$prefix" -DEXAMPLES="$root/examples"
quiet cmake --build "$work/cpp"
guard "$work/cpp/guard"
guard "$work/cpp/guard_c"

step "pkg-config and cc"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
[ "$(pkg-config --modversion plumbline)" = "$(sed -n 's/^project(plumbline VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")" ] ||
  fail "plumbline.pc has another version"
# shellcheck disable=SC2046
quiet cc -std=c99 -Wall -Wextra -pedantic -Werror "$root/examples/embed_c.c" $(pkg-config --cflags --libs plumbline) -o "$work/guard"
guard "$work/guard"
unset PKG_CONFIG_PATH LD_LIBRARY_PATH

step "add_subdirectory, static"
configure -S "$here/consumer-source" -B "$from_source" -DPLUMBLINE_SOURCE="$root" -DFETCH=OFF -DPLUMBLINE_SHARED=OFF \
  -DPLUMBLINE_INSTALL=ON -DPLUMBLINE_WARNINGS_AS_ERRORS=ON -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr
quiet cmake --build "$from_source"
guard "$from_source/guard"
guard "$from_source/guard_c"

step "FetchContent"
rm -f "$from_source/guard" "$from_source/guard_c"
configure -S "$here/consumer-source" -B "$from_source" -DFETCH=ON -DFETCHCONTENT_SOURCE_DIR_PLUMBLINE="$root"
quiet cmake --build "$from_source"
guard "$from_source/guard"
guard "$from_source/guard_c"

step "static libraries below /usr: find_package, C"
DESTDIR=$work/staging quiet cmake --install "$from_source"
mv "$work/staging" "$work/image"  # as a distribution's package: the folder of the libraries is the machine's
prefix=$work/image/usr
grep -rIlF -e "$root" -e "$from_source" "$prefix" && fail "an installed file names a folder of this machine"
configure -S "$here/consumer-c" -B "$work/c-static" -DCMAKE_PREFIX_PATH="$prefix" -DEXAMPLES="$root/examples"
quiet cmake --build "$work/c-static"
guard "$work/c-static/guard"

step "static libraries below /usr: find_package, C++"
configure -S "$here/consumer-cpp" -B "$work/cpp-static" -DCMAKE_PREFIX_PATH="$prefix" -DEXAMPLES="$root/examples"
quiet cmake --build "$work/cpp-static"
guard "$work/cpp-static/guard"
guard "$work/cpp-static/guard_c"

step "static libraries below /usr: pkg-config and cc"
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name plumbline.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
quiet cc -std=c99 "$root/examples/embed_c.c" $(pkg-config --static --cflags --libs plumbline) -o "$work/guard-static"
guard "$work/guard-static"

step "done"
