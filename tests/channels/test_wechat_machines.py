"""Several machines behind one address of WeChat: rows W24 and W31."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.settings import Wechat
from tests.acceptance.sample import entries
from tests.channels.fake_wechat import APP_ID, KEY, SECRET, TOKEN, Delivered, FakeWechat
from tests.channels.machines import City
from tests.channels.wechat_town import Hours, WechatTown

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]


@pytest.fixture
async def machines(
    weixin: FakeWechat, hours: Hours, one_database: City
) -> AsyncIterator[list[WechatTown]]:
    """Two services on one PostgreSQL database, both of the same account."""
    weixin.patience = 120.0
    account = Wechat(
        token=TOKEN, app_id=APP_ID, app_secret=SECRET, encoding_key=KEY, base_url=weixin.url
    )
    async with one_database.machines(hours, wechat=account) as opened:
        yield [WechatTown(up, weixin, hours, own) for up, own in opened]


async def deliver(
    town: WechatTown, query: dict[str, str], body: str, *others: WechatTown
) -> Delivered:
    """One push, to a machine or, where it takes nothing in, to the next (proxy_next_upstream)."""
    town.platform.callback = f"{town.up.url}/channels/wechat"
    answer = await town.platform.deliver(query, body)
    if answer.status in (None, 503) and others:
        return await deliver(others[0], query, body, *others[1:])
    return answer


async def test_w24_deliveries_to_several_machines_are_one_message(
    machines: list[WechatTown],
) -> None:
    """W24: three at the same moment, to two machines: one row, one answer."""
    first, second = machines
    query, body = first.platform.wrapped(first.platform.message(KNOWN.question))
    pushes = (deliver(town, query, body) for town in (first, second, first))
    answers = await asyncio.gather(*pushes)
    assert {each.status for each in answers} == {200}
    shown = {each.text for each in answers if each.text}
    assert [ANSWER in text for text in shown] == [True]
    assert len(await first.inbox()) == len(await first.owed()) == 1
    await second.becomes("sent")
    assert first.platform.sent == []


async def test_w31_while_one_machine_is_renewed_the_other_listens(
    machines: list[WechatTown],
) -> None:
    """W31: what comes while the first stops is answered, each at its first delivery, and once."""
    first, second = machines
    pushes = [
        first.platform.wrapped(first.platform.message(KNOWN.question, f"oRenewed{number:02d}"))
        for number in range(20)
    ]
    under_way = [asyncio.create_task(deliver(first, *push, second)) for push in pushes[:8]]
    closing = asyncio.create_task(first.close())
    under_way += [asyncio.create_task(deliver(first, *push, second)) for push in pushes[8:]]
    answers = await asyncio.gather(*under_way)
    await closing
    assert all(ANSWER in each.text for each in answers)
    assert len(await second.inbox()) == len(pushes)
