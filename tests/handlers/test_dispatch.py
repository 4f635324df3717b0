"""Dispatch: every ticket has a unit and one named owner from the moment it is registered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import msgspec
import pytest

from bot.models import Department, Kind, Official, Role, TicketState
from bot.settings import Promises
from bot.signals import Signals
from bot.store import Transaction, catalogue, duty, people
from bot.store.catalogue import Topic
from bot.store.duty import Shift
from handlers.turn import House
from tests.handlers.time_house import moment
from tests.handlers.town import Town, intake_of, text

OUTAGE = Topic("outage", "停水", "water", ("没水了", "no water"), urgent=True, visit_required=True)
LAMPS = Topic("lamps", "路灯不亮", "streets", ("路灯坏了",), catalogue.Kind.REPORT)


@pytest.fixture
async def knowing(town: Town) -> Town:
    """A town with a catalogue of two topics, and a unit whose officials are never on duty."""

    def settle(tx: Transaction) -> None:
        people.keep_department(tx, Department("streets", "城管局"))
        for topic in (OUTAGE, LAMPS):
            catalogue.keep_topic(tx, topic)

    await town.database.transaction(settle)
    return town


async def on_duty(town: Town, *officials: Official) -> None:
    """Let these be on duty for a day, the first of them since the latest."""

    def keep(tx: Transaction) -> None:
        for hours, official in enumerate(officials, start=1):
            begins = town.now - timedelta(hours=hours)
            duty.keep_shift(tx, Shift(official.id, begins, town.now + timedelta(days=1)))

    await town.database.transaction(keep)


async def hire(town: Town, name: str, unit: str, roles: Iterable[Role]) -> Official:
    """One more official."""
    return await town.database.transaction(
        lambda tx: people.add_official(tx, name, unit, roles, town.now)
    )


async def test_what_the_catalogue_knows_goes_to_the_unit_that_is_on_duty(knowing: Town) -> None:
    """In the registering transaction; the acceptance names the unit and the owner is named."""
    await on_duty(knowing, knowing.wang, knowing.li)
    (accepted,) = await knowing.say("幸福路停水了")
    ticket = await knowing.ticket()
    assert (ticket.state, ticket.department_id) == (TicketState.DISPATCHED, "water")
    assert (ticket.owner_id, ticket.topic_id) == (knowing.li.id, "outage")
    assert "负责单位：水务局" in accepted.text
    dispatched = (await knowing.events(ticket))[-1]
    assert (dispatched.action, dispatched.actor) == ("dispatch", "system")
    assert dispatched.detail["topic"] == "outage"
    assert await knowing.broken_chains() == []


async def test_dispatch_is_no_acceptance(knowing: Town) -> None:
    """No clock has ended, and the resident still reads that it is received."""
    await knowing.say("停水了")
    ticket = await knowing.ticket()
    assert (ticket.accepted_at, ticket.first_reply_at) == (None, None)
    assert "已收到" in text(await knowing.say("进度"))


async def test_a_unit_with_nobody_on_duty_leaves_it_to_the_duty_desk(knowing: Town) -> None:
    """However sure the catalogue is; whoever is on duty at the desk owns it."""
    await on_duty(knowing, knowing.wang)
    await knowing.say("路灯坏了")
    ticket = await knowing.ticket()
    assert (ticket.department_id, ticket.owner_id) == ("duty", knowing.wang.id)
    assert ticket.topic_id == "lamps"


async def test_on_an_empty_roster_the_first_official_owns_it(knowing: Town) -> None:
    """At night, with nobody on duty: never nobody's."""
    await knowing.say("停水了")
    ticket = await knowing.ticket()
    assert (ticket.department_id, ticket.owner_id) == ("duty", knowing.wang.id)


async def test_who_only_watches_owns_nothing(town: Town) -> None:
    """A leader on duty and an auditor are no owners; the next who may answer is."""
    leader = await hire(town, "赵县长", "duty", {Role.LEADER})
    await on_duty(town, leader)
    await town.say("村口的桥塌了两年了")
    assert (await town.ticket()).owner_id == town.wang.id


async def test_two_units_named_are_for_a_person_to_part(knowing: Town) -> None:
    """The duty desk looks at it."""
    await on_duty(knowing, knowing.li)
    await knowing.say("路灯坏了，家里停水了")
    assert (await knowing.ticket()).department_id == "duty"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("我要投诉：夜里停水了", Kind.COMPLAINT),
        ("建议路口增设一个公交站", Kind.SUGGESTION),
        ("请县长看看，村里的桥塌了两年", Kind.LETTER),
        ("路灯坏了", Kind.COMPLAINT),
        ("停水了", Kind.HELP),
        ("请问窗口周六上班吗", Kind.CONSULTATION),
        ("村口的树倒了", Kind.HELP),
    ],
)
async def test_what_sort_of_demand_it_is(knowing: Town, words: str, kind: Kind) -> None:
    """The resident's own word first, then the catalogue's, then how it is put."""
    await knowing.say(words)
    assert (await knowing.ticket()).kind is kind


