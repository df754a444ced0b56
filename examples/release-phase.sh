#!/bin/sh
# The release phase of Heroku-like platforms: runs the deploy given as arguments, then asks the database whether it is done.
#
#   release: ./release-phase.sh sqitch deploy --verify "db:$DATABASE_URL"        (Procfile)
#
# DATABASE_URL  the database           MIGRATIONS  the folder of the migrations (.)
# EXPECT        what must exist afterwards, with blanks between: "billing_*=6 processed_stripe_events role:app_ro"
#
# Exit status: the deploy's own when it is not 0; else plumbline's: 1 something is missing, 2 wrong usage, 3 could not be found out.
# The platform takes none but 0 for done, and keeps the old release running.
set -uf
[ -n "${DATABASE_URL:-}" ] || { echo "release-phase.sh: DATABASE_URL is not set" >&2; exit 2; }
"$@" || exit
set --
for name in ${EXPECT:-}; do set -- "$@" --expect "$name"; done
exec plumbline verify "${MIGRATIONS:-.}" --db "$DATABASE_URL" "$@"
