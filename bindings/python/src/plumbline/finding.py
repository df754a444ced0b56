"""What is wrong, one thing each: plain values out of a report, which outlive it."""
from __future__ import annotations

from ctypes import c_void_p
from dataclasses import dataclass
from typing import Any, Optional, TypeVar

from . import _raw
from ._library import C
from ._text import path_text, text
from .repair import Repairs

Value = TypeVar("Value")
SEVERITIES = {"info": _raw.PLUMB_SEVERITY_INFO, "warning": _raw.PLUMB_SEVERITY_WARNING, "error": _raw.PLUMB_SEVERITY_ERROR}
SEVERITY_NAMES = {number: name for name, number in SEVERITIES.items()}


@dataclass(frozen=True)
class Related:
    """Another place that has to do with a finding."""

    file: Optional[str] = None
    line: Optional[int] = None
    message: str = ""


@dataclass(frozen=True)
class ToolSays:
    """What the migration tool itself would print, and its exit status."""

    command: str = ""
    message: str = ""
    exit_status: Optional[int] = None
    line: Optional[int] = None


@dataclass(frozen=True)
class Edit:
    """Replace `length` bytes at `offset` of `file` by `text`."""

    file: str = ""
    offset: int = 0
    length: int = 0
    text: str = ""


@dataclass(frozen=True)
class Rename:
    """Give a file another name in the same tree. Edits speak of the old name."""

    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Creation:
    """A file that is not there yet."""

    file: str = ""
    text: str = ""


@dataclass(frozen=True)
class Fix:
    """A repair: edits, renames and new files that belong together. FindingView.fix carries it out."""

    edits: tuple[Edit, ...] = ()
    renames: tuple[Rename, ...] = ()
    creations: tuple[Creation, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. What does not apply is None."""

    rule: str = ""
    #: "error", "warning" or "info".
    severity: str = "error"
    message: str = ""
    #: The tree's folder, relative to the path that was opened; None for the repository as a whole.
    project: Optional[str] = None
    #: Relative to the path that was opened; FindingView.file gives the exact bytes of a name that is no UTF-8.
    file: Optional[str] = None
    line: Optional[int] = None
    #: In code points, from 1.
    column: Optional[int] = None
    end_line: Optional[int] = None
    #: Id of the change concerned.
    change: Optional[str] = None
    #: The catalog object concerned, "billing.invoices".
    object: Optional[str] = None
    sqlstate: Optional[str] = None
    #: The letter of the failure class.
    failure_class: Optional[str] = None
    #: What to do about it.
    remedy: Optional[str] = None
    tool_says: Optional[ToolSays] = None
    related: tuple[Related, ...] = ()
    fix: Optional[Fix] = None

    def __str__(self) -> str:
        """As a compiler writes it: "file:line: severity: message [rule]"."""
        place = f"{self.file}:{self.line or 1}: " if self.file else ""
        return f"{place}{self.severity}: {self.message} [{self.rule}]"


def finding_of(record: dict[str, Any]) -> Finding:
    """A finding of the report's JSON, which it takes over. What a newer library says besides becomes an attribute."""
    record["failure_class"] = record.pop("class", None)
    related, says, fix = record.get("related"), record.get("tool_says"), record.get("fix")
    record["related"] = tuple([of_record(Related, each) for each in related]) if related else ()
    if says is not None:
        record["tool_says"] = of_record(ToolSays, says)
    if fix is not None:
        edits, renames = fix.get("edits", ()), fix.get("renames", ())
        record["fix"] = Fix(tuple([of_record(Edit, each) for each in edits]), tuple([Rename(each["from"], each["to"]) for each in renames]),
                            tuple([of_record(Creation, each) for each in fix.get("creations", ())]))
    return of_record(Finding, record)


def of_record(kind: type[Value], record: dict[str, Any]) -> Value:
    """A value whose fields are this record's: through its __init__ a frozen dataclass takes four times as long."""
    value = object.__new__(kind)
    object.__setattr__(value, "__dict__", record)
    return value


class FindingView:
    """A finding as the library holds it, read field by field when asked: nothing is parsed, and paths are exact. It keeps its report."""

    __slots__ = ("_address", "_owner")

    def __init__(self, owner: c_void_p, address: int) -> None:
        self._owner, self._address = owner, address

    @property
    def rule(self) -> str:
        """The rule's name, "plan/duplicate-revision"."""
        return text(C.plumb_finding_rule(self._address)) or ""

    @property
    def severity(self) -> str:
        """"error", "warning" or "info"."""
        return SEVERITY_NAMES.get(C.plumb_finding_severity(self._address), "error")

    @property
    def message(self) -> str:
        """One line: what is wrong."""
        return text(C.plumb_finding_message(self._address)) or ""

    @property
    def remedy(self) -> Optional[str]:
        """What to do about it."""
        return text(C.plumb_finding_remedy(self._address))

    @property
    def file(self) -> Optional[str]:
        """Relative to the path that was opened."""
        return path_text(C.plumb_finding_file(self._address))

    @property
    def line(self) -> int:
        """From 1, or 0."""
        return C.plumb_finding_line(self._address)

    @property
    def column(self) -> int:
        """From 1, in code points, or 0."""
        return C.plumb_finding_column(self._address)

    @property
    def change(self) -> Optional[str]:
        """Id of the change concerned."""
        return text(C.plumb_finding_change(self._address))

    @property
    def object(self) -> Optional[str]:
        """The catalog object concerned."""
        return text(C.plumb_finding_object(self._address))

    @property
    def sqlstate(self) -> Optional[str]:
        """Five characters."""
        return text(C.plumb_finding_sqlstate(self._address))

    @property
    def failure_class(self) -> Optional[str]:
        """The letter of the failure class."""
        return text(C.plumb_finding_failure_class(self._address))

    @property
    def fix(self) -> Optional[Repairs]:
        """The repair of this finding by itself. Those of several findings may be in each other's way: Project.fix gives all as one set."""
        address = C.plumb_finding_fix(self._address)
        return None if address is None else Repairs(c_void_p(address), self._owner)
