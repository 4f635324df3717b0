"""The journal for when nothing can be kept and the platform will not come again (WeChat).

The only exception to "commit, then acknowledge": a message goes to a file of its own line, is
synced to the disk, and is acknowledged; it is handled first of all once the database is back.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
from filelock import AsyncFileLock

from bot.channels import Intake, Receipt
from bot.errors import Refused, StoreError
from bot.logs import place_of
from bot.models import InboundMessage, InboxState
from bot.store.folders import sync_folder

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
BRAKE_SECONDS = 60.0
_decoder = msgspec.json.Decoder(InboundMessage)


class Journal:
    """A file of messages that wait for the database, one a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._one_at_a_time = asyncio.Lock()
        self._waiting = path.exists()

    @property
    def waiting(self) -> bool:
        """Whether anything is in it, as far as this process knows: asked for every message."""
        return self._waiting

    def look(self) -> bool:
        """Whether anything is in it, also from another process that shares the folder."""
        self._waiting = self._path.exists()
        return self._waiting

    async def keep(self, message: InboundMessage) -> None:
        """Write a message down; returns when it is on the disk. Raises `OSError`."""
        line = msgspec.json.encode(message) + b"\n"
        async with self._held():
            self._waiting = True
            await asyncio.to_thread(self._append, line)

    async def replay(self, intake: Intake) -> int:
        """Hand everything to the intake, oldest first; how many.

        Raises `StoreError` where the database is still away: what was handed over is known to it
        by then, so that handing it over again has no second effect.
        """
        async with self._held():
            if not self.look():
                return 0
            messages = list(await asyncio.to_thread(lambda: list(self._read())))
            for message in messages:
                await _hand_over(intake, message)
            await asyncio.to_thread(self._path.unlink)
            self._waiting = False
            return len(messages)

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        """Nobody else writes or hands over: no coroutine, no process that shares the folder."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        async with self._one_at_a_time, AsyncFileLock(self._path.with_suffix(".lock")):
            yield

    def _append(self, line: bytes) -> None:
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self._path.parent)

    def _read(self) -> Iterator[InboundMessage]:
        for number, line in enumerate(self._path.read_bytes().splitlines(), start=1):
            try:
                yield _decoder.decode(line)
            except msgspec.MsgspecError:
                # A line that a crash cut off was never acknowledged.
                log.warning("%s, line %s: cannot be read and is left out", self._path, number)


class JournaledIntake:
    """An intake that loses nothing though the database be away; what waits goes first."""

    def __init__(self, intake: Intake, journal: Journal) -> None:
        self._intake = intake
        self._journal = journal

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep a message, in the journal where need be. Raises `StoreError` where neither works."""
        try:
            if self._journal.waiting:
                await self._replay()
            return await self._intake.receive(message)
        except StoreError as error:
            return await self._write_down(message, error)

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """Keep a message unhandled; as `receive` where the database is away."""
        try:
            return await self._intake.keep(message, why, again_after)
        except StoreError as error:
            return await self._write_down(message, error)

    async def answered(self, receipt: Receipt) -> None:
        """The receipt's replies have been written into the response."""
        await self._intake.answered(receipt)

    async def left(self, receipt: Receipt) -> None:
        """The receipt's replies went into no response."""
        await self._intake.left(receipt)

    async def returned(self, channel: str, address: str) -> None:
        """The contact is within reach again."""
        await self._intake.returned(channel, address)

    async def gone(self, channel: str, address: str) -> None:
        """The contact wants nothing from us until they return."""
        await self._intake.gone(channel, address)

    async def moved(self, channel: str, address: str, moved_to: str) -> None:
        """A group has a new address."""
        await self._intake.moved(channel, address, moved_to)

    async def run(self) -> None:
        """Hand over what waits as soon as the database is back, until cancelled."""
        while True:
            # That it is still away was told when the message came.
            with suppress(StoreError):
                if self._journal.look():
                    await self._replay()
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _replay(self) -> None:
        try:
            count = await self._journal.replay(self._intake)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - what comes now must not wait for it
            log.error("the journal cannot be handed over: %s", place_of(error))
        else:
            log.warning("%s messages that waited in the journal are handled", count)

    async def _write_down(self, message: InboundMessage, error: StoreError) -> Receipt:
        log.error("the database is away, a message goes to the journal: %s", error)
        try:
            await self._journal.keep(message)
        except OSError as failure:
            reason = failure.strerror or type(failure).__name__
            raise StoreError(f"neither database nor journal can be written ({reason})") from error
        return Receipt(0, None, InboxState.RECEIVED, repeated=False)


async def _hand_over(intake: Intake, message: InboundMessage) -> None:
    try:
        # Its response is long gone: what it causes is sent.
        await intake.left(await intake.receive(message))
    except Refused as refused:
        await intake.keep(message, refused.reason, BRAKE_SECONDS)
