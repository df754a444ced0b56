"""One step of a plan."""
from __future__ import annotations

import json
from ctypes import c_void_p
from typing import Any, Optional

from . import _raw
from ._handle import document
from ._library import C
from ._text import path_text, text
from .error import InvalidArgument

SCRIPTS = {"deploy": _raw.PLUMB_SCRIPT_DEPLOY, "revert": _raw.PLUMB_SCRIPT_REVERT, "verify": _raw.PLUMB_SCRIPT_VERIFY}


class Change:
    """One step of a plan, as its tool identifies it. Any thread. It keeps its repository, also after close()."""

    __slots__ = ("_address", "_owner")

    def __init__(self, owner: c_void_p, address: int) -> None:
        self._owner, self._address = owner, address

    @property
    def id(self) -> str:
        """sqitch: change id, 40 hexadecimal digits; Alembic: revision; sqlx: version in decimal."""
        return text(C.plumb_change_id(self._address)) or ""

    @property
    def name(self) -> str:
        """As written in the plan; Alembic: first line of the docstring; sqlx: description."""
        return text(C.plumb_change_name(self._address)) or ""

    @property
    def file(self) -> Optional[str]:
        """The file that declares it (sqitch: the plan), relative to the path that was opened."""
        return path_text(C.plumb_change_file(self._address))

    @property
    def line(self) -> int:
        """Line of the declaration in that file from 1; 0 when the file as a whole declares it."""
        return C.plumb_change_line(self._address)

    @property
    def parents(self) -> tuple[Optional[Change], ...]:
        """None for a base, several for a merge; a parent that no file has is None."""
        addresses = [C.plumb_change_parent_at(self._address, index) for index in range(C.plumb_change_parent_count(self._address))]
        return tuple([None if address is None else Change(self._owner, address) for address in addresses])

    @property
    def is_head(self) -> bool:
        """Whether no other change follows it."""
        return C.plumb_change_is_head(self._address) == 1

    def script(self, kind: str = "deploy") -> Optional[str]:
        """Path of its "deploy", "revert" or "verify" script, whether or not the file is there; None when it has none of that kind."""
        return path_text(C.plumb_change_script(self._address, script_number(kind)))

    def effects(self, script: str = "deploy") -> dict[str, Any]:
        """What a script requires, creates, drops and alters, statement by statement, from its text alone: the JSON, plumbline.effects/1,
        parsed. An Alembic revision is rendered to SQL; no statements for a change without such a script. Reads the file."""
        data: dict[str, Any] = json.loads(document(C.plumb_change_effects, self._address, script_number(script)))
        return data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Change) and self._address == other._address

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"<plumbline.Change {self.id} {self.name!r}>"


def script_number(kind: str) -> int:
    if kind not in SCRIPTS:
        raise InvalidArgument(f"script {kind!r} is none of {', '.join(SCRIPTS)}")
    return SCRIPTS[kind]
