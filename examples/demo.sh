#!/usr/bin/env bash
# Shows what Plumbline finds: on a fresh Debian 12 machine, as root or with sudo, with nothing built before.
#
#   examples/demo.sh                     an example of each tool, with a PostgreSQL started for it and gone afterwards, and a gate
#   examples/demo.sh PATH [--db URI]     your repository, and your database (read only); more options as `plumbline check` has them
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Inside with_postgres: one database for each shop.
if [ "${1-}" = --inside ]; then
  for tool in sqitch alembic sqlx; do
    shop=$root/examples/data/$tool-shop
    createdb "$tool"
    psql -X -q -v ON_ERROR_STOP=1 -d "$tool" -f "$shop/live.sql" >/dev/null
    printf '\n=== %s: plumbline check examples/data/%s-shop --db …\n\n' "$tool" "$tool"
    status=0
    "$2" check "$shop" --db "postgresql://$PGUSER@/$tool?host=$PGHOST" || status=$?
    [ "$status" -eq 1 ] || { echo "expected findings (exit status 1), got $status" >&2; exit 1; }
  done
  exit 0
fi

case ${1-} in -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;; esac

. "$root/cmake/debian-packages.sh"
packages=("${build_packages[@]}")
if [ $# -eq 0 ]; then packages+=("${server_packages[@]}"); fi
install_packages "${packages[@]}" >&2

build=$root/build/demo
mkdir -p "$build"
targets=(plumbline)
if [ $# -eq 0 ]; then targets+=(with_postgres); fi
# Half the time to compile: it shows findings, not speed.
flags=(-DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DPLUMBLINE_PRECOMPILE=ON)
if ! { cmake -S "$root" -B "$build" -G Ninja "${flags[@]}" && ninja -C "$build" "${targets[@]}"; } >"$build/build.log" 2>&1; then
  tail -30 "$build/build.log" >&2
  exit 3
fi
plumbline=$build/examples/plumbline/plumbline

if [ $# -gt 0 ]; then exec "$plumbline" check "$@"; fi
"$build/tests/support/with_postgres/with_postgres" "$root/examples/demo.sh" --inside "$plumbline"

# A gate brings a server of its own.
printf '\n=== plumbline gate examples/data/sqlx-shop\n\n'
"$plumbline" gate "$root/examples/data/sqlx-shop" --record ""
printf '\nEach finding is explained by: plumbline explain RULE\nYour own repository: examples/demo.sh PATH [--db URI]\n'
