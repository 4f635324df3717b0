"""One process beside the service, as the service sees it: started, asked, and let go."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, cast

from bot.errors import WenzhengError
from bot.knowledge.beside.frames import (
    READY,
    Answer,
    Cutter,
    Question,
    Subjects,
    Terms,
    Weighed,
    Weighing,
    as_bytes,
    frame,
    read_answer,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.knowledge.beside.known import Known
    from bot.knowledge.catalogue import Catalogue, Topical
    from faq.match import Match, Matcher

    Told = Answer | Weighed | None

PATIENCE_SECONDS = 1.0
"""How long an answer may take: a hundred times what the longest text takes to match."""
SILENCE_SECONDS = 30.0
"""After so long a silence nothing is expected any more, however busy the machine is."""
START_SECONDS = 60.0
"""How long it may take to load the index, on a machine that is busy."""
_IN, _OUT = 0, 1


class PartnerError(WenzhengError):
    """The process beside the service did not start."""


class _Asked(NamedTuple):
    answer: asyncio.Future[Told]
    at: float


class Partner(asyncio.SubprocessProtocol):
    """A process that matches by one index and one set of terms, for as long as it lives.

    Questions that come together go over the line together. Whoever waits where the process ends,
    or for longer than `patience` seconds, is answered None; nobody asks until it speaks again.
    After `silence` seconds without a word it is ended.
    """

    def __init__(
        self, known: Known, patience: float = PATIENCE_SECONDS, silence: float = SILENCE_SECONDS
    ) -> None:
        self._known = known
        self._patience = patience
        self._silence = silence
        self._silent_since: float | None = None
        self._loop = asyncio.get_running_loop()
        self._cutter = Cutter()
        self._numbers = count(1)
        self._asked: dict[int, _Asked] = {}
        self._unsent: list[bytes] = []
        self._watch: asyncio.TimerHandle | None = None
        self._farewell: asyncio.TimerHandle | None = None
        self._process: asyncio.SubprocessTransport | None = None
        self._listens = True
        self._ready = asyncio.Event()
        self.ended = asyncio.Event()

    @classmethod
    async def start(
        cls, known: Known, patience: float = PATIENCE_SECONDS, silence: float = SILENCE_SECONDS
    ) -> Partner:
        """Start a process, and wait until it can be asked. Raises `PartnerError` where it cannot.

        It is a command of this program, and gets the index as an open file.
        """
        command = (sys.executable, "-m", "bot.knowledge.beside.program", str(known.file.descriptor))
        try:
            _, partner = await asyncio.get_running_loop().subprocess_exec(
                lambda: cls(known, patience, silence),
                *command,
                stderr=None,
                pass_fds=(known.file.descriptor,),
            )
        except OSError as error:
            raise PartnerError(f"it could not be started: {error.strerror or error}") from error
        try:
            await partner.until_ready()
        except BaseException:
            partner.kill()
            await partner.ended.wait()
            raise
        return partner

    @property
    def pid(self) -> int:
        """The process's number, 0 before it has one."""
        return self._process.get_pid() if self._process else 0

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None while it lives."""
        return self._process.get_returncode() if self._process else None

    @property
    def speaks(self) -> bool:
        """Whether the process listens, and answers in time."""
        return self._listens and self._silent_since is None

    def knows(self, matcher: Matcher) -> bool:
        """Whether the process says what this matcher would say."""
        mine = self._known.matcher
        return mine.index is matcher.index and mine.refit is matcher.refit

    async def match(self, text: str, today: date) -> Match | None:
        """What the process says about a text; None where it does not say it in time."""
        asked = as_bytes(text)
        told = await self._told(lambda number: Question(number, asked, today.toordinal()))
        if not isinstance(told, Answer) or told.found is None:
            return None
        return self._known.matcher.named(told.found)

    async def weigh(self, text: str) -> tuple[Topical, ...] | None:
        """What the catalogue that was learnt last says about a text, as `match` does."""
        asked = as_bytes(text)
        told = await self._told(lambda number: Weighing(number, asked))
        return told.found if isinstance(told, Weighed) else None

    def learn(self, catalogue: Catalogue) -> None:
        """Weigh by this catalogue whatever is asked from now on."""
        if self._listens:
            topics, corrections = catalogue.topics.values(), catalogue.corrections.values()
            self._send(frame(Subjects(tuple(topics), tuple(corrections))))

    async def _told(self, asking: Callable[[int], Question | Weighing]) -> Told:
        if not self.speaks:
            return None
        number = next(self._numbers)
        answer: asyncio.Future[Told] = self._loop.create_future()
        self._asked[number] = _Asked(answer, self._loop.time())
        self._send(frame(asking(number)))
        if self._watch is None:
            self._watch = self._loop.call_later(self._patience, self._look)
        try:
            return await answer
        finally:
            self._asked.pop(number, None)

    def leave(self) -> None:
        """Ask nothing more; the process answers what it was asked, and ends."""
        self._listens = False
        self._flush()
        self._line().close()
        if self._farewell is None and not self.ended.is_set():
            self._farewell = self._loop.call_later(self._patience, self.kill)

    async def end(self) -> None:
        """Let the process end, and wait until it has."""
        self.leave()
        await self.ended.wait()

    def kill(self) -> None:
        """End the process at once; whoever waits for its answers is told that there is none."""
        self._give_up()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def until_ready(self) -> None:
        """Wait until the process can be asked. Raises `PartnerError` where it ends before."""
        terms = Terms(self._known.matcher.thresholds, self._known.matcher.refit)
        self._send(frame(terms))
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._ready.wait()
        except TimeoutError:
            raise PartnerError(f"it was not ready after {START_SECONDS:g} seconds") from None
        if not self._listens:
            raise PartnerError("it ended before it was ready")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process runs."""
        self._process = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Answers have come, or that the process is ready."""
        if fd != _OUT:
            return
        self._silent_since = None
        for content in self._cutter.cut(data):
            if content == READY:
                self._ready.set()
                continue
            told = read_answer(content)
            # Whoever asked may have gone meanwhile.
            if asked := self._asked.pop(told.number, None):
                _settle(asked.answer, told)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """The process hears or says nothing more."""
        self._listens = False
        if fd == _OUT:
            self._give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, and all that it said has been read."""
        self._give_up()
        if self._farewell is not None:
            self._farewell.cancel()
        if self._process is not None:
            self._process.close()
        self.ended.set()

    def _give_up(self) -> None:
        self._listens = False
        self._ready.set()
        for asked in self._asked.values():
            _settle(asked.answer, None)
        self._asked.clear()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """Let those go who have waited for too long, and a process that is silent for ever."""
        self._watch = None
        now = self._loop.time()
        while (first := next(iter(self._asked), None)) is not None:
            at = self._asked[first].at
            if now < at + self._patience:
                break
            self._silent_since = at if self._silent_since is None else self._silent_since
            _settle(self._asked.pop(first).answer, None)
        if self._silent_since is not None and now >= self._silent_since + self._silence:
            self.kill()
        elif self._asked or self._silent_since is not None:
            self._watch = self._loop.call_later(self._patience, self._look)

    def _send(self, told: bytes) -> None:
        if not self._unsent:
            # Whoever else asks in this round of the loop is sent along.
            self._loop.call_soon(self._flush)
        self._unsent.append(told)

    def _flush(self) -> None:
        if self._unsent and not self._line().is_closing():
            self._line().write(b"".join(self._unsent))
        self._unsent.clear()

    def _line(self) -> asyncio.WriteTransport:
        if self._process is None:
            raise LookupError("the process does not run yet")
        return cast("asyncio.WriteTransport", self._process.get_pipe_transport(_IN))


def _settle(answer: asyncio.Future[Told], told: Told) -> None:
    if not answer.done():
        answer.set_result(told)
