"""Strings out of the library."""
from __future__ import annotations

import os
from typing import Optional


def text(value: Optional[bytes]) -> Optional[str]:
    """A string out of the library; bytes that are no UTF-8 come as surrogates."""
    return None if value is None else value.decode("utf-8", "surrogateescape")


def path_text(value: Optional[bytes]) -> Optional[str]:
    """A path out of the library, as os.fsencode takes it back."""
    return None if value is None else os.fsdecode(value)
