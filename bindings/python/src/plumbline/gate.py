"""Gates: migrations run for real on scratch databases, before a deploy; what was recorded of them; what an error means."""
from __future__ import annotations

import json
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import Any, Callable, ClassVar, Optional, Union

from . import _raw
from ._call import LongCall
from ._handle import Closable, StrPath, ask, document, encoded, encoded_path
from ._library import C
from ._text import text
from .cancel import Cancel
from .error import InvalidArgument
from .event import EventFunction
from .report import Report, ReportHandle
from .server import packaged_programs

KINDS = {"round-trip": _raw.PLUMB_GATE_ROUND_TRIP, "dry-run": _raw.PLUMB_GATE_DRY_RUN}


class RunHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_run_free(self)


class RunReportHandle(ReportHandle):
    """A run's report: it keeps its run, and is not freed."""

    def __init__(self, run: RunHandle) -> None:
        super().__init__(C.plumb_run_report(run))
        self.run = run

    def __del__(self, functions: Any = C) -> None:
        pass


@dataclass(frozen=True)
class Step:
    """One step of a gate."""

    #: The tree's folder; None for a step of the whole gate.
    project: Optional[str]
    #: "roles", "upgrade", "seed", "downgrade", "restore" …
    name: str
    #: The revision, file or seed that it is about, or None.
    subject: Optional[str]
    #: "passed", "failed", "timed-out", "interrupted" or "not-reached".
    state: str
    #: Of a red step: the end of what was said, at most 4,096 bytes. Else None.
    detail: Optional[str]
    #: Of the schema after it, or None.
    fingerprint: Optional[str]
    #: Microseconds.
    duration_us: int
    #: What was run, as the JSON has it: changes, their statements, with locks, rewrites, rows and durations.
    changes: tuple[dict[str, Any], ...]


class Run(Closable[RunHandle]):
    """One run of a gate, green or red. Any thread."""

    _what: ClassVar[str] = "run"

    def __init__(self, handle: RunHandle) -> None:
        self._held = handle
        self._data: Optional[dict[str, Any]] = None

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return C.plumb_run_passed(self._handle()) == 1

    @property
    def detail(self) -> Optional[str]:
        """What it came to: of a red run the end of what the first red step said, at most 4,096 bytes."""
        return text(C.plumb_run_detail(self._handle()))

    @property
    def report(self) -> Report:
        """What was found, with failure classes and remedies."""
        return Report(RunReportHandle(self._handle()))

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was done, in order."""
        return tuple([Step(one["project"], one["name"], one["subject"], one["state"], one["detail"], one["fingerprint"], one["duration_us"],
                           tuple(one["changes"])) for one in self._parsed()["steps"]])

    @property
    def inferred_sql(self) -> Optional[str]:
        """The roles and rows that were made besides what was given, as SQL; None when there were none."""
        found: Optional[str] = self._parsed()["inferred"]["sql"]
        return found

    @property
    def inferred_toml(self) -> Optional[str]:
        """The same for plumbline.toml."""
        found: Optional[str] = self._parsed()["inferred"]["toml"]
        return found

    @property
    def not_covered(self) -> tuple[str, ...]:
        """What this gate cannot show."""
        return tuple(self._parsed()["not_covered"])

    def _parsed(self) -> dict[str, Any]:
        if self._data is None:
            self._data = self.as_dict()
        return self._data

    def as_dict(self) -> dict[str, Any]:
        """The JSON, plumbline.gate/1, parsed."""
        data: dict[str, Any] = json.loads(self.render("json"))
        return data

    def render(self, format: str = "text") -> str:
        """The run as "text" or "json"."""
        return document(C.plumb_run_render, self._handle(), encoded(format, "the format"))

    def __repr__(self) -> str:
        return "<plumbline.Run closed>" if self.closed else f"<plumbline.Run {'passed' if self.passed else 'failed'}>"


def gate(function: Callable[..., int], owner: c_void_p, subject: Union[c_void_p, int], kind: str, server: Optional[str], scratch: Optional[str],
         backup: Optional[StrPath], record: Optional[StrPath], version: Optional[str], tier: Optional[str], step_ms: int, infer: bool, each: bool,
         keep: bool, fresh: bool, create_roles: bool, bin: Optional[StrPath], cancel: Optional[Cancel], on_event: Optional[EventFunction],
         deadline_ms: int) -> Run:
    """A gate of a repository or of a project."""
    if kind not in KINDS:
        raise InvalidArgument(f"kind {kind!r} is none of {', '.join(KINDS)}")
    call, handle = LongCall(cancel, on_event), RunHandle()
    call.kept = (owner,)
    options = call.options(
        _raw.plumb_gate_options, kind=KINDS[kind], step_ms=step_ms, server=encoded(server, "the server"),
        scratch=encoded(scratch, "the scratch database"), backup=encoded_path(backup, "the backup"), record=encoded_path(record, "the record"),
        version=encoded(version, "the version"), tier=encoded(tier, "the tier"),
        bin=encoded_path(packaged_programs() if bin is None else bin, "the folder of the programs"),
        no_inference=int(not infer), each=int(each), keep=int(keep), fresh=int(fresh), create_roles=int(create_roles), deadline_ms=deadline_ms)
    call.run(function, subject, byref(options), byref(handle))
    return Run(handle)


def history(record: Optional[StrPath] = None) -> list[dict[str, Any]]:
    """Recorded runs, the newest first, as the JSON has them (plumbline.history/1). `record` is as for a gate: None is the usual place."""
    runs: list[dict[str, Any]] = json.loads(document(C.plumb_history_read, encoded_path(record, "the record")))["runs"]
    return runs


def classify(output: Union[str, bytes], sqlstate: Optional[str] = None, step: Optional[str] = None) -> Report:
    """What the output of a failed tool or server means: one finding with its failure class, or one that says that it is unknown. `step` is
    the gate's step in which it came: "upgrade", "restore"."""
    data, handle = output if isinstance(output, bytes) else output.encode("utf-8", "surrogateescape"), ReportHandle()
    ask(C.plumb_output_classify, data, len(data), encoded(sqlstate, "the SQLSTATE"), encoded(step, "the step"), byref(handle))
    return Report(handle)
