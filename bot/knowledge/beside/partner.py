"""The process that matches beside the service, as the service sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.beside import partner
from bot.beside.partner import PATIENCE_SECONDS, SILENCE_SECONDS
from bot.knowledge.beside.frames import (
    Answer,
    Question,
    Subjects,
    Terms,
    Weighed,
    Weighing,
    as_bytes,
    read_answer,
    written,
)

if TYPE_CHECKING:
    from datetime import date

    from bot.knowledge.beside.known import Known
    from bot.knowledge.catalogue import Catalogue, Topical
    from faq.match import Match, Matcher


class Partner(partner.Partner[Answer | Weighed]):
    """A process that matches by one index and one set of terms, for as long as it lives."""

    def __init__(self, known: Known, patience: float, silence: float) -> None:
        super().__init__(read_answer, patience, silence)
        self._known = known

    @classmethod
    async def start(
        cls, known: Known, patience: float = PATIENCE_SECONDS, silence: float = SILENCE_SECONDS
    ) -> Partner:
        """Start a process, and wait until it can be asked; it gets the index as an open file.

        A text takes a hundredth of the patience at most. Raises `PartnerError` where it cannot be
        asked.
        """
        started = cls(known, patience, silence)
        file = known.file.descriptor
        terms = Terms(known.matcher.thresholds, known.matcher.refit)
        command = ("bot.knowledge.beside.program", str(file))
        await started.begin(command, written(terms), files=(file,))
        return started

    def knows(self, matcher: Matcher) -> bool:
        """Whether the process says what this matcher would say."""
        mine = self._known.matcher
        return mine.index is matcher.index and mine.refit is matcher.refit

    async def match(self, text: str, today: date) -> Match | None:
        """What the process says about a text; None where it does not say it in time."""
        asked = as_bytes(text)
        told = await self.ask(lambda number: written(Question(number, asked, today.toordinal())))
        if not isinstance(told, Answer) or told.found is None:
            return None
        return self._known.matcher.named(told.found)

    async def weigh(self, text: str) -> tuple[Topical, ...] | None:
        """What the catalogue that was learnt last says about a text, as `match` does."""
        asked = as_bytes(text)
        told = await self.ask(lambda number: written(Weighing(number, asked)))
        return told.found if isinstance(told, Weighed) else None

    def learn(self, catalogue: Catalogue) -> None:
        """Weigh by this catalogue whatever is asked from now on."""
        self.tell(written(Subjects.of(catalogue)))
