"""python -m plumbline: the command line's twin for `check`, `verify`, `predict`, `effects`, `snapshot`, `diff`, `gate`, `dry-run`, `history`,
`classify` and `scratch init`, with the same documents on stdout and the same exit statuses.

0 nothing at or above --fail-on, 1 findings, differences, a statement that fails or a red gate, 2 wrong usage or configuration,
3 could not be looked at, 4 refused, 130 interrupted.
"""
from __future__ import annotations

import argparse
import os
import sys
from typing import Optional, Sequence

from . import (
    Ambiguous, Cancelled, ConfigurationError, InvalidArgument, NotFound, PlumblineError, Refused, Report, Repository, __version__,
    _gate_commands, _schema_commands, _script_commands)
from ._schema_commands import connect, load, words

SEVERITIES = ("info", "warning", "error")
OK, FINDINGS, USAGE, UNDONE, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def parser() -> argparse.ArgumentParser:
    """The options of the command line, but for those that write files and colours."""
    whole = argparse.ArgumentParser(prog="python -m plumbline", description="Tells whether migration plan, registry and live schema agree.")
    whole.add_argument("--version", action="version", version=f"plumbline {__version__}")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in (("check", "everything that can be known; with --db also registry and live schema"),
                       ("verify", "after a deploy: the whole plan in the registry, expectations hold")):
        command = commands.add_parser(name, help=text, description=text)
        add = command.add_argument
        add("path", nargs="?", default=".", metavar="PATH", help="a repository, a tree, or a single plan file (default: this folder)")
        add("--db", required=name == "verify", help="the database: any PostgreSQL URI; \"\" for libpq's environment")
        add("--format", choices=("text", "json"), default="text", help="document on stdout")
        add("--only", action="append", help="only these families, rules or patterns")
        add("--skip", action="append", help="not these families, rules or patterns")
        add("--expect", action="append", help="catalog names that must be there: billing_*=6, role:app_ro; repeatable")
        add("--fail-on", choices=SEVERITIES, default="error", help="severity that gives exit status 1")
        add("--max-per-rule", type=positive, default=0, metavar="N", help="findings kept for each rule")
        add("--config", help="plumbline.toml to use instead of the nearest")
        add("--tool", choices=("sqitch", "alembic", "sqlx"), help="only this tool, also where the files cannot tell")
        add("--max-file-bytes", type=positive, default=0, metavar="N", help="largest file that is read")
        add("--timeout", type=positive, default=0, metavar="MS", help="milliseconds for connecting, and for each query")
        add("--deadline", type=positive, default=0, metavar="MS", help="milliseconds for reading the files, and for checking them")
        if name == "check":
            add("--snapshot", metavar="FILE", help="a snapshot's file, or - for stdin, instead of the live schema")
            add("--since", metavar="CHANGE", help="judge scripts behind this change (default: pending ones; without --db all)")
            add("--baseline", metavar="FILE", help="the JSON report of an earlier check, whose findings are not told again; \"\" for none")
            add("--preflight", action="store_true", help="count the rows that would make pending statements fail; reads those tables")
            add("--git", action="store_true", help="may ask git which commit a modified script matches")
    _script_commands.add_parsers(commands, positive)
    _gate_commands.add_parsers(commands, positive)
    _schema_commands.add_parsers(commands, positive)
    return whole


def positive(word: str) -> int:
    number = int(word)
    if number <= 0:
        raise ValueError(word)
    return number


def report_of(options: argparse.Namespace) -> Report:
    """What the command asks for."""
    if options.command == "check" and options.expect and options.db is None and options.snapshot is None:
        raise InvalidArgument("--expect needs --db or --snapshot: names are looked up in a database")
    target = connect(options, options.db) if options.command == "check" and options.db is not None else None
    repository = Repository(options.path, config=options.config, tool=options.tool, max_file_bytes=options.max_file_bytes, deadline_ms=options.deadline)
    choices = {"only": words(options.only), "skip": words(options.skip), "expect": options.expect, "max_per_rule": options.max_per_rule,
               "deadline_ms": options.deadline}
    if options.command == "check":
        schema = None if options.snapshot is None else load(options.snapshot)
        return repository.check(target, schema=schema, use_git=options.git, since=options.since, preflight=options.preflight,
                                baseline=options.baseline, **choices)
    if not repository and not options.expect:
        raise NotFound(f'there is no sqitch, Alembic or sqlx tree in "{options.path}" to verify')
    return repository.verify(connect(options, options.db), **choices)


def tell(error: PlumblineError) -> int:
    """The error on stderr, as the command line writes it; the exit status."""
    place = f"{error.file}:{error.line}: " if error.file else ""
    more = [f"SQLSTATE {error.sqlstate}"] if error.sqlstate else []
    lines = [f"plumbline: {place}{error.message}", *(f"  {line}" for line in (*more, error.detail, error.hint) if line)]
    print(*lines, sep="\n", file=sys.stderr)
    if isinstance(error, (InvalidArgument, NotFound, Ambiguous, ConfigurationError)):
        return USAGE
    if isinstance(error, Cancelled):
        return INTERRUPTED
    return REFUSED if isinstance(error, Refused) else UNDONE


def run(options: argparse.Namespace) -> tuple[str, bool]:
    """The document that the command makes, and whether it is a reason to fail."""
    if options.command == "snapshot":
        return _schema_commands.snapshot(options), False
    if options.command == "diff":
        return _schema_commands.diff(options)
    if options.command == "predict":
        return _script_commands.predict(options)
    if options.command == "effects":
        return _script_commands.effects(options), False
    if options.command in _gate_commands.COMMANDS:
        return _gate_commands.run(options)
    report = report_of(options)
    worst = SEVERITIES[SEVERITIES.index(options.fail_on):]
    return report.render(options.format), any(report.total(severity) for severity in worst)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs a command; its exit status."""
    options = parser().parse_args(arguments)
    try:
        document, has_findings = run(options)
        sys.stdout.buffer.write(document.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    except PlumblineError as error:
        return tell(error)
    except KeyboardInterrupt:
        print("plumbline: interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as problem:
        print(f"plumbline: stdout cannot be written: {problem}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in it cannot be written either
        return UNDONE
    return FINDINGS if has_findings else OK


if __name__ == "__main__":
    sys.exit(main())
