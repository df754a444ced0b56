"""The scoreboard: each delta of deltas.sql and more_deltas.sql on a copy of its base database, and what `plumbline diff` says of it, beside what
deltas.expected and the lines `--=` say. Runs under with_postgres, as a superuser."""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time

SIGNS = {"missing": "-", "unexpected": "+", "changed": "~"}


def psql(database, text, stop=True):
    command = ["psql", "-X", "-q", "-At", "-v", f"ON_ERROR_STOP={int(stop)}", "-d", database, "-f", "-"]
    done = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if stop and done.returncode != 0:
        raise RuntimeError(f"{database}: {done.stderr.decode().strip()}")


class Section:
    """A delta of a file: `before` is on both sides, `text` on the new one, `undo` takes back what outlives the database."""

    def __init__(self, marker, name):
        self.marker, self.name = marker, name
        self.before, self.text, self.undo = "", "", ""
        self.wanted = None

    def add(self, line, part):
        if line.startswith("--= "):
            self.wanted = (self.wanted or []) + [line[4:].rstrip("\n")]
        else:
            setattr(self, part, getattr(self, part) + line)


def read_sections(path):
    """In order, the first being the base. Markers: `@base`, `@delta ID KIND`, `@noise ID KIND`, and in a delta `@then`, `@undo`."""
    sections = []
    part = "text"
    for line in open(path, encoding="utf-8"):
        match = re.match(r"-- @(base|delta|noise|then|undo)(?: (\S+) (\S+))?$", line.rstrip("\n"))
        if match and match[1] == "then":
            sections[-1].before, sections[-1].text = sections[-1].text, ""
        elif match and match[1] == "undo":
            part = "undo"
        elif match:
            part = "text"
            sections.append(Section(match[1], match[2] or ""))
        elif sections:
            sections[-1].add(line, part)
    return sections


def read_expected(path):
    expected = {}
    lines = []
    if not os.path.exists(path):
        return expected
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        if line.startswith("  "):
            lines.append(line.strip())
        else:
            lines = expected.setdefault(line, [])
    return expected


def shown(one):
    text = f"{SIGNS[one['change']]} {one['kind']} {one['object']}"
    if one["change"] == "changed":
        old, new = (one[side] if one[side] is not None else "none" for side in ("old", "new"))
        text += f" {one['property']}: {old} → {new}"
    elif one["rename_hint"]:
        text += f" ({one['rename_hint']}?)"
    return text


def matches(want, got):
    """`… PROPERTY changes` stands for any two values: texts that depend on the server's way to indent."""
    if want.endswith(" changes"):
        return got.startswith(want[: -len(" changes")] + ": ")
    return want == got


def agree(wanted, given):
    rest = list(given)
    for want in wanted:
        found = next((got for got in rest if matches(want, got)), None)
        if found is None:
            return False
        rest.remove(found)
    return not rest


class Board:
    def __init__(self, plumbline, only):
        self.plumbline = plumbline
        self.only = only
        self.failures = 0
        self.counts = {"delta": [0, 0], "noise": [0, 0]}
        self.folder = tempfile.TemporaryDirectory()

    def diff(self, old, new):
        done = subprocess.run([self.plumbline, "diff", old, new, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr.decode().strip())
        document = json.loads(done.stdout)
        given = sorted(shown(one) for one in document["differences"])
        if (done.returncode == 1) != bool(given):
            raise RuntimeError(f"exit status {done.returncode} with {len(given)} differences")
        return given + [f"? {one['what']}: {one['why']}" for one in document["unchecked"]]

    def run(self, path):
        sections = read_sections(path)
        expected = read_expected(path.replace(".sql", ".expected"))
        psql("postgres", "DROP DATABASE IF EXISTS base WITH (FORCE); CREATE DATABASE base TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';")
        psql("base", sections[0].text)
        snapshot = self.snapshot("base")
        for section in sections[1:]:
            if not self.only or re.search(self.only, section.name):
                self.try_one(section, snapshot)
                self.judge(section, section.wanted or expected.get(section.name))
        unknown = set(expected) - {section.name for section in sections}
        if unknown:
            self.fail(f"{path}: no such delta: {', '.join(sorted(unknown))}")

    def snapshot(self, database):
        path = os.path.join(self.folder.name, database + ".json")
        subprocess.run([self.plumbline, "snapshot", f"dbname={database}", "--output", path], check=True, stdout=subprocess.DEVNULL)
        return path

    def try_one(self, section, snapshot):
        psql("postgres", "DROP DATABASE IF EXISTS copy WITH (FORCE); CREATE DATABASE copy TEMPLATE base;")
        try:
            if section.before:
                psql("copy", section.before)
                snapshot = self.snapshot("copy")
            psql("copy", section.text)
            self.given = self.diff(snapshot, "dbname=copy")
            self.back = self.diff("dbname=copy", snapshot)
        except RuntimeError as problem:
            self.given = self.back = [f"! {problem}"]
        finally:
            if section.undo:
                psql("copy", section.undo, stop=False)

    def judge(self, section, wanted):
        self.counts[section.marker][1] += 1
        name = section.name
        if wanted is None and section.marker == "delta":
            self.fail(f"{name}: nothing is said of it in the expectations; given:", self.given)
        elif not agree(wanted or [], self.given):
            self.fail(f"{name}: wanted", wanted or [], "given", self.given)
        elif len(self.back) != len(self.given):
            self.fail(f"{name}: the other way round it is", self.back)
        else:
            self.counts[section.marker][0] += 1

    def fail(self, *parts):
        self.failures += 1
        for part in parts:
            print(part if isinstance(part, str) else "".join(f"    {line}\n" for line in part).rstrip("\n"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--plumbline", required=True)
    parser.add_argument("files", nargs="+", help="deltas")
    parser.add_argument("--only", help="a regular expression over ids")
    arguments = parser.parse_args()
    psql("postgres", "CREATE ROLE pl_app; CREATE ROLE pl_own;", stop=False)
    began = time.monotonic()
    board = Board(arguments.plumbline, arguments.only)
    for path in arguments.files:
        board.run(path)
    seen, deltas = board.counts["delta"]
    silent, noise = board.counts["noise"]
    print(f"{seen} of {deltas} deltas exact, {silent} of {noise} noise cases silent, {time.monotonic() - began:.0f} s")
    return 1 if board.failures else 0


if __name__ == "__main__":
    sys.exit(main())
