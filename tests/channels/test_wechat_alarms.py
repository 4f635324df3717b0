"""Rows W49, W64 and W65, and 48001: what only a person can mend is told to the administrators."""

from __future__ import annotations

import pytest

from bot.store import Transaction, people
from tests.acceptance.sample import UNKNOWN
from tests.channels.conftest import WechatOpen
from tests.channels.wechat_town import WechatTown
from tests.ledgers import until

CUSTOM = "message/custom/send"
ANSWER = "蜂窝已经清理。负责单位:值班室,电话 0571-12345。"
ELSEWHERE = "administrator"


async def _asked(open_wechat: WechatOpen) -> WechatTown:
    """A ticket on WeChat, and an administrator who is reached on another channel."""
    town = await open_wechat()
    assert "工单号" in await town.platform.says(UNKNOWN)
    official = await town._official()
    await town.up.service.database.transaction(
        lambda tx: people.give_account(tx, official, "wecom", ELSEWHERE)
    )
    return town


async def _rung(town: WechatTown) -> list[str]:
    def read(tx: Transaction) -> list[str]:
        rows = (tx.row("outbox_by_ids_message", id=number) for number in range(1, 100))
        return [str(row["content"]) for row in rows if row and row["address"] == ELSEWHERE]

    return await town.up.service.database.read(read)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (45009, "今天主动发消息的次数已用完"),
        (40125, "不接受本公众号的 AppID 和 AppSecret"),
        (40164, "IP白名单"),
        (48001, "没有客服消息权限"),
    ],
)
async def test_w49_w64_w65_administrators_are_told_once(
    open_wechat: WechatOpen, code: int, told: str
) -> None:
    """W49, W64, W65: by another channel, once, however many answers meet it."""
    town = await _asked(open_wechat)
    town.platform.faults[CUSTOM] = [code, code]
    for number in range(2):
        await town.answers(f"{number} 号进展:{ANSWER}")

    async def there() -> bool:
        return any(told in each for each in await _rung(town))

    await until(there, lambda: f"nobody was told {told}")
    town.clock.turn(hours=2)
    await town.handled()
    assert len([each for each in await _rung(town) if told in each]) == 1


async def test_w64_with_a_wrong_secret_residents_are_answered(open_wechat: WechatOpen) -> None:
    """W64: what goes out in the response needs no token; the answer rides in the next one."""
    town = await open_wechat(app_secret="0" * 32)
    assert "工单号" in await town.platform.says(UNKNOWN)
    await town.answers(ANSWER)
    await town.comes(lambda: "stable_token" in town.platform.calls, "a try")
    await town.becomes("queued")
    reply = await town.platform.says("帮助")
    assert "进度" in reply
    assert "蜂窝已经清理" in reply
    assert town.platform.calls.count("stable_token") == 1
    await town.becomes("sent", at=1)


async def test_w65_while_our_address_is_not_listed_the_outbox_keeps(
    open_wechat: WechatOpen,
) -> None:
    """W65: nothing is given up; once the address is listed it goes out."""
    town = await open_wechat()
    assert "工单号" in await town.platform.says(UNKNOWN)
    town.platform.faults["stable_token"] = [40164]
    await town.answers(ANSWER)
    await town.comes(lambda: town.platform.calls.count("stable_token") == 1, "a try")
    await town.becomes("queued")
    town.clock.turn(minutes=6)
    # The pause is counted by the machine's own clock, which nobody turns.
    town.channel._pace._paused_until = 0.0
    await town.hears("蜂窝已经清理")
