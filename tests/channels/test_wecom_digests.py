"""Rows C10 and C29: what may not be said one by one is said together, and nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import pytest

from bot.errors import SendError
from bot.models import Choice, Content, ContentKind, Facts, Outbound
from tests.channels.fake_wecom_robot import FakeRobot
from tests.channels.robot_alone import ROOM, Robot, robot, row
from tests.channels.robot_cards import buttons
from tests.channels.robot_fixtures import robots
from tests.channels.wecom_app import WANG, App
from tests.conftest import NOW

__all__ = ["robots"]
HINT = "in_short"
PATIENCE = 60.0


def ticket(number: int, label: str = "签收", replaces: str = "") -> Outbound:
    """A state of a ticket's card in the robot's group."""
    return row(
        f"20261126-{number:04} 的全部内容",
        number,
        replaces=replaces,
        card=f"ticket:20261126-{number:04}",
        heading=f"🟢 #{number:04} 待签收 水管漏水",
        choices=(Choice(f"take:20261126-{number:04}", label),),
    )


@pytest.fixture
async def behind(robots: FakeRobot) -> AsyncIterator[Robot]:
    """A robot whose group has just had to wait."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        assert one.channel.limits.together == 1
        one.channel._pace.pause(ROOM, PATIENCE)
        with pytest.raises(SendError):
            await one.channel.send(row("一"))
        assert one.channel.limits.together > 1
        one.channel._pace.pause(ROOM, 0.0)
        yield one


async def test_c29_what_waits_is_said_together(behind: Robot, robots: FakeRobot) -> None:
    """C29: words whole, tickets by their headings, and how to work by those."""
    rows = [row("一", 1), ticket(2), row("三", 3), ticket(4)]
    facts = await behind.channel.send_together(rows)
    assert robots.texts() == [
        f"一\n\n🟢 #0002 待签收 水管漏水\n\n三\n\n🟢 #0004 待签收 水管漏水\n\nwecom_robot.{HINT}"
    ]
    assert [each.platform_id for each in facts] == ["row:1", "", "row:3", ""]
    assert not robots.cards()


async def test_c29_a_ticket_told_in_short_is_shown_in_full_the_next_time(
    behind: Robot, robots: FakeRobot
) -> None:
    """C29: nobody has seen its words yet, so a newer state brings them along."""
    first, _ = await behind.channel.send_together([ticket(1), ticket(2)])
    await behind.channel.send(ticket(1, "改派", replaces=first.platform_id))
    assert robots.texts()[-1].startswith("20261126-0001")
    assert [buttons(each)[0]["text"] for each in robots.cards()] == ["改派"]


async def test_c29_what_was_shown_in_full_moves_on_in_short(
    behind: Robot, robots: FakeRobot
) -> None:
    """C29: a newer state is told by its heading; where nothing else can be done, not at all."""
    shown = [await behind.channel.send(ticket(number)) for number in (1, 2)]
    before = len(robots.texts())
    moved = ticket(1, "改派", replaces=shown[0].platform_id)
    still = ticket(2, replaces=shown[1].platform_id)
    facts = await behind.channel.send_together([moved, still])
    assert len(robots.texts()) == before + 1
    assert "#0001" in robots.texts()[-1]
    assert "#0002" not in robots.texts()[-1]
    assert facts[1].platform_id == shown[1].platform_id
    await behind.channel.send_together([still, ticket(2, replaces=facts[1].platform_id)])
    assert len(robots.texts()) == before + 1


async def test_c29_elsewhere_a_card_keeps_its_buttons(behind: Robot, robots: FakeRobot) -> None:
    """C29: one busy group does not make another one's cards poorer."""
    await robots.says("待办", group="wrOther")
    rows = [ticket(1), ticket(2)]
    other = [
        Outbound(each.id, each.id, "wecom_robot", "group:wrOther", each.content, None, 7, NOW)
        for each in rows
    ]
    assert len(await behind.channel.send_together(other)) == 1
    assert len(robots.cards("wrOther")) == 1


