"""The killing, on Telegram: polled or called, every update takes effect once.

A few kills in the ordinary run; `TELEGRAM_KILLS=50 TELEGRAM_UPDATES=1000` is the whole night.
"""

from __future__ import annotations

import asyncio
import os
from random import Random

import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.channels.fake_bot_api import TOKEN, FakeBotApi, bot_api
from tests.ledgers import until

KILLS = int(os.environ.get("TELEGRAM_KILLS", "4"))
UPDATES = int(os.environ.get("TELEGRAM_UPDATES", "400"))
pytestmark = [pytest.mark.process, pytest.mark.timeout(600 + 60 * KILLS)]
SEED = 20261123
RESIDENTS = 125
CONCURRENCY = 8
LONGEST_LIFE_SECONDS = 1.5
TO_RESIDENTS = "SELECT state, COUNT(*) FROM outbox WHERE channel = 'telegram' GROUP BY state"
"""What officials are told at the desk waits there until one of them looks."""
LONG = 300.0


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_x02_every_update_takes_effect_once(make_program: MakeProgram, mode: str) -> None:
    """Updates come while the process is killed; then books and chats are compared."""
    async with bot_api() as platform:
        program = make_program(
            telegram_token=TOKEN,
            telegram_base_url=platform.url,
            telegram_mode=mode,
            telegram_poll_seconds="5",
            telegram_messages_per_second="1000",
            delivery_claim_seconds="10",
        )
        await program.start()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_write(platform, Random(SEED)))
            tasks.create_task(_kill(program, Random(SEED)))
        await _all_is_settled(program, platform)
        assert program.terminate() == 0
        _compare(program, platform)
    ledger.assert_whole(program.data)
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()
    assert TOKEN not in program.log


async def _write(platform: FakeBotApi, random: Random) -> None:
    """Every other message is known to the FAQ; they come while the process lives and dies."""
    known = [entry.question for entry in sample.entries()]
    for serial in range(UPDATES):
        text = random.choice(known) if serial % 2 else sample.unknown(random, serial)
        platform.says(text, chat_id=1000 + serial % RESIDENTS)
        await asyncio.sleep(random.uniform(0, 2 * KILLS / UPDATES))


async def _kill(program: Program, random: Random) -> None:
    for _ in range(KILLS):
        await program.serving()
        await asyncio.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        program.kill()
        program.launch()
    await program.serving()


async def _all_is_settled(program: Program, platform: FakeBotApi) -> None:
    async def there() -> bool:
        return not platform.waiting and await ledger.is_settled(program.data, "telegram")

    await until(there, lambda: f"it never came to rest: {len(platform.waiting)} wait", LONG)


def _compare(program: Program, platform: FakeBotApi) -> None:
    data = program.data
    rows = dict(ledger.numbers(data, "SELECT state, COUNT(*) FROM inbox GROUP BY state"))
    assert rows == {"done": UPDATES}
    inbound = ledger.number(data, "SELECT COUNT(*) FROM messages WHERE direction = 'in'")
    assert inbound == UPDATES
    twice = ledger.numbers(
        data, "SELECT inbox_id FROM outbox GROUP BY inbox_id, message_id HAVING COUNT(*) > 1"
    )
    assert twice == []
    states = dict(ledger.numbers(data, TO_RESIDENTS))
    unclear = states.pop("unknown", 0)
    assert set(states) == {"sent"}
    repeated = len(platform.sent) - states["sent"] - unclear
    print(  # noqa: T201 - the numbers of a run are worth reading
        f"\n{KILLS} kills: {UPDATES} updates, {len(platform.pushed)} pushes, "
        f"{len(platform.sent)} sent, {repeated} of them again, {unclear} left unclear"
    )
    assert -unclear <= repeated <= KILLS * CONCURRENCY
    for chat_id in range(1000, 1000 + RESIDENTS):
        _compare_chat(program, platform, chat_id)


def _compare_chat(program: Program, platform: FakeBotApi, chat_id: int) -> None:
    """Everything that counts as sent is there."""
    sent = ledger.number(
        program.data,
        "SELECT COUNT(*) FROM outbox WHERE address = :address AND state = 'sent'",
        address=str(chat_id),
    )
    there = sum(each["chat_id"] == chat_id for each in platform.sent)
    assert there >= sent
