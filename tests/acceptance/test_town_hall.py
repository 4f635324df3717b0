"""Whole conversations in which several units have a hand, through one running service."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import rating
from bot.models import Actor, Kind, Outcome, TicketState, Verdict
from bot.settings import Settings
from bot.store import Transaction, keys, tickets
from bot.store.tickets import NewEvent
from bot.tickets.actions import Action
from bot.tickets.rates import Share
from tests.acceptance.hall import Hall, hall
from tests.ledgers import ZONE
from tests.web.pictures import picture

pytestmark = [pytest.mark.process, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    """A working Monday, and one service that starts once."""
    data = str(tmp_path_factory.mktemp("hall") / "data")
    async with hall(Settings(data=data), "2026-11-02 09:30") as opened:
        yield opened


async def _needs_a_visit(city: Hall, number: str) -> None:
    """As a topic of the catalogue marks it."""

    def work(tx: Transaction) -> None:
        found = tickets.by_number(tx, number)
        assert found
        event = NewEvent(Action.CLASSIFY, Actor.SYSTEM, None, changes={"visit_required": True})
        tickets.record(tx, found, event, city.city.clock(), ZONE, keys.signer(tx, ""))

    await city.city.database.transaction(work)


async def test_the_bridge_is_answered_by_the_leader_planned_and_comes_back(city: Hall) -> None:
    """「请县长看看,村里的桥塌了两年」: the leader's own ✅, then a date, which is no *solved*."""
    number = await city.at_work("villager", "请县长看看，村里的桥塌了两年")
    assert (await city.ticket(number)).kind is Kind.LETTER
    words = "您好，桥已列入农村公路计划，11月25日进场。水务局，电话12345。"
    await city.does("li", number, "propose", words, outcome="scheduled", until="2026-11-25")
    assert "县长" not in (await city.told("villager"))
    assert words not in await city.told("villager")
    await city.tries("zhao", number, "approve")
    await city.does("zhou", number, "approve")
    told = await city.told("villager")
    assert "周县长" in told
    assert words in told
    await city.becomes("2026-11-11 10:00")
    planned = await city.ticket(number)
    assert (planned.state, planned.outcome, planned.verdict) == (
        TicketState.CLOSED,
        Outcome.SCHEDULED,
        None,
    )
    await city.becomes("2026-11-25 10:00")
    assert "重新打开" in await city.told("villager")
    assert (await city.ticket(number)).state is TicketState.REOPENED
    await city.does("li", number, "take")
    await city.desks["li"].act_with_photos(
        number,
        "record_visit",
        (picture(), picture(size=(20, 40))),
        at="2026-11-25T09:00",
        place="村口老桥",
        found="桥面断开三米",
        done="搭好便桥，围挡施工",
        before="1",
    )
    assert "搭好便桥，围挡施工" in await city.told("villager")
    page = await city.city.ticket_page(await city.resident("villager"), number)
    (record,) = [line["text"] for line in page["answers"] if "桥面断开三米" in line["text"]]
    assert "李强" in record
    november = rating.period_named("2026-11", ZONE)
    report = (await rating.rated(city.city.database, november, ZONE, november.end)).report
    assert report.total.solved == Share(0, 1)


async def test_the_school_gate_comes_back_and_three_units_see_to_it(city: Hall) -> None:
    """The angry parent's ticket is one level up; the visit and the parent's word make it solved."""
    number = await city.sent("parent", "实验小学校门口天天堵死，接孩子根本进不去", "police")
    await _needs_a_visit(city, number)
    await city.does("qian", number, "take")
    await city.does("qian", number, "answer", "已转交警。", reason="先让交警去现场")
    await city.becomes("2026-12-04 10:00")
    assert (await city.ticket(number)).state is TicketState.CLOSED
    await city.says("parent", '校门口天天堵死！上周你们回个"已转交警"，有用吗？？？')
    await city.says("parent", "1")
    ticket = await city.ticket(number)
    assert len(await city.tickets("parent")) == 1
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
    await city.does("qian", number, "take")
    for unit, what in (("streets", "清理占道摊点"), ("water", "移开施工围挡")):
        await city.does("qian", number, "assist", what, department=unit)
        await city.does("duty", number, "grant_assistance")
    told = await city.told("parent")
    assert "公安局主办" in told
    assert "城管局" in told
    assert "阶段性答复要写明" in await city.tries("qian", number, "stage_reply", "已转交警")
    words = "您好，护栏已装好，上下学时段有交警值守。公安局110。"
    refused = await city.tries("qian", number, "propose", words, outcome="done")
    assert "现场记录" in refused
    await city.becomes("2026-12-04 14:00")
    await city.desks["qian"].act_with_photos(
        number,
        "record_visit",
        (picture(size=(24, 40)), picture(size=(40, 24))),
        at="2026-12-04T13:30",
        place="实验小学校门口",
        found="没有护栏，车辆乱停",
        done="装了护栏，划了接送区",
        before="1",
    )
    await city.does("qian", number, "propose", words, outcome="done", supplement="yes")
    await city.does("duty", number, "approve")
    assert (await city.ticket(number)).verdict is None
    await city.says("parent", choice=f"verdict:solved:{number}")
    solved = await city.ticket(number)
    assert (solved.state, solved.outcome, solved.verdict) == (
        TicketState.CLOSED,
        Outcome.DONE,
        Verdict.SOLVED,
    )
