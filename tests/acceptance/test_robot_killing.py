"""The killing, on WeCom's robot: one holder of the connection, no answer lost, none doubled.

A few kills in the ordinary run; `ROBOT_KILLS=20` is the long one.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import aiohttp
import pytest

from bot.models import Department, Role, RoomMode
from bot.settings import Settings
from bot.store import Transaction, invitations, people
from bot.store.opening import open_database
from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident
from tests.channels.fake_wecom_robot import (
    BOT,
    NAME,
    SECRET,
    FakeRobot,
    eventually,
    robot_platform,
)
from tests.ledgers import until

KILLS = int(os.environ.get("ROBOT_KILLS", "2"))
pytestmark = [pytest.mark.process, pytest.mark.timeout(600 + 60 * KILLS)]
SEED = 20261126
TICKETS = 6 + 3 * KILLS
CONCURRENCY = 8
PATIENCE = 120.0
NUMBERS = "SELECT number FROM tickets ORDER BY id"
HEARD = "SELECT COUNT(*) FROM messages WHERE direction = 'note' AND content LIKE :words"
TOLD = """
SELECT COUNT(*) FROM messages
WHERE direction = 'out' AND contact_id IS NOT NULL AND content LIKE :words
"""
IN_FLIGHT = "SELECT COUNT(*) FROM outbox WHERE channel = 'wecom_robot' AND state = 'sending'"


async def test_x02_no_answer_is_lost_or_doubled(make_program: MakeProgram) -> None:
    """王芳 answers one ticket after the other in the group while the process is killed."""
    async with robot_platform(FakeRobot(per_minute=1_000)) as platform:
        program = make_program(
            wecom_robot_bot_id=BOT,
            wecom_robot_secret=SECRET,
            wecom_robot_name=NAME,
            wecom_robot_url=platform.url,
            delivery_claim_seconds="5",
        )
        codes = await _invitations(program.data)
        await program.start()
        await eventually(lambda: platform.is_connected, PATIENCE)
        await platform.says(codes[0], group="")
        await platform.says(codes[1])
        await eventually(lambda: "值班群" in str(platform.texts()), PATIENCE)
        numbers = await _ask(program)
        random = Random(SEED)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_answer_all(platform, numbers))
            killing = tasks.create_task(_kill(program, platform, random))
        # What was said when nobody heard never came: 王芳 misses the receipt, and says it again.
        await _settled(program)
        unheard = _unheard(program, numbers)
        for number in unheard:
            await _answer(platform, number)
        await _all_heard(program, numbers)
        await _settled(program)
        receipts = "\n".join(platform.texts())
        assert program.terminate() == 0
    for number in numbers:
        told = ledger.number(program.data, TOLD, words=f"%{_words(number)}%")
        assert told == 1, f"{number} was answered {told} times"
        assert number in receipts
    assert platform.kicked == 0
    assert platform.subscribed <= KILLS + 1
    repeated = _repeated(platform)
    print(  # noqa: T201 - the numbers of a run are worth reading
        f"\n{KILLS} kills: {len(numbers)} tickets answered once each, {len(unheard)} said again, "
        f"{len(platform.sent)} messages, {repeated} of them again"
    )
    assert killing.result() <= KILLS * CONCURRENCY
    assert repeated <= killing.result()
    ledger.assert_whole(program.data)
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()
    assert SECRET not in program.log


def _repeated(platform: FakeRobot) -> int:
    """How many messages were shown again: each names its ticket and what became of it, so that no
    two rows say the same; a card's task is made anew at each try, and tells nothing."""
    shown = Counter(
        each["text"] or str({**each["card"], "task_id": ""})
        for each in platform.sent
        if each["text"] or each["card"]
    )
    return sum(times - 1 for times in shown.values())


async def _invitations(data: Path) -> tuple[str, str]:
    """王芳, and the codes by which her account and the duty group become known."""
    now = datetime.now(UTC)

    def invite(tx: Transaction) -> tuple[str, str]:
        people.keep_department(tx, Department("duty", "值班室"))
        roles = {Role.OFFICIAL, Role.DISPATCHER}
        wang = people.add_official(tx, "王芳", "duty", roles, now)
        return (
            invitations.invite_official(tx, wang.id, now, 15),
            invitations.invite_room(tx, "", RoomMode.MASKED, now, 15),
        )

    database = await open_database(Settings(data=str(data)), now=now)
    try:
        return await database.transaction(invite)
    finally:
        await database.close()


async def _ask(program: Program) -> list[str]:
    """As many residents, each with a matter of their own; the tickets' numbers."""
    async with aiohttp.ClientSession() as http:
        for matter in _matters():
            await Resident(http, program.url).say(f"转人工 {matter}")
    return [str(number) for (number,) in ledger.numbers(program.data, NUMBERS)]


@cache
def _matters() -> tuple[str, ...]:
    random = Random(SEED)
    return tuple(sample.unknown(random, serial) for serial in range(TICKETS))


def _words(number: str) -> str:
    """What is answered to a ticket: of its own matter, for who copies an answer is asked why."""
    matter, _ = _matters()[int(number[-4:]) - 1].split(",")
    return f"{matter}，维修队明天上午带着单子 {number[-4:]} 来修"


async def _answer_all(platform: FakeRobot, numbers: list[str]) -> None:
    for number in numbers:
        await eventually(lambda: platform.is_connected, PATIENCE)
        await _answer(platform, number)
        await asyncio.sleep(0.3)


async def _answer(platform: FakeRobot, number: str) -> None:
    """Say it to the robot; where its connection has just died, to nobody."""
    with suppress(ConnectionError):
        await platform.says(f"#{number} {_words(number)}。负责单位：值班室，电话 0571-1。")


async def _kill(program: Program, platform: FakeRobot, random: Random) -> int:
    """Kill it again and again; how many messages were in flight at the kills, by the books."""
    in_flight = 0
    for _ in range(KILLS):
        await eventually(lambda: platform.is_connected, PATIENCE)
        await asyncio.sleep(random.uniform(0, 1.0))
        program.kill()
        await eventually(lambda: not platform.is_connected, PATIENCE)
        in_flight += ledger.number(program.data, IN_FLIGHT)
        program.launch()
        await program.serving()
    await eventually(lambda: platform.is_connected, PATIENCE)
    return in_flight


def _unheard(program: Program, numbers: list[str]) -> list[str]:
    return [
        number
        for number in numbers
        if not ledger.number(program.data, HEARD, words=f"%{_words(number)}%")
    ]


async def _all_heard(program: Program, numbers: list[str]) -> None:
    """Wait until every answer is on the books: before, nothing is owed for it."""

    async def there() -> bool:
        return not _unheard(program, numbers)

    await until(there, lambda: f"not heard: {_unheard(program, numbers)}", PATIENCE)


async def _settled(program: Program) -> None:
    """Wait until nothing is owed to the group, and nothing that may have arrived is open."""

    async def there() -> bool:
        return await ledger.is_settled(program.data, "wecom_robot")

    await until(there, lambda: "it never came to rest", PATIENCE + 60 * KILLS)
