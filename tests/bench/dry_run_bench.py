#!/usr/bin/env python3
"""Dry runs beside `gunzip | psql`, and two trees beside each alone, in turn in one run: dry_run_bench.py [--repeats N] [--rows N] PLUMBLINE.

psql restores into a database of a running server, once with initdb's own settings (stock) and once with those of our ephemeral servers (same), which it
does not have to start. A dry run is the whole command: server, proof, restore, one pending migration, and the copy that is kept for the next candidate.
The dump: three tables, 1.3 million rows, 155 MB, 40 MB packed. Seconds of the clock and of the processors, the least of the repeats, and ratios.
As root `chrt --rr 1` in front of it makes the numbers those of a quiet machine. Needs alembic and sqlx on PATH for the trees, PostgreSQL's programs.
"""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gate_bench import Shell, gate, make
from restore_bench import TABLES

# As postgres_words of lib/postgres/cluster/cluster.cpp.
SAME = (
    "-F -c shared_buffers=64MB -c maintenance_work_mem=128MB -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 "
    "-c max_wal_size=1GB -c wal_recycle=off -c wal_init_zero=off -c checkpoint_timeout=1h -c bgwriter_lru_maxpages=0 -c autovacuum=off -c jit=off"
)


class Server(Shell):
    def __init__(self, settings):
        super().__init__()
        self.server("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust")
        words = f"-k {self.folder} -c listen_addresses= {settings}"
        self.server("pg_ctl", "-w", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", words, "start")
        self.place = ["-h", self.folder, "-U", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"]

    def psql(self, database, sql):
        subprocess.run(["psql", *self.place, "-d", database, "-c", sql], check=True, stderr=subprocess.DEVNULL)

    def fresh(self, database):
        self.psql("postgres", f"DROP DATABASE IF EXISTS {database}")
        self.psql("postgres", f"CREATE DATABASE {database} TEMPLATE template0")
        self.psql("postgres", "CHECKPOINT")

    def cpu(self):
        """Of the sessions that have ended."""
        fields = Path(f"/proc/{Path(self.folder, 'data/postmaster.pid').read_text().split()[0]}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.server("pg_ctl", "-w", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


class Table:
    def __init__(self):
        self.best = {}

    def run(self, name, act, server=None):
        time.sleep(0.3)  # the last session has ended
        before, usage, start = server.cpu() if server else 0, resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        act()
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        time.sleep(0.3)
        used = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
        used += server.cpu() - before if server else 0
        self.best[name] = tuple(map(min, self.best.get(name, (1e9, 1e9)), (wall, used)))

    def print(self, ratios):
        for name, (wall, used) in self.best.items():
            print(f"{name:40} {wall:7.2f} {used:7.2f}")
        for words, of, to in ratios:
            if of in self.best and to in self.best:
                print(f"{words:40} {self.best[of][0] / self.best[to][0]:6.2f}x")


def make_backup(server, rows, backup):
    server.fresh("bench_source")
    for statement in filter(None, map(str.strip, TABLES.format(rows).split(";\n"))):
        server.psql("bench_source", statement)
    place = f"-h {server.folder} -U postgres"
    subprocess.run(f"pg_dump {place} bench_source | gzip > {backup}", shell=True, check=True)
    server.psql("postgres", "DROP DATABASE bench_source")


def forget(cache):
    for kept in cache.glob("plumbline/cluster/*/with-*"):
        shutil.rmtree(kept)


def bench_dry_runs(table, plumbline, options, folder, cache):
    servers = {"stock": Server(""), "same": Server(SAME)}
    backup, tree = folder / "bench.sql.gz", folder / "tree"
    make_backup(servers["same"], options.rows, backup)
    (tree / "migrations").mkdir(parents=True)
    (tree / "migrations" / "20240101000000_note.sql").write_text("CREATE TABLE note (id bigint PRIMARY KEY, body text NOT NULL);\n")

    def dry_run(*words):
        command = [plumbline, "dry-run", str(tree), "--backup", str(backup), "--record", "", *words]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)

    dry_run("--fresh")  # the template of an empty cluster is made
    try:
        for _ in range(options.repeats):
            for name, server in servers.items():
                server.fresh("bench_target")
                command = f"gunzip -c {backup} | psql {' '.join(server.place)} -d bench_target >/dev/null"
                table.run(f"gunzip | psql, {name} settings", lambda: subprocess.run(command, shell=True, check=True), server)
            table.run("dry run that keeps nothing", lambda: dry_run("--fresh"))
            forget(cache)
            table.run("dry run", dry_run)
            table.run("next candidate on that backup", dry_run)
    finally:
        for server in servers.values():
            server.stop()


def bench_trees(table, plumbline, options, folder):
    both = folder / "both"
    trees = {tool: both / tool for tool in ("alembic", "sqlx") if shutil.which(tool)}
    if len(trees) < 2:
        return print("[skip] two trees: alembic and sqlx are not both on PATH")
    for tool, tree in trees.items():
        make(tool, options.changes, tree)
    paths = "".join(f'[[project]]\npath = "{tool}"\ntool = "{tool}"\n' for tool in trees)
    (both / "plumbline.toml").write_text(paths)
    for _ in range(options.repeats):
        for tool, tree in trees.items():
            table.run(f"gate of the {tool} tree", lambda: gate(plumbline, tree, "--fresh", "--config", str(folder / "none.toml")))
        table.run("gate of both trees", lambda: gate(plumbline, both, "--fresh"))
    alone = [table.best[f"gate of the {tool} tree"] for tool in trees]
    table.best["sum of each alone"] = tuple(map(sum, zip(*alone)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plumbline")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", type=int, default=300_000, help="of the smallest table")
    parser.add_argument("--changes", type=int, default=100, help="of each tree")
    options = parser.parse_args()
    plumbline = str(Path(options.plumbline).resolve())
    table = Table()
    with tempfile.TemporaryDirectory(prefix="plumb-bench-") as place:
        folder = Path(place)
        os.chmod(folder, 0o755)
        cache = folder / "cache"
        os.environ["XDG_CACHE_HOME"] = str(cache)
        cache.mkdir(mode=0o700)
        (folder / "none.toml").write_text("")
        print(f"load average {os.getloadavg()[0]:.1f} before, {os.cpu_count()} processors")
        bench_dry_runs(table, plumbline, options, folder, cache)
        bench_trees(table, plumbline, options, folder)
        print(f"load average {os.getloadavg()[0]:.1f} after")
    print(f"{'seconds, the least of ' + str(options.repeats):40} {'wall':>7} {'cpu':>7}")
    ratios = []
    for name in ("stock", "same"):
        psql = f"gunzip | psql, {name} settings"
        ratios.append((f"dry run, to {psql}", psql, "dry run"))
        ratios.append((f"next candidate, to {psql}", psql, "next candidate on that backup"))
    ratios.append(("next candidate, to the first dry run", "dry run", "next candidate on that backup"))
    ratios.append(("both trees, to the sum of each alone", "sum of each alone", "gate of both trees"))
    table.print(ratios)


if __name__ == "__main__":
    main()
