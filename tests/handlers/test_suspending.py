"""屏蔽: messages are kept and wait, danger gets through, and nothing real is ever lost."""

from __future__ import annotations

import pytest

from bot.models import Official, Role, TicketState
from bot.store import Transaction, people
from bot.tickets.ladder import Watch, is_running
from bot.tickets.rated import Exclusion, Life, matter
from tests.handlers.town import Town, text

WATER = "幸福路12号停水两天了"
RANT = "你们这帮废物，整天什么都不干"


async def suspended(town: Town) -> str:
    """The number of the ticket of a resident who is suspended for three days."""
    await town.say(WATER)
    number = (await town.ticket()).number
    (asked,) = await town.act(text=f"屏蔽 {number} 3天 反复辱骂")
    assert "外单位的人确认（李强）" in asked.text
    (done,) = await town.act(text=f"同意 {number}", by=town.li)
    assert "照常转到" in done.text
    return number


async def test_what_a_suspended_resident_writes_waits(town: Town) -> None:
    """Told once a day until when; neither added to a ticket nor matched, and listed."""
    number = await suspended(town)
    (told,) = await town.say(RANT)
    assert "11月26日" in told.text
    assert "110" in told.text
    assert await town.say("公积金怎么取") == []
    assert await town.show() == []
    assert len(await town.tickets()) == 1
    assert await town.actions(await town.ticket()) == [
        "register",
        "dispatch",
        "block",
        "grant_block",
    ]
    listed = text(await town.act(text="屏蔽"))
    assert f"工单 {number} 的来信人" in listed
    assert "存着 3 条：反复辱骂" in listed


async def test_danger_gets_through(town: Town) -> None:
    """The number, and an urgent ticket."""
    await suspended(town)
    (told,) = await town.say("我家着火了，快来人")
    assert "119" in told.text
    assert any(ticket.urgent for ticket in await town.tickets())


async def test_after_the_term_it_is_registered(town: Town) -> None:
    """With everything that was kept, in one ticket; the resident is told its number."""
    await suspended(town)
    await town.say(RANT)
    await town.say("中山路路灯也不亮")
    town.later(days=2)
    await town.intake.release_held()
    assert len(await town.tickets()) == 1
    town.later(days=2)
    await town.intake.release_held()
    await town.intake.release_held()
    ticket = (await town.tickets())[1]
    assert await town.said_in(ticket) == [RANT, "中山路路灯也不亮"]
    assert ticket.number in (await town.heard())[-1].content.text


async def test_lifting_it_registers_at_once_and_counts_again(town: Town) -> None:
    """And the resident is heard as before."""
    number = await suspended(town)
    await town.say(RANT)
    assert (await town.ticket()).abuse
    (lifted,) = await town.act(text=f"解除 {number}")
    assert "存着的 1 条" in lifted.text
    await town.intake.release_held()
    assert len(await town.tickets()) == 2
    assert not (await town.tickets())[0].abuse
    assert "公积金 App" in text(await town.say("公积金怎么取"))
    (none,) = await town.act(text=f"解除 {number}")
    assert none.refused


async def test_only_who_decides_about_others_asks_for_it_with_a_reason_and_a_term(
    town: Town,
) -> None:
    """A plain official does not silence anybody."""
    await town.say(WATER)
    number = (await town.ticket()).number
    chief = await head(town)
    await town.database.transaction(
        lambda tx: people.add_official(tx, "孙警官", "police", {Role.OFFICIAL}, town.now)
    )
    (plain,) = await town.act(text=f"屏蔽 {number} 3天 反复刷屏", by=town.li)
    (bare,) = await town.act(text=f"屏蔽 {number} 3天", by=chief)
    (ages,) = await town.act(text=f"屏蔽 {number} 365天 反复刷屏", by=chief)
    (asked,) = await town.act(text=f"屏蔽 {number} 反复刷屏", by=chief)
    assert "您的角色不能" in plain.text
    assert "理由" in bare.text
    assert "1 到 90" in ages.text
    assert not asked.refused


