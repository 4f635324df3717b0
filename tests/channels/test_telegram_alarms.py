"""Rows T08 and T54: what only a person can mend is told to the administrators."""

from __future__ import annotations

from functools import partial

import aiohttp
import pytest

from bot.channels.telegram import channel
from bot.channels.telegram.polling import Patience
from bot.models import Department, Role
from bot.store import Transaction, people
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import FakeBotApi
from tests.ledgers import until

ELSEWHERE = "WangFang"


async def test_t08_t54_administrators_are_told_by_another_way(
    open_town: Open, platform: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T08, T54: another program polls, then the token is refused: each is told, and once."""
    monkeypatch.setattr(channel, "Patience", partial(Patience, standby=0.5))
    town = await open_town()
    now = town.up.service.clock()

    def administrator(tx: Transaction) -> None:
        people.keep_department(tx, Department("duty", "值班室"))
        wang = people.add_official(tx, "王芳", "duty", {Role.ADMINISTRATOR}, now)
        people.give_account(tx, wang.id, "wecom", ELSEWHERE)

    await town.up.service.database.transaction(administrator)

    async def told(part: str) -> int:
        return sum(
            part in str(row["content"]) for row in await town.owed() if row["address"] == ELSEWHERE
        )

    async with aiohttp.ClientSession() as http:

        async def is_disturbed() -> bool:
            # Only a poll that is under way is broken off by another.
            async with http.post(f"{platform.url}/bot{platform.token}/getUpdates", json={}):
                return bool(await told("另一个程序也在读取"))

        await until(is_disturbed, lambda: "the other program is not told of")
    platform.revoked = True

    async def is_refused() -> bool:
        return bool(await told("不接受机器人的 Token"))

    await until(is_refused, lambda: "the refusal is not told")
    assert await told("另一个程序也在读取") == await told("不接受机器人的 Token") == 1
