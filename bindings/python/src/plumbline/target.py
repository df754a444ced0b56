"""A connection to a database, for reading only."""
from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, ClassVar, Optional

from . import _raw
from ._call import LongCall
from ._handle import Closable, encoded
from ._library import C
from ._text import text
from .cancel import Cancel
from .event import EventFunction


class TargetHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_target_free(self)


class Target(Closable[TargetHandle]):
    """One connection, for reading only. One call at a time, from any thread: a second one raises Busy.

    `uri` is postgres://, postgresql://, db:pg:, key=value or SQLAlchemy's postgresql+driver://; "" is libpq's own environment. Times are
    milliseconds, 0 the default: 10,000 to connect, 1,000 for a lock, 30,000 for a query. `cancel`, `on_event` and `deadline_ms` are of
    the connecting alone.
    """

    _what: ClassVar[str] = "target"

    def __init__(self, uri: str, *, application_name: Optional[str] = None, connect_ms: int = 0, lock_ms: int = 0, statement_ms: int = 0,
                 cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> None:
        self._held = None
        call, handle = LongCall(cancel, on_event), TargetHandle()
        options = call.options(
            _raw.plumb_target_options, application_name=encoded(application_name, "the application's name"), connect_ms=connect_ms,
            lock_ms=lock_ms, statement_ms=statement_ms, deadline_ms=deadline_ms)
        call.run(C.plumb_target_open, encoded(uri, "the URI"), byref(options), byref(handle))
        self._held = handle

    @property
    def name(self) -> str:
        """The URI without its password."""
        return text(C.plumb_target_name(self._handle())) or ""

    @property
    def server_version(self) -> int:
        """As server_version_num: 150020."""
        return C.plumb_target_server_version(self._handle())

    def __repr__(self) -> str:
        return "<plumbline.Target closed>" if self.closed else f"<plumbline.Target {self.name}>"
