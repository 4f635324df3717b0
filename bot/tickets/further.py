"""What a message asks besides what was just answered: two things said in one breath."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from bot.tickets.matters import topic
from bot.tickets.whereabouts import is_question

_MORE = (
    r"(?:[还還]有(?![没沒多几幾半两兩三\d]|一(?!件|个问题|個問題))|另外|再就是|[顺順]便|再[问問]"
    r"|\balso\b|\banother question\b|\bby the way\b)"
)
_ENDS = re.compile(rf"(?<=[?？!！。；;\n])|(?={_MORE})", re.IGNORECASE)
_PARTS = re.compile("[?？!！。；;\n还還另再顺順abAB]")
"""One of these stands wherever a piece ends, or is announced as one more thing."""
_ANNOUNCED = re.compile(rf"^{_MORE}", re.IGNORECASE)
_FEWEST = 5
"""Terms; a question of fewer only asks what was asked before in a few words more."""
_FEWEST_ANNOUNCED = 2
"""The same where it is said to be one more thing."""
_BY_CHANCE = 0.2
"""Share of a piece's terms that stand in every longer answer (上门, 办理)."""
_SIGNS = " ,，。.；;!！\n"
_AT_THE_END = "?？!！。；;\n "


def besides(asked: str, told: str, plain: Callable[[str], str]) -> str:
    """The first piece of what was `asked` of which nothing is `told`, as it was written; or empty.

    Only what is a question of its own, or is announced as one more thing, beside a piece that is
    told. `plain` normalises.
    """
    # Most ask one thing. What ends behind it are marks alone, which ask nothing.
    if not _PARTS.search(asked.rstrip(_AT_THE_END)):
        return ""
    pieces = [each.strip(_SIGNS) for each in _ENDS.split(asked)]
    pieces = [each for each in pieces if each]
    if len(pieces) < 2:
        return ""
    known = topic(plain(told))
    terms = [topic(plain(each)) for each in pieces]
    told_of = [bool(each) and len(each & known) > _BY_CHANCE * len(each) for each in terms]
    if not any(told_of):
        return ""
    return next(
        (
            piece
            for piece, mine, known_one in zip(pieces, terms, told_of, strict=True)
            if not known_one and _is_one_more(piece, mine)
        ),
        "",
    )


def _is_one_more(piece: str, terms: Collection[str]) -> bool:
    if _ANNOUNCED.search(piece):
        return len(terms) >= _FEWEST_ANNOUNCED
    return len(terms) >= _FEWEST and is_question(piece)
