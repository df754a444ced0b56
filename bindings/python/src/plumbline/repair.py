"""Repairs of a tree's files: what they are, as a patch, carried out."""
from __future__ import annotations

import json
from ctypes import byref, c_void_p
from typing import Any, ClassVar, Optional

from . import _raw
from ._call import LongCall
from ._handle import Closable, Names, ask, document, encoded, encoded_list
from ._library import C
from .cancel import Cancel
from .error import InvalidArgument
from .event import EventFunction
from .schema import Schema
from .target import Target

HEADS = {"linearise": _raw.PLUMB_HEADS_LINEARISE, "merge": _raw.PLUMB_HEADS_MERGE}


class FixHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_fix_free(self)


class Repairs(Closable[c_void_p]):
    """Repairs as one set, none of them done yet. Any thread."""

    _what: ClassVar[str] = "fix"

    def __init__(self, handle: c_void_p, owner: object = None) -> None:
        self._held, self._owner = handle, owner

    def patch(self) -> str:
        """A unified diff with git's headers for renames and new files, as `git apply` takes it in the folder that was opened; "" when
        there is nothing to repair. Refused, when a file has changed since."""
        return document(C.plumb_fix_patch, self._handle())

    def apply(self) -> None:
        """Changes the files, all of them or none. Refused, when a file has changed since, is a link, or a new name is taken; IOFailed:
        the tree is as it was."""
        ask(C.plumb_fix_apply, self._handle())

    def render(self, format: str = "text") -> str:
        """What is repaired and why, and what to type where no file is wrong: "text" or "json" (plumbline.fix/1)."""
        return document(C.plumb_fix_render, self._handle(), encoded(format, "the format"))

    def as_dict(self) -> dict[str, Any]:
        """The JSON, plumbline.fix/1, parsed."""
        data: dict[str, Any] = json.loads(self.render("json"))
        return data


def fix(owner: c_void_p, project: int, target: Optional[Target], only: Names, schema: Optional[Schema], heads: str, use_git: bool,
        cancel: Optional[Cancel], on_event: Optional[EventFunction], deadline_ms: int) -> Repairs:
    """What can be repaired in a project's files."""
    if target is not None and not isinstance(target, Target):
        raise TypeError(f"target must be a plumbline.Target or None, not {type(target).__name__}")
    if heads not in HEADS:
        raise InvalidArgument(f"heads {heads!r} is none of {', '.join(HEADS)}")
    call, handle = LongCall(cancel, on_event), FixHandle()
    seen = None if schema is None else schema._handle()
    call.kept = (owner, seen)
    options = call.options(
        _raw.plumb_fix_options, only=encoded_list(only, "a pattern of `only`"), schema=seen, heads=HEADS[heads], use_git=int(use_git),
        deadline_ms=deadline_ms)
    call.run(C.plumb_project_fix, project, None if target is None else target._handle(), byref(options), byref(handle))
    return Repairs(handle)
