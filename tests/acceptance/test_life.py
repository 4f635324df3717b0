"""The life of a ticket through the running service: what officials try, and what residents read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.models import Actor, Role
from bot.settings import Settings
from bot.store import Transaction, keys, people, tickets
from bot.store.tickets import NewEvent
from bot.tickets.actions import Action
from tests.acceptance.official import Official
from tests.acceptance.town import WEEK, Town, town
from tests.ledgers import ZONE, until
from tests.web.pictures import picture

pytestmark = pytest.mark.process
ANSWER = "您好，护栏已装好，上下学时段有交警值守。公安局 110。"


@pytest.fixture
async def city(settings: Settings) -> AsyncIterator[Town]:
    """A working Monday, on either engine."""
    async with town(settings, "2026-11-23 09:30") as opened:
        yield opened


async def _hire(city: Town, jar: aiohttp.ClientSession, name: str, *roles: Role) -> Official:
    def work(tx: Transaction) -> str:
        known = people.departments(tx)
        unit = next(each.id for each in known if each.id != "duty")
        official = people.add_official(tx, name, unit, roles, city.clock())
        return people.new_link(tx, official.id, city.clock(), minutes=60)

    link = await city.database.transaction(work)
    return await city.signs_in(jar, link)


async def _needs_a_visit(city: Town, number: str) -> None:
    """As a topic of the catalogue marks it."""

    def work(tx: Transaction) -> None:
        found = tickets.by_number(tx, number)
        assert found
        event = NewEvent(Action.CLASSIFY, Actor.SYSTEM, None, changes={"visit_required": True})
        tickets.record(tx, found, event, city.clock(), ZONE, keys.signer(tx, ""))

    await city.database.transaction(work)


async def test_the_school_gate_is_solved_by_a_visit_and_the_parents_word(city: Town) -> None:
    """「已转交警」 is refused; *done* needs the photographs, *solved* the parent's word."""
    async with city.resident().page() as parent:
        number = (await parent.asks("实验小学校门口天天堵死,接孩子根本进不去"))["ticket"]
        await _needs_a_visit(city, number)
        await city.official.act(number, "take")
        refused = await city.official.tries(number, "stage_reply", "已转交警")
        assert refused["replies"][0]["refused"]
        assert not any("已转交警" in text for text in parent.texts())
        refused = await city.official.tries(number, "propose", ANSWER, outcome="done")
        assert "现场记录" in refused["replies"][0]["text"]
        city.clock.now += timedelta(hours=2)
        await city.official.act_with_photos(
            number,
            "record_visit",
            (picture(), picture(size=(20, 40))),
            at="2026-11-23T11:00",
            place="实验小学校门口",
            found="没有护栏，车辆乱停",
            done="装了护栏，划了接送区",
            before="1",
        )
        await parent.hears_text("装了护栏，划了接送区")
        await city.official.act(number, "propose", ANSWER, outcome="done")
        proposed = await parent.hears_text(ANSWER)
        shown = await city.official.ticket(number)
        assert (shown["state"], shown["proposed"], shown["verdict"]) == ("replied", "done", None)
        assert shown["visits"][0]["photos"] == 2
        page = await city.ticket_page(parent, number)
        assert "打算这样办结：已办理" in page["outcome"]
        assert any("去过现场" in step["reason"] for step in page["progress"])
        solved = next(each for each in proposed["choices"] if "verdict:solved" in each["value"])
        await parent.asks(choice=solved["value"])
    shown = await city.official.ticket(number)
    assert (shown["state"], shown["outcome"], shown["verdict"]) == ("closed", "done", "solved")


async def test_the_bridge_goes_on_the_plan_and_comes_back_on_its_day(city: Town) -> None:
    """挂账 with a date is no *solved*; the date comes, and it opens itself."""
    async with city.resident().page() as villager:
        number = (await villager.asks("村里的桥塌了两年没人修"))["ticket"]
        await city.official.act(number, "take")
        words = "您好，修桥已列入2027年农村公路计划。交通局 12328。"
        await city.official.act(number, "propose", words, outcome="scheduled", until="2027-03-01")
        await villager.hears_text(words)
        city.clock.now += WEEK + timedelta(days=1)
        await until(lambda: _is(city, number, "closed"))
        shown = await city.official.ticket(number)
        assert (shown["outcome"], shown["verdict"]) == ("scheduled", None)
        city.turns_to("2027-03-01 10:00")
        await villager.hears_text("重新打开")
        await until(lambda: _is(city, number, "reopened"))


async def test_an_extension_is_granted_by_another_and_read_on_the_page(city: Town) -> None:
    """The resident reads the new date, why, and what it was; who asks does not grant."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        aiohttp.ClientSession(cookie_jar=jar) as session,
        city.resident().page() as resident,
    ):
        head = await _hire(city, session, "赵局长", Role.DEPARTMENT_HEAD, Role.LEADER)
        number = (await resident.asks("人民路3号的公告栏玻璃碎了,扎人"))["ticket"]
        await city.official.act(number, "take")
        original = (await city.official.ticket(number))["resolution_due"]
        await city.official.act(number, "extend", "玻璃要定做", until="2026-12-10")
        refused = await city.official.tries(number, "grant_extension")
        assert refused["replies"][0]["refused"]
        await head.act(number, "grant_extension")
        await resident.hears_text("玻璃要定做")
        shown = await city.official.ticket(number)
        assert shown["resolution_due"].startswith("2026-12-10")
        assert shown["resolution_due_original"] == original
        await city.official.act(number, "ask", "请问玻璃有多大？")
        asked = await resident.hears_text("请问玻璃有多大？")
        page = await city.ticket_page(resident, number)
        assert (page["state"], "原定" in page["settle_by"]) == ("needs_you", True)
        assert "insist" in page["actions"]
        await resident.asks(choice=asked["choices"][0]["value"])
        assert (await city.official.ticket(number))["state"] == "in_progress"


async def _is(city: Town, number: str, state: str) -> bool:
    return bool((await city.official.ticket(number))["state"] == state)
