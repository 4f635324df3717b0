"""A small town: the service in a process of its own, whose clock a test turns, and who comes to it.

What the program keeps is read, and staff is hired, beside it, as an operator's command does.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.channels.webhook import PATH
from bot.settings import Settings
from bot.store import Database, keys, tickets
from bot.store.opening import open_database
from tests.acceptance.machine_clock import MachineClock
from tests.acceptance.official import Official
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident
from tests.channels.fake_front import SHARED, push, signed
from tests.ledgers import ZONE

WEEK = timedelta(days=7)
_A_SECOND = timedelta(seconds=1)
SETTINGS = {
    "limits_messages_per_minute": "100000",
    "desk_session_hours": "10000",
    "webhook_secret": SHARED,
}


@dataclass
class Town:
    """One official, and any number of residents."""

    program: Program
    clock: MachineClock
    database: Database
    http: aiohttp.ClientSession
    official: Official

    def resident(self, token: str = "") -> Resident:
        """A resident with a browser of their own."""
        return Resident(self.http, self.program.url, token=token)

    async def phones(self, who: str, text: str = "", recording: bytes = b"") -> str:
        """A resident speaks or writes through another front of the city; what they are told."""
        file = {"type": "audio/ogg", "content": base64.b64encode(recording).decode()}
        said = {"id": str(uuid.uuid4()), "sender": who, "text": text}
        body = json.dumps({**said, "files": [file] if recording else []}).encode()
        url = f"{self.program.url}{PATH}"
        status, answer = await push(url, body, signed(body, time.time()))
        assert status == 200, answer
        return "\n".join(each["text"] for each in answer["replies"])

    async def only_ticket(self, **asked: str) -> dict[str, Any]:
        """The one ticket there is, as the desk shows it."""
        (listed,) = await self.official.tickets(state="any", **asked)
        return await self.official.ticket(listed["number"])

    async def ticket_page(self, resident: Resident, number: str) -> dict[str, Any]:
        """A ticket's page, opened by whose ticket it is."""
        async with self.http.post(
            f"{self.program.url}/api/tickets/{number}/open",
            headers={"Authorization": f"Bearer {resident.token}", "Origin": self.program.url},
        ) as response:
            assert response.status == 200
            return dict(await response.json())

    async def receipt(self, number: str, text: str) -> str:
        """How far what was said about a ticket has come, as the desk shows it."""
        told = await self.official.ticket(number)
        return next(each["receipt"] for each in told["messages"] if text in each["text"])

    async def signs_in(self, http: aiohttp.ClientSession, link: str) -> Official:
        """An official with a browser of their own, at the desk."""
        hired = Official(http, self.program.url)
        await hired.sign_in(f"/desk/sign-in/{link}")
        return hired

    async def broken_chains(self) -> list[str]:
        """The tickets whose events are not whole, or whose row is not what they say."""
        return await self.database.transaction(
            lambda tx: tickets.broken_chains(tx, keys.signer(tx, ""))
        )

    def turns_to(self, text: str) -> None:
        """It has become this moment in the city (2026-10-02 20:00)."""
        # What was promised for 20:00 is promised for a few of its microseconds later: a program's
        # clock is never seen to stand still.
        self.clock.now = moment(text) + _A_SECOND


def moment(text: str) -> datetime:
    """A moment of the city's time (2026-10-01 20:00)."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@asynccontextmanager
async def town(settings: Settings, at: str) -> AsyncIterator[Town]:
    """The service with its sample FAQ and one official at the desk, at a moment of the city's.

    At the end it is killed: whoever comes again with the same settings finds what was kept.
    """
    data = settings.data_folder
    file = data.with_name(f"{data.name}.clock")
    clock = MachineClock(file)
    clock.now = moment(at)
    kept = {"database": settings.database} if settings.database else {}
    program = Program(data, file, **SETTINGS, **kept)
    jar = aiohttp.CookieJar(unsafe=True)
    try:
        await program.start()
        database = await open_database(settings, now=clock())
        async with aiohttp.ClientSession() as http, aiohttp.ClientSession(cookie_jar=jar) as desk:
            official = Official(desk, program.url)
            await official.sign_in(program.sign_in_path)
            yield Town(program, clock, database, http, official)
        await database.close()
        program.assert_calm()
    finally:
        program.end()
