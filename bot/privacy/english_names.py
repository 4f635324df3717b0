"""Names in English sentences: after "my name is", and full ones after "I am"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOP = (
    "and|from|i|i'm|im|who|the|a|an|with|living|but|my|to|in|at|of|is|not|on|for|we|it|please|"
    "phone|tel|address|missing|wrong"
)
_WORD = rf"(?!(?:{_STOP})\b)[A-Za-z][A-Za-z'-]{{0,19}}"
CAPITAL = r"[A-Z][A-Za-z'-]{0,19}"
"""A word with a capital, of the length of a name."""
NO_SURNAME = (
    "Road|Street|Garden|Gardens|Estate|Community|District|Park|School|Hospital|Bureau|Centre|"
    "Center|City|Lane|Avenue|Town|Village|Station|Square|Building|Plaza|Hotel|University|"
    "Citizen|National|American|Chinese"
)
"""What ends the names of places and offices, as alternatives of a pattern."""

_INTRODUCED = re.compile(
    rf"\b(?:my (?:full )?name(?:'s| is|:)|name ?:|i am called|i'm called) {{0,2}}"
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})(?![\w*])",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"\b(?:I am|I'm|This is|Contact|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Signed|[Rr]egards),?:? {1,2}"
    rf"(?P<name>{CAPITAL}(?: [A-Z]\.?)? (?!(?:{NO_SURNAME})\b){CAPITAL})"
)


def english_names(text: str) -> Iterator[Finding]:
    """One to three words after "my name is", two capitalised ones after "I am" or a title."""
    for pattern in (_INTRODUCED, _FULL):
        for match in pattern.finditer(text):
            yield Finding(Kind.NAME, *match.span("name"), head=1)
