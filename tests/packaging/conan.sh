#!/usr/bin/env bash
# Takes Plumbline as Conan users do: conan.sh BUILD_DIR. No index is asked: what conan-center would give comes from Debian, by the
# wrapper recipes in conan-system. libpg_query's own recipe (cmake/conan-index) needs the release tarball, which is taken from
# $PLUMBLINE_LIBPG_QUERY_TARBALL; without it the wrapper of Debian's is tested in its place.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "${1:?BUILD_DIR}" && pwd)/packaging
version=2.34.0
venv=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline-tests/conan-$version
started=$SECONDS

step() { printf -- '-- %3d s: %s\n' $((SECONDS - started)) "$*"; }
skip() { echo "[skip] packaging/conan: $*"; exit 77; }
quiet() { "$@" >"$build/conan.log" 2>&1 || { tail -60 "$build/conan.log" >&2; echo "FAILED: $*" >&2; exit 1; }; }

command -v cmake >/dev/null || skip "no cmake"
if ! "$venv/bin/conan" --version >/dev/null 2>&1; then
  mkdir -p "${venv%/*}"
  python3 -m venv "$venv" && "$venv/bin/pip" -q install "conan==$version" >"$venv.log" 2>&1 ||
    skip "conan $version: $(tail -1 "$venv.log" 2>/dev/null)"
fi
PATH=$venv/bin:$PATH

# A home of its own, made anew. It compiles as the release build does, so that ccache has all of the library when tests/run.sh has built it.
mkdir -p "$build"
export CONAN_HOME=$build/conan-home
rm -rf "$CONAN_HOME" "$build/conan-test"
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_IGNOREOPTIONS=-m64
fi
unset DATABASE_URL CMAKE_PREFIX_PATH PKG_CONFIG_PATH
quiet conan profile detect
cat >"$CONAN_HOME/profiles/test" <<END
include(default)
[settings]
build_type=Release
compiler.cppstd=20
[conf]
tools.cmake.cmaketoolchain:extra_variables={"PLUMBLINE_WARNINGS_AS_ERRORS": "ON"}
tools.cmake.cmaketoolchain:generator=Ninja
tools.cmake.cmaketoolchain:user_presets=
tools.cmake.cmake_layout:test_folder=$build/conan-test
END
quiet conan remote disable '*'
quiet conan remote add plumbline-index "$root/cmake/conan-index" --type local-recipes-index
quiet conan remote add plumbline-system "$root/tests/packaging/conan-system" --type local-recipes-index

step "libpg_query"
recipe=$root/cmake/conan-index/recipes/libpg_query/all
tarball=${PLUMBLINE_LIBPG_QUERY_TARBALL:-}
if [ -n "$tarball" ]; then
  sum=$(sha256sum "$tarball" | cut -d' ' -f1)
  release=$(grep -B2 "$sum" "$recipe/conandata.yml" | sed -n 's/^ *"\([0-9.]*\)":$/\1/p')
  [ -n "$release" ] || { echo "FAILED: $tarball is none of the releases in conandata.yml" >&2; exit 1; }
  mkdir -p "$build/conan-sources/s"
  cp "$tarball" "$build/conan-sources/s/$sum"
  echo "core.sources:download_cache=$build/conan-sources" >>"$CONAN_HOME/global.conf"
  quiet conan create "$recipe" --version "$release" -pr:a test
else
  echo "[skip] packaging/conan: libpg_query's own recipe: no PLUMBLINE_LIBPG_QUERY_TARBALL; Debian's is tested in its place"
  release=$(sed -n 's/^ *"\([0-9.]*\)":$/\1/p' "$recipe/../config.yml" | head -1)
  quiet conan export "$recipe" --version "$release"
  # Its sources are not here: what Plumbline requires must not find it.
  quiet conan remove "libpg_query/$release" --confirm
  quiet conan test "$recipe/test_package" libpg_query/15.4.0 -pr:a test --build=missing -r plumbline-system
fi
grep 'PostgreSQL .*: parsed' "$build/conan.log"

for shared in False True; do
  step "plumbline, shared=$shared"
  quiet conan create "$root" -pr:a test -o "plumbline/*:shared=$shared" --build=missing -r plumbline-system
  grep -E 'cannot be opened|^[0-9]+ errors' "$build/conan.log"
done
step "done"
