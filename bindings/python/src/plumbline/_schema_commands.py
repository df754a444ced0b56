"""What `python -m plumbline` does with schemas: `snapshot` and `diff`, as the command line does them."""
from __future__ import annotations

import argparse
import os
import sys
import threading
from typing import Any, Callable, Optional

from . import Cancel, Cancelled, InvalidArgument, IOFailed, NotFound, PlumblineError, Schema, Target

Number = Callable[[str], int]


def add_parsers(commands: Any, positive: Number) -> None:
    """Their options."""
    text = "what a database holds, as a document to keep"
    snapshot = commands.add_parser("snapshot", help=text, description=text)
    snapshot.add_argument("uri", metavar="URI", help="the database: any PostgreSQL URI; \"\" for libpq's environment; or a snapshot file, - for stdin")
    add_reading(snapshot, positive)
    snapshot.add_argument("--skip", action="append", help="not these schemas, or KIND:PATTERN over qualified names")
    snapshot.add_argument("--without-dependencies", action="store_true", help="not what depends on what")
    snapshot.add_argument("--digest", action="store_true", help="also the server's own digest of its catalog")
    snapshot.add_argument("--fingerprint", action="store_true", help="the fingerprint alone; with --format json also those of schemas")
    snapshot.add_argument("--format", choices=("json", "text"), help="document on stdout (default: json)")
    text = "what two databases or snapshots do not have alike"
    diff = commands.add_parser("diff", help=text, description=text)
    diff.add_argument("old", metavar="OLD", help="what is expected: a PostgreSQL URI, a snapshot file, or - for stdin")
    diff.add_argument("now", metavar="NOW", help="what is there, likewise")
    add_reading(diff, positive)
    diff.add_argument("--only", action="append", help="only these kinds, names, patterns or KIND:PATTERN")
    diff.add_argument("--skip", action="append", help="not these; wins over --only")
    for name, meaning in (("column-order", "columns in another order differ"), ("system-names", "names that PostgreSQL chose count like others"),
                          ("physical", "what a dump does not carry: versions of collations"), ("without-owner", "not who owns what"),
                          ("without-grants", "not who may do what"), ("without-comments", "not comments")):
        diff.add_argument(f"--{name}", action="store_true", help=meaning)
    diff.add_argument("--format", choices=("text", "json"), default="text", help="document on stdout")


def add_reading(command: argparse.ArgumentParser, positive: Number) -> None:
    add = command.add_argument
    add("--schema", action="append", help="only these schemas: names or patterns; repeatable")
    add("--with-extensions", action="store_true", help="also what belongs to extensions")
    add("--with-registry", action="store_true", help="also the tables in which migration tools keep what they did")
    add("--relative", action="store_true", help="leave each schema's own name out, so that tenants compare equal")
    add("--timeout", type=positive, default=0, metavar="MS", help="milliseconds for connecting, and for each query")
    add("--deadline", type=positive, default=0, metavar="MS", help="milliseconds for reading a database")


def words(values: Optional[list[str]]) -> Optional[list[str]]:
    """--only plan,config is two patterns."""
    return None if values is None else [word for value in values for word in value.split(",") if word]


def is_database(argument: str) -> bool:
    """A URI has "://", begins with "db:", or is "" or key=value; whatever is there as a file, or begins with "/" or "./", is a file."""
    if argument == "-" or argument.startswith(("/", "./", "../")):
        return False
    if not argument or "://" in argument or argument.startswith("db:"):
        return True
    if os.path.exists(argument) and not os.path.isdir(argument):
        return False
    if "=" in argument:
        return True
    raise NotFound(f'"{argument}" is neither a file nor a database: a URI has "://" or is like dbname=app')


def load(argument: str) -> Schema:
    name = "(stdin)" if argument == "-" else argument
    try:
        if argument == "-":
            return Schema.load(sys.stdin.buffer.read())
        with open(argument, "rb") as file:
            return Schema.load(file.read())
    except OSError as problem:
        raise IOFailed(f'"{name}" cannot be read: {problem.strerror}') from problem
    except PlumblineError as error:
        raise type(error)(f'"{name}": {error.message}', detail=error.detail, hint=error.hint, line=error.line, column=error.column) from error


def connect(options: argparse.Namespace, uri: str, cancel: Optional[Cancel] = None) -> Target:
    return Target(uri, connect_ms=options.timeout, statement_ms=options.timeout, cancel=cancel)


def reading(options: argparse.Namespace) -> dict[str, Any]:
    """How a database is read; a filter of `diff` is for what was read."""
    skip = words(options.skip) if options.command == "snapshot" else None
    return {"schemas": words(options.schema), "skip": skip, "with_extension_members": options.with_extensions,
            "with_registry": options.with_registry, "relative": options.relative, "deadline_ms": options.deadline}


def snapshot(options: argparse.Namespace) -> str:
    """The document that is asked for."""
    if options.fingerprint and options.format != "json" and is_database(options.uri):
        with connect(options, options.uri) as target:
            return target.fingerprint(**reading(options)) + "\n"
    if is_database(options.uri):
        with connect(options, options.uri) as target:
            schema = target.capture(without_dependencies=options.without_dependencies, with_digest=options.digest, **reading(options))
    else:
        schema = load(options.uri)
    if options.fingerprint:
        return schema.render("fingerprints") if options.format == "json" else schema.fingerprint + "\n"
    return schema.render("text") if options.format == "text" else schema.save()


def diff(options: argparse.Namespace) -> tuple[str, bool]:
    """The document, and whether they differ. Two databases are read side by side."""
    if options.old == "-" == options.now:
        raise InvalidArgument("only one of the two can be read from stdin")
    names = (options.old, options.now)
    found: dict[int, Schema] = {index: load(name) for index, name in enumerate(names) if not is_database(name)}
    # A database is read as the snapshot was that it is compared with.
    options.relative = options.relative or any(schema.relative for schema in found.values())
    problems: dict[int, BaseException] = {}
    cancel = Cancel()

    def capture(index: int) -> None:
        try:
            with connect(options, names[index], cancel) as target:
                found[index] = target.capture(cancel=cancel, **reading(options))
        except BaseException as problem:
            problems[index] = problem
            cancel.request()  # nothing comes of the other one

    left = [index for index in (0, 1) if index not in found]
    beside = threading.Thread(target=capture, args=(left[0],)) if len(left) == 2 else None
    if beside:
        beside.start()
    if left:
        capture(left[-1])
    if beside:
        beside.join()
    for index in sorted(problems, key=lambda each: (isinstance(problems[each], Cancelled), each)):
        raise problems[index]
    made = found[0].diff(
        found[1], only=words(options.only), skip=words(options.skip), column_order=options.column_order, system_names=options.system_names,
        physical=options.physical, without_owner=options.without_owner, without_grants=options.without_grants,
        without_comments=options.without_comments)
    return made.render(options.format), len(made) > 0
