"""What a long call is doing, told while it runs."""
from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Callable

from . import _raw


class EventKind(IntEnum):
    """What happened."""

    GATE_START = _raw.PLUMB_EVENT_GATE_START
    STEP_START = _raw.PLUMB_EVENT_STEP_START
    PROGRESS = _raw.PLUMB_EVENT_PROGRESS
    STEP_DONE = _raw.PLUMB_EVENT_STEP_DONE
    GATE_DONE = _raw.PLUMB_EVENT_GATE_DONE
    NOTE = _raw.PLUMB_EVENT_NOTE


@dataclass(frozen=True)
class Event:
    """One moment of a call."""

    #: An EventKind, or the number of a kind that this package does not know.
    kind: int
    #: One line for people.
    message: str
    #: The event as one line of JSON, plumbline.event/1.
    json: str

    @property
    def data(self) -> dict[str, Any]:
        """The event's JSON, parsed."""
        fields: dict[str, Any] = json.loads(self.json)
        return fields


#: Called while a call runs. What it returns does not matter; what it raises ends the call and comes out of it.
EventFunction = Callable[[Event], object]
