"""What words really say: what is left when courtesies and empty phrases are taken away.

「正在办理」, 「收到」 and a lone 「。」 say nothing, whichever form they are written in.
"""

from __future__ import annotations

import re

from bot.tickets.answer_rules import Rules, compared, standard

_LAUGHTER = re.compile(r"([^\d])\1{2,}")
"""One letter again and again says it once: 哈哈哈哈."""
LEAST = 2
"""Letters that an answer must have left: 「可以」 and "No" answer a question."""
LEAST_EXPLAINED = 4
"""Letters that a reason, and a request for what is missing, must have left."""


def substance(text: str, rules: Rules | None = None) -> str:
    """The letters and digits that are left of a text, as the rules see it."""
    rules = rules or standard()
    left = rules.phrases_empty.sub(" ", rules.phrases_courtesies.sub(" ", compared(text).strip()))
    # What is left is looked at once more: a courtesy may stand alone only now.
    left = rules.phrases_courtesies.sub(" ", left.strip())
    return _LAUGHTER.sub(r"\1", letters(left))


def says_nothing(text: str) -> bool:
    """Whether a text is no answer at all."""
    return len(substance(text)) < LEAST


def explains(text: str) -> bool:
    """Whether a reason or a request says enough to be understood."""
    return len(substance(text)) >= LEAST_EXPLAINED


def names_what_is_missing(text: str) -> bool:
    """Whether a request asks a resident for something they can bring or tell.

    Who only asks to wait, or to confirm what was said, stops no clock by it.
    """
    rules = standard()
    left = rules.requests_waiting.sub(" ", compared(text))
    asks = "?" in left or rules.questions_asks.search(left) or rules.requests_named.search(left)
    return bool(asks) and len(substance(left, rules)) >= LEAST_EXPLAINED


def letters(text: str) -> str:
    """A text without its signs and spaces."""
    return "".join(each for each in text if each.isalnum())
