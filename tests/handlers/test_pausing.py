"""暂停 and 恢复: who is away for a while gets no new tickets, and their deputy is reminded."""

from __future__ import annotations

import pytest

from bot.store import Transaction, stand_ins
from tests.handlers.cast import Hall
from tests.handlers.town import Town


async def away(town: Town) -> frozenset[int]:
    """Who is away now."""
    return await town.database.read(lambda tx: stand_ins.absent(tx, town.now))


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("暂停 2小时", "11月23日（今天）11:30"),
        ("暂停 30分钟", "11月23日（今天）10:00"),
        ("暂停 到 14:00", "11月23日（今天）14:00"),
        ("暂停 明天", "11月24日（明天）09:00"),
        ("暂停 2 小时", "11月23日（今天）11:30"),
        ("/pause 2 hours", "11月23日（今天）11:30"),
    ],
)
async def test_an_official_pauses_and_comes_back(hall: Hall, said: str, until: str) -> None:
    """Until when is told, and that the clocks run on; 恢复 ends it sooner."""
    (told,) = await hall.town.act(text=said, by=hall.li)
    assert f"到 {until} 不在" in told.text
    assert "时限照走" in told.text
    assert hall.li.id in await away(hall.town)
    (back,) = await hall.town.act(text="恢复", by=hall.li)
    assert "欢迎回来" in back.text
    assert hall.li.id not in await away(hall.town)
    assert "没有在暂停" in (await hall.town.act(text="恢复", by=hall.li))[0].text


async def test_the_deputy_is_told_and_the_clock_runs_on(hall: Hall) -> None:
    """What is theirs stays theirs, due at the same time."""
    number = await hall.taken()
    due = (await hall.ticket()).first_reply_due

    def name(tx: Transaction) -> None:
        stand_ins.name_deputy(tx, hall.li.id, hall.zhao.id)

    await hall.town.database.transaction(name)
    (told,) = await hall.town.act(text="暂停 2小时", by=hall.li)
    assert f"提醒会发给{hall.zhao.name}" in told.text
    ticket = await hall.ticket()
    assert (ticket.number, ticket.owner_id, ticket.first_reply_due) == (number, hall.li.id, due)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("暂停", "请写到什么时候"),
        ("暂停 一会儿", "请写到什么时候"),
        ("暂停 昨天", "请写到什么时候"),
        ("暂停 2027-12-01", "最多暂停 30 天"),
    ],
)
async def test_a_pause_says_until_when(hall: Hall, said: str, why: str) -> None:
    """Neither for ever, nor for nobody knows how long."""
    (told,) = await hall.town.act(text=said, by=hall.li)
    assert told.refused
    assert why in told.text
    assert await away(hall.town) == frozenset()


async def test_nobody_pauses_who_is_alone_on_duty(hall: Hall) -> None:
    """Or nobody would take what is urgent."""
    await hall.time.on_duty(hall.li, "2026-11-23 08:00", "2026-11-24 08:00")
    (told,) = await hall.town.act(text="暂停 2小时", by=hall.li)
    assert told.refused
    assert "只有您值班" in told.text
    assert await away(hall.town) == frozenset()
