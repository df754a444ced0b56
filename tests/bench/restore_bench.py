#!/usr/bin/env python3
"""Restoring a backup beside `gunzip | psql`, in turn in one run: restore_bench.py [--repeats N] [--rows N] BENCH_RESTORE.

The dump: three tables, 1.3 million rows, 170 MB, 60 MB packed. Time is of the clock, the least of the repeats; memory the client's peak. Needs a
server: `build/release/tests/support/with_postgres/with_postgres tests/bench/restore_bench.py build/release/tests/bench/bench_restore`.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TABLES = """
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL, display text, created_at timestamptz NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, account bigint NOT NULL REFERENCES account, reference text NOT NULL, total numeric(12,2), placed date);
CREATE TABLE event (id bigint PRIMARY KEY, orders bigint NOT NULL REFERENCES orders, body text NOT NULL, at timestamptz NOT NULL);
INSERT INTO account SELECT n, 'a' || n || '@example.com', md5(n::text), timestamptz '2020-01-01' + n * interval '1 minute' FROM generate_series(1, {0}) n;
INSERT INTO orders SELECT n, 1 + n % {0}, md5((n * 7)::text), (n % 9999) / 7.0, date '2020-01-01' + n % 2000 FROM generate_series(1, 2 * {0}) n;
INSERT INTO event SELECT n, 1 + n % (2 * {0}), repeat(md5((n * 3)::text), 6), timestamptz '2020-01-01' + n * interval '7 seconds'
  FROM generate_series(1, {0} + {0} / 3) n;
CREATE UNIQUE INDEX account_email ON account (lower(email));
CREATE INDEX orders_account ON orders (account);
CREATE INDEX orders_reference ON orders (reference);
CREATE INDEX event_orders ON event (orders);
CREATE INDEX event_at ON event (at);
"""


def psql(database, sql):
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql], check=True)


def fresh():
    psql("postgres", "DROP DATABASE IF EXISTS bench_target")
    psql("postgres", "CREATE DATABASE bench_target TEMPLATE template0")
    psql("postgres", "CHECKPOINT")


def timed(command, shell=False):
    start = time.monotonic()
    done = subprocess.run(command, shell=shell, check=True, stdout=subprocess.PIPE, text=True)
    return time.monotonic() - start, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", type=int, default=300_000, help="of the smallest table")
    parser.add_argument("--backup", help="where the dump is kept from one run to the next")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="plumb-bench-")
    backup = options.backup or f"{work}/bench.sql.gz"
    if not Path(backup).exists():
        psql("postgres", "CREATE DATABASE bench_source TEMPLATE template0")
        for statement in filter(None, map(str.strip, TABLES.format(options.rows).split(";\n"))):
            psql("bench_source", statement)
        subprocess.run(f"pg_dump bench_source | gzip > {backup}", shell=True, check=True)
        psql("postgres", "DROP DATABASE bench_source")
    uri = f"postgresql://postgres@/bench_target?host={os.environ['PGHOST']}"
    best = {}
    for _ in range(options.repeats):
        best["gunzip to nowhere"] = min(best.get("gunzip to nowhere", 1e9), timed(f"gunzip -c {backup} >/dev/null", shell=True)[0])
        fresh()
        best["gunzip | psql"] = min(best.get("gunzip | psql", 1e9),
                                    timed(f"gunzip -c {backup} | psql -X -q -v ON_ERROR_STOP=1 bench_target", shell=True)[0])
        fresh()
        best["gunzip | psql -1"] = min(best.get("gunzip | psql -1", 1e9),
                                       timed(f"gunzip -c {backup} | psql -X -q -1 -v ON_ERROR_STOP=1 bench_target", shell=True)[0])
        for connections in ("1", "2"):
            fresh()
            proof, restore, peak = map(int, timed([options.program, backup, uri, connections])[1].split())
            best["ours: proof"] = min(best.get("ours: proof", 1e9), proof / 1000)
            name = f"ours: restore, {connections} connection{'s' if connections != '1' else ''}"
            best[name] = min(best.get(name, 1e9), restore / 1000)
            best["ours: peak MiB"] = max(best.get("ours: peak MiB", 0), peak / 1024)
    for name, value in best.items():
        print(f"{name:32} {value:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