async def test_the_unit_that_holds_a_ticket_does_not_silence_who_complains(town: Town) -> None:
    """Neither its head nor a colleague confirms it; until an outsider does, nothing stops."""
    chief = await head(town)
    await town.say(WATER)
    number = (await town.ticket()).number
    await town.act("transfer", number, department="water")
    await town.act("take", number, by=town.li)
    await town.act("block", number, by=chief, days="30", reason="反复投诉")
    for insider in (chief, town.li):
        (no,) = await town.act("grant_block", number, by=insider)
        assert no.refused
    ticket = await town.ticket()
    assert not ticket.abuse
    assert is_running(ticket, Watch.FIRST_REPLY)
    assert "公积金 App" in text(await town.say("公积金怎么取"))
    (no,) = await town.act("refuse_block", number, "投诉属实，请办理", by=town.wang)
    assert not no.refused
    assert "公积金 App" in text(await town.say("怎么取公积金"))
    assert not (await town.ticket()).abuse


async def test_a_confirmed_abuse_leaves_the_ladder_and_is_listed_as_excluded(town: Town) -> None:
    """By two people of two units; the event says who was outside."""
    await suspended(town)
    ticket = await town.ticket()
    assert not is_running(ticket, Watch.FIRST_REPLY)
    events = await town.events(ticket)
    assert events[-1].detail["outside"]
    found = matter(Life(ticket.number, 1, events))
    assert found.exclusion is Exclusion.ABUSE


async def test_nobody_is_suspended_twice_at_once(town: Town) -> None:
    """It says that they are."""
    number = await suspended(town)
    (again,) = await town.act(text=f"屏蔽 {number} 3天 反复辱骂")
    assert "已经在屏蔽期内" in again.text


async def head(town: Town) -> Official:
    """The head of the water bureau."""

    def add(tx: Transaction) -> Official:
        return people.add_official(tx, "周局", "water", {Role.DEPARTMENT_HEAD}, town.now)

    return await town.database.transaction(add)


async def test_the_same_words_again_cause_nothing_more(town: Town) -> None:
    """They stand with the ticket; the resident is told that we have them."""
    await town.say(WATER)
    (told,) = await town.say(f"{WATER}！！！")
    ticket = await town.ticket()
    assert ticket.number in told.text
    assert await town.actions(ticket) == ["register", "dispatch"]
    assert await town.said_in(ticket) == [WATER, f"{WATER}！！！"]
    town.later(hours=1)
    await town.say(WATER)
    assert (await town.actions(ticket))[-1] == "add"


async def test_the_same_words_after_an_answer_bring_it_back(town: Town) -> None:
    """Then they say that nothing has changed."""
    await town.say(WATER)
    await town.act("answer", (await town.ticket()).number, "已抢修，昨天恢复供水。")
    await town.say(WATER)
    assert (await town.ticket()).state is TicketState.REOPENED


async def test_a_flood_is_held_but_not_its_cry_for_help(town: Town) -> None:
    """One too many a minute is refused, and danger is not."""
    from bot.errors import Refused

    for at in range(town.house.settings.limits.messages_per_minute):
        town.now = town.now.replace(second=0)
        await town.say(f"第 {at} 条")
    town.now = town.now.replace(second=0)
    with pytest.raises(Refused):
        await town.say("再来一条")
    town.now = town.now.replace(second=0)
    assert "119" in text(await town.say("着火了，救命"))


@pytest.mark.parametrize("words", ["再不解决我就去炸了你们政府", "I will kill you"])
async def test_a_threat_goes_to_the_duty_person_at_once(town: Town, words: str) -> None:
    """Spoken to calmly, urgent, and called."""
    told = await town.say(words)
    ticket = await town.ticket()
    assert ticket.urgent
    assert "12356" in told[0].text
    assert ticket.number in told[0].text
