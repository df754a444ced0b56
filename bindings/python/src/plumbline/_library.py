"""The library itself: found and loaded when its first function is asked for, so that importing this package is quick and never fails."""
from __future__ import annotations

import ctypes.util
import os
from pathlib import Path
from typing import Any, Final

from ._raw import Functions


def location() -> str:
    """$PLUMBLINE_LIBRARY, then the file in this package, then whatever the loader knows."""
    named = os.environ.get("PLUMBLINE_LIBRARY")
    if named:
        return named
    bundled = sorted(Path(__file__).parent.joinpath("lib").glob("libplumbline*"))
    return str(bundled[0]) if bundled else ctypes.util.find_library("plumbline") or "libplumbline.so.0"


class LoadedWhenUsed(Functions):
    """The functions of the library; binding them all takes two milliseconds, once."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("plumb_"):
            raise AttributeError(name)
        path = location()
        try:
            super().__init__(path)
        except OSError as problem:
            from .error import ToolMissing

            raise ToolMissing(f"the library {path} cannot be loaded: {problem}", hint="name it in $PLUMBLINE_LIBRARY") from problem
        return self.__dict__[name]


C: Final = LoadedWhenUsed()
