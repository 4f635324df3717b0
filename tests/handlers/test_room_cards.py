"""The cards that a group is shown: of which tickets, how much, and their newest state."""

from __future__ import annotations

import pytest

from bot.models import RoomMode
from bot.store import rooms, tickets
from tests.handlers.officials_room import (
    CHANNEL,
    LEAK,
    OfficialsRoom,
    heard,
    leak,
    open_room,
)
from tests.handlers.town import Town, text


async def test_a_ticket_shows_as_a_card_without_personal_data(
    town: Town, room: OfficialsRoom
) -> None:
    """Number, question, deadline and buttons; never the telephone number."""
    number = await leak(town, room)
    card = room.card()
    assert number in card.text
    assert "漏水三天" in card.text
    assert "13812345678" not in card.text + card.heading
    assert "张三" not in card.text
    assert card.heading.startswith("🟢 #0001")
    assert f"take:{number}" in room.values()
    assert len([value for value in room.values() if not value.startswith("use:")]) <= 5


@pytest.mark.parametrize("shared", ["📍 31.230400, 121.473700", "☎ +8613812345678 小李"])
async def test_a_card_tells_the_words_that_came_after_what_was_shared(
    town: Town, room: OfficialsRoom, shared: str
) -> None:
    """So does 单; what was shared is no question, and a contact's name stands nowhere."""
    await town.say(shared)
    await town.say("河边护栏断了两根，晚上很危险")
    number = (await town.ticket()).number
    await room.deliver()
    (shown,) = await town.act(text=f"单 {number}")
    for told in (room.card().text, shown.text):
        assert "河边护栏断了两根，晚上很危险" in told
        assert told.count("31.230400") <= 1
        assert "小李" not in told
    registered, *others = await town.events(await town.ticket())
    assert registered.message_id != others[0].message_id
    assert (await town.said_in(await town.ticket()))[1] == "河边护栏断了两根，晚上很危险"
    described = [each.message_id for each in others if each.action == "describe"]
    assert described == [others[0].message_id]


async def test_a_card_of_a_bare_call_tells_its_matter_once_it_is_told(
    town: Town, room: OfficialsRoom
) -> None:
    """In the card and in its topic's title."""
    for said in ("人工", "人工", "桥头路灯不亮，请尽快修"):
        await town.say(said)
        await room.deliver()
    assert "桥头路灯不亮，请尽快修" in room.card().text
    assert "桥头路灯不亮" in room.card().heading
    assert "人工" not in room.card().heading


async def test_a_strict_room_tells_nothing_of_the_matter(town: Town) -> None:
    """Number, topic, district and the desk; an answer there is refused."""
    room = await open_room(town, mode=RoomMode.STRICT)
    number = await leak(town, room)
    card = room.card()
    assert number in card.text
    assert "漏水" not in card.text + card.heading
    assert card.link.endswith(f"/desk/tickets/{number}")
    before = await heard(town)
    (refused,) = await room.write("答：明天修好", topic=await room.topic())
    assert refused.refused
    assert await heard(town) == before
    for asked in ("待办", f"单 {number}", "搜 水管", f"more:{number}"):
        said = {"choice": asked} if ":" in asked else {"text": asked}
        told = text(await room.write(addressed=True, **said))
        assert number in told
        assert "漏水" not in told
    await town.say("还漏着，门牌 302", ticket=number)
    assert "302" not in text(await room.deliver())


async def test_what_is_confidential_stands_in_no_room(town: Town, room: OfficialsRoom) -> None:
    """No card at all."""
    await town.say("保密，我要举报某工地夜间偷排")
    await town.say("转人工 保密，我要举报某工地夜间偷排")
    assert (await town.tickets())[0].confidential
    assert not [each for each in await room.deliver() if each.card.startswith("ticket:")]


async def test_a_departments_room_shows_its_tickets_only(town: Town, room: OfficialsRoom) -> None:
    """The water bureau's room stays empty while the ticket is with the duty desk."""
    water = OfficialsRoom(town, address="-200")
    await water.open("water")
    await leak(town, room)
    await water.deliver()
    assert not [each for each in water.said if each.card]
    assert [each for each in room.shown.values() if each.card]


