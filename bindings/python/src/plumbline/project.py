"""One migration tree of one tool."""
from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Callable, Iterable, Optional, Union, overload

from . import _raw
from ._call import LongCall
from ._handle import Names, StrPath, document, encoded, encoded_list, encoded_path
from ._library import C
from ._text import path_text, text
from .cancel import Cancel
from .change import Change
from .event import EventFunction
from .gate import Run, gate
from .prediction import Prediction, predict
from .registry import Registry, RegistryHandle
from .repair import Repairs, fix
from .report import Report, ReportHandle
from .schema import Schema, SchemaHandle
from .server import Server
from .target import Target, reading

if TYPE_CHECKING:
    from .repository import Repository


def look(function: Callable[..., int], owner: c_void_p, subject: Union[c_void_p, int], target: Optional[Target], only: Names, skip: Names,
         expect: Names, schema: Optional[Schema], beside: Iterable[Repository], use_git: bool, max_per_rule: int, cancel: Optional[Cancel],
         on_event: Optional[EventFunction], deadline_ms: int, preflight: bool = False, since: Optional[str] = None,
         baseline: Optional[StrPath] = None) -> Report:
    """A check or a verification, of a repository or of a project."""
    if target is not None and not isinstance(target, Target):
        raise TypeError(f"target must be a plumbline.Target or None, not {type(target).__name__}")
    call, handle = LongCall(cancel, on_event), ReportHandle()
    seen = None if schema is None else schema._handle()
    others: list[c_void_p] = [repository._handle() for repository in beside]
    call.kept = (owner, seen, others)
    addresses = (c_void_p * (len(others) + 1))(*[each.value for each in others], None) if others else None
    options = call.options(
        _raw.plumb_check_options, only=encoded_list(only, "a pattern of `only`"), skip=encoded_list(skip, "a pattern of `skip`"),
        expect=encoded_list(expect, "an expectation"), schema=seen, beside=addresses, use_git=int(use_git), max_per_rule=max_per_rule,
        deadline_ms=deadline_ms, preflight=int(preflight), since=encoded(since, "the change"),
        baseline=encoded_path(baseline, "the baseline"))
    call.run(function, subject, None if target is None else target._handle(), byref(options), byref(handle))
    return Report(handle)


class Changes(Sequence[Change]):
    """The changes of a project that its tool could run, parents before children."""

    def __init__(self, owner: c_void_p, address: int) -> None:
        self._owner, self._address = owner, address

    def __len__(self) -> int:
        return C.plumb_project_change_count(self._address)

    @overload
    def __getitem__(self, index: int) -> Change: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Change, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Change, tuple[Change, ...]]:
        if isinstance(index, slice):
            return tuple([self[each] for each in range(*index.indices(len(self)))])
        count = len(self)
        address = C.plumb_project_change_at(self._address, index if index >= 0 else count + index) if -count <= index < count else None
        if address is None:
            raise IndexError(f"change {index} of {count}")
        return Change(self._owner, address)


