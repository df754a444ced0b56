#!/usr/bin/env python3
"""Restoring a backup beside `gunzip | psql`, in turn in one run: restore_bench.py [--repeats N] [--rows N] BENCH_RESTORE.

The dump: three tables, 1.3 million rows, 155 MB, 40 MB packed. Time is of the clock, and of the processors on both sides, each the least of the
repeats; memory the client's peak. Needs a server: `build/release/tests/support/with_postgres/with_postgres tests/bench/restore_bench.py build/release/tests/bench/bench_restore`.
"""
import argparse
import os
import resource
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


def postmaster():
    shown = subprocess.run(["psql", "-X", "-A", "-t", "-d", "postgres", "-c", "SHOW data_directory"], check=True, capture_output=True, text=True)
    return Path(shown.stdout.strip(), "postmaster.pid").read_text().split()[0]


def server_seconds(pid):
    """Of the sessions that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


class Table:
    def __init__(self):
        self.best, self.server = {}, postmaster()

    def keep(self, name, *values):
        self.best[name] = tuple(map(min, self.best.get(name, (1e9,) * len(values)), values))

    def run(self, name, command):
        time.sleep(0.5)  # the last session has ended
        server, used, start = server_seconds(self.server), resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(command, shell=isinstance(command, str), check=True, stdout=subprocess.PIPE, text=True)
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        time.sleep(0.5)
        client = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
        self.keep(name, wall, client, server_seconds(self.server) - server)
        return done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", type=int, default=300_000, help="of the smallest table")
    parser.add_argument("--backup", help="where the dump is kept from one run to the next")
    options = parser.parse_args()
    backup = options.backup or f"{tempfile.mkdtemp(prefix='plumb-bench-')}/bench.sql.gz"
    if not Path(backup).exists():
        psql("postgres", "CREATE DATABASE bench_source TEMPLATE template0")
        for statement in filter(None, map(str.strip, TABLES.format(options.rows).split(";\n"))):
            psql("bench_source", statement)
        subprocess.run(f"pg_dump bench_source | gzip > {backup}", shell=True, check=True)
        psql("postgres", "DROP DATABASE bench_source")
    uri = f"postgresql://postgres@/bench_target?host={os.environ['PGHOST']}"
    table, peak = Table(), 0
    for _ in range(options.repeats):
        table.run("gunzip to nowhere", f"gunzip -c {backup} >/dev/null")
        for name, words in (("gunzip | psql", ""), ("gunzip | psql -1", "-1")):
            fresh()
            table.run(name, f"gunzip -c {backup} | psql -X -q {words} -v ON_ERROR_STOP=1 bench_target")
        table.run("ours: proof", [options.program, backup])
        for connections in ("1", "2"):
            fresh()
            name = f"ours: proof and restore, {connections}"
            proof, restore, kib = map(int, table.run(name, [options.program, backup, uri, connections]).split())
            table.keep(f"  proof, restore alone, {connections}", proof / 1000, restore / 1000)
            peak = max(peak, kib / 1024)
    print(f"{'seconds':32} {'wall':>8} {'client':>8} {'server':>8}")
    for name, values in table.best.items():
        print(f"{name:32}" + "".join(f" {value:8.2f}" for value in values))
    print(f"peak of memory: {peak:.1f} MiB")


if __name__ == "__main__":
    sys.exit(main())
