"""The process beside the service: matches what it is asked, until nobody can ask any more.

    python -m bot.knowledge.beside.program DESCRIPTOR

Questions come on standard input, answers go to standard output (bot.knowledge.beside.frames); the
index is mapped from an open file that the service hands down.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO

from bot.knowledge.beside.frames import (
    Answer,
    Cutter,
    Question,
    Subjects,
    Weighed,
    as_text,
    frame,
    read_asked,
    read_terms,
)
from bot.knowledge.catalogue import NO_CATALOGUE, Catalogue, Topical
from bot.knowledge.warming import warm
from faq.match import Matcher
from faq.snapshot import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from faq.match import Ruling

MOMENT_SECONDS = 0.001
"""How long an answer may wait for the next one: about as long as finding one takes."""
_PIECE = 1 << 16  # bytes that are read at once


def main() -> None:
    """Answer until standard input ends, as it does with the service, however that ended."""
    # A terminal and a process supervisor tell all of a service to stop; but only the service knows
    # when nobody is answered any more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with _own_output() as output, suppress(BrokenPipeError):
        line = Line(output)
        told = _told(line)
        first = next(told, None)
        if first is None:
            return
        terms = read_terms(first)
        matcher = Matcher(load(Path(f"/dev/fd/{sys.argv[1]}")), terms.thresholds, refit=terms.refit)
        warm(matcher, date.today())  # noqa: DTZ011 - any day will do
        gc.collect()
        gc.freeze()
        line.say(frame(None))
        line.send()
        answer_all(told, line, matcher)


def answer_all(told: Iterable[bytes], line: Line, matcher: Matcher) -> None:
    """Answer whatever is asked, and learn what the catalogue holds, for as long as it comes."""
    catalogue = NO_CATALOGUE
    for content in told:
        match read_asked(content):
            case Subjects(topics, corrections):
                line.send()  # to build a catalogue takes many moments
                catalogue = Catalogue.build(topics, corrections)
            case Question() as asked:
                line.say(frame(Answer(asked.number, _found(matcher, asked))))
            case asked:
                line.say(frame(Weighed(asked.number, _weighed(catalogue, asked.text))))


class Line:
    """What is said: answers that are found within a moment go out together.

    Each piece that comes wakes the service's loop, which costs it more than the answers in it.
    """

    def __init__(self, output: BinaryIO, now: Callable[[], float] = monotonic) -> None:
        self._output = output
        self._now = now
        self._sent_at = now()

    def say(self, told: bytes) -> None:
        """Let something go out, soon: no question is begun while it is older than the moment.

        So it waits for a moment, and for the one question that was begun within it.
        """
        self._output.write(told)
        if self._now() >= self._sent_at + MOMENT_SECONDS:
            self.send()

    def send(self) -> None:
        """Let all go out that was said."""
        self._output.flush()
        self._sent_at = self._now()


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what else would be printed goes to standard error."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def _told(line: Line) -> Iterator[bytes]:
    """What comes on standard input, frame by frame; what was said goes out before more comes."""
    cutter = Cutter()
    while piece := os.read(sys.stdin.fileno(), _PIECE):
        yield from cutter.cut(piece)
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
