"""An answer in passages that are short enough for an encoder."""

from __future__ import annotations

import re

from faq.encoders import LONGEST
from faq.normalise import normalise

MOST = 8
"""Passages of an answer: about a page, and what it is about stands at its beginning."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_LOOKED_AT = 4 * MOST * LONGEST  # characters as written; normalising makes them fewer


def passages(answer: str) -> list[str]:
    """At most MOST passages of an answer, normalised, of whole sentences where they fit."""
    found: list[str] = []
    held = ""
    for sentence in _SENTENCE.findall(answer[:_LOOKED_AT]):
        text = normalise(sentence)
        if held and len(held) + 1 + len(text) > LONGEST:
            found.append(held)
            held = ""
        held = f"{held} {text}".strip()
        while len(held) > LONGEST:
            found.append(held[:LONGEST])
            held = held[LONGEST:].strip()
        if len(found) >= MOST:
            return found[:MOST]
    return [*found, held] if held else found
