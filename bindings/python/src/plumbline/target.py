"""A connection to a database, for reading only."""
from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, ClassVar, Optional

from . import _raw
from ._call import LongCall
from ._handle import Closable, Names, TextHandle, copied, encoded, encoded_list
from ._library import C
from ._text import text
from .cancel import Cancel
from .event import EventFunction
from .schema import Schema, SchemaHandle


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

    def capture(self, *, schemas: Names = None, skip: Names = None, with_extension_members: bool = False, with_registry: bool = False,
                without_dependencies: bool = False, relative: bool = False, with_digest: bool = False, cancel: Optional[Cancel] = None,
                on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> Schema:
        """What the database holds, read in one snapshot of the server; what is locked or may not be read is told as unchecked.

        `schemas` are names or globs, all but the system's unless said; `skip` likewise, or "KIND:GLOB" as in "table:public.tmp_*". Members of
        extensions and the tools' own tables are left out unless asked for. `relative` leaves each schema's own name out: tenants compare equal.
        `with_digest` gives Schema.digest too, at the cost of another pass.
        """
        handle, call = SchemaHandle(), LongCall(cancel, on_event)
        options = reading(call, schemas, skip, with_extension_members, with_registry, relative, deadline_ms)
        options.without_dependencies, options.with_digest = int(without_dependencies), int(with_digest)
        call.run(C.plumb_schema_capture, self._handle(), byref(options), byref(handle))
        return Schema(handle)

    def fingerprint(self, *, schemas: Names = None, skip: Names = None, with_extension_members: bool = False, with_registry: bool = False,
                    relative: bool = False, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> str:
        """Schema.fingerprint of what capture() would read, without keeping the objects."""
        handle, call = TextHandle(), LongCall(cancel, on_event)
        options = reading(call, schemas, skip, with_extension_members, with_registry, relative, deadline_ms)
        call.run(C.plumb_target_fingerprint, self._handle(), byref(options), byref(handle))
        return copied(handle)

    def digest(self, *, cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> str:
        """What the server makes of its catalog rows, of the whole database: the same as before means that nothing changed. Faster than a
        fingerprint; comparable only within one database and one version of the library."""
        handle, call = TextHandle(), LongCall(cancel, on_event)
        options = call.options(_raw.plumb_schema_options, deadline_ms=deadline_ms)
        call.run(C.plumb_target_digest, self._handle(), byref(options), byref(handle))
        return copied(handle)

    def doctor(self) -> str:
        """What the role may read, which limits apply, a pooler or standby in between, and the proof that nothing is written, as JSON
        (plumbline.doctor/1)."""
        handle = TextHandle()
        LongCall(None, None).run(C.plumb_target_doctor, self._handle(), byref(handle))
        return copied(handle)

    def __repr__(self) -> str:
        return "<plumbline.Target closed>" if self.closed else f"<plumbline.Target {self.name}>"


def reading(call: LongCall, schemas: Names, skip: Names, with_extension_members: bool, with_registry: bool, relative: bool,
            deadline_ms: int) -> _raw.plumb_schema_options:
    """What of a database is read."""
    return call.options(
        _raw.plumb_schema_options, schemas=encoded_list(schemas, "a pattern of `schemas`"), skip=encoded_list(skip, "a pattern of `skip`"),
        with_extension_members=int(with_extension_members), with_registry=int(with_registry), relative=int(relative), deadline_ms=deadline_ms)
