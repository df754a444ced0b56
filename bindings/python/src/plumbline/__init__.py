"""Plumbline tells whether migration plan, migration registry and live schema agree, for sqitch, Alembic and sqlx on PostgreSQL.

    import plumbline

    with plumbline.open(".") as repository, plumbline.connect("postgresql:///shop") as target:
        for finding in repository.check(target):
            print(finding)

A database is only read, and so are files; no code in them is run, but by a gate, which runs migrations on scratch databases. Findings are
not errors: what a broken plan gives is a report. An exception, PlumblineError, says that the question could not be answered. The rules'
names are in plumbline.rules.
"""
from __future__ import annotations

from typing import Optional

from . import _raw, rules
from ._handle import StrPath, document, encoded
from ._library import C
from .cancel import Cancel
from .change import Change
from .diff import Diff, Difference
from .error import (
    Ambiguous, BadFormat, Busy, Cancelled, ConfigurationError, ConnectionFailed, InternalError, InvalidArgument, IOFailed, LimitExceeded,
    NotFound, OutOfMemory, PlumblineError, Refused, ServerError, Timeout, ToolMissing, Unsupported)
from .event import Event, EventKind
from .finding import Creation, Edit, Finding, FindingView, Fix, Related, Rename, ToolSays
from .gate import Run, Step, classify, history
from .prediction import PredictedStatement, Prediction, predict_scripts
from .project import Changes, Project
from .registry import Registry
from .repair import Repairs
from .report import Report
from .repository import Repository
from .schema import CatalogObject, Properties, Schema
from .server import Server, mark_scratch
from .target import Target

__version__ = _raw.PLUMB_VERSION

#: Opens the trees below a path.
open = Repository
#: Connects to a database.
connect = Target


def explain(rule: Optional[str] = None, format: str = "text") -> str:
    """What a rule means and how to repair it, as "text", "json" (plumbline.rules/1) or "markdown"; the whole catalogue for None."""
    return document(C.plumb_rule_explain, encoded(rule, "the rule"), encoded(format, "the format"))


def library_version() -> str:
    """The version of the library in use; __version__ is this package's."""
    number = C.plumb_version_number()
    return f"{number >> 16}.{number >> 8 & 255}.{number & 255}"


def grammar_version() -> int:
    """PostgreSQL version of the SQL grammar that is built in, as PG_VERSION_NUM (150001); 0 in a build without one."""
    return C.plumb_grammar_version()


# Without `open`, which a star import would put in the place of Python's own.
__all__ = [
    "Ambiguous", "BadFormat", "Busy", "Cancel", "Cancelled", "CatalogObject", "Change", "Changes", "ConfigurationError",
    "ConnectionFailed", "Creation", "Diff", "Difference", "Edit", "Event", "EventKind", "Finding", "FindingView", "Fix", "IOFailed",
    "InternalError", "InvalidArgument", "LimitExceeded", "NotFound", "OutOfMemory", "PlumblineError", "PredictedStatement", "Prediction",
    "Project", "Properties", "Refused", "Registry", "Related", "Rename", "Repairs", "Report", "Repository", "Run", "Schema", "Server",
    "ServerError", "Step", "StrPath", "Target", "Timeout", "ToolMissing", "ToolSays", "Unsupported", "classify", "connect", "explain",
    "grammar_version", "history", "library_version", "mark_scratch", "predict_scripts", "rules"]
