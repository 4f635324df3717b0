"""What is confidential is with the few, whatever list, search, command or export is asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.exporting import MASKED, export
from bot.models import Official, Role, Ticket
from bot.store import Transaction, faq_needs, matters, people, worklist
from bot.store.worklist import Wanted
from tests.handlers.town import NOW, ZONE, Town, text

REPORT = "举报水务局局长收红包，证据在我手里"
PLEA = "请保密，邻居半夜装修太吵，别说是我说的"
SECRETS = ["红包", "证据", "装修太吵"]


async def official(town: Town, name: str, unit: str, *roles: Role) -> Official:
    """One more official."""

    def add(tx: Transaction) -> Official:
        return people.add_official(tx, name, unit, roles or {Role.OFFICIAL}, NOW)

    return await town.database.transaction(add)


async def kept(town: Town) -> list[Ticket]:
    """A report about the water bureau, and a plea to keep something to ourselves."""
    await town.say(REPORT, "zhou")
    await town.say(PLEA, "wu")
    return [await town.ticket("zhou"), await town.ticket("wu")]


def shows(said: str) -> list[str]:
    """Which of the secrets a text tells."""
    return [secret for secret in SECRETS if secret in said]


async def test_the_resident_is_told_and_shown_the_line_of_discipline(town: Town) -> None:
    """12388 for a report of officials; both are marked."""
    said = text(await town.say(REPORT, "zhou"))
    assert "保密" in said
    assert "12388" in said
    assert all(ticket.confidential for ticket in await kept(town))


@pytest.mark.parametrize(
    "command",
    ["待办", "下一件", "搜 红包", "搜 装修", "单 {0}", "单 {1}", "签收 {0}", "注 {0} 看看", "屏蔽"],
)
async def test_no_command_shows_it_to_others(town: Town, command: str) -> None:
    """Not its words, and not that it is there."""
    numbers = [ticket.number for ticket in await kept(town)]
    asker = await official(town, "孙科员", "police")
    said = text(await town.act(text=command.format(*numbers), by=asker))
    # Their own words are repeated to them.
    assert shows(said.replace(f"「{command.removeprefix('搜 ')}」", "")) == []
    if "{" in command:
        assert "没有找到" in said


async def test_no_list_count_or_live_line_of_the_desk_has_it(town: Town) -> None:
    """Of whoever is not among the few; an administrator finds it."""
    tickets = await kept(town)
    asker = await official(town, "孙科员", "police")

    def look(tx: Transaction, who: Official) -> tuple[int, int, int, bool, str]:
        return (
            len(worklist.listed(tx, who, Wanted())),
            len(worklist.listed(tx, who, Wanted(text="红包"))),
            worklist.counts(tx, who).all,
            worklist.opened(tx, who, tickets[0].number) is not None,
            worklist.pulse(tx, who, tickets[0].number),
        )

    assert await town.database.read(lambda tx: look(tx, asker)) == (0, 0, 0, False, "")
    assert await town.database.read(lambda tx: worklist.changed(tx, asker, NOW)) == []
    seen = await town.database.read(lambda tx: look(tx, town.wang))
    assert seen[:4] == (2, 1, 2, True)


@pytest.mark.parametrize(
    "roles", [{Role.OFFICIAL}, {Role.DEPARTMENT_HEAD}, {Role.ADMINISTRATOR}, {Role.LEADER}]
)
async def test_a_report_never_reaches_those_whom_it_is_about(town: Town, roles: set[Role]) -> None:
    """Whatever they are, even administrators, and though they were never with us before."""
    report, _ = await kept(town)
    theirs = await official(town, "水务局新人", "water", *roles)
    assert report.department_id == "duty"
    assert report.owner_id == town.wang.id
    assert (
        await town.worklist(theirs)
        == [ticket.number for ticket in await kept(town) if Role.ADMINISTRATOR in roles][1:]
    )
    for command in (f"单 {report.number}", "搜 红包", f"签收 {report.number}"):
        said = text(await town.act(text=command, by=theirs))
        assert "红包" not in said.replace("「红包」", "")
        assert "没有找到" in said


async def test_a_person_reported_by_name_does_not_find_it(town: Town) -> None:
    """Though they administrate the whole service."""
    chief = await official(town, "钱多多", "police", Role.ADMINISTRATOR)
    await town.say("举报钱多多滥用职权", "zhou")
    ticket = await town.ticket("zhou")
    assert ticket.owner_id != chief.id
    assert ticket.number not in await town.worklist(chief)
    assert "没有找到" in text(await town.act(text=f"单 {ticket.number}", by=chief))


@pytest.mark.parametrize(
    "said",
    [
        "水务局李强收了施工队的钱，放任他们乱挖",
        "水务局的李强吃回扣，我家接水要加两千",
        "水务局李强索要好处费才给通水",
        "我要投诉水务局李强",
        "李强收礼才办事",
        "向你们举报李强乱收费",
        "水務局李強收賄",
        "水务局的李强吃拿卡要，我要投诉他",
        "我要举报水务局李强收受红包",
        "I want to complain about 李强",
    ],
)
async def test_what_is_held_against_a_person_by_any_words_never_reaches_them(
    town: Town, said: str
) -> None:
    """It is registered at once, kept with few, and the line of discipline is shown."""
    told = text(await town.say(said, "zhou"))
    ticket = await town.ticket("zhou")
    assert "12388" in told
    assert ticket.confidential
    assert ticket.owner_id == town.wang.id
    assert ticket.number not in await town.worklist(town.li)
    assert "没有找到" in text(await town.act(text=f"单 {ticket.number}", by=town.li))


@pytest.mark.parametrize(
    "said", ["感谢李强，态度很好", "李强昨天来修好了", "找过李强，他说下周来，可是家里还没有水"]
)
async def test_thanks_and_what_an_official_did_stay_ordinary(town: Town, said: str) -> None:
    """Who only names an official reports nobody."""
    told = text(await town.say(said, "zhou"))
    assert "12388" not in told
    assert "保密" not in told


@pytest.mark.parametrize(
    "said",
    [
        "匿名反映：公安局钱警官吃拿卡要，请保密",
        "保密，我想反映幼儿园虐待孩子",
        "水务局的李强吃拿卡要，我要投诉他",
    ],
)
async def test_what_is_told_in_confidence_is_registered_at_once(town: Town, said: str) -> None:
    """No list of questions stands between a secret and the few who may hear it."""
    await town.say(said, "zhou")
    assert (await town.ticket("zhou")).confidential


async def test_what_is_said_against_its_owner_takes_a_ticket_out_of_their_hands(town: Town) -> None:
    """Also where it is written under the open ticket, and the line of discipline is shown."""
    await town.say("幸福路12号停水两天了", "zhou")
    number = (await town.ticket("zhou")).number
    await town.act("take", number, by=town.li)
    told = text(await town.say("李强要我给他两千块钱才来修", "zhou", ticket=number))
    assert "12388" in told
    assert number not in await town.worklist(town.li)
    assert (await town.ticket("zhou")).owner_id == town.wang.id


async def test_a_report_cannot_be_sent_or_shown_to_them_either(town: Town) -> None:
    """By mistake or on purpose."""
    report, _ = await kept(town)
    sent = text(await town.act("transfer", report.number, "这一件归水务局", department="water"))
    told = text(await town.act("confide", report.number, "", officials="李强"))
    assert "涉及水务局" in sent
    assert "涉及李强" in told
    assert "李强" not in str((await town.ticket("zhou")).confidants)


async def test_a_message_that_reports_turns_an_open_ticket_away_from_them(town: Town) -> None:
    """What began as a question of theirs is theirs no more."""
    await town.say("幸福路12号停水两天了", "zhou")
    number = (await town.ticket("zhou")).number
    await town.act("take", number, by=town.li)
    await town.say("举报水务局收黑钱才给供水", "zhou", ticket=number)
    assert (await town.ticket("zhou")).owner_id == town.wang.id
    assert number not in await town.worklist(town.li)
    assert "没有找到" in text(await town.act(text=f"单 {number}", by=town.li))
    assert "收黑钱" not in text(await town.act(text="搜 供水", by=town.li))


async def test_nothing_of_it_is_exported_suggested_or_counted_as_unknown(
    town: Town, tmp_path: Path
) -> None:
    """Neither a masked export, nor similar tickets, nor the list of what the FAQ lacks."""
    tickets = await kept(town)
    await town.say("楼上半夜装修太响", "zheng")
    other = await town.ticket("zheng")
    target = tmp_path / "out.db"
    await export(town.database, target, MASKED, "样例市", NOW, ZONE)
    with closing(sqlite3.connect(target)) as file:
        told = "\n".join(file.iterdump())
    assert shows(told) == []
    assert not any(ticket.number in told for ticket in tickets)
    unknown = await town.database.read(lambda tx: faq_needs.unknown(tx, NOW.date(), 99))
    assert shows(" ".join(each.text for each in unknown)) == []

    similar = await town.database.read(lambda tx: matters.recent_public(tx, other.id, NOW, 99))
    assert similar == []
    assert await town.database.read(lambda tx: faq_needs.unanswered(tx, NOW.date(), 99)) != []
