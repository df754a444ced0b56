#!/bin/sh
# Once a night: do files, registry and database still agree? For cron, which mails what is printed:
#
#   15 3 * * *  DATABASE_URL=postgresql:///shop /srv/shop/nightly-check.sh /srv/shop /var/log/shop-migrations.txt
#
# Prints one line, leaves the whole report in the second argument's file, and exits as plumbline does: 0 they agree, 1 they do not,
# 2 wrong usage, 3 could not be found out. Further arguments go to `plumbline check`: --expect 'billing_*=6'.
set -u
[ -n "${DATABASE_URL:-}" ] || { echo "nightly-check.sh: DATABASE_URL is not set" >&2; exit 2; }
[ $# -ge 2 ] || { echo "usage: nightly-check.sh PATH REPORT [OPTION…]" >&2; exit 2; }
path=$1 report=$2
shift 2
touch "$report.new" || exit 3
plumbline check "$path" --db "$DATABASE_URL" --color never "$@" >"$report.new" 2>&1
status=$?
mv -f "$report.new" "$report" || exit 3
case $status in
  0 | 1) summary=$(tail -n 1 "$report") ;;  # "2 errors, 1 warning, 0 notes"
  *) summary=$(head -n 1 "$report") ;;      # why not
esac
echo "$path: $summary (exit status $status, report in $report)"
exit $status
