"""Lists of words as data that can be read: patterns parted by white space, `_` for a space."""

from __future__ import annotations

import re
from collections.abc import Callable

_PLAIN_BEGINNING = re.compile(r"[^\W_](?![?*{])")


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word.replace("_", " ") for word in text.split())


def any_of(text: str) -> re.Pattern[str]:
    """A pattern that finds any of the patterns of a list; case is ignored."""
    return re.compile(_alternatives(text), re.IGNORECASE)


def any_in_plain(text: str) -> re.Pattern[str]:
    """The same for normalised text, which has one case only; it finds in half the time."""
    return re.compile(_alternatives(text))


def anywhere(*lists: str) -> Callable[[str], bool]:
    """Tells whether any pattern of these lists stands in a normalised text: the dear look of which
    one it is, is then seldom needed.

    What begins with a sign of its own is sought by its first sign, which `re` does where every
    alternative begins so; only the few others are tried at every place.
    """
    patterns = [word for listed in lists for word in listed.split()]
    plain = [each for each in patterns if _PLAIN_BEGINNING.match(each)]
    others = [each for each in patterns if not _PLAIN_BEGINNING.match(each)]
    looks = [re.compile(_alternatives(" ".join(part))).search for part in (plain, others) if part]
    return lambda text: any(look(text) is not None for look in looks)


def _alternatives(text: str) -> str:
    return "|".join(word.replace("_", " ") for word in text.split())
