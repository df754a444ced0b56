"""Everything found below a path."""
from __future__ import annotations

import os
from collections.abc import Sequence
from ctypes import byref, c_void_p
from typing import Any, ClassVar, Iterable, Mapping, Optional, Union, overload

from . import _raw
from ._call import LongCall
from ._handle import Closable, Names, StrPath, encoded, encoded_list, encoded_path
from ._library import C
from .cancel import Cancel
from .event import EventFunction
from .gate import Run, gate
from .project import Project, look
from .report import Report
from .schema import Schema
from .target import Target


class RepositoryHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_repository_free(self)


class Repository(Closable[RepositoryHandle], Sequence[Project]):
    """Every migration tree below a path, read once: a sequence of projects, in the order of their paths. Any thread.

    A path inside a tree (a plan file, a versions folder) gives that one; none found is a sequence of none. What is wrong with the files is
    told by a check. `config` is the plumbline.toml to use instead of the nearest at or above the path, `tool` the only tool that is looked
    for, `environment` what the tools would see instead of os.environ; the limits are of one file's bytes, folders below the path, and files
    in a folder or changes in a plan. 0 is the default of every number.
    """

    _what: ClassVar[str] = "repository"

    def __init__(self, path: StrPath = ".", *, config: Optional[StrPath] = None, tool: Optional[str] = None,
                 environment: Optional[Mapping[str, str]] = None, max_file_bytes: int = 0, max_depth: int = 0, max_files: int = 0,
                 cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> None:
        self._held = None
        #: As it was given, decoded.
        self.path = os.fsdecode(path)
        variables = None if environment is None else [f"{name}={value}" for name, value in environment.items()]
        call, handle = LongCall(cancel, on_event), RepositoryHandle()
        options = call.options(
            _raw.plumb_repository_options, config=encoded_path(config, "the path of the configuration"), tool=encoded(tool, "the tool"),
            environment=encoded_list(variables, "the environment"), max_file_bytes=max_file_bytes, max_depth=max_depth, max_files=max_files,
            deadline_ms=deadline_ms)
        call.run(C.plumb_repository_open, encoded_path(path, "the path"), byref(options), byref(handle))
        self._held = handle

    def __len__(self) -> int:
        return C.plumb_repository_count(self._handle())

    @overload
    def __getitem__(self, index: int) -> Project: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Project, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Project, tuple[Project, ...]]:
        if isinstance(index, slice):
            return tuple([self[each] for each in range(*index.indices(len(self)))])
        handle, count = self._handle(), len(self)
        address = C.plumb_repository_at(handle, index if index >= 0 else count + index) if -count <= index < count else None
        if address is None:
            raise IndexError(f"project {index} of {count}")
        return Project(handle, address)

    def check(self, target: Optional[Target] = None, *, only: Names = None, skip: Names = None, expect: Names = None, schema: Optional[Schema] = None,
              beside: Iterable[Repository] = (), use_git: bool = False, max_per_rule: int = 0, preflight: bool = False, since: Optional[str] = None,
              baseline: Optional[StrPath] = None, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Report:
        """Everything that can be known: files, configuration and deploy pipelines; with a target also what the registry says, and what the live
        schema has that no change of this repository, nor of those `beside` it, can have made.

        `only` and `skip` are families, rules or globs ("plan", "plan/cycle"); `expect` are catalog names that must be there ("billing_*=6",
        "role:app_ro"); `schema` stands for the live one, also without a target; `max_per_rule` findings of a rule are kept (1,000), the rest is
        counted; `preflight` counts the rows that would make pending scripts fail; scripts behind the change `since` are judged, else pending ones.
        `baseline` is the JSON report of an earlier check, whose findings are not told again: None is that of plumbline.toml, "" none.
        """
        handle = self._handle()
        return look(C.plumb_repository_check, handle, handle, target, only, skip, expect, schema, beside, use_git, max_per_rule, cancel, on_event,
                    deadline_ms, preflight, since, baseline)

    def verify(self, target: Target, *, only: Names = None, skip: Names = None, expect: Names = None, schema: Optional[Schema] = None,
               beside: Iterable[Repository] = (), use_git: bool = False, max_per_rule: int = 0, cancel: Optional[Cancel] = None,
               on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Report:
        """After a deploy: every plan is in its registry, something is applied at all, `expect` holds."""
        handle = self._handle()
        return look(C.plumb_repository_verify, handle, handle, target, only, skip, expect, schema, beside, use_git, max_per_rule, cancel, on_event,
                    deadline_ms)

    def gate(self, kind: str = "round-trip", *, server: Optional[str] = None, scratch: Optional[str] = None, backup: Optional[StrPath] = None,
             record: Optional[StrPath] = None, version: Optional[str] = None, tier: Optional[str] = None, step_ms: int = 0, infer: bool = True,
             each: bool = False, keep: bool = False, fresh: bool = False, create_roles: bool = False, bin: Optional[StrPath] = None,
             cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Run:
        """Runs the migrations of every tree for real, each on a database of its own, and records what happened. This runs the project's own code:
        Alembic in its own Python. A red run is a result; PlumblineError says that a gate could not be run.

        `kind` is "round-trip" (up, down and up again on empty databases) or "dry-run" (the pending migrations on a restored `backup`: a dump, or a
        folder whose newest is taken). `server` is where databases may be made: None is an ephemeral PostgreSQL, "" the one of libpq's environment
        (PGHOST …); `scratch` a database with the mark of mark_scratch, which a dry run resets: None is one of the gate's own. `record` is the
        file of recorded runs: None is the usual place, "" none; `version` and `tier` are for it. Without `infer`, roles and rows that nobody gave
        are not made; `each` is every change's way back; `keep` keeps what was made; `fresh` takes nothing over from earlier gates;
        `create_roles` allows roles on `server`, dropped at the end. A step may take `step_ms`. `bin` is where an ephemeral server's programs are.
        """
        handle = self._handle()
        return gate(C.plumb_repository_gate, handle, handle, kind, server, scratch, backup, record, version, tier, step_ms, infer, each, keep,
                    fresh, create_roles, bin, cancel, on_event, deadline_ms)

    def __repr__(self) -> str:
        return f"<plumbline.Repository {self.path!r}{' closed' if self.closed else ''}>"
