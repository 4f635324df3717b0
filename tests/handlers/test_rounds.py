"""满意 and 不满意: one more answer does not undo a rating, and after rework it is asked anew."""

from __future__ import annotations

from bot.models import Satisfaction
from bot.tickets.rated import Life, matter
from tests.handlers.cast import Hall
from tests.handlers.town import labels

AGAIN = "您好，又检查了一遍，阀门没有问题。水务局12345。"


async def counted(hall: Hall, number: str) -> Satisfaction | None:
    """The rating that the rates go by."""
    events = await hall.town.events(await hall.by_number(number))
    return matter(Life(number, 1, events)).rating


async def test_a_supplement_does_not_undo_a_rating(hall: Hall) -> None:
    """不满意, then 再答: it stands, and nobody is asked again."""
    number = await hall.answered()
    await hall.town.tap(f"satisfaction:dissatisfied:{number}")
    await hall.done("answer", number, f"再答：{AGAIN}")
    assert await counted(hall, number) is Satisfaction.DISSATISFIED
    (thanks,) = await hall.town.say("已解决")
    assert labels([thanks]) == []
    await hall.town.tap(f"satisfaction:satisfied:{number}")
    assert await counted(hall, number) is Satisfaction.DISSATISFIED


async def test_an_officials_own_reopening_does_not_undo_a_rating(hall: Hall) -> None:
    """重办 and the same answer once more: the resident's word stands until they say another."""
    number = await hall.answered()
    await hall.town.say("已解决")
    await hall.town.say("不满意")
    await hall.done("reopen", number, "再看一次", by=hall.wang)
    await hall.done("answer", number, AGAIN)
    assert await counted(hall, number) is Satisfaction.DISSATISFIED


async def test_after_rework_the_resident_is_asked_again(hall: Hall) -> None:
    """Not solved, not content; then it is done: the same word may be said again, and counts."""
    number = await hall.answered()
    await hall.town.say("没解决")
    await hall.town.say("不满意")
    assert await counted(hall, number) is Satisfaction.DISSATISFIED
    await hall.done("take", number)
    await hall.done("answer", number, AGAIN)
    await hall.done("approve", number, by=hall.zhao)
    (asked,) = await hall.town.tap(f"verdict:solved:{number}")
    assert labels([asked]) == ["满意", "不满意"]
    assert await counted(hall, number) is None
    await hall.town.say("不满意")
    ticket = await hall.by_number(number)
    assert (await hall.town.actions(ticket)).count("rate") == 2
    assert await counted(hall, number) is Satisfaction.DISSATISFIED