async def test_lights_change_as_time_passes(town: Town, room: OfficialsRoom) -> None:
    """🟢, 🟡 after three quarters of the time, 🔴 when it has run out."""
    number = await leak(town, room)
    await town.act("take", number)
    await room.deliver()
    seen = []
    for hours in (17, 2, 6):
        town.later(hours=hours)
        await room.round()
        seen.append(room.card().heading[0])
    assert seen == ["🟢", "🟡", "🔴"]
    assert await room.round() == []


async def test_a_card_tells_the_clock_that_ends_first_by_its_name(
    town: Town, room: OfficialsRoom
) -> None:
    """To be taken, the reply, the end; two hours where it is urgent."""
    await town.say("楼下着火了，快来人")
    number = (await town.ticket()).number
    await room.deliver()
    assert "11月23日（今天）11:30 前签收（剩 2 小时以内）" in room.card().text
    assert room.card().heading.endswith("签收≤2小时")
    (listed,) = await town.act(text="待办")
    assert "11月23日（今天）11:30 前签收" in listed.text
    town.later(hours=3)
    await room.round()
    assert room.card().heading[0] == "🔴"
    assert room.card().heading.endswith("签收已超时")
    await town.act("take", number)
    await room.deliver()
    assert "11月24日（明天）09:30 前首次答复（剩 24 小时以内）" in room.card().text
    await town.act(text=f"单 {number}")
    await town.act(
        "stage_reply",
        number,
        "查了：火已扑灭，到现场看过线路；下一步：更换楼道电线；谁：消防王芳；什么时候：2026-11-25",
    )
    await room.deliver()
    assert "前办结（剩 10 天以内）" in room.card().text
    assert room.card().heading.endswith("办结≤10天")


async def test_what_a_card_calls_tomorrow_is_called_today_the_next_day(
    town: Town, room: OfficialsRoom
) -> None:
    """At midnight the card is drawn anew, also where nothing else has changed."""
    number = await leak(town, room)
    await town.act("take", number)
    await room.deliver()
    assert "11月24日（明天）09:30" in room.card().text
    town.now = town.now.replace(day=23, hour=16, minute=1)
    await room.round()
    assert "11月24日（今天）09:30" in room.card().text


async def test_a_group_that_moved_shows_its_cards_anew(town: Town, room: OfficialsRoom) -> None:
    """T37: told twice, moved once; topics and old messages are not valid there."""
    await leak(town, room)
    assert await room.topic() == "t1"
    for _ in range(2):
        await town.intake.moved(CHANNEL, "-100", "-100500")
    room.address = "-100500"
    room.shown.clear()
    await room.round()
    assert await room.topic() == "t1"
    assert room.card().text
    await room.reply("漏水三天", "明天修。")
    assert "明天修。" in await heard(town)


async def test_the_newest_state_of_a_card_is_the_only_one_sent(
    town: Town, room: OfficialsRoom
) -> None:
    """Edits are coalesced: three things happen before the group can be written to again."""
    await town.say(f"转人工 {LEAK}")
    number = (await town.ticket()).number
    for choice, words in (("take", ""), ("note", "看过了"), ("answer", "明天修。")):
        await town.act(choice, number, words)
    news = await room.deliver()
    assert len([each for each in news if each.card == f"ticket:{number}"]) == 1


async def test_cards_are_no_words_that_a_search_finds(town: Town, room: OfficialsRoom) -> None:
    """A card repeats what others said: one ticket is found once, by its own words."""
    await leak(town, room)
    from bot.store.grams import query

    found = await town.database.read(lambda tx: tickets.saying(tx, query("无人签收"), 9))
    assert found == []


async def test_a_room_that_is_lost_and_found_catches_up(town: Town, room: OfficialsRoom) -> None:
    """What was owed meanwhile is sent then."""
    await town.intake.gone(CHANNEL, "-100")
    lost = await town.database.read(lambda tx: rooms.at(tx, CHANNEL, "-100"))
    assert lost is not None
    assert lost.lost
    await town.say(f"转人工 {LEAK}")
    await town.intake.gone(CHANNEL, "-100")
    assert await room.deliver() == []
    await town.intake.returned(CHANNEL, "-100")
    assert "漏水三天" in text(await room.deliver())
