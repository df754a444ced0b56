"""Why the library could not answer: PlumblineError, and a subclass for each status.

Findings are not errors: a broken plan gives a report.
"""
from __future__ import annotations

from ctypes import c_void_p
from typing import Any, Optional

from . import _raw
from ._library import C
from ._text import path_text, text


class ErrorHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_error_free(self)


class PlumblineError(Exception):
    """The library could not answer. Its subclasses tell why; str() is the message."""

    #: PLUMB_… of plumbline.h.
    status: int = _raw.PLUMB_INTERNAL

    def __init__(self, message: str, *, status: Optional[int] = None, detail: Optional[str] = None, hint: Optional[str] = None,
                 sqlstate: Optional[str] = None, file: Optional[str] = None, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        if status is not None:
            self.status = status
        #: One line: what, where, what to do.
        self.message = message
        #: More lines, or None.
        self.detail = detail
        #: What to do about it, or None.
        self.hint = hint
        #: Five characters where the server gave them, or None.
        self.sqlstate = sqlstate
        #: The file concerned, or None.
        self.file = file
        #: Line in that file from 1, or 0.
        self.line = line
        #: Column in that line from 1, in code points, or 0.
        self.column = column

    @property
    def status_name(self) -> str:
        """"PLUMB_TIMEOUT" for a Timeout."""
        return (C.plumb_status_name(self.status) or b"").decode()


class InvalidArgument(PlumblineError):
    """An impossible argument; an unknown format or rule pattern."""

    status = _raw.PLUMB_ARGUMENT


class OutOfMemory(PlumblineError):
    """There is no memory for the answer."""

    status = _raw.PLUMB_NO_MEMORY


class InternalError(PlumblineError):
    """A defect of the library."""

    status = _raw.PLUMB_INTERNAL


class Cancelled(PlumblineError):
    """A Cancel was requested."""

    status = _raw.PLUMB_CANCELLED


class Timeout(PlumblineError):
    """A deadline of ours passed."""

    status = _raw.PLUMB_TIMEOUT


class Busy(PlumblineError):
    """The target is in use by another call."""

    status = _raw.PLUMB_BUSY


class NotFound(PlumblineError):
    """There is no such path, rule, project."""

    status = _raw.PLUMB_NOT_FOUND


class Ambiguous(PlumblineError):
    """A reference or path means several things; `detail` lists them."""

    status = _raw.PLUMB_AMBIGUOUS


class IOFailed(PlumblineError):
    """A file cannot be read or written."""

    status = _raw.PLUMB_IO


class BadFormat(PlumblineError):
    """Not the format that was expected, or newer than the library."""

    status = _raw.PLUMB_FORMAT


class LimitExceeded(PlumblineError):
    """A limit was met; the message names it."""

    status = _raw.PLUMB_LIMIT


class ConnectionFailed(PlumblineError):
    """The server cannot be reached, or was lost."""

    status = _raw.PLUMB_CONNECTION


class ServerError(PlumblineError):
    """The server refused a statement of ours; `sqlstate` is set."""

    status = _raw.PLUMB_SERVER


class ToolMissing(PlumblineError):
    """A program or library that is needed is missing, or did not do its work: libpq, git, alembic, a PostgreSQL, or libplumbline itself."""

    status = _raw.PLUMB_TOOL


class Refused(PlumblineError):
    """A guard said no; there is no option that says yes."""

    status = _raw.PLUMB_REFUSED


class Unsupported(PlumblineError):
    """Left out of this build, or the server is too old."""

    status = _raw.PLUMB_UNSUPPORTED


class ConfigurationError(PlumblineError):
    """plumbline.toml is wrong; `file` and `line` are set."""

    status = _raw.PLUMB_CONFIGURATION


BY_STATUS = {kind.status: kind for kind in PlumblineError.__subclasses__()}


def error_of(status: int, error: ErrorHandle) -> PlumblineError:
    """The exception for a status and the error object that came with it, or none."""
    kind = BY_STATUS.get(status, PlumblineError)
    if not error:
        return kind("out of memory" if status == _raw.PLUMB_NO_MEMORY else f"status {status}", status=status)
    return kind(
        text(C.plumb_error_message(error)) or "", status=C.plumb_error_status(error), detail=text(C.plumb_error_detail(error)),
        hint=text(C.plumb_error_hint(error)), sqlstate=text(C.plumb_error_sqlstate(error)),
        file=path_text(C.plumb_error_file(error)), line=C.plumb_error_line(error), column=C.plumb_error_column(error))
