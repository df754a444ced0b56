"""What a check found."""
from __future__ import annotations

import json
from collections.abc import Sequence
from ctypes import c_void_p
from typing import Any, ClassVar, Optional, Union, overload

from ._handle import Closable, document, encoded
from ._library import C
from ._text import text
from .error import InvalidArgument
from .finding import SEVERITIES, Finding, FindingView, finding_of


class ReportHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_report_free(self)


class Report(Closable[ReportHandle], Sequence[Finding]):
    """A sequence of findings, sorted by project, file, line, column, rule, message. Any thread.

    The findings are made when the first one is asked for; len(), total() and view() need none of them.
    """

    _what: ClassVar[str] = "report"

    def __init__(self, handle: ReportHandle) -> None:
        self._held = handle
        self._findings: Optional[tuple[Finding, ...]] = None

    def __len__(self) -> int:
        return C.plumb_report_count(self._handle())

    @overload
    def __getitem__(self, index: int) -> Finding: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Finding, tuple[Finding, ...]]:
        return self.findings[index]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that were kept; they outlive the report."""
        findings = self._findings
        if findings is None:
            findings = self._findings = tuple([finding_of(record) for record in self.as_dict()["findings"]])
        return findings

    def view(self, index: int) -> FindingView:
        """A finding that is read field by field: for a few out of very many."""
        handle = self._handle()
        address = C.plumb_report_at(handle, index) if 0 <= index < len(self) else None
        if address is None:
            raise IndexError(f"finding {index} of {len(self)}")
        return FindingView(handle, address)

    def total(self, severity: str) -> int:
        """Number of findings of "error", "warning" or "info", also those over max_per_rule."""
        if severity not in SEVERITIES:
            raise InvalidArgument(f"severity {severity!r} is none of {', '.join(SEVERITIES)}")
        return C.plumb_report_total(self._handle(), SEVERITIES[severity])

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.total("error") == 0

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What could not be looked at: "what: why"."""
        handle = self._handle()
        return tuple([text(C.plumb_report_unchecked_at(handle, index)) or "" for index in range(C.plumb_report_unchecked_count(handle))])

    def as_dict(self) -> dict[str, Any]:
        """The report's JSON, plumbline.report/1, parsed."""
        data: dict[str, Any] = json.loads(self.render("json"))
        return data

    def render(self, format: str = "text") -> str:
        """The report as "text" or "json"."""
        return document(C.plumb_report_render, self._handle(), encoded(format, "the format"))
