"""One process beside the service, as the service sees it: started, asked, and let go."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Generic, NamedTuple, Protocol, TypeVar, cast

from bot.beside.frames import READY, Cutter, framed
from bot.errors import WenzhengError

PATIENCE_SECONDS = 1.0
"""How long an answer may take, where nothing else is said."""
SILENCE_SECONDS = 30.0
"""After so long a silence nothing is expected any more, however busy the machine is."""
START_SECONDS = 60.0
"""How long it may take to load what it works with, on a machine that is busy."""
_IN, _OUT = 0, 1


class Numbered(Protocol):
    """An answer, which names the question that it belongs to."""

    @property
    def number(self) -> int:
        """The question's number."""


Told = TypeVar("Told", bound=Numbered)


class PartnerError(WenzhengError):
    """The process beside the service did not start."""


class _Asked(NamedTuple):
    answer: asyncio.Future[Numbered | None]
    at: float


class Partner(asyncio.SubprocessProtocol, Generic[Told]):
    """A process that answers what it is asked, for as long as it lives.

    Questions that come together go over the line together; `read` reads what the process says.
    Whoever waits where the process ends, or where one has waited for `patience` seconds, is
    answered None; nobody asks until it speaks again. After `silence` seconds it is ended.
    """

    def __init__(
        self,
        read: Callable[[bytes], Told],
        patience: float = PATIENCE_SECONDS,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._read = read
        self.patience = patience
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

    async def begin(self, command: Sequence[str], first: bytes, files: Sequence[int] = ()) -> None:
        """Start the process, which runs this program's `command` (a module, and its arguments).

        It is told `first` what it is to know, and gets the open `files`. Returns when it can be
        asked. Raises `PartnerError` where it cannot.
        """
        try:
            await self._loop.subprocess_exec(
                lambda: self, *(sys.executable, "-m", *command), stderr=None, pass_fds=files
            )
        except OSError as error:
            raise PartnerError(f"it could not be started: {error.strerror or error}") from error
        try:
            self.tell(first)
            await self._until_ready()
        except BaseException:
            self.kill()
            await self.ended.wait()
            raise

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

    def tell(self, content: bytes) -> None:
        """Say something that needs no answer."""
        if self._listens:
            self._send(framed(content))

    async def ask(self, asking: Callable[[int], bytes]) -> Told | None:
        """What the process says to what `asking` makes of a number, in time; else None."""
        if not self.speaks:
            return None
        number = next(self._numbers)
        content = asking(number)
        answer: asyncio.Future[Numbered | None] = self._loop.create_future()
        self._asked[number] = _Asked(answer, self._loop.time())
        self._send(framed(content))
        if self._watch is None:
            self._watch = self._loop.call_later(self.patience, self._look)
        try:
            return cast("Told | None", await answer)
        finally:
            self._asked.pop(number, None)

    def leave(self) -> None:
        """Ask nothing more; the process answers what it was asked, and ends."""
        self._listens = False
        self._flush()
        self._line().close()
        if self._farewell is None and not self.ended.is_set():
            self._farewell = self._loop.call_later(self.patience, self.kill)

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

    async def _until_ready(self) -> None:
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
            told = self._read(content)
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
        """Let all go where one has waited for too long, and a process that is silent for ever.

        All of them, in the order in which they asked: nobody is to be overtaken by who asks next.
        """
        self._watch = None
        now = self._loop.time()
        oldest = next((asked.at for asked in self._asked.values()), None)
        if oldest is not None and now < oldest + self.patience:
            self._watch = self._loop.call_at(oldest + self.patience, self._look)
            return
        if oldest is not None:
            self._silent_since = oldest if self._silent_since is None else self._silent_since
            for asked in self._asked.values():
                _settle(asked.answer, None)
            self._asked.clear()
        if self._silent_since is None:
            return
        if now >= self._silent_since + self._silence:
            self.kill()
        else:
            self._watch = self._loop.call_later(self.patience, self._look)

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


def _settle(answer: asyncio.Future[Numbered | None], told: Numbered | None) -> None:
    if not answer.done():
        answer.set_result(told)
