"""What may be given to a statement, brought to the form that both engines keep alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeGuard

from bot.errors import StoreError

Value = None | int | float | str | bytes

# PostgreSQL cannot keep U+0000, and neither engine half a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LARGEST = 2**63 - 1


def storable(names: Sequence[str], values: tuple[object, ...]) -> tuple[Value, ...]:
    """The values of a statement: text, bytes, numbers and None; booleans become 0 and 1.

    Characters that no engine can keep become U+FFFD, so that a resident's odd message is kept.
    Raises `StoreError` for a value of any other type, by its name.
    """
    return tuple(map(_plain, names, values))


def are_storable(values: tuple[object, ...]) -> TypeGuard[tuple[Value, ...]]:
    """Whether both engines keep all of these as they are, as nearly always."""
    for value in values:
        if value is None:
            continue
        if type(value) is str:
            if not (value.isascii() or _is_utf8(value)) or "\0" in value:
                return False
        elif type(value) is int:
            if not -_LARGEST <= value <= _LARGEST:
                return False
        elif type(value) is not float:
            return False
    return True


def _is_utf8(text: str) -> bool:
    try:
        # Far quicker than to look for what cannot be written.
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(name: str, value: object) -> Value:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", str(value))
    if value is None or isinstance(value, float | bytes):
        return value
    if isinstance(value, int) and -_LARGEST - 1 <= value <= _LARGEST:
        return int(value)
    raise StoreError(
        f"The value {name!r} is of type {type(value).__name__} (or a number beyond 64 bits), "
        "which a statement cannot take; give text, a number, bytes or None."
    )
