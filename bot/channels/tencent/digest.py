"""Several rows said as one message, where what waits would be too many messages for WeCom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Brief:
    """A row in short: its words, whether they stand for a card, and what we call it once sent."""

    text: str
    for_card: bool
    platform_id: str = ""


def digest(said: Sequence[Brief], in_short: str) -> str:
    """The one message; below headings stands `in_short`, how to work by them."""
    texts = [each.text for each in said if each.text]
    if any(each.for_card for each in said):
        texts.append(in_short)
    return _BETWEEN.join(texts)
