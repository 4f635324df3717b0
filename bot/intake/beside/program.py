"""The process that carries out beside the service what residents ask.

    python -m bot.intake.beside.program

It says what bot.intake.beside.frames has words for, and writes to the service's own SQLite file:
what came together is committed together, and told once the disk has it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import cast
from zoneinfo import ZoneInfo

from bot.beside.line import Line, heard, line_of_our_own
from bot.channels import Receipt
from bot.errors import Refused, StoreError, WenzhengError
from bot.garbage import settle
from bot.intake.beside.frames import (
    Asked,
    Done,
    Others,
    Terms,
    read_terms,
    read_told,
    written,
)
from bot.intake.effects import Effects
from bot.knowledge.beside.frames import Subjects
from bot.knowledge.catalogue import Topical
from bot.knowledge.neighbours import Likeness, Neighbours
from bot.knowledge.outlook import Outlook, Weighing
from bot.logs import start_logging
from bot.signing import Signer
from bot.store import Transaction
from bot.store.groups import Groups, Outcome
from bot.store.opening import locate
from bot.store.sqlite import open_groups, own_statements
from bot.tickets import phrases
from bot.wording import Wording
from handlers.turn import House

Carried = tuple[Receipt, set[str]]


class Taught:
    """What the service teaches, as the handlers ask it."""

    def __init__(self) -> None:
        self.outlook = Outlook(Weighing())

    def topics(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter a text may be, the likeliest first."""
        return self.outlook.topics(text)

    def may_be_urgent(self, text: str) -> bool:
        """Whether an urgent topic may speak for a text, told without weighing it."""
        return self.outlook.may_be_urgent(text)

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """What others asked, and may be shared, that a text speaks of too."""
        return self.outlook.alike(text)

    def learn(self, told: Subjects | Others) -> None:
        """Take into use what has changed."""
        former = self.outlook
        if isinstance(told, Subjects):
            weighing = Weighing(told.catalogue())
            self.outlook = Outlook(weighing, former.neighbours)
        else:
            self.outlook = Outlook(former.weighing, Neighbours.build(told.neighbours))


def main() -> None:
    """Carry out what comes until standard input ends, as it does with the service."""
    with line_of_our_own() as line:
        first, told = heard()
        if not first:
            return
        start_logging()
        try:
            terms = read_terms(first)
            groups = _opened(terms)
        except WenzhengError as error:
            sys.exit(str(error))
        taught = Taught()
        effects = _effects(terms, taught)
        # Before anybody waits for it.
        phrases.make_ready()
        settle()
        line.ready()
        try:
            carry_out_all(told, line, groups, effects, taught)
        finally:
            groups.close()


def carry_out_all(
    told: Iterable[list[bytes]], line: Line, groups: Groups, effects: Effects, taught: Taught
) -> None:
    """Carry out whatever is asked, and learn what is taught, in order, for as long as it comes.

    What came together shares a commit.
    """
    for contents in told:
        for are_asked, some in groupby(map(read_told, contents), _is_asked):
            if are_asked:
                asked = cast("list[Asked]", list(some))
                works = [_work(each, effects, taught) for each in asked]
                groups.carry_out(works, partial(_tell, line, asked))
            else:
                for each in cast("Iterable[Subjects | Others]", some):
                    taught.learn(each)


def _is_asked(told: Subjects | Others | Asked) -> bool:
    return isinstance(told, Asked)


def _work(
    asked: Asked, effects: Effects, taught: Taught
) -> Callable[[Transaction], Carried | None]:
    def work(tx: Transaction) -> Carried | None:
        if monotonic() >= asked.until:
            # The service carries it out by itself, or has: the resident may be erased since.
            return None
        if asked.topics is not None:
            taught.outlook.weighing.foresee(asked.message.text, asked.topics)
        return effects.take_in(
            tx,
            message=asked.message,
            bodies={},
            match=asked.match,
            now=asked.now,
            plain=asked.plain,
        )

    return work


def _tell(line: Line, asked: list[Asked], outcomes: list[Outcome]) -> None:
    # Where the service has gone, nobody is left to tell.
    with suppress(BrokenPipeError):
        line.say_all(map(written, map(_done, asked, outcomes)))


def _done(asked: Asked, outcome: Outcome) -> Done:
    refusal = outcome.error
    if isinstance(refusal, Refused) and not refusal.values:
        return Done(asked.number, refused=refusal.reason)
    if refusal is not None or outcome.result is None:
        return Done(asked.number)
    receipt, touched = cast("Carried", outcome.result)
    return Done(asked.number, receipt, frozenset(touched))


def _opened(terms: Terms) -> Groups:
    place = locate(terms.settings)
    if not isinstance(place, Path):
        raise StoreError("Only a SQLite file is written to by a process beside the service.")
    groups = open_groups(place, own_statements())
    try:
        groups.begin_anew()
    except StoreError:
        groups.close()
        raise
    return groups


def _effects(terms: Terms, taught: Taught) -> Effects:
    settings = terms.settings
    zone = ZoneInfo(settings.timezone)
    wording = Wording(zone, settings.language)
    house = House(settings, wording, Signer(terms.key), zone, taught)
    return Effects(house, terms.passive, terms.fetching)


if __name__ == "__main__":
    main()
