"""Stopping calls: one Cancel for any number of them, from any thread."""
from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, ClassVar

from ._handle import Closable
from ._library import C
from .error import ErrorHandle, error_of


class CancelHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_cancel_free(self)


class Cancel(Closable[CancelHandle]):
    """Stops every call that was given it, for ever. Any thread; signal handlers too."""

    _what: ClassVar[str] = "cancel"

    def __init__(self) -> None:
        self._held = handle = CancelHandle()
        self._requested = False
        status = C.plumb_cancel_new(byref(handle))
        if status:
            raise error_of(status, ErrorHandle())

    def request(self) -> None:
        """Asks the calls to stop; each raises Cancelled. A call waits for a file that it is reading, not for the server."""
        self._requested = True
        C.plumb_cancel_request(self._handle())

    @property
    def requested(self) -> bool:
        """Whether request() was called."""
        return self._requested
