"""What `python -m plumbline` does before a deploy: `gate`, `dry-run`, `history`, `classify` and `scratch init`, as the command line does it."""
from __future__ import annotations

import argparse
import json
import sys
from typing import Any, Optional, TextIO

from . import Event, IOFailed, Repository, classify, mark_scratch
from ._handle import document, encoded_path
from ._library import C
from ._schema_commands import Number

COMMANDS = ("gate", "dry-run", "history", "classify", "scratch")


def add_parsers(commands: Any, positive: Number) -> None:
    """Their options."""
    for name, text in (("gate", "the migrations on scratch databases: up, down and up again"),
                       ("dry-run", "the pending migrations on a restored backup")):
        command = commands.add_parser(name, help=text, description=text)
        add_gate(command, positive)
        add = command.add_argument
        if name == "gate":
            add("--each", action="store_true", help="the way back of every change, not only of the last")
        else:
            add("--backup", required=True, metavar="PATH", help="a dump, or a folder whose newest dump is taken")
            add("--scratch", metavar="URI", help="a database that `scratch init` has marked; without it one of our own")
    text = "recorded runs, the newest first"
    command = commands.add_parser("history", help=text, description=text)
    command.add_argument("--record", metavar="FILE", help="where runs are recorded")
    command.add_argument("--format", choices=("json",), default="json", help="document on stdout")
    text = "what the output of a failed tool or server means"
    command = commands.add_parser("classify", help=text, description=text)
    command.add_argument("file", nargs="?", default="-", metavar="FILE", help="the output; - or nothing is stdin")
    command.add_argument("--sqlstate", help="five characters, where they are known")
    command.add_argument("--step", help="the gate's step in which it came: upgrade, restore …")
    command.add_argument("--format", choices=("text", "json"), default="text", help="document on stdout")
    text = "databases that a dry run may reset"
    command = commands.add_parser("scratch", help=text, description=text)
    command.add_argument("action", choices=("init",), help="marks an empty database")
    command.add_argument("uri", metavar="URI", help="the database")
    command.add_argument("--project", default=".", metavar="PATH", help="the repository whose targets are no scratch database (default: this folder)")
    command.add_argument("--config", help="plumbline.toml to use instead of the nearest")


def add_gate(command: argparse.ArgumentParser, positive: Number) -> None:
    """What both gates have."""
    add = command.add_argument
    add("path", nargs="?", default=".", metavar="PATH", help="a repository or a tree (default: this folder)")
    add("--config", help="plumbline.toml to use instead of the nearest")
    add("--server", metavar="URI", help="where databases may be made; \"\" for libpq's environment; without it a server of our own")
    add("--record", metavar="FILE", help="where the run is recorded: a file, .jsonl for JSON lines; \"\" for nowhere")
    add("--release", help="what is gated, a commit or release")
    add("--tier", help="for which tier, as staging")
    add("--step-timeout", type=positive, default=0, metavar="MS", help="milliseconds that a step may take")
    add("--deadline", type=positive, default=0, metavar="MS", help="milliseconds for all of it")
    add("--no-inference", action="store_true", help="make no roles and rows that nobody gave")
    add("--keep", action="store_true", help="keep the databases, for a look at them")
    add("--fresh", action="store_true", help="take nothing over from earlier gates")
    add("--create-roles", action="store_true", help="on the given server: make the roles that are missing, dropped at the end")
    add("--events", metavar="FILE", help="append what happens as JSON lines")
    add("--format", choices=("text", "json"), default="text", help="document on stdout")


def run(options: argparse.Namespace) -> tuple[str, bool]:
    """The document, and whether it is a reason to fail."""
    if options.command == "scratch":
        mark_scratch(options.uri, Repository(options.project, config=options.config))
        return "marked: gates may reset this database\n", False
    if options.command == "history":
        return document(C.plumb_history_read, encoded_path(options.record, "the record")), False
    if options.command == "classify":
        return classify(read(options.file), options.sqlstate, options.step).render(options.format), False
    return gate(options)


def read(name: str) -> bytes:
    """A file's bytes, or stdin's."""
    try:
        if name == "-":
            return sys.stdin.buffer.read()
        with open(name, "rb") as file:
            return file.read()
    except OSError as problem:
        raise IOFailed(f'"{name}" cannot be read: {problem.strerror}') from problem


def gate(options: argparse.Namespace) -> tuple[str, bool]:
    """The run's document, and whether it is red. Steps are shown on a terminal as they end."""
    lines: Optional[TextIO] = None

    def tell(event: Event) -> None:
        if lines is not None:
            print(event.json, file=lines, flush=True)
        record: dict[str, Any] = json.loads(event.json)
        if record["event"] == "step_done" and sys.stderr.isatty():
            place = f"{record['project']}: " if record.get("project") else ""
            print(f"{'ok    ' if record['passed'] else 'FAILED'} {place}{record['step']}", file=sys.stderr)

    try:
        if options.events:
            lines = open(options.events, "a", encoding="utf-8", errors="surrogateescape")
        chosen: dict[str, Any] = {"each": options.each} if options.command == "gate" else {"backup": options.backup, "scratch": options.scratch}
        made = Repository(options.path, config=options.config, deadline_ms=options.deadline).gate(
            "round-trip" if options.command == "gate" else "dry-run", server=options.server, record=options.record, version=options.release,
            tier=options.tier, step_ms=options.step_timeout, infer=not options.no_inference, keep=options.keep, fresh=options.fresh,
            create_roles=options.create_roles, on_event=tell, deadline_ms=options.deadline, **chosen)
    except OSError as problem:
        raise IOFailed(f'"{options.events}" cannot be written') from problem
    finally:
        if lines is not None:
            lines.close()
    return made.render(options.format), not made.passed
