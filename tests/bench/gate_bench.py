#!/usr/bin/env python3
"""Gates beside the shell scripts that they replace, in turn in one run: gate_bench.py [--repeats N] [--changes N] PLUMBLINE.

Alembic: initdb, start, createdb, four `alembic` processes (upgrade, heads, downgrade -1, upgrade), dropdb, stop. sqlx: initdb, start, createdb,
run, dropdb, stop. sqitch: the same with deploy, verify, revert, deploy. Prints seconds of the clock, the least of the repeats, and ratios. `cold` is a
gate that takes nothing over, `one new` one whose last change alone is new, `each` one of every way back, beside a cold gate of the
same tree (sqlx's with ways back). Needs alembic, sqlx and sqitch on PATH, and PostgreSQL's server programs.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def server_programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else Path(shutil.which("initdb")).parent


class Shell:
    """The script of today, as a user that initdb accepts."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="plumb-bench-")
        self.bin = server_programs()
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        os.chmod(self.folder, 0o777)

    def server(self, *words):
        subprocess.run([*self.user, str(self.bin / words[0]), *words[1:]], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, tree, commands):
        data = Path(self.folder, "data")
        start = time.monotonic()
        self.server("initdb", "-D", str(data), "-U", "postgres", "-A", "trust")
        self.server("pg_ctl", "-w", "-D", str(data), "-l", f"{self.folder}/log", "-o", f"-k {self.folder} -c listen_addresses=", "start")
        try:
            self.server("createdb", "-h", self.folder, "-U", "postgres", "shop")
            for command in commands(f"postgres@/shop?host={self.folder}"):
                subprocess.run(command[0], check=True, cwd=tree, env={**os.environ, **command[1]}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.server("dropdb", "-h", self.folder, "-U", "postgres", "shop")
        finally:
            self.server("pg_ctl", "-w", "-D", str(data), "-m", "fast", "stop")
        took = time.monotonic() - start
        shutil.rmtree(data)
        return took


def alembic_commands(place):
    url = {"DATABASE_URL": f"postgresql+psycopg2://{place}"}
    return [(["alembic", *words], url) for words in (["upgrade", "head"], ["heads"], ["downgrade", "-1"], ["upgrade", "head"])]


def sqlx_commands(place):
    url = "postgres://" + place.replace("@/", "@localhost/")
    return [(["sqlx", "migrate", "run", "--database-url", url], {})]


def sqitch_commands(place):
    user, rest = place.split("@")
    database, host = rest.lstrip("/").split("?host=")
    uri = f"db:pg://{user}@/{database}?host={host}"
    names = {"SQITCH_FULLNAME": "Bench", "SQITCH_EMAIL": "bench@example.com"}
    return [(["sqitch", *words, uri], names) for words in (["deploy"], ["verify"], ["revert", "-y"], ["deploy"])]


COMMANDS = {"alembic": alembic_commands, "sqlx": sqlx_commands, "sqitch": sqitch_commands}


def gate(plumbline, tree, *options):
    start = time.monotonic()
    done = subprocess.run([plumbline, "gate", str(tree), "--record", "", *options], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return time.monotonic() - start


def make(tool, count, folder):
    subprocess.run([sys.executable, HERE / "generate.py", tool, str(count), str(folder)], check=True, stdout=subprocess.DEVNULL)


def give_back(tree):
    """A way back for each migration of sqlx's, which the generator leaves out."""
    for script in list(Path(tree, "migrations").glob("*.sql")):
        table = script.read_text().split()[2]
        script.with_suffix(".down.sql").write_text(f"DROP TABLE {table};\n")
        script.rename(script.with_suffix(".up.sql"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--tools", default="alembic,sqlx,sqitch")
    parser.add_argument("plumbline")
    options = parser.parse_args()
    plumbline = str(Path(options.plumbline).resolve())
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="plumb-bench-cache-")
    print(f"{'tool':8} {'shell':>7} {'cold':>7} {'ratio':>6} {'one new':>8} {'ratio':>6} {'each':>7} {'/cold':>6}")
    for tool in options.tools.split(","):
        if shutil.which(tool) is None:
            print(f"[skip] {tool}: not on PATH")
            continue
        shells, cold, new, each, whole = [], [], [], [], []
        with tempfile.TemporaryDirectory() as folder:
            tree, longer, back = Path(folder, "tree"), Path(folder, "longer"), Path(folder, "back")
            make(tool, options.changes - 1, tree)
            make(tool, options.changes, longer)
            shutil.copytree(longer, back)
            if tool == "sqlx":
                give_back(back)
            gate(plumbline, longer, "--fresh")  # the template of an empty cluster is made
            for _ in range(options.repeats):
                shells.append(Shell().run(longer, COMMANDS[tool]))
                cold.append(gate(plumbline, longer, "--fresh"))
                # The same folder: what is kept belongs to one place.
                place = Path(folder, f"place{len(new)}")
                shutil.copytree(tree, place)
                gate(plumbline, place)
                shutil.rmtree(place)
                shutil.copytree(longer, place)
                new.append(gate(plumbline, place))
                whole.append(gate(plumbline, back, "--fresh"))
                each.append(gate(plumbline, back, "--fresh", "--each"))
        best = [min(values) for values in (shells, cold, new, each, whole)]
        print(f"{tool:8} {best[0]:7.2f} {best[1]:7.2f} {best[0] / best[1]:6.2f} {best[2]:8.2f} {best[0] / best[2]:6.2f} {best[3]:7.2f} {best[3] / best[4]:6.2f}")
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])


if __name__ == "__main__":
    main()
