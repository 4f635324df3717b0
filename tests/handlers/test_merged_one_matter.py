"""Only what is one matter ends as merged, and only into an answer that can speak of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import stamp
from bot.models import Outcome
from tests.handlers.cast import Hall
from tests.handlers.twins import ANSWER, MERGED, WATER, merge, neighbours, taken_beside


async def _bench(hall: Hall, mention: str) -> tuple[str, str]:
    """One resident's matter of water, and their bench, which is another one, with a mention."""
    first = await hall.taken(WATER)
    hall.town.later(hours=1)
    await hall.town.say("公园的长椅坏了，老人摔了一跤")
    await hall.town.say("新的一件")
    second = await taken_beside(hall, first)
    await hall.town.say(mention, ticket=second)
    return first, second


async def test_what_its_resident_called_a_new_matter_is_one(hall: Hall) -> None:
    """However often the other is mentioned under it, and whichever way round."""
    first, second = await _bench(hall, f"长椅还没修，{WATER}也没人管")
    assert "两件事" in await hall.refused("propose", second, into=first, **MERGED)
    await hall.change(first, first_reply_due=stamp(hall.town.now + timedelta(days=2)))
    assert "两件事" in await hall.refused("propose", first, into=second, **MERGED)


@pytest.mark.parametrize(
    "more",
    [
        "公园的长椅坏了，老人摔了一跤",
        "幸福路12号停水两天了，路灯也不亮",
        "幸福路12号停水，家里老人没法做饭",
        "另外一件事：停水两天了",
    ],
)
async def test_what_the_other_does_not_tell_is_not_closed_with_it(hall: Hall, more: str) -> None:
    """It would be answered by nobody; it is split off first, and then what is left may end."""
    first, second = await neighbours(hall)
    await hall.town.say(more, ticket=second)
    said = await hall.refused("propose", second, into=first, **MERGED)
    assert "请先点「拆单」" in said
    await hall.done("split", second)
    assert (await merge(hall, second, first)).outcome is Outcome.MERGED


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("幸福路停水了", "停水了", "地点"),
        ("停水了", "停水了", "地点"),
        ("我们小区停水了", "我们小区停水了", "地点"),
        ("3单元停水了", "3单元停水了", "地点"),
        ("幸福路停水了", "水表坏了停水了", "水表"),
        ("幸福路停水了", "幸福路水表坏了停水了", "水表"),
        ("幸福路停水了", "幸福路8号3单元停水了", "地点"),
        ("幸福路12号停水了", "幸福路90号停水了", "地点"),
        ("幸福路停水了", "和平路停水了", "不像一件事"),
        ("幸福路停水了", "幸福路的路灯停电了", "不像一件事"),
    ],
)
async def test_only_one_matter_at_one_named_place_ends_as_merged(
    hall: Hall, one: str, other: str, why: str
) -> None:
    """Where it is not known to be the same, each is answered by itself."""
    first = await hall.taken(one, "chen")
    hall.town.later(hours=1)
    second = await hall.taken(other, "zhang")
    assert why in await hall.refused("propose", second, into=first, **MERGED)


async def test_the_same_in_other_words_ends_as_merged(hall: Hall) -> None:
    """Since when it is, how to be reached and please and thanks are no other matter."""
    first = await hall.taken("幸福路12号停水两天了", "chen")
    hall.town.later(hours=1)
    words = "您好，幸福路12号从昨天下午3点开始停水，什么时候来水？请尽快处理，电话13812345678，谢谢"
    second = await hall.taken(words, "zhang")
    assert (await merge(hall, second, first)).outcome is Outcome.MERGED


async def test_an_answer_of_before_is_no_answer_to_what_came_later(hall: Hall) -> None:
    """A new outage is not settled by the words on the last one; no clock of it ends."""
    first = await hall.taken(WATER, "chen")
    await hall.done("answer", first, ANSWER)
    await hall.time.through("2026-11-26 12:00", timedelta(hours=12))
    second = await hall.taken(WATER, "zhang")
    said = await hall.refused("propose", second, into=first, **MERGED)
    assert "11月23日" in said
    assert f"直接答复工单 {second}" in said
    assert (await hall.by_number(second)).first_reply_at is None


async def test_words_after_the_answer_keep_it_from_being_passed_on(hall: Hall) -> None:
    """It was written before them."""
    first, second = await neighbours(hall)
    await hall.done("answer", first, ANSWER)
    hall.town.later(minutes=5)
    await hall.town.say("幸福路12号还是停水", ticket=second)
    assert "答复的" in await hall.refused("propose", second, into=first, **MERGED)
