"""绑定: the same matters on every channel of one person, and nothing across without it (X08)."""

from __future__ import annotations

import re

import pytest

from bot.store import Transaction, contacts, links
from tests.handlers.town import Town, text

WATER = "幸福路12号停水两天了"
ME, PHONE, STRANGER = "zhang", "zhang-on-his-phone", "stranger"


async def _code(town: Town, who: str = ME) -> str:
    found = re.search(r"\b\d{8}\b", text(await town.say("绑定", who)))
    assert found
    return found[0]


async def _linked(town: Town) -> None:
    code = await _code(town)
    assert "绑定好了" in text(await town.say(f"绑定 {code}", PHONE))


async def test_without_a_code_nothing_shows_across(town: Town) -> None:
    """X08: two channels are two people until they say otherwise."""
    await town.say(WATER)
    assert "还没有登记过" in text(await town.say("我的", PHONE))


async def test_a_code_shows_the_same_matters_on_both(town: Town) -> None:
    """我的 and 进度 on either, and what is tapped there counts."""
    await town.say(WATER)
    await _linked(town)
    ticket = await town.ticket()
    for who in (ME, PHONE):
        assert ticket.number in text(await town.say("我的", who))
        assert ticket.number in text(await town.say("进度", who))
    await town.act("answer", ticket.number, "已抢修,负责单位:值班室,电话 0571-1。")
    solved = await town.tap(f"verdict:solved:{ticket.number}", PHONE)
    assert "太好了" in text(solved)


async def test_the_other_channel_is_told(town: Town) -> None:
    """Whoever gave the code away unwittingly reads how to undo it, and can."""
    await town.say(WATER)
    await _linked(town)
    assert "不是您本人" in (await town.heard())[-1].content.text
    assert "已解除绑定" in text(await town.say("解除绑定"))
    assert "还没有登记过" in text(await town.say("我的", PHONE))
    assert "没有绑定" in text(await town.say("解绑"))


async def test_a_code_is_good_once_and_for_ten_minutes(town: Town) -> None:
    """Used, run out, replaced, or made up: refused, and nothing is linked."""
    first, second = await _code(town), await _code(town)
    assert "不对" in text(await town.say(f"绑定 {first}", PHONE))
    assert "绑定好了" in text(await town.say(f"绑定 {second}", PHONE))
    assert "不对" in text(await town.say(f"绑定 {second}", STRANGER))
    await town.say("解绑", PHONE)
    third = await _code(town)
    town.later(minutes=11)
    for wrong in (third, "12", "123456789012"):
        assert "不对" in text(await town.say(f"绑定{wrong}", PHONE))
    await town.say(WATER)
    assert "还没有登记过" in text(await town.say("我的", PHONE))


async def test_a_code_tried_where_it_was_given_is_still_good(town: Town) -> None:
    """The mistake is told, and costs nothing."""
    code = await _code(town)
    assert "在这里取的" in text(await town.say(f"绑定 {code}"))
    assert "绑定好了" in text(await town.say(f"绑定 {code}", PHONE))


async def test_a_bare_code_links_and_another_number_does_not(town: Town) -> None:
    """Who copies only the digits is linked, also while a telephone is asked for."""
    await town.say(WATER, PHONE)
    code = await _code(town)
    assert "绑定好了" in text(await town.say(code, PHONE))
    assert "记下了" in text(await town.say("87654321", PHONE))


async def test_bare_guesses_are_held_back_too(town: Town) -> None:
    """After ten of them the right one links nobody."""
    code = await _code(town)
    for number in range(10):
        await town.say(f"{number:08d}", STRANGER)
    assert "绑定好了" not in text(await town.say(code, STRANGER))
    assert "过一小时再试" in text(await town.say(f"绑定 {code}", STRANGER))


async def test_guessing_is_held_back(town: Town) -> None:
    """After ten wrong ones in an hour even the right one is refused."""
    code = await _code(town)
    for number in range(10):
        await town.say(f"绑定 {number:08d}", STRANGER)
    assert "过一小时再试" in text(await town.say(f"绑定 {code}", STRANGER))


@pytest.mark.parametrize("written", ["link {}", "/link {}", "绑定：{}", "綁定 {}", "绑定 halved"])
async def test_however_it_is_written(town: Town, written: str) -> None:
    """In both scripts and in English, with a colon, in two halves."""
    code = await _code(town)
    sent = written.format(code).replace("halved", f"{code[:4]} {code[4:]}")
    told = text(await town.say(sent, PHONE))
    assert "绑定好了" in told or "Linked" in told or "綁定好了" in told


async def test_erasing_erases_all_that_is_one_person(town: Town) -> None:
    """Who has linked their channels wants all of it gone."""
    await town.say(WATER, PHONE)
    await _linked(town)
    await town.say("删除我的资料")
    await town.say("1")

    def gone(tx: Transaction) -> bool:
        return contacts.find(tx, "web", PHONE) is None

    assert await town.database.read(gone)


async def test_three_channels_are_one_person_and_one_may_leave(town: Town) -> None:
    """Whoever joins brings along whom they are one with; who leaves leaves alone."""

    def work(tx: Transaction) -> list[list[int]]:
        ids = [contacts.arrive(tx, "web", f"r{n}", town.now).id for n in range(4)]
        links.join(tx, ids[1], ids[2])
        links.join(tx, ids[3], ids[2])
        seen = [[each.id for each in links.of_person(tx, ids[3])]]
        links.part(tx, ids[1])
        seen += [[each.id for each in links.of_person(tx, of)] for of in (ids[2], ids[1])]
        return [[ids.index(each) for each in group] for group in seen]

    assert await town.database.transaction(work) == [[1, 2, 3], [2, 3], [1]]