async def test_c29_forty_tickets_in_a_minute_are_all_told(robots: FakeRobot) -> None:
    """C29: as the sender does it: one by one, then together; each ticket once, within 30."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        rows = [ticket(number) for number in range(1, 41)]
        while rows:
            told: Sequence[Facts] = ()
            with suppress(SendError):
                told = await one.channel.send_together(rows[: one.channel.limits.together])
            if not told:
                # A minute later, without waiting for it.
                one.channel._pace._windows.clear()
            rows = rows[len(told) :]
        said = "\n".join(robots.texts())
        assert all(f"{number:04}" in said for number in range(1, 41))
        assert len(robots.sent) <= 30
        assert not robots.refused


def card(number: int, text: str = "的全部内容") -> Content:
    """A ticket's card as the app sends it."""
    return Content(
        f"20261126-{number:04} {text}",
        kind=ContentKind.CARD,
        card=f"ticket:20261126-{number:04}",
        heading=f"🟢 #{number:04} 待签收 水管漏水",
        choices=(Choice(f"take:20261126-{number:04}", "签收"),),
    )


def of_app(number: int, content: Content, **more: str) -> Outbound:
    """A row to an official's own chat with the app."""
    return Outbound(number, number, "wecom", WANG, content, None, None, NOW, **more)


async def test_c10_the_31st_message_of_a_minute_is_a_digest(app: App) -> None:
    """C10: 25 one by one, what follows in one message a minute later; WeCom has dropped nothing."""
    for number in range(25):
        assert app.channel.limits.together == 1
        await app.send(Content(f"提醒 {number}"), number=number + 1)
    rows = [of_app(26, card(26)), of_app(27, Content("提醒 27")), of_app(28, card(28))]
    with pytest.raises(SendError) as caught:
        await app.channel.send_together(rows)
    assert caught.value.untried
    assert app.channel.limits.together > 1
    app.clock.turn(caught.value.retry_after or 0)
    facts = await app.channel.send_together(rows)
    assert [each.platform_id for each in facts] == ["", "", ""]
    assert app.platform.texts()[25:] == [
        f"🟢 #0026 待签收 水管漏水\n\n提醒 27\n\n🟢 #0028 待签收 水管漏水\n\n{HINT}"
    ]
    assert app.platform.dropped == 0


async def test_c10_a_digest_is_never_cut_off(app: App) -> None:
    """C10, C09: what finds no room within WeCom's bytes goes into the next one."""
    rows = [of_app(number, Content("字" * 250)) for number in range(1, 6)]
    told = await app.channel.send_together(rows)
    assert len(told) == 2
    assert max(len(each.encode()) for each in app.platform.texts()) <= 2000


async def test_c18_words_that_are_refused_take_nobody_elses_along(app: App) -> None:
    """C10, C18: where one of many is refused for its words, it is told alone; the others go on."""
    rows = [of_app(number, card(number)) for number in (1, 2, 3)]
    app.platform.faults["message/send"] = [85002, 85002]
    assert len(await app.channel.send_together(rows)) == 1
    assert app.platform.texts() == ["forbidden_words https://wz.example/desk"]
    assert len(await app.channel.send_together(rows[1:])) == 2
    said = app.platform.texts()[-1]
    assert ("#0002" in said, "#0003" in said) == (True, True)


async def test_c10_a_card_that_lies_there_is_replaced_and_not_told(app: App) -> None:
    """C10: replacing it costs no message."""
    shown = await app.send(card(1))
    older = of_app(2, card(1, "的新状态"), replaces=shown.platform_id)
    assert len(await app.channel.send_together([older, of_app(3, Content("提醒"))])) == 1
    assert app.platform.texts() == ["🟢 #0001 待签收 水管漏水\n20261126-0001 的新状态"]
