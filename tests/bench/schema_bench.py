#!/usr/bin/env python3
"""Reading and comparing schemas beside what else does it: schema_bench.py [--tables N…] [--repeats N] [--only WORD] [--migra PROGRAM] [PLUMBLINE].

Run it as `tests/bench/bench.sh --schemas`, which brings a server. Each row is the median of the repeats, all sides in turn after one run of each
unmeasured: wall clock, CPU of the process, CPU of the server's processes (from the postmaster's /proc entry, in steps of 10 ms), peak memory of the
process. The floor is bulk_catalog: the same catalogs in bulk with every definition printed by the server. It fails nothing: it tells.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def build(name, folder, *libraries):
    program = Path(folder) / name
    include = subprocess.run(["pg_config", "--includedir"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    subprocess.run(["cc", "-O2", f"-I{include}", "-o", program, HERE / f"{name}.c", *libraries], check=True)
    return program


def find_program(name):
    """Not Debian's wrapper, which is a Perl script."""
    folder = subprocess.run(["pg_config", "--bindir"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return str(Path(folder) / name) if (Path(folder) / name).exists() else name


class Server:
    def __init__(self):
        self.host = os.environ["PGHOST"]
        self.postmaster = int((Path(self.host) / "data/postmaster.pid").read_text().split("\n", maxsplit=1)[0])
        self.children = len(self.sessions())

    def sessions(self):
        return Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split()

    def cpu_ms(self):
        """Of all ended sessions."""
        for _ in range(400):
            if len(self.sessions()) <= self.children:
                break
            time.sleep(0.005)
        fields = Path(f"/proc/{self.postmaster}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[13]) + int(fields[14])) * TICK_MS

    def uri(self, database):
        return f"postgresql://postgres@/{database}?host={self.host}"

    @staticmethod
    def run(database, sql):
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database], input=sql, text=True, check=True, stdout=subprocess.DEVNULL)

    def make(self, database, *arguments):
        subprocess.run(["createdb", database], check=True)
        self.add(database, *arguments)
        self.run(database, "VACUUM ANALYZE")

    def add(self, database, *arguments):
        done = subprocess.run([sys.executable, HERE / "generate_schema.py", *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True)
        self.run(database, done.stdout)


class Cost:
    def __init__(self, wall, client, server, peak):
        self.wall, self.client, self.server, self.peak = wall, client, server, peak

    @property
    def cpu(self):
        return self.client + self.server


class Bench:
    def __init__(self, options):
        self.plumbline, self.repeats, self.only = str(Path(options.plumbline).resolve()), options.repeats, options.only
        self.tables, self.migra = options.tables, options.migra
        self.work = Path(tempfile.mkdtemp(prefix="plumb-bench-"))
        self.measure, self.bulk = build("measure", self.work), build("bulk_catalog", self.work, "-lpq")
        self.pg_dump = find_program("pg_dump")
        self.server = Server()

    def cost(self, command):
        before = self.server.cpu_ms()
        done = subprocess.run([self.measure, *command], env=ENVIRONMENT, stdout=subprocess.PIPE, check=True)
        microseconds, peak, status, passed = map(int, done.stdout.split())
        if status not in (0, 1, 2):
            print(f"(exit {status}: {' '.join(map(str, command))})", file=sys.stderr)
        return Cost(passed / 1000, microseconds / 1000, self.server.cpu_ms() - before, peak / 1024)

    def sides(self, sides, repeats=None):
        for command in sides.values():
            self.cost(command)
        runs = [{name: self.cost(command) for name, command in sides.items()} for _ in range(repeats or self.repeats)]
        return {name: Cost(*(statistics.median(getattr(run[name], field) for run in runs) for field in ("wall", "client", "server")),
                           max(run[name].peak for run in runs)) for name in sides}

    @staticmethod
    def rows(title, costs, marks=()):
        print(f"\n{title:34} {'wall ms':>9} {'client':>8} {'server':>8} {'MiB':>6}")
        for name, cost in costs.items():
            print(f"{name:34} {cost.wall:9.0f} {cost.client:8.0f} {cost.server:8.0f} {cost.peak:6.0f}")
        for text, value, is_met in marks:
            print(f"  {text}: {value} {'met' if is_met else 'MISSED'}")
        sys.stdout.flush()

    def reading(self, tables):
        database = f"read_{tables}"
        uri = self.server.uri(database)
        costs = self.sides({
            "bulk queries, pg_get_*def": [self.bulk, uri, HERE / "bulk_catalog.sql"],
            "pg_dump -s": [self.pg_dump, "-s", uri],
            "plumbline snapshot --fingerprint": [self.plumbline, "snapshot", "--fingerprint", uri],
            "plumbline snapshot, JSON": [self.plumbline, "snapshot", "--format", "json", uri],
            "plumbline, no dependencies": [self.plumbline, "snapshot", "--fingerprint", "--without-dependencies", uri],
        })
        floor, dump, ours = list(costs.values())[:3]
        limit = {1000: 1.0, 10000: 0.75}.get(tables)
        marks = []
        if limit:
            marks = [(f"of the bulk queries' wall (at most {limit})", f"{ours.wall / floor.wall:.2f}", ours.wall / floor.wall <= limit),
                     ("of their CPU, both sides", f"{ours.cpu / floor.cpu:.2f}", ours.cpu / floor.cpu <= limit),
                     ("faster than pg_dump -s (at least 3.5)", f"{dump.wall / ours.wall:.1f}x", dump.wall / ours.wall >= 3.5),
                     ("peak MiB (at most 150)", f"{ours.peak:.0f}", ours.peak <= 150)]
        self.rows(f"reading, {tables:,} tables", costs, marks)

    def comparing(self, tables):
        one, two = self.server.uri(f"read_{tables}"), self.server.uri(f"drifted_{tables}")
        script = 'a=$(mktemp); b=$(mktemp); "$0" -s "$1" >$a; "$0" -s "$2" >$b; diff $a $b >/dev/null; rm $a $b; true'
        sides = {"pg_dump -s twice, diff": ["bash", "-c", script, self.pg_dump, one, two], "plumbline diff": [self.plumbline, "diff", one, two]}
        if self.migra and tables <= 1000:
            sides["migra"] = [self.migra, "--unsafe", *(uri.replace("postgresql:", "postgresql+psycopg2:") for uri in (one, two))]
        costs = self.sides(sides)
        dump, ours = costs["pg_dump -s twice, diff"], costs["plumbline diff"]
        marks = [("faster than pg_dump and diff (at least 4)", f"{dump.wall / ours.wall:.1f}x", dump.wall / ours.wall >= 4)]
        if "migra" in costs:
            ratio = costs["migra"].wall / ours.wall
            marks.append(("faster than migra (at least 8)", f"{ratio:.1f}x", ratio >= 8))
        self.rows(f"comparing, 1 % drift, {tables:,}", costs, marks)
        self.share(one, two)

    def share(self, one, two):
        """What comparing takes of the whole, within one process."""
        code = ("import sys, time, plumbline\n"
                "def read(uri):\n    with plumbline.Target(uri) as target: return target.capture()\n"
                "start = time.perf_counter(); a = read(sys.argv[1]); b = read(sys.argv[2]); read_s = time.perf_counter() - start\n"
                "start = time.perf_counter(); d = a.diff(b); print(read_s, time.perf_counter() - start)\n")
        environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT / "bindings/python/src"), "PLUMBLINE_LIBRARY": str(ROOT / "build/release/capi/libplumbline.so")}
        done = subprocess.run([sys.executable, "-c", code, one, two], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print("  [skip] share of comparing: " + (done.stderr.strip().split("\n") or [""])[-1])
            return
        reading, comparing = map(float, done.stdout.split())
        share = 100 * comparing / reading
        print(f"  comparing: {comparing * 1000:.1f} ms, {share:.1f} % of reading (at most 5) {'met' if share <= 5 else 'MISSED'}", flush=True)

    def tenants(self, count=1000, tables=20):
        subprocess.run(["createdb", "tenants"], check=True)
        self.server.add("tenants", tables, "--tenants", count)
        self.server.run("tenants", "ALTER TABLE tenant_0123.account_0 ADD COLUMN odd integer")
        self.server.run("tenants", "VACUUM ANALYZE")
        command = [self.plumbline, "snapshot", "--relative", "--fingerprint", "--format", "json", self.server.uri("tenants")]
        costs = self.sides({f"{count:,} schemas of {tables} tables": command}, 3)
        document = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        sizes = sorted((len(group["schemas"]) for group in document["groups"]), reverse=True)
        seconds = next(iter(costs.values())).wall / 1000
        self.rows("tenants, fingerprints by schema", costs,
                  [("seconds (at most 10)", f"{seconds:.1f}", seconds <= 10), ("groups", ", ".join(map(str, sizes[:5])), sizes[0] == count - 1)])

    def run(self):
        for tables in self.tables:
            if self.only in "reading comparing":
                self.server.make(f"read_{tables}", tables)
            if self.only in "reading":
                self.reading(tables)
            if self.only in "comparing":
                self.server.make(f"drifted_{tables}", tables)
                self.server.add(f"drifted_{tables}", tables, "--drift", 1)
                self.comparing(tables)
        if self.only in "tenants":
            self.tenants()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("plumbline", nargs="?", default=ROOT / "build/release/examples/plumbline/plumbline")
    parser.add_argument("--tables", type=int, nargs="*", default=[100, 1000, 10000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", default="", help="reading, comparing or tenants")
    parser.add_argument("--migra", default=shutil.which("migra"), help="its program; without one its row is left out")
    bench = Bench(parser.parse_args())
    try:
        bench.run()
    finally:
        shutil.rmtree(bench.work)


if __name__ == "__main__":
    main()
