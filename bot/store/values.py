"""What may be given to a statement, brought to the form that both engines keep alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.errors import StoreError

Value = None | int | float | str | bytes

# PostgreSQL cannot keep U+0000, and neither engine half a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LARGEST = 2**63 - 1


def storable(values: Mapping[str, object]) -> dict[str, Value]:
    """The values of a statement: text, bytes, numbers and None; booleans become 0 and 1.

    Characters that no engine can keep become U+FFFD, so that a resident's odd message is kept.
    Raises `StoreError` for a value of any other type.
    """
    # Every value of every statement comes this way: what is plain already is let through at once.
    return {
        name: value
        if value is None or (type(value) is str and value.isascii() and "\0" not in value)
        else _plain(name, value)
        for name, value in values.items()
    }


def _plain(name: str, value: object) -> Value:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", str(value))
    if isinstance(value, float | bytes):
        return value
    if isinstance(value, int) and -_LARGEST - 1 <= value <= _LARGEST:
        return int(value)
    raise StoreError(
        f"The value {name!r} is of type {type(value).__name__} (or a number beyond 64 bits), "
        "which a statement cannot take; give text, a number, bytes or None."
    )
