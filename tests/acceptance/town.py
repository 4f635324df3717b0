"""A small town whose clock a test turns: the whole service in this process, and who comes to it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import msgspec

from bot.app import Running, running
from bot.models import InboundMessage, Media
from bot.settings import Desk, Limits, Settings
from bot.store import Transaction, people
from tests.acceptance.official import Official
from tests.acceptance.resident import Resident
from tests.ledgers import ZONE, Hands


@dataclass
class Town:
    """One official, and any number of residents."""

    up: Running
    clock: Hands
    http: aiohttp.ClientSession
    official: Official

    def resident(self, token: str = "") -> Resident:
        """A resident with a browser of their own."""
        return Resident(self.http, self.up.url, token=token)

    async def speaks(self, resident: Resident, recording: bytes) -> None:
        """A resident sends a voice message, as a channel brings it in."""
        voice = Media("audio/ogg", body=recording)
        message = InboundMessage("web", str(uuid.uuid4()), resident.address, media=(voice,))
        await self.up.service.intake.receive(message)

    async def only_ticket(self, **asked: str) -> dict[str, Any]:
        """The one ticket there is, as the desk shows it."""
        (listed,) = await self.official.tickets(state="any", **asked)
        return await self.official.ticket(listed["number"])

    async def receipt(self, number: str, text: str) -> str:
        """How far what was said about a ticket has come, as the desk shows it."""
        told = await self.official.ticket(number)
        return next(each["receipt"] for each in told["messages"] if text in each["text"])

    def turns_to(self, text: str) -> None:
        """It becomes this moment in the city (2026-10-02 20:00)."""
        self.clock.now = moment(text)


def moment(text: str) -> datetime:
    """A moment of the city's time (2026-10-01 20:00)."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@asynccontextmanager
async def town(settings: Settings, at: str) -> AsyncIterator[Town]:
    """The service with its sample FAQ and one official at the desk, at a moment of the city's."""
    clock = Hands(moment(at))
    quiet = msgspec.structs.replace(
        settings, port=0, limits=Limits(100_000), desk=Desk(session_hours=10_000)
    )
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        running(quiet, clock) as up,
        aiohttp.ClientSession() as http,
        aiohttp.ClientSession(cookie_jar=jar) as desk,
    ):
        official = Official(desk, up.url)
        await official.sign_in(f"/desk/sign-in/{await _link(up, clock())}")
        yield Town(up, clock, http, official)


async def _link(up: Running, now: datetime) -> str:
    def work(tx: Transaction) -> str:
        return people.new_link(tx, people.officials(tx)[0].id, now, minutes=60 * 24 * 30)

    return await up.service.database.transaction(work)


WEEK = timedelta(days=7)
