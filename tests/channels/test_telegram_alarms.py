"""Rows T08 and T54: what only a person can mend is told to the administrators."""

from __future__ import annotations

import aiohttp

from bot.models import Department, Role
from bot.store import Transaction, people
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import FakeBotApi
from tests.ledgers import until

ELSEWHERE = "WangFang"


async def test_t08_t54_administrators_are_told_by_another_way(
    open_town: Open, platform: FakeBotApi
) -> None:
    """T08, T54: another program polls, then the token is refused: each is told, and once."""
    town = await open_town()
    now = town.up.service.clock()

    def administrator(tx: Transaction) -> None:
        people.keep_department(tx, Department("duty", "值班室"))
        wang = people.add_official(tx, "王芳", "duty", {Role.ADMINISTRATOR}, now)
        people.give_account(tx, wang.id, "wecom", ELSEWHERE)

    await town.up.service.database.transaction(administrator)

    async def is_told(part: str) -> None:
        async def once() -> bool:
            told = [str(row["content"]) for row in await town.owed() if row["address"] == ELSEWHERE]
            return sum(part in each for each in told) == 1

        await until(once, lambda: f"{part} is not told")

    await town.comes(lambda: "getUpdates" in dict(platform.calls))
    address = f"{platform.url}/bot{platform.token}/getUpdates"
    async with aiohttp.ClientSession() as http, http.post(address, json={"timeout": 1}):
        await is_told("另一个程序也在读取")
    platform.revoked = True
    town.platform.says("您好")
    await is_told("不接受机器人的 Token")
