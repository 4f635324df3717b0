"""The process that matches beside the service, until nobody can ask any more.

    python -m bot.knowledge.beside.program DESCRIPTOR

It says what bot.knowledge.beside.frames has words for; the index is mapped from an open file that
the service hands down.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.beside.line import Line, heard, line_of_our_own
from bot.garbage import settle
from bot.knowledge.beside.frames import (
    Answer,
    Question,
    Subjects,
    Weighed,
    as_text,
    read_asked,
    read_terms,
    written,
)
from bot.knowledge.catalogue import NO_CATALOGUE, Catalogue, Topical
from bot.knowledge.warming import warm
from faq.match import Matcher
from faq.snapshot import load
from faq.steps import found_in_turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faq.match import Ruling
    from faq.steps import Steps

TOGETHER = 32
"""Questions that are matched together at most: of more the first would wait for too long."""


def main() -> None:
    """Answer until standard input ends."""
    with line_of_our_own() as line:
        first, told = heard()
        if not first:
            return
        terms = read_terms(first)
        matcher = Matcher(load(Path(f"/dev/fd/{sys.argv[1]}")), terms.thresholds, refit=terms.refit)
        warm(matcher, date.today())  # noqa: DTZ011 - any day will do
        settle()
        line.ready()
        answer_all(told, line, matcher)


def answer_all(told: Iterable[list[bytes]], line: Line, matcher: Matcher) -> None:
    """Answer whatever is asked, and learn what the catalogue holds, for as long as it comes.

    What is said goes out before more is waited for.
    """
    catalogue = NO_CATALOGUE
    for contents in told:
        questions: list[Question] = []
        for content in contents:
            match read_asked(content):
                case Subjects() as subjects:
                    _answer(questions, line, matcher)
                    questions = []
                    line.send()  # to build a catalogue takes many moments
                    catalogue = subjects.catalogue()
                case Question() as asked:
                    questions.append(asked)
                case asked:
                    line.say(written(Weighed(asked.number, _weighed(catalogue, asked.text))))
        _answer(questions, line, matcher)
        line.send()


def _answer(questions: Sequence[Question], line: Line, matcher: Matcher) -> None:
    """Say what is found, of so many questions together, before more is looked for.

    Most texts take as many steps, and are said at once; who takes more keeps none of them.
    """
    for first in range(0, len(questions), TOGETHER):
        some = questions[first : first + TOGETHER]
        for found in found_in_turn([_ruling(matcher, each) for each in some]):
            # None where matching fails: the service then meets and tells the error.
            line.say_all(written(Answer(some[place].number, ruling)) for place, ruling in found)


def _ruling(matcher: Matcher, question: Question) -> Steps[Ruling]:
    return (yield from matcher.ruling(as_text(question.text), date.fromordinal(question.today)))


def _weighed(catalogue: Catalogue, text: bytes) -> tuple[Topical, ...] | None:
    """What the catalogue says; None where weighing fails, as with a match."""
    try:
        return catalogue.weigh(as_text(text))
    except Exception:  # noqa: BLE001 - as with a match
        return None


if __name__ == "__main__":
    main()
