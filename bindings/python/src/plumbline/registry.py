"""What the migration tool recorded in a database."""
from __future__ import annotations

from ctypes import c_void_p
from typing import Any, ClassVar

from ._handle import Closable, document, encoded
from ._library import C
from .change import Change


class RegistryHandle(c_void_p):
    def __del__(self, functions: Any = C) -> None:
        if self:
            functions.plumb_registry_free(self)


class Registry(Closable[RegistryHandle]):
    """The rows of the tool's own table, as they were when it was read. Any thread."""

    _what: ClassVar[str] = "registry"

    def __init__(self, handle: RegistryHandle) -> None:
        self._held = handle

    @property
    def exists(self) -> bool:
        """Whether there is a registry at all."""
        return C.plumb_registry_count(self._handle()) >= 0

    @property
    def count(self) -> int:
        """Number of rows; 0 when there is no registry."""
        return max(0, C.plumb_registry_count(self._handle()))

    def applied(self, change: Change) -> bool:
        """Whether the tool would call the change applied. The change is of the project that the registry was read with."""
        return C.plumb_registry_applied(self._handle(), change._address) == 1

    def render(self, format: str = "text") -> str:
        """Every row, also those that no file has, as "text" or "json"."""
        return document(C.plumb_registry_render, self._handle(), encoded(format, "the format"))
