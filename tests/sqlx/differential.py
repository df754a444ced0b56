#!/usr/bin/env python3
"""Generated migration sets, run by the real sqlx and natively: what is printed, the exit status, the registry and the database must be the same.

usage: with_postgres differential.py RUN_NATIVELY [--sets N] [--first SEED] [--keep FOLDER] [--quiet]
Each set is made from its seed alone: files of every kind that sqlx treats differently, then three to six command lines with files changed in between.
Three databases: one that sqlx migrates, one that we migrate, and one where both take turns. Needs sqlx 0.9 and pg_dump; exit status 77 without.
"""
import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOST, USER = os.environ.get("PGHOST", ""), os.environ.get("PGUSER", "postgres")
PORT = os.environ.get("PGPORT", "5432")


class Maker:
    """One set: files by name, and what is done with them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.files = {}
        self.tables = []
        self.count = 0
        self.used = set()

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self, prefix="t"):
        self.count += 1
        return f"{prefix}{self.count}"

    def table(self):
        return self.random.choice(self.tables) if self.tables else "pg_class_of_nobody"

    def plain(self):
        """One statement that should succeed on an empty database, most times."""
        kind = self.random.randrange(22)
        if kind < 6 or not self.tables:
            name = self.name()
            self.tables.append(name)
            return f"CREATE TABLE {name} (id int PRIMARY KEY, x int DEFAULT 7, note text)"
        table = self.table()
        return [
            f"ALTER TABLE {table} ADD COLUMN {self.name('c')} int NOT NULL DEFAULT 3",
            f"INSERT INTO {table} (id, x) SELECT i, i * 2 FROM generate_series(1, {self.pick(1, 5, 40)}) i ON CONFLICT DO NOTHING",
            f"UPDATE {table} SET x = x + 1 WHERE id > 2",
            f"CREATE INDEX ON {table} (x)",
            f"CREATE VIEW {self.name('v')} AS SELECT id, x FROM {table}",
            f"ALTER TABLE {table} ALTER COLUMN x TYPE bigint",
            f"CREATE FUNCTION {self.name('f')}() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2 $$",
            f"DO $body$ BEGIN RAISE NOTICE 'noted; %', 1; PERFORM 1; END $body$",
            f"INSERT INTO {table} (id, note) VALUES ({self.pick(1, 100, 1000)}, current_setting('TimeZone') || current_setting('DateStyle') || current_setting('extra_float_digits') || (0.1::float8 + 0.2)::text) ON CONFLICT DO NOTHING",
            f"COMMENT ON TABLE {table} IS 'größer; -- no comment'",
            f"TRUNCATE {table}",
            f"SELECT * FROM {table}",
            f"CREATE TYPE {self.name('e')} AS ENUM ('a', 'b')",
            f"ALTER TABLE {table} ADD CHECK (id > 0)",
            f"DELETE FROM {table} WHERE id % 3 = 0",
            f"CREATE SEQUENCE {self.name('s')}",
        ][kind - 6]

    def special(self):
        """What sqlx, or the server, treats in a way of its own."""
        table = self.table()
        return self.pick(
            "COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT a; SELECT 1; RELEASE SAVEPOINT a", "COMMIT AND CHAIN",
            "SET search_path = pg_catalog", "SET LOCAL search_path = public, pg_catalog", "SELECT set_config('search_path', '', false)",
            "CREATE SCHEMA IF NOT EXISTS s; SET search_path = s, public", "SET search_path = DEFAULT",
            "SET standard_conforming_strings = off; SELECT 'a\\'; SELECT 1; --'", "SET TIME ZONE 'Asia/Tokyo'",
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET default_transaction_read_only = on", "SET client_min_messages = debug1",
            "SELEC 1", f"SELECT 1 / (SELECT count(*) - count(*) FROM {table})", "CREATE TABLE twice (a int); CREATE TABLE twice (a int)",
            f"INSERT INTO {table} (id) VALUES (1), (1)", "DROP TABLE nobody", f"ALTER TABLE {table} DROP COLUMN nothing",
            "DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING DETAIL = 'why'; END $$", f"COPY {table} FROM stdin", f"COPY {table} TO STDOUT",
            f"CREATE INDEX CONCURRENTLY ON {table} (x)", "VACUUM", "\\echo psql", "CREATE TEMP TABLE gone (a int); INSERT INTO gone VALUES (1)",
            "PREPARE p AS SELECT 1; EXECUTE p; DEALLOCATE p", f"DECLARE c CURSOR FOR SELECT 1; FETCH c; CLOSE c", f"LOCK TABLE {table}",
            "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (p int REFERENCES parent DEFERRABLE INITIALLY DEFERRED); INSERT INTO child VALUES (9)",
            "SET ROLE pg_monitor", "DROP TABLE _sqlx_migrations", "CREATE TABLE audit AS SELECT current_query() AS q", "SELECT pg_sleep(0.03)",
            "SET statement_timeout = '10s'", f"DROP TABLE {table} CASCADE", "DELETE FROM _sqlx_migrations WHERE version < 3", ";;", "-- only a comment",
            "CREATE UNIQUE INDEX ON twice (a)", "NOTIFY nobody", "REFRESH MATERIALIZED VIEW nothing", "SET CONSTRAINTS ALL IMMEDIATE")

    def text(self, is_wild):
        count = self.random.randrange(0, 5)
        statements = [self.plain() for _ in range(count)]
        if is_wild and self.random.random() < 0.5:
            statements.insert(self.random.randrange(len(statements) + 1), self.special())
        glue = self.pick(";\n", ";\n\n-- next\n", "; ", ";\r\n")
        text = glue.join(statements)
        if statements and self.random.random() < 0.7:
            text += ";\n"
        if is_wild and self.random.random() < 0.06:
            text = "\ufeff" + text
        if is_wild and self.random.random() < 0.12:
            text = "-- no-transaction\n" + (f"CREATE INDEX CONCURRENTLY ON {self.table()} (id)" if self.random.random() < 0.6 else text)
        return text

    def add(self, version=None, is_wild=True):
        while version is None or version in self.used:
            version = self.random.randrange(-3, 60) if self.random.random() < 0.8 else self.random.randrange(10**9, 10**13)
        self.used.add(version)
        digits = f"{version:0{self.pick(1, 1, 4)}d}"
        stem = f"{digits}_{self.pick('first', 'second_step', 'größer', 'x.y')}"
        if self.random.random() < 0.4:
            self.files[f"{stem}.up.sql"] = self.text(is_wild)
            if self.random.random() < 0.8:
                self.files[f"{stem}.down.sql"] = self.text(is_wild) if self.random.random() < 0.3 else f"DROP TABLE IF EXISTS {self.table()} CASCADE"
        else:
            self.files[f"{stem}.sql"] = self.text(is_wild)

    def change(self):
        """Something happens to the folder between two command lines."""
        if self.files.pop("seed_data.sql", None):  # one bad name at a time: which of two sqlx tells is the directory's choice
            return None
        names = sorted(self.files)
        kind = self.random.random()
        if kind < 0.35 or not names:
            self.add()
        elif kind < 0.55:
            self.files[self.random.choice(names)] += "\n-- changed\n"
        elif kind < 0.7:
            del self.files[self.random.choice(names)]
        elif kind < 0.8:  # mended
            self.files[self.random.choice(names)] = "SELECT 1;\n"
        elif kind < 0.85:
            self.files["seed_data.sql"] = "SELECT 1;"
        elif kind < 0.9:
            return self.pick("UPDATE _sqlx_migrations SET success = false WHERE version = (SELECT max(version) FROM _sqlx_migrations)",
                             "UPDATE _sqlx_migrations SET success = true", "DELETE FROM _sqlx_migrations WHERE version = (SELECT min(version) FROM _sqlx_migrations)")
        return None

    def command(self):
        words = [self.pick("run", "run", "run", "run", "info", "revert", "revert", "skip")]
        if words[0] != "info":
            if self.random.random() < 0.25:
                words.append(f"--target-version={self.random.choice(sorted(self.used) + [0, 1000])}")
            if self.random.random() < 0.15:
                words.append("--dry-run")
            if self.random.random() < 0.3:
                words.append("--ignore-missing")
        return words

    def steps(self):
        wildness = self.random.random()
        for _ in range(self.random.randrange(2, 7)):
            self.add(is_wild=wildness > 0.3)
        for _ in range(self.random.randrange(3, 7)):
            yield dict(self.files), self.command(), None
            for _ in range(self.random.randrange(0, 3)):
                sql = self.change()
                if sql:
                    yield dict(self.files), ["run"], sql


def normalised(text):
    text = re.sub(r" at line \d+", "", text)
    return re.sub(r"\((?!0ns\))[0-9.]+(ns|µs|ms|s)\)", "(elapsed)", text)


def uri(database):
    return f"postgres://{USER}@localhost:{PORT}/{database}?host={HOST}"


def psql(database, *words, check=True):
    done = subprocess.run(["psql", "-XqAt", "-d", database, *words], capture_output=True, text=True)
    if check and done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def run_sqlx(sqlx, folder, database, words):
    verb = ["override", "skip"] if words[0] == "skip" else [words[0]]
    done = subprocess.run([sqlx, "migrate", *verb, "--no-dotenv", "--source", str(folder), *words[1:], "-D", uri(database)],
                          capture_output=True, text=True, timeout=60, cwd=folder.parent)
    return done.returncode, normalised(done.stdout.replace(str(folder), "migrations"))


def run_ours(native, folder, database, words, trace):
    done = subprocess.run([native, uri(database), str(folder), *words, *(["--trace"] if trace else [])], capture_output=True, text=True, timeout=60)
    if "runtime error" in done.stderr or "AddressSanitizer" in done.stderr:
        raise SystemExit(done.stderr)
    return done.returncode, normalised(done.stdout.replace(str(folder), "migrations"))


def state(database):
    dump = subprocess.run(["pg_dump", "--inserts", "--no-owner", "--exclude-table-data=*._sqlx_migrations", "-d", database],
                          capture_output=True, text=True, check=True).stdout
    rows = []
    for table in psql(database, "-c", "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relname = '_sqlx_migrations' AND relkind = 'r' ORDER BY 1").split():
        rows.append(table)
        rows += psql(database, "-c", f"SELECT version, description, success, encode(checksum, 'hex'), execution_time >= 0 FROM {table} ORDER BY 1").split("\n")
    return "\n".join(line for line in dump.split("\n") if not line.startswith(("--", "\\"))) + "\n".join(rows)


def write(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def run_set(seed, sqlx, native, keep):
    """What differs, and how many command lines there were and how many of them sqlx refused."""
    databases = {"sqlx": f"diff_sqlx_{seed}", "ours": f"diff_ours_{seed}", "turns": f"diff_turns_{seed}"}
    for database in databases.values():
        psql("postgres", "-c", f"CREATE DATABASE {database} TEMPLATE template0")
    root = Path(tempfile.mkdtemp(prefix="plumb-diff-"))
    folder = root / "migrations"
    lines = refused = 0
    history = []
    try:
        for files, words, sql in Maker(seed).steps():
            write(folder, files)
            if sql:
                for database in databases.values():
                    psql(database, "-c", sql, check=False)
                history.append(sql)
                continue
            lines += 1
            answers = {"sqlx": run_sqlx(sqlx, folder, databases["sqlx"], words),
                       "ours": run_ours(native, folder, databases["ours"], words, lines % 2 == 0),
                       "turns": (run_sqlx(sqlx, folder, databases["turns"], words) if lines % 2 else
                                 run_ours(native, folder, databases["turns"], words, False))}
            refused += answers["sqlx"][0] != 0
            history.append(" ".join(words) + f" -> {answers['sqlx']}")
            states = {who: state(database) for who, database in databases.items()}
            for who in ("ours", "turns"):
                if answers[who] != answers["sqlx"]:
                    return lines, refused, f"{who}: {answers[who]}\nsqlx: {answers['sqlx']}\n" + "\n".join(history)
                if states[who] != states["sqlx"]:
                    for name, text in states.items():
                        (root / f"{name}.state").write_text(text)
                    return lines, refused, f"{who}: the database differs from sqlx's\n" + "\n".join(history)
        return lines, refused, None
    finally:
        if keep:
            shutil.copytree(root, Path(keep) / str(seed), dirs_exist_ok=True)
        shutil.rmtree(root, ignore_errors=True)
        for database in databases.values():
            psql("postgres", "-c", f"DROP DATABASE {database} (FORCE)")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("native")
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    sqlx = shutil.which("sqlx")
    if not sqlx or not shutil.which("pg_dump"):
        print("[skip] no sqlx or no pg_dump on this machine")
        return 77
    total = refusals = different = 0
    for seed in range(options.first, options.first + options.sets):
        lines, refused, fault = run_set(seed, sqlx, os.path.abspath(options.native), options.keep)
        total += lines
        refusals += refused
        if fault:
            different += 1
            print(f"set {seed}: {fault}\n")
    print(f"{options.sets} sets, {total} command lines, {refusals} of them refused by sqlx, {different} sets differ")
    return 1 if different else 0


sys.exit(main())
