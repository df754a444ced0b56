"""What `python -m plumbline` says of scripts before they run: `predict` and `effects`, as the command line does it."""
from __future__ import annotations

import argparse
import json
from typing import Any

from . import Ambiguous, InvalidArgument, NotFound, Project, Repository, predict_scripts
from ._schema_commands import Number, connect, load


def add_parsers(commands: Any, positive: Number) -> None:
    """Their options."""
    text = "what the next deploy, or any SQL, does: statement by statement"
    predict = commands.add_parser("predict", help=text, description=text)
    add = predict.add_argument
    add_path(predict)
    add("--db", help="the database: any PostgreSQL URI; \"\" for libpq's environment")
    add("--snapshot", metavar="FILE", help="a snapshot's file, or - for stdin, instead of a database: every change is pending")
    add("--script", action="append", metavar="FILE", help="any SQL, as psql takes it, instead of the pending changes; repeatable")
    add("--upto", metavar="CHANGE", help="the last change to run")
    add("--twice", action="store_true", help="everything once more, over its own result: may it be run again?")
    add("--config", help="plumbline.toml to use instead of the nearest")
    add("--timeout", type=positive, default=0, metavar="MS", help="milliseconds for connecting, and for each query")
    add("--deadline", type=positive, default=0, metavar="MS", help="milliseconds for all that is read")
    add("--format", choices=("text", "json"), default="text", help="document on stdout")
    text = "what each change requires, creates, drops and alters"
    effects = commands.add_parser("effects", help=text, description=text)
    add_path(effects)
    effects.add_argument("--change", help="only this one")
    effects.add_argument("--format", choices=("json",), default="json", help="document on stdout")


def add_path(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", nargs="?", default=".", metavar="PATH", help="a repository or a tree (default: this folder)")


def only_project(path: str, repository: Repository) -> Project:
    """The one tree that a document speaks of."""
    if not repository:
        raise NotFound(f'there is no sqitch, Alembic or sqlx tree in "{path}"', hint="name the tool with --tool")
    here = [project for project in repository if project.path == "."]
    if len(repository) > 1 and not here:
        names = ", ".join(f"{project.path} ({project.tool})" for project in repository)
        raise Ambiguous(f'"{path}" holds several trees; name one of: {names}')
    return repository[0] if len(repository) == 1 else here[0]


def predict(options: argparse.Namespace) -> tuple[str, bool]:
    """The document, and whether a statement fails."""
    if options.db is not None and options.snapshot is not None:
        raise InvalidArgument("--db and --snapshot exclude each other")
    schema = None if options.snapshot is None else load(options.snapshot)
    target = None if options.db is None else connect(options, options.db)
    if options.script:
        prediction = predict_scripts(options.script, target, schema=schema, twice=options.twice, deadline_ms=options.deadline)
    else:
        project = only_project(options.path, Repository(options.path, config=options.config, deadline_ms=options.deadline))
        prediction = project.predict(target, schema=schema, upto=options.upto, twice=options.twice, deadline_ms=options.deadline)
    return prediction.render(options.format), not prediction.ok


def effects(options: argparse.Namespace) -> str:
    """The changes' documents as one."""
    project = only_project(options.path, Repository(options.path))
    changes = list(project.changes)
    if options.change is not None:
        found = project.find(options.change)
        if found is None:
            raise NotFound(f'no change of this plan is called "{options.change}"')
        changes = [found]
    whole: dict[str, Any] = {}
    for change in changes:
        one = change.effects()
        whole.setdefault("changes", []).extend(one.pop("changes"))
        whole = {**one, **whole}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
