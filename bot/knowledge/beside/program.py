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

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faq.match import Ruling


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
        for content in contents:
            match read_asked(content):
                case Subjects() as subjects:
                    line.send()  # to build a catalogue takes many moments
                    catalogue = subjects.catalogue()
                case Question() as asked:
                    line.say(written(Answer(asked.number, _found(matcher, asked))))
                case asked:
                    line.say(written(Weighed(asked.number, _weighed(catalogue, asked.text))))
        line.send()


def _found(matcher: Matcher, question: Question) -> Ruling | None:
    """What is found; None where matching fails: the service then meets and tells the error."""
    try:
        return matcher.ruled(as_text(question.text), date.fromordinal(question.today))
    except Exception:  # noqa: BLE001 - one question must not keep the others from their answers
        return None


def _weighed(catalogue: Catalogue, text: bytes) -> tuple[Topical, ...] | None:
    """What the catalogue says; None where weighing fails, as with a match."""
    try:
        return catalogue.weigh(as_text(text))
    except Exception:  # noqa: BLE001 - as with a match
        return None


if __name__ == "__main__":
    main()
