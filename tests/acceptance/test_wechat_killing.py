"""The killing, on WeChat: whatever was thanked for takes effect once, and is answered."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.channels.fake_wechat import APP_ID, KEY, SECRET, TOKEN, FakeWechat, wechat_api
from tests.ledgers import until

pytestmark = [pytest.mark.process, pytest.mark.timeout(900)]
SEED = 20261126
MESSAGES = 120
RESIDENTS = 30
KILLS = 3
AT_ONCE = 8
LIFE_SECONDS = 1.0


async def test_x02_what_was_thanked_for_takes_effect_once(make_program: MakeProgram) -> None:
    """Pushed, retried and killed in between; then books, responses and sends are compared."""
    async with wechat_api(FakeWechat(time.time, patience=2.0)) as platform:
        program = make_program(
            wechat_token=TOKEN,
            wechat_app_id=APP_ID,
            wechat_app_secret=SECRET,
            wechat_encoding_key=KEY,
            wechat_base_url=platform.url,
            wechat_messages_per_second="1000",
            delivery_claim_seconds="5",
        )
        platform.callback = f"{program.url}/channels/wechat"
        await program.start()
        thanked: dict[str, str] = {}
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_write(platform, Random(SEED), thanked))
            tasks.create_task(_kill(program, Random(SEED)))
        await _all_is_settled(program)
        assert program.terminate() == 0
    kept = dict(
        ledger.numbers(program.data, "SELECT external_id, state FROM inbox WHERE channel='wechat'")
    )
    assert set(thanked) <= set(kept)
    assert set(kept.values()) == {"done"}
    shown = sum(bool(text) for text in thanked.values()) + len(platform.sent)
    assert shown >= len(thanked)
    carried = ledger.number(program.data, "SELECT COUNT(*) FROM outbox WHERE claimed_by <> ''")
    assert len(platform.sent) <= carried + KILLS * AT_ONCE
    ledger.assert_whole(program.data)
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()
    assert all(token not in program.log for token in platform.tokens)


async def _write(platform: FakeWechat, random: Random, thanked: dict[str, str]) -> None:
    """Residents write; `thanked`: what we acknowledged, and the reply that was seen."""
    known = [entry.question for entry in sample.entries()]
    places = asyncio.Semaphore(AT_ONCE)

    async def one(serial: int) -> None:
        text = random.choice(known) if serial % 2 else sample.unknown(random, serial)
        fields = platform.message(text, f"oKilling{serial % RESIDENTS}")
        async with places:
            last = (await platform.push(fields))[-1]
        if last.status == 200:
            thanked[fields["MsgId"]] = last.text

    async with asyncio.TaskGroup() as tasks:
        for serial in range(MESSAGES):
            tasks.create_task(one(serial))
            await asyncio.sleep(KILLS * LIFE_SECONDS * 2 / MESSAGES)


async def _kill(program: Program, random: Random) -> None:
    for _ in range(KILLS):
        await program.serving()
        await asyncio.sleep(random.uniform(0.2, LIFE_SECONDS))
        program.kill()
        program.launch()
    await program.serving()


async def _all_is_settled(program: Program) -> None:
    async def there() -> bool:
        return await ledger.is_settled(program.data, "wechat")

    await until(there, lambda: "it never came to rest", 300.0)
