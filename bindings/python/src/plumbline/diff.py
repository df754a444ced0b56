"""Two schemas compared."""
from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_void_p
from dataclasses import dataclass
from typing import Any, ClassVar, Optional, Union, overload

from . import _raw
from ._handle import Closable, document, encoded
from ._library import C
from ._text import text

CHANGES = {_raw.PLUMB_DIFF_MISSING: "missing", _raw.PLUMB_DIFF_UNEXPECTED: "unexpected", _raw.PLUMB_DIFF_CHANGED: "changed"}


class DiffHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_diff_free(self)


@dataclass(frozen=True)
class Difference:
    """One thing in which two schemas differ. str() is one line for people."""

    #: "missing": in the old one only; "unexpected": in the new one only; "changed".
    change: str
    #: The kind of the object concerned: "table", "column".
    kind: str
    #: Its name: "public.orders.total".
    object: str
    #: Of a changed one: "type", "default"; "name" when it was renamed and nothing else. None for others.
    property: Optional[str] = None
    #: Its value in the old schema, or what its absence means; None for nothing.
    old: Optional[str] = None
    #: Its value in the new schema, likewise.
    new: Optional[str] = None
    #: Of a missing or unexpected one: the object that it may have been renamed to or from, or None.
    rename_hint: Optional[str] = None

    def __str__(self) -> str:
        what = f"{self.kind} {self.object}"
        if self.property is not None:
            return f"{what}: {self.property} is {self.new or 'absent'}, not {self.old or 'absent'}"
        return f"{what} is {self.change}" + (f", renamed perhaps: {self.rename_hint}" if self.rename_hint else "")


class Diff(Closable[DiffHandle], Sequence[Difference]):
    """A sequence of differences, sorted by kind, object, change and property; empty when the schemas are alike. Any thread.

    It needs neither schema. The differences are made when the first one is asked for.
    """

    _what: ClassVar[str] = "diff"

    def __init__(self, handle: DiffHandle) -> None:
        self._held = handle
        self._differences: Optional[tuple[Difference, ...]] = None

    def __len__(self) -> int:
        return C.plumb_diff_count(self._handle())

    @overload
    def __getitem__(self, index: int) -> Difference: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Difference, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Difference, tuple[Difference, ...]]:
        return self.differences[index]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All of them; they outlive the diff."""
        differences = self._differences
        if differences is None:
            handle = self._handle()
            differences = self._differences = tuple([difference(handle, index) for index in range(len(self))])
        return differences

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What could not be compared: "what: why"."""
        handle = self._handle()
        return tuple([text(C.plumb_diff_unchecked_at(handle, index)) or "" for index in range(C.plumb_diff_unchecked_count(handle))])

    def render(self, format: str = "text") -> str:
        """The diff as "text" or "json" (plumbline.diff/1)."""
        return document(C.plumb_diff_render, self._handle(), encoded(format, "the format"))


def difference(handle: DiffHandle, index: int) -> Difference:
    """One difference, field by field."""
    number = C.plumb_diff_kind(handle, index)
    return Difference(
        CHANGES.get(number, str(number)), text(C.plumb_diff_object_kind(handle, index)) or "", text(C.plumb_diff_object(handle, index)) or "",
        text(C.plumb_diff_property(handle, index)), text(C.plumb_diff_old(handle, index)), text(C.plumb_diff_new(handle, index)),
        text(C.plumb_diff_rename_hint(handle, index)))