async def test_words_that_tell_a_bare_ticket_its_matter_make_it_urgent(knowing: Town) -> None:
    """As they make one of their own; who is on duty hears of it."""
    for said in ("人工", "人工"):
        await knowing.say(said, "a")
    assert not (await knowing.ticket("a")).urgent
    await knowing.say("幸福路12号没水了", "a")
    ticket = await knowing.ticket("a")
    assert (ticket.title, ticket.urgent) == ("幸福路12号没水了", True)
    assert ticket.topic_id == "outage"
    assert ticket.visit_required


async def test_an_urgent_topic_makes_an_urgent_ticket(knowing: Town) -> None:
    """Now, and not when it is asked about from a distance."""
    told = text(await knowing.say("停水了"))
    ticket = await knowing.ticket()
    assert (ticket.urgent, ticket.visit_required) == (True, True)
    assert "紧急：最晚 11月23日（今天）11:30 前有人处理" in told
    assert "紧急" not in text(await knowing.say("去年停水的损失怎么赔偿", "b"))
    assert not (await knowing.ticket("b")).urgent


async def test_at_night_nobody_is_promised_who_is_not_there(knowing: Town) -> None:
    """That nobody is on duty is said, and no hour by which somebody sees to it."""
    knowing.now = moment("2026-11-24 02:00")
    told = text(await knowing.say("停水了"))
    assert (await knowing.ticket()).urgent
    assert "现在没有人值守" in told
    assert "前有人处理" not in told


async def test_a_report_never_goes_to_whom_it_is_about(knowing: Town) -> None:
    """Neither to the unit nor to the person named, though they are on duty and the topic fits."""
    boss = await hire(knowing, "孙总", "water", {Role.OFFICIAL, Role.ADMINISTRATOR})
    await on_duty(knowing, boss, knowing.li)
    await knowing.say("我要举报水务局的人收红包，停水了也不来修")
    ticket = await knowing.ticket()
    assert ticket.confidential
    assert (ticket.department_id, ticket.owner_id) == ("duty", knowing.wang.id)
    await knowing.say("我要举报王芳收红包，工作人员不作为", "b")
    about_wang = await knowing.ticket("b")
    assert about_wang.owner_id not in (None, knowing.wang.id)


async def test_in_a_city_the_ticket_waits_for_its_dispatcher(knowing: Town) -> None:
    """Registered, owned by the dispatcher; without one it goes as in a town."""
    city = msgspec.structs.replace(knowing.house.settings, promises=Promises(mode="city"))
    house = House(city, *(getattr(knowing.house, name) for name in House.__slots__[1:]))
    knowing.intake = intake_of(knowing.database, house, Signals(), lambda: knowing.now)
    await on_duty(knowing, knowing.li)
    await knowing.say("停水了")
    ticket = await knowing.ticket()
    assert (ticket.state, ticket.owner_id) == (TicketState.REGISTERED, knowing.wang.id)
    await knowing.database.transaction(
        lambda tx: people.give_roles(tx, knowing.wang.id, {Role.OFFICIAL})
    )
    await knowing.say("停水了", "b")
    ticket = await knowing.ticket("b")
    assert (ticket.state, ticket.owner_id) == (TicketState.DISPATCHED, knowing.li.id)


async def test_what_an_official_corrected_goes_there_the_next_time(knowing: Town) -> None:
    """改派 is remembered, with personal data masked; removed, it is forgotten."""
    await on_duty(knowing, knowing.wang, knowing.li)
    chen = await hire(knowing, "陈明", "streets", {Role.OFFICIAL})
    words = "水池没水了，电话 13800138000"
    await knowing.say(words)
    ticket = await knowing.ticket()
    assert ticket.department_id == "water"
    await knowing.act("transfer", ticket.number, "景观水池归城管局", department="streets")
    ticket = await knowing.ticket()
    assert (ticket.department_id, ticket.owner_id) == ("streets", chen.id)
    (learnt,) = await knowing.database.read(catalogue.corrections)
    assert (learnt.instead_of, learnt.department_id) == ("water", "streets")
    assert "13800138000" not in learnt.wording
    await on_duty(knowing, chen)
    await knowing.say("水池没水了", "b")
    assert (await knowing.ticket("b")).department_id == "streets"
    await knowing.database.transaction(lambda tx: catalogue.remove_correction(tx, learnt.id))
    await knowing.say("水池没水了", "c")
    assert (await knowing.ticket("c")).department_id == "water"


async def test_nothing_is_learnt_from_what_is_confidential(knowing: Town) -> None:
    """It stays with the few."""
    await knowing.say("停水了，请保密")
    ticket = await knowing.ticket()
    await knowing.act("transfer", ticket.number, "归城管局", department="streets")
    assert await knowing.database.read(catalogue.corrections) == []
