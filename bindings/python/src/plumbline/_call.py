"""Calls that can last: events, cancelling, and Ctrl-C.

The interpreter runs signal handlers in the main thread only, between two instructions, and a call of the library is one instruction.
So what the main thread calls runs in a thread beside it, and the main thread waits where a signal handler is run at once. When that
handler raises (KeyboardInterrupt, as a rule), the call is cancelled, and what was raised goes on. Other threads call straight away.
Event functions run in the calling thread in either case.
"""
from __future__ import annotations

import _thread
import threading
from collections import deque
from ctypes import byref
from queue import SimpleQueue
from typing import Any, Callable, Optional, Union

from . import _raw
from ._handle import Options, options_of
from ._library import C
from ._text import text
from .cancel import Cancel, CancelHandle
from .error import ErrorHandle, error_of
from .event import Event, EventFunction


class LongCall:
    """One call, its Cancel, and whatever was raised while it ran."""

    def __init__(self, cancel: Optional[Cancel], on_event: Optional[EventFunction]) -> None:
        self.on_event = on_event
        self.raised: Optional[BaseException] = None
        # Owners of addresses among the arguments: a call that is left to itself still uses them.
        self.kept: tuple[object, ...] = ()
        self.is_main = threading.current_thread() is threading.main_thread()
        self.cancel: Optional[CancelHandle] = None if cancel is None else cancel._handle()
        # From the thread beside: events, and the status at last; the bell rings for each. And what the events' function answered.
        self.items: deque[Union[Event, int]] = deque()
        self.bell: SimpleQueue[None] = SimpleQueue()
        self.answers: SimpleQueue[int] = SimpleQueue()

    def options(self, kind: type[Options], /, **fields: Any) -> Options:
        """An options struct with the fields that every long call has, and these."""
        options = options_of(kind, **fields)
        if self.cancel is None and self.is_main:
            self.cancel = Cancel()._handle()
        if self.cancel is not None:
            setattr(options, "cancel", self.cancel.value)
        if self.on_event is not None:
            setattr(options, "on_event", _raw.plumb_event_fn(self.receive))
        return options

    def run(self, function: Callable[..., int], *arguments: Any) -> None:
        """Calls, and raises what was raised meanwhile or what the library answers."""
        error = ErrorHandle()
        words = (*arguments, byref(error))
        status = self.beside(function, words) if self.is_main else function(*words)
        if self.raised is not None:
            try:
                raise self.raised
            finally:
                self.raised = None  # or its traceback would keep this, and this keep it
        if status:
            raise error_of(status, error)

    def receive(self, address: int, _: Any) -> int:
        """What the library calls; nothing may be raised through it."""
        try:
            event = Event(C.plumb_event_kind(address), text(C.plumb_event_message(address)) or "", text(C.plumb_event_json(address)) or "")
            if not self.is_main:
                return self.tell(event)
            self.hand_over(event)
            return self.answers.get()
        except BaseException as problem:  # no memory for the event, or the interpreter is ending
            self.raised = problem
            return 1

    def tell(self, event: Event) -> int:
        """Hands an event to its function, in the calling thread: 0 to go on."""
        if self.raised is None and self.on_event is not None:
            try:
                self.on_event(event)
            except BaseException as problem:
                self.raised = problem
        return 0 if self.raised is None else 1

    def hand_over(self, item: Union[Event, int]) -> None:
        """From the thread beside to the one that waits."""
        self.items.append(item)
        self.bell.put(None)

    def beside(self, function: Callable[..., int], words: tuple[Any, ...]) -> int:
        """Calls in another thread and waits: for its events, its end, and signals. A signal handler may raise behind every instruction: an
        item is taken away only when it is done with."""

        def work() -> None:
            status = _raw.PLUMB_OK
            try:
                status = function(*words)
            except BaseException as problem:  # a wrong argument, before the library is reached
                self.raised = problem
            self.hand_over(status)

        try:
            _thread.start_new_thread(work, ())
            while True:
                try:
                    while not self.items:
                        self.bell.get()
                    item = self.items[0]
                    if isinstance(item, int):
                        return item
                    self.answers.put(self.tell(item))
                    self.items.popleft()
                except BaseException as problem:  # out of a signal handler
                    if self.cancel is None or self.raised is not None:
                        raise  # cannot be cancelled, or takes too long for whoever asks twice: left to itself
                    self.raised = problem
                    C.plumb_cancel_request(self.cancel)
        except BaseException:
            C.plumb_cancel_request(self.cancel)
            self.answers.put(1)
            self.raised = None
            raise
