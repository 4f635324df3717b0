"""The sentences of a message, each to be matched by itself."""

from __future__ import annotations

import re

from faq.languages import HAN
from faq.normalise import MAX_LENGTH, normalise

_MAX_SENTENCES = 6
_MAX_LOOKED_AT = 40
_SHORTEST = 4  # normalised characters; less asks nothing

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_QUESTION_MARKS = ("？", "?")

_HAN = re.compile(rf"[{HAN}]")
_ONLY_HAN = re.compile(rf"[{HAN}]*")
_LETTERS_A_CHARACTER = 3  # a Chinese character says about as much as three letters


def reading_length(text: str) -> float:
    """How much a text says, in Chinese characters."""
    if _ONLY_HAN.fullmatch(text):
        return float(len(text))
    han = len(_HAN.findall(text))
    return han + (len(text) - han) / _LETTERS_A_CHARACTER


def sentences(text: str) -> list[str]:
    """The sentences of a message of several, normalised: questions first, then the others.

    At most 6, out of the first MAX_LENGTH characters; none for a message that is one sentence.
    """
    found = _SENTENCE.findall(text[:MAX_LENGTH])
    if len(found) == 1:
        return []
    found = [part.strip() for part in found]
    found.sort(key=lambda part: not part.endswith(_QUESTION_MARKS))
    some = dict.fromkeys(found[:_MAX_LOOKED_AT])
    folded = [part for part in dict.fromkeys(map(normalise, some)) if len(part) >= _SHORTEST]
    return folded[:_MAX_SENTENCES]
