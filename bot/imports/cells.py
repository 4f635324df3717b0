"""Cells as people fill them in: names, yes and no, one of a few words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeVar

from faq.errors import FieldError
from faq.languages import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faq.rows import Row

T = TypeVar("T")

YES_NO: Mapping[str, bool] = {
    "是": True,
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "√": True,
    "✓": True,
    "": False,
    "否": False,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
    "×": False,
}


def line(row: Row, field: str, longest: int = 100) -> str:
    """A cell as one line of text. FieldError where it is too long or cannot be shown."""
    text = " ".join(row.text(field).split())
    if len(text) > longest:
        raise FieldError(field, f"is {len(text)} characters long, more than {longest}")
    if not text.isprintable():
        raise FieldError(field, "holds a character that cannot be shown: type it again")
    return text


def needed(row: Row, field: str, longest: int = 100) -> str:
    """A cell that may not be empty. FieldError."""
    text = line(row, field, longest)
    if not text:
        raise FieldError(field, "is empty")
    return text


def one_of(row: Row, field: str, words: Mapping[str, T]) -> T:
    """What a word stands for, in any script, width and case. FieldError lists the words."""
    text = folded(line(row, field))
    try:
        return words[text]
    except KeyError:
        known = ", ".join(word for word in words if word)
        raise FieldError(field, f"{text[:40]!r} is not known: write one of {known}") from None


def folded(text: str) -> str:
    """A word without the accidents of script, width, case and spacing."""
    text = simplified(unicodedata.normalize("NFKC", text).casefold())
    return "".join(text.split()).replace("-", "").replace("_", "")
