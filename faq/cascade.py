"""The whole cascade in one call, for whoever may wait: by what is written, then by meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from faq.vectors import Vectors, texts_of

if TYPE_CHECKING:
    from datetime import date

    from faq.encoders import Floats
    from faq.index import Index
    from faq.match import Match, Matcher, Meant

Encode = Callable[[Sequence[str]], "Floats"]
"""Makes a row of length 1 for each text (faq.encoders.Encoder.encode)."""


class Decided(NamedTuple):
    """A match, and what an encoder read for it; nothing where what is written was clear."""

    match: Match
    meant: Meant


def decide(matcher: Matcher, text: str, today: date, encode: Encode | None = None) -> Decided:
    """What to do with `text`; `encode` is asked only where the matcher has doubts."""
    matched = matcher.match(text, today)
    doubted = matcher.doubted(text, matched)
    if not doubted or encode is None:
        return Decided(matched, {})
    meant = dict(zip(doubted, encode(doubted), strict=True))
    return Decided(matcher.match(text, today, meant), meant)


def vectors_of(index: Index, model: str, encode: Encode) -> Vectors:
    """The vectors of an index, all made now."""
    texts = texts_of(index)
    return Vectors.build(index, model, dict(zip(texts, encode(texts), strict=True)))
