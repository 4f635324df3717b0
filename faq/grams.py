"""The terms by which texts are found: pieces of words that survive other wording."""

from __future__ import annotations

import re

from faq.languages import HAN

_PIECE = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")
_HAN_RUN = re.compile(rf"[{HAN}]")


def grams(text: str) -> list[str]:
    """The distinct terms of a normalised text, in order of appearance.

    Chinese gives its characters and pairs of characters; other scripts give the letter triples
    of each word with its edges marked (whole words beside them found nothing more).
    """
    terms: dict[str, None] = {}
    for piece in _PIECE.findall(text):
        terms.update(dict.fromkeys(_han(piece) if _HAN_RUN.match(piece) else _word(piece)))
    return list(terms)


def _han(run: str) -> list[str]:
    return [*run, *(run[at : at + 2] for at in range(len(run) - 1))]


def _word(word: str) -> list[str]:
    edged = f"_{word}_"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]
