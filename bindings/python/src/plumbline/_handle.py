"""Addresses that the library handed out, what goes in beside them (strings, lists), and the documents that come out.

An owned address is freed when nothing refers to it any more. Whoever calls the library with it refers to it until the call is over, so
that close() in one thread never pulls an object away under another; whatever is borrowed from it keeps it.
"""
from __future__ import annotations

import os
from ctypes import Structure, byref, c_char, c_char_p, c_void_p, sizeof
from types import TracebackType
from typing import Any, Callable, ClassVar, Generic, Iterable, Optional, TypeVar, Union

from ._library import C
from .error import ErrorHandle, InvalidArgument, error_of

Self = TypeVar("Self", bound="Closable[Any]")
Handle = TypeVar("Handle", bound=c_void_p)
Options = TypeVar("Options", bound=Structure)
Names = Optional[Union[str, Iterable[str]]]
StrPath = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]


class TextHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_text_free(self)


class Closable(Generic[Handle]):
    """Something that holds an address of the library's: a context manager; close() may be called twice."""

    _what: ClassVar[str]
    _held: Optional[Handle]

    def _handle(self) -> Handle:
        """The address; ValueError once closed, as a file has it."""
        held = self._held
        if held is None:
            raise ValueError(f"the {self._what} is closed")
        return held

    def close(self) -> None:
        """Lets go of it: what it holds ends with the last call that still uses it."""
        self._held = None

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._held is None

    def __enter__(self: Self) -> Self:
        self._handle()
        return self

    def __exit__(self, kind: Optional[type[BaseException]], problem: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()


def ask(function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function that answers soon, and raises what it answers."""
    error = ErrorHandle()
    status = function(*arguments, byref(error))
    if status:
        raise error_of(status, error)


def options_of(kind: type[Options], /, **fields: Any) -> Options:
    """An options struct with these fields, and the defaults of those that are None."""
    options = kind()
    C.plumb_options_init(byref(options), sizeof(options))
    for name, value in fields.items():
        if value is None:
            continue
        setattr(options, name, value)
        if isinstance(value, int) and getattr(options, name) != value:  # ctypes cuts off what does not fit
            raise InvalidArgument(f"{name} {value} is out of range")
    return options


def document(function: Callable[..., int], *arguments: Any) -> str:
    """The text that a function makes."""
    text = TextHandle()
    ask(function, *arguments, byref(text))
    return copied(text)


def copied(text: TextHandle) -> str:
    """What a text of the library's holds."""
    address = C.plumb_text_data(text)
    data = (c_char * C.plumb_text_size(text)).from_address(address) if address else b""
    return str(data, "utf-8", "surrogateescape")  # straight from the library's bytes: a report can be ten megabytes


def encoded(value: Optional[Union[str, bytes]], what: str) -> Optional[bytes]:
    """UTF-8 for the library, in which NUL ends a string."""
    if value is None:
        return None
    data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
    if b"\0" in data:
        raise InvalidArgument(f"{what} holds a NUL character")
    return data


def encoded_path(value: Optional[StrPath], what: str) -> Optional[bytes]:
    """The bytes of a path, whatever it is written as."""
    return None if value is None else encoded(os.fsencode(value), what)


def encoded_list(values: Names, what: str) -> Any:
    """An array of strings that ends with NULL; None for None. One string is a list of one."""
    if values is None:
        return None
    words = [encoded(value, what) for value in ([values] if isinstance(values, str) else values)]
    return (c_char_p * (len(words) + 1))(*words, None)


def encoded_paths(values: Union[StrPath, Iterable[StrPath]], what: str) -> Any:
    """Likewise, of paths, however they are written; None for none. One path is a list of one."""
    if isinstance(values, (str, bytes, os.PathLike)):
        values = [values]
    words = [encoded(os.fsencode(value), what) for value in values]
    return (c_char_p * (len(words) + 1))(*words, None) if words else None