class Project:
    """One migration tree of one tool. Any thread. It keeps its repository, also after close()."""

    __slots__ = ("_address", "_owner")

    def __init__(self, owner: c_void_p, address: int) -> None:
        self._owner, self._address = owner, address

    @property
    def path(self) -> str:
        """The tree's folder, relative to the path that was opened; "." for itself."""
        return path_text(C.plumb_project_path(self._address)) or ""

    @property
    def tool(self) -> str:
        """"sqitch", "alembic" or "sqlx"."""
        return text(C.plumb_project_tool(self._address)) or ""

    @property
    def changes(self) -> Changes:
        """The steps of the plan; a file whose id another one took is not among them."""
        return Changes(self._owner, self._address)

    def find(self, reference: str) -> Optional[Change]:
        """The change that the tool would take for "@v1^" (sqitch), "ab12", "head" (Alembic), "20240101000000" (sqlx); None for none or
        several."""
        address = C.plumb_project_find(self._address, encoded(reference, "the reference"))
        return None if address is None else Change(self._owner, address)

    def render(self, format: str = "text") -> str:
        """The plan as "text", "json" (plumbline.plan/1), "tool-json" (as the tool itself would see it) or "dot" (Graphviz)."""
        return document(C.plumb_project_render, self._address, encoded(format, "the format"))

    def ask(self, questions: Union[str, bytes]) -> str:
        """The tool's answers without the tool. Alembic: a JSON array of questions; sqitch: names of targets or engines, one a line."""
        data = questions if isinstance(questions, bytes) else questions.encode("utf-8", "surrogateescape")
        return document(C.plumb_project_ask, self._address, data, len(data))

    def read_registry(self, target: Target) -> Registry:
        """What the tool recorded in that database."""
        call, handle = LongCall(None, None), RegistryHandle()
        call.kept = (self._owner,)
        call.run(C.plumb_registry_read, self._address, target._handle(), byref(handle))
        return Registry(handle)

    def check(self, target: Optional[Target] = None, *, only: Names = None, skip: Names = None, expect: Names = None, schema: Optional[Schema] = None,
              beside: Iterable[Repository] = (), use_git: bool = False, max_per_rule: int = 0, preflight: bool = False, since: Optional[str] = None,
              baseline: Optional[StrPath] = None, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Report:
        """As Repository.check, for one tree; deploy pipelines are the repository's and not looked at."""
        return look(C.plumb_project_check, self._owner, self._address, target, only, skip, expect, schema, beside, use_git, max_per_rule, cancel,
                    on_event, deadline_ms, preflight, since, baseline)

    def verify(self, target: Target, *, only: Names = None, skip: Names = None, expect: Names = None, schema: Optional[Schema] = None,
               beside: Iterable[Repository] = (), use_git: bool = False, max_per_rule: int = 0, cancel: Optional[Cancel] = None,
               on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Report:
        """As Repository.verify, for one tree."""
        return look(C.plumb_project_verify, self._owner, self._address, target, only, skip, expect, schema, beside, use_git, max_per_rule, cancel,
                    on_event, deadline_ms)

    def fix(self, target: Optional[Target] = None, *, only: Names = None, schema: Optional[Schema] = None, heads: str = "linearise",
            use_git: bool = False, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Repairs:
        """All that can be repaired in the tree's files; nothing is written. `heads`: "linearise" puts one branch behind the other,
        "merge" joins them by a new revision. What the database holds tells which of two files with one id has run there. Refused, when a
        repair would go against its registry, or nobody can know what is right: the reasons are the exception's detail."""
        return fix(self._owner, self._address, target, only, schema, heads, use_git, cancel, on_event, deadline_ms)

    def predict(self, target: Optional[Target] = None, *, schema: Optional[Schema] = None, scripts: Union[StrPath, Iterable[StrPath]] = (),
                upto: Optional[str] = None, twice: bool = False, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None,
                deadline_ms: int = 0) -> Prediction:
        """What the next deploy would do, in the tool's order, to the first statement that fails. Nothing is run.

        `schema` stands for the live one; without a target every change is pending then. `upto` is the last change to run, as the tool names it;
        `scripts` are files of SQL, as psql takes them, instead of the pending changes; `twice` is everything once more, over its own result.
        """
        return predict(self._owner, self._address, target, schema, scripts, upto, twice, cancel, on_event, deadline_ms)

    def planned_schema(self, upto: Optional[str] = None, *, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None,
                       deadline_ms: int = 0) -> Schema:
        """The schema as the plan would build it in an empty database, to `upto` or to its end, simulated: nothing is run. Its objects know the
        change that makes them. Unsupported, when it cannot be known without running something: the exception's detail has the places."""
        call, handle = LongCall(cancel, on_event), SchemaHandle()
        call.kept = (self._owner,)
        options = call.options(_raw.plumb_schema_options, deadline_ms=deadline_ms)
        call.run(C.plumb_schema_plan, self._address, encoded(upto, "the last change"), None, byref(options), byref(handle))
        return Schema(handle)

    def gate(self, kind: str = "round-trip", *, server: Optional[str] = None, scratch: Optional[str] = None, backup: Optional[StrPath] = None,
             record: Optional[StrPath] = None, version: Optional[str] = None, tier: Optional[str] = None, step_ms: int = 0, infer: bool = True,
             each: bool = False, keep: bool = False, fresh: bool = False, create_roles: bool = False, bin: Optional[StrPath] = None,
             cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Run:
        """As Repository.gate, for one tree."""
        return gate(C.plumb_project_gate, self._owner, self._address, kind, server, scratch, backup, record, version, tier, step_ms, infer, each, keep,
                    fresh, create_roles, bin, cancel, on_event, deadline_ms)

    def built_schema(self, server: Server, upto: Optional[str] = None, *, schemas: Names = None, skip: Names = None,
                     with_extension_members: bool = False, with_registry: bool = False, without_dependencies: bool = False,
                     relative: bool = False, with_digest: bool = False, cancel: Optional[Cancel] = None,
                     on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Schema:
        """The schema as the plan really builds it, to `upto` or to its end: on that server, in a database that is dropped again. This runs the
        project's own code. The other options are those of Target.capture. ToolMissing, when a migration fails or its tool is missing."""
        call, handle = LongCall(cancel, on_event), SchemaHandle()
        held = server._handle()
        call.kept = (self._owner, held)
        options = reading(call, schemas, skip, with_extension_members, with_registry, relative, deadline_ms)
        options.without_dependencies, options.with_digest = int(without_dependencies), int(with_digest)
        call.run(C.plumb_schema_plan, self._address, encoded(upto, "the last change"), held, byref(options), byref(handle))
        return Schema(handle)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Project) and self._address == other._address

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"<plumbline.Project {self.tool} {self.path!r}>"
