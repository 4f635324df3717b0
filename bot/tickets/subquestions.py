"""The parts of a question, and whether an answer says anything about each of them."""

from __future__ import annotations

import itertools
import re

from bot.tickets.answer_rules import Rules, compared

_ENDS = re.compile(
    r"(?<=[?!。;\n])|(?=(?:^|(?<=[\s,.;。、]))\(?(?:\d{1,2}|[一二三四五六七八九])[.、)](?!\d))"
)
_MARK = re.compile(r"^\s*\(?(?:\d{1,2}|[一二三四五六七八九])[.、)]\s*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]{4,}")
_COMMON = frozenset(
    "的了是在有和我你您他她它们这那就都也还要会能可请问吧啊哦呀着过得地为与及或但而又再很太不没上下个一去来给让把被对从到"
)
_SHORTEST = 4
"""Characters; less is no question but a word between two."""


def parts(question: str, rules: Rules) -> tuple[str, ...]:
    """The several questions of a message, as they are written; empty where it asks only one."""
    found = []
    folded = compared(question)
    same_places = len(folded) == len(question)
    for piece in _pieces(folded):
        start, end = piece
        text = folded[start:end]
        numbered = bool(_MARK.match(text))
        asks = "?" in text or rules.questions_asks.search(text)
        if (numbered or asks) and len(text.strip(" ?!。;,\n")) >= _SHORTEST:
            shown = question[start:end] if same_places else text
            found.append(shown.strip(" \n,，;；"))
    return tuple(found) if len(found) > 1 else ()


def is_answered(part: str, answer: str, rules: Rules) -> bool:
    """Whether an answer speaks of what a part of the question asks.

    A time, a price, a place or a paper answers who asks for one; else a word of the question has
    to come again, or half of its telling characters.
    """
    asked, told = compared(part), compared(answer)
    for asks, tells in (
        (rules.questions_when_asked, rules.questions_when_told),
        (rules.questions_price_asked, rules.questions_price_told),
        (rules.questions_where_asked, rules.questions_where_told),
        (rules.questions_needs_asked, rules.questions_needs_told),
    ):
        if asks.search(asked):
            return bool(tells.search(told))
    return _speaks_of(_content(asked, rules), told)


def _pieces(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(found.start() for found in _ENDS.finditer(text)), len(text)]
    ends = sorted(set(cuts))
    return list(itertools.pairwise(ends))


def _content(asked: str, rules: Rules) -> str:
    plain = _MARK.sub(" ", asked)
    return rules.questions_asks.sub(" ", rules.questions_polite.sub(" ", plain))


def _speaks_of(content: str, told: str) -> bool:
    words = {word[:5] for word in _WORD.findall(content)}
    if any(word in told for word in words):
        return True
    han = [each for each in _HAN.findall(content) if each not in _COMMON]
    if not han:
        return not words
    runs = re.findall(r"[\u3400-\u9fff]{2,}", content)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    if any(pair in told for pair in pairs if not set(pair) & _COMMON):
        return True
    return sum(each in told for each in han) * 2 > len(han)
