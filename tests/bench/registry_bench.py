#!/usr/bin/env python3
"""Registry against schema: registry_bench.py [--repeats N] [--revisions N] [--tables N] [PLUMBLINE].

`plumbline check --db` beside what else tells whether a database is what its Alembic tree makes: an empty database, `alembic upgrade`, two dumps
and their diff. Both sides in turn after one run of each unmeasured; medians of wall clock, CPU of the processes, CPU of the server's. Run it as
`tests/bench/bench.sh --registry`, which brings a server. Needs alembic and pg_dump. It fails nothing: it tells.
"""
import argparse
import os
import shutil
import subprocess
import sys


from schema_bench import ENVIRONMENT, HERE, ROOT, Bench

# The key is random otherwise, and two dumps of one database differ.
NAIVE = """set -e
createdb "$1"
DATABASE_URL="$2" alembic upgrade head
"$0" -s --restrict-key=x "$3" >"$1.expected"
"$0" -s --restrict-key=x "$4" >"$1.live"
diff "$1.expected" "$1.live"
"""


class RegistryBench(Bench):
    def __init__(self, options):
        super().__init__(options)
        self.tree = self.work / "tree"
        subprocess.run([sys.executable, HERE / "generate.py", "alembic", str(options.revisions), self.tree, "--tables", str(options.tables[0])],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["createdb", "live"], check=True)
        self.alembic("live")

    def alembic(self, database):
        url = self.server.uri(database).replace("postgresql:", "postgresql+psycopg2:")
        subprocess.run(["alembic", "upgrade", "head"], cwd=self.tree, env={**ENVIRONMENT, "DATABASE_URL": url}, check=True, stderr=subprocess.DEVNULL)

    def cost(self, command):
        os.chdir(self.tree)
        if command[0] == "bash":  # dropped outside of what is measured
            subprocess.run(["dropdb", "--if-exists", "expected"], check=True, stderr=subprocess.DEVNULL)
        return super().cost(command)

    def run(self):
        expected, live = self.server.uri("expected"), self.server.uri("live")
        # The row that Alembic leaves behind is one of its own table, which both have.
        url = expected.replace("postgresql:", "postgresql+psycopg2:")
        costs = self.sides({
            "alembic upgrade, two dumps, diff": ["bash", "-c", NAIVE, self.pg_dump, "expected", url, expected, live],
            "plumbline check --db": [self.plumbline, "check", ".", "--db", live],
            "plumbline check, the tree alone": [self.plumbline, "check", "."],
            "plumbline snapshot --fingerprint": [self.plumbline, "snapshot", "--fingerprint", live],
        })
        naive, ours = list(costs.values())[:2]
        ratio = naive.wall / ours.wall
        self.rows("registry against schema", costs, [("faster by the clock (at least 20)", f"{ratio:.1f}x", ratio >= 20),
                                                     ("in CPU, both sides", f"{naive.cpu / ours.cpu:.1f}x", naive.cpu / ours.cpu >= 20)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("plumbline", nargs="?", default=ROOT / "build/release/examples/plumbline/plumbline")
    parser.add_argument("--revisions", type=int, default=100)
    parser.add_argument("--tables", type=int, nargs=1, default=[119])
    parser.add_argument("--repeats", type=int, default=7)
    parser.set_defaults(only="", migra=None)
    bench = RegistryBench(parser.parse_args())
    try:
        bench.run()
    finally:
        os.chdir(HERE)
        shutil.rmtree(bench.work)


if __name__ == "__main__":
    main()
