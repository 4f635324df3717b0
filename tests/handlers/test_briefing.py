"""日报 and 热点: how the day goes and what many ask of, in counts, without a name."""

from __future__ import annotations

import pytest

from bot.store import Transaction, catalogue
from bot.store.catalogue import Topic
from tests.handlers.cast import Hall
from tests.handlers.town import Town

WATER = Topic("water-off", "停水", "water", ("停水了", "家里没水"), catalogue.Kind.REPORT)


async def know_water(town: Town) -> None:
    """The catalogue knows of water."""

    def work(tx: Transaction) -> None:
        catalogue.keep_topic(tx, WATER)

    await town.database.transaction(work)


async def ask_for_water(town: Town, people: int) -> None:
    """So many people ask where the water is, each in another street."""
    for number in range(people):
        await town.say(f"转人工 停水了，{'甲乙丙丁戊己庚辛'[number]}路{number}号", f"r{number}")


async def test_the_brief_tells_how_the_day_goes(hall: Hall) -> None:
    """Registered, answered, asked most, late: as counts that the tables hold."""
    await know_water(hall.town)
    await ask_for_water(hall.town, 3)
    await hall.town.say("身份证丢了怎么补办", "asker")
    await hall.answered("lin")
    (told,) = await hall.town.act(text="日报")
    assert "11月23日日报（到现在）" in told.text
    assert "新登记 4 件，4 人；常见问题当场答复 1 次" in told.text
    assert "答复 1 件，现场办理 0 件" in told.text
    assert "问得多的：停水 4 人" in told.text
    assert "现在没有超时的工单" in told.text


async def test_the_brief_of_another_day_and_what_is_late(hall: Hall) -> None:
    """What was due yesterday was in time or not; what is late is told by unit."""
    await hall.opened()
    hall.town.later(days=2)
    (told,) = await hall.town.act(text="日报 昨天")
    assert "11月24日日报" in told.text
    assert "应首次答复 1 件，按时 0 件" in told.text
    assert "现在超时 1 件：水务局 1 件" in told.text
    (first,) = await hall.town.act(text="/brief 2026-11-23")
    assert "新登记 1 件，1 人" in first.text


@pytest.mark.parametrize("said", ["日报 2027-01-01", "日报 随便哪天"])
async def test_a_day_that_is_none_is_told(hall: Hall, said: str) -> None:
    """Neither the future nor nonsense."""
    (told,) = await hall.town.act(text=said)
    assert told.refused
    assert "请写哪一天" in told.text


async def test_a_hot_spot_is_what_many_people_ask_of(hall: Hall) -> None:
    """People count, not tickets; beside them stands how many asked before."""
    await know_water(hall.town)
    await ask_for_water(hall.town, 2)
    assert "没有 3 人以上" in (await hall.town.act(text="热点"))[0].text
    await ask_for_water(hall.town, 3)
    (told,) = await hall.town.act(text="热点")
    assert "1. 停水（水务局）：3 人，此前平均每天 0 人 ↑" in told.text
    hall.town.later(days=2)
    await ask_for_water(hall.town, 8)
    (told,) = await hall.town.act(text="热点")
    # Three of the eight still have their ticket open: it takes up what they write.
    assert "5 人，此前平均每天 0.4 人 ↑" in told.text


async def test_what_is_confidential_is_in_no_hot_spot(hall: Hall) -> None:
    """Nor does it make one."""
    await know_water(hall.town)
    await ask_for_water(hall.town, 3)
    await hall.town.say("保密", "r0", ticket=(await hall.ticket("r0")).number)
    assert "没有 3 人以上" in (await hall.town.act(text="热点"))[0].text
