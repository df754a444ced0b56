#!/usr/bin/env python3
"""Speed and memory of the whole process beside the real tools, both sides in turn in one run: bench.py [--repeats N] [--only WORD] [PLUMBLINE].

Time is user and system CPU of the process (measure.c), the median of the repeats; one run of each side first, unmeasured. Needs a server:
`build/release/tests/support/with_postgres/with_postgres tests/bench/bench.py`. A tool that is missing leaves its rows out. It fails nothing: it tells.
"""
import argparse
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Byte code is what "warm" means: a variable that keeps Python from writing it must not decide.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "SQITCH_FULLNAME": "Bench", "SQITCH_EMAIL": "bench@example.com"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)


def build(name, folder):
    program = Path(folder) / name
    subprocess.run(["cc", "-O2", "-o", program, HERE / f"{name}.c"], check=True)
    return program


class Bench:
    def __init__(self, options):
        self.plumbline = str(Path(options.plumbline).resolve())
        self.repeats, self.only = options.repeats, options.only
        self.work = Path(tempfile.mkdtemp(prefix="plumb-bench-"))
        self.trees = {}
        self.reader, self.measure = build("read_files", self.work), build("measure", self.work)

    def tree(self, tool, count, forks=0):
        key = f"{tool}-{count}-{forks}"
        if key not in self.trees:
            done = subprocess.run([sys.executable, HERE / "generate.py", tool, str(count), self.work / key, "--forks", str(forks)],
                                  check=True, capture_output=True, text=True)
            self.trees[key] = (self.work / key, done.stdout.strip())
        return self.trees[key]

    def cost(self, command, folder, before=None, environment=None):
        """(CPU milliseconds, peak MiB) of one run."""
        if before:
            before()
        done = subprocess.run([self.measure, *command], cwd=folder, env=environment or ENVIRONMENT, stdout=subprocess.PIPE, check=True)
        microseconds, peak, status, _ = map(int, done.stdout.split())
        if status != 0:
            print(f"(exit {status}: {' '.join(map(str, command))})", file=sys.stderr)
        return microseconds / 1000, peak / 1024

    def sides(self, sides, repeats=None):
        """Medians of several commands, run in turn. A side is (command, folder, before, environment)."""
        for side in sides:
            self.cost(*side)
        runs = [[self.cost(*side) for side in sides] for _ in range(repeats or self.repeats)]
        return [(statistics.median(run[i][0] for run in runs), max(run[i][1] for run in runs)) for i in range(len(sides))]

    def row(self, name, theirs, ours, files=None, target=None, repeats=None):
        sides = [theirs, ours] + ([([self.reader, *files], "/", None, None)] if files else [])
        result = self.sides(sides, repeats)
        ratio = result[0][0] / max(result[1][0], 0.001)
        ceiling = f"{result[0][0] / max(result[2][0], 0.001):7.0f}x" if files else "       -"
        goal = f"{target:g}x" if target else "-"
        verdict = "" if not target else "met" if ratio >= target else "MISSED"
        print(f"{name:44} {result[0][0]:10.1f} {result[1][0]:10.2f} {ratio:8.1f}x {ceiling} {goal:>6} {verdict}", flush=True)

    def wants(self, name):
        return self.only in name

    def sql(self, database, text):
        subprocess.run(["createdb", database], check=True)
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database], input=text, text=True, check=True)
        return f"postgresql://postgres@/{database}?host={os.environ['PGHOST']}"

    def check(self, tree):
        return ([self.plumbline, "check", ".", "--only", "plan"], tree, None, None)

    def status(self, tree, uri):
        return ([self.plumbline, "status", ".", "--db", uri], tree, None, None)

    def alembic(self):
        for count, target in ((1000, None), (5000, None)):
            tree, head = self.tree("alembic", count)
            versions = tree / "alembic" / "versions"
            if count == 1000:
                self.row("alembic heads, byte code warm, 1,000", (["alembic", "heads"], tree, None, None), self.check(tree), [versions], 50)
                fresh = {**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"}
                self.row("alembic heads, fresh checkout, 1,000",
                         (["alembic", "heads"], tree, lambda: shutil.rmtree(versions / "__pycache__", ignore_errors=True), fresh),
                         self.check(tree), [versions], 110)
            if "PGHOST" not in os.environ:
                continue
            uri = self.sql(f"alembic_{count}", "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);"
                           f"INSERT INTO alembic_version VALUES ('{head}')")
            theirs = {**ENVIRONMENT, "DATABASE_URL": uri.replace("postgresql:", "postgresql+psycopg2:")}
            target = 40 if count == 1000 else 150
            self.row(f"alembic current, {count:,}", (["alembic", "current"], tree, None, theirs), self.status(tree, uri), [versions], target,
                     3 if count == 5000 else None)

    def sqitch(self):
        tree, _ = self.tree("sqitch", 1000)
        self.row("sqitch plan, 1,000", (["sqitch", "plan"], tree, None, None), self.check(tree), None, 100)
        if "PGHOST" not in os.environ:
            return
        uri = self.sql("sqitch_1000", "")
        environment = {**ENVIRONMENT, "PGDATABASE": "sqitch_1000"}
        print("(recording 1,000 sqitch changes: some seconds)", file=sys.stderr)
        subprocess.run(["sqitch", "deploy", "--log-only", "--no-verify"], cwd=tree, env=environment, stdout=subprocess.DEVNULL, check=True)
        self.row("sqitch status, 1,000", (["sqitch", "status"], tree, None, environment), self.status(tree, uri), None, 40)

    def sqlx(self):
        if "PGHOST" not in os.environ:
            return
        tree, _ = self.tree("sqlx", 1000)
        files = sorted((tree / "migrations").iterdir())
        rows = ",".join(f"({int(f.name[:6])}, '{f.stem[7:].replace('_', ' ')}', true, '\\x{hashlib.sha384(f.read_bytes()).hexdigest()}', 1)"
                        for f in files)
        uri = self.sql("sqlx_1000", "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on "
                       "timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL);"
                       f"INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES {rows}")
        theirs = {**ENVIRONMENT, "DATABASE_URL": f"postgresql://postgres@localhost/sqlx_1000?host={os.environ['PGHOST']}"}
        self.row("sqlx migrate info, 1,000", (["sqlx", "migrate", "info"], tree, None, theirs), self.status(tree, uri), [tree / "migrations"], 1.3)

    def sizes(self):
        print(f"\n{'check --only plan':44} {'CPU ms':>10} {'us/change':>10} {'MiB':>7}")
        for tool, count, forks in (("alembic", 1000, 0), ("alembic", 5000, 0), ("alembic", 10000, 0), ("alembic", 10000, 1000),
                                   ("sqitch", 1000, 0), ("sqitch", 5000, 0), ("sqitch", 10000, 0),
                                   ("sqlx", 1000, 0), ("sqlx", 5000, 0), ("sqlx", 10000, 0)):
            tree, _ = self.tree(tool, count, forks)
            [(milliseconds, peak)] = self.sides([self.check(tree)])
            name = f"{tool}, {count:,}" + (f", {forks:,} forks" if forks else "")
            mark = "" if count != 5000 else "met" if peak <= 64 else "MISSED (64 MiB)"
            print(f"{name:44} {milliseconds:10.2f} {1000 * milliseconds / count:10.2f} {peak:7.1f} {mark}", flush=True)

    def run(self):
        print(f"{'CPU of the whole process, ms':44} {'theirs':>10} {'plumbline':>10} {'ratio':>9} {'reading':>8} {'goal':>6}")
        for tool in ("alembic", "sqitch", "sqlx"):
            if not self.wants(tool):
                continue
            if shutil.which(tool):
                getattr(self, tool)()
            else:
                print(f"[skip] {tool}: not on this machine")
        if self.wants("sizes"):
            self.sizes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("plumbline", nargs="?", default=ROOT / "build/release/examples/plumbline/plumbline")
    parser.add_argument("--repeats", type=int, default=11)
    parser.add_argument("--only", default="", help="rows of alembic, sqitch, sqlx or sizes")
    bench = Bench(parser.parse_args())
    try:
        bench.run()
    finally:
        shutil.rmtree(bench.work)


if __name__ == "__main__":
    main()
