"""What the next deploy, or any SQL, would do: statement by statement, and nothing is run."""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import Any, ClassVar, Optional, Union, overload

from . import _raw
from ._call import LongCall
from ._handle import Closable, StrPath, document, encoded, encoded_paths
from ._library import C
from .cancel import Cancel
from .event import EventFunction
from .finding import FindingView
from .schema import Schema
from .target import Target

VERDICTS = {_raw.PLUMB_VERDICT_OK: "ok", _raw.PLUMB_VERDICT_FAILS: "fails", _raw.PLUMB_VERDICT_UNKNOWN: "unknown"}


class PredictionHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_prediction_free(self)


@dataclass(frozen=True)
class PredictedStatement:
    """One statement of a prediction."""

    #: "ok", "fails", or "unknown": nobody can tell without running it, or it is not reached.
    verdict: str
    #: Where and why, with the SQLSTATE of one that fails; None for one that succeeds. Its file is relative to the tree's folder, and a script
    #: as it was named; its line is where the statement begins.
    finding: Optional[FindingView]


class Prediction(Closable[PredictionHandle], Sequence[PredictedStatement]):
    """A sequence of statements, in the order in which they would be run. Any thread."""

    _what: ClassVar[str] = "prediction"

    def __init__(self, handle: PredictionHandle) -> None:
        self._held = handle

    def __len__(self) -> int:
        return C.plumb_prediction_count(self._handle())

    @overload
    def __getitem__(self, index: int) -> PredictedStatement: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[PredictedStatement, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[PredictedStatement, tuple[PredictedStatement, ...]]:
        if isinstance(index, slice):
            return tuple([self[each] for each in range(*index.indices(len(self)))])
        handle, count = self._handle(), len(self)
        if not -count <= index < count:
            raise IndexError(f"statement {index} of {count}")
        place = index if index >= 0 else count + index
        address = C.plumb_prediction_finding(handle, place)
        return PredictedStatement(VERDICTS.get(C.plumb_prediction_verdict(handle, place), "unknown"),
                                  None if address is None else FindingView(handle, address))

    @property
    def ok(self) -> bool:
        """Whether no statement is known to fail."""
        handle = self._handle()
        return all(C.plumb_prediction_verdict(handle, index) != _raw.PLUMB_VERDICT_FAILS for index in range(len(self)))

    def as_dict(self) -> dict[str, Any]:
        """The JSON, plumbline.prediction/1, parsed: it also says where each statement stands that succeeds."""
        data: dict[str, Any] = json.loads(self.render("json"))
        return data

    def render(self, format: str = "text") -> str:
        """The prediction as "text" or "json"."""
        return document(C.plumb_prediction_render, self._handle(), encoded(format, "the format"))

    def __repr__(self) -> str:
        return "<plumbline.Prediction closed>" if self.closed else f"<plumbline.Prediction of {len(self)} statements>"


def predict(owner: Optional[c_void_p], project: Optional[int], target: Optional[Target], schema: Optional[Schema],
            scripts: Union[StrPath, Iterable[StrPath]], upto: Optional[str], twice: bool, cancel: Optional[Cancel],
            on_event: Optional[EventFunction], deadline_ms: int) -> Prediction:
    """What the pending changes of a project would do, or scripts."""
    if target is not None and not isinstance(target, Target):
        raise TypeError(f"target must be a plumbline.Target or None, not {type(target).__name__}")
    call, handle = LongCall(cancel, on_event), PredictionHandle()
    seen = None if schema is None else schema._handle()
    call.kept = (owner, seen)
    options = call.options(
        _raw.plumb_predict_options, upto=encoded(upto, "the last change"), scripts=encoded_paths(scripts, "the path of a script"), schema=seen,
        twice=int(twice), deadline_ms=deadline_ms)
    call.run(C.plumb_project_predict, project, None if target is None else target._handle(), byref(options), byref(handle))
    return Prediction(handle)


def predict_scripts(scripts: Union[StrPath, Iterable[StrPath]], target: Optional[Target] = None, *, schema: Optional[Schema] = None,
                    twice: bool = False, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None,
                    deadline_ms: int = 0) -> Prediction:
    """What files of SQL, as psql takes them, would do to the database, or to `schema` in its place; nothing is run. After a failed statement
    it goes on unless the script sets ON_ERROR_STOP. `twice`: everything once more, over its own result."""
    return predict(None, None, target, schema, scripts, None, twice, cancel, on_event, deadline_ms)
