"""What may be given to a statement, brought to the form that both engines keep alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.errors import StoreError

Value = None | int | float | str | bytes

# PostgreSQL cannot keep U+0000 (SQLite can), and neither engine half a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LARGEST = 2**63 - 1


def storable(names: Sequence[str], values: tuple[object, ...]) -> tuple[Value, ...]:
    """The values of a statement: text, bytes, numbers and None; booleans become 0 and 1.

    Characters that an engine cannot keep become U+FFFD, so that a resident's odd message is kept.
    Raises `StoreError` for a value of any other type, by its name.
    """
    return tuple(map(_plain, names, values))


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
