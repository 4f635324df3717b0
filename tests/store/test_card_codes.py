"""The codes of cards, the accounts that a platform lost, and what an official was asked for."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.models import Content, Department, InboundMessage, Role, RoomMode, Side
from bot.store import Database, Transaction, card_codes, inbox, messages, outbox, people, rooms
from bot.store.rooms import Said
from tests.conftest import NOW

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


async def test_a_code_is_used_once_and_the_newest_first(database: Database) -> None:
    """Whoever takes one uses it up; those of another card, or of another channel, stay."""

    def work(tx: Transaction) -> list[str]:
        for hours, code in enumerate(("first", "second", "third")):
            card_codes.keep(tx, "wecom", "task-1", code, NOW + hours * HOUR)
        card_codes.keep(tx, "wecom", "task-2", "other", NOW)
        card_codes.keep(tx, "elsewhere", "task-1", "first", NOW)
        now = NOW + 3 * HOUR
        return [card_codes.take(tx, "wecom", "task-1", now) for _ in range(4)]

    assert await database.transaction(work) == ["third", "second", "first", ""]


async def test_a_code_is_good_for_a_day(database: Database) -> None:
    """One that is too old is not given, and goes when the next is kept."""

    def work(tx: Transaction) -> str:
        card_codes.keep(tx, "wecom", "task-1", "old", NOW)
        return card_codes.take(tx, "wecom", "task-1", NOW + 24 * HOUR)

    assert await database.transaction(work) == ""

    def later(tx: Transaction) -> str:
        card_codes.keep(tx, "wecom", "task-1", "new", NOW + 24 * HOUR)
        card_codes.take(tx, "wecom", "task-1", NOW + 24 * HOUR)
        return card_codes.take(tx, "wecom", "task-1", NOW)

    assert await database.transaction(later) == ""


async def test_who_was_lost_is_tried_again_after_a_day(database: Database) -> None:
    """Out of the circles at once, named by the doctor, back by a word of the platform or a day."""

    def work(tx: Transaction) -> int:
        people.keep_department(tx, Department("water", "水务局"))
        wang = people.add_official(tx, "王芳", "water", [Role.OFFICIAL], NOW)
        people.give_account(tx, wang.id, "wecom", "WangFang")
        return wang.id

    wang_id = await database.transaction(work)

    async def reachable(hours: int = 0) -> list[tuple[int, str]]:
        now = NOW + hours * HOUR
        return await database.read(lambda tx: people.reachable(tx, "wecom", now))

    assert await reachable() == [(wang_id, "WangFang")]

    def lose(tx: Transaction) -> None:
        people.lose_account(tx, "wecom", "WangFang", NOW)

    await database.transaction(lose)
    assert await reachable() == []
    assert await database.read(people.lost_accounts) == [("王芳", "wecom")]
    assert await reachable(25) == [(wang_id, "WangFang")]

    def find(tx: Transaction) -> None:
        people.find_account(tx, "wecom", "WangFang")

    await database.transaction(find)
    assert await reachable() == [(wang_id, "WangFang")]
    assert await database.read(people.lost_accounts) == []


async def test_a_circle_that_was_closed_is_remembered(database: Database) -> None:
    """What an administrator has closed is not opened by the next who signs up."""

    def work(tx: Transaction) -> tuple[bool, bool, bool]:
        before = rooms.was_ever(tx, "wecom", "circle:")
        room = rooms.open_room(
            tx,
            "wecom",
            "circle:",
            department_id="",
            mode=RoomMode.MASKED,
            topics=False,
            now=NOW,
        )
        rooms.close(tx, room.id)
        return before, rooms.was_ever(tx, "wecom", "circle:"), bool(rooms.rooms(tx))

    assert await database.transaction(work) == (False, True, False)


async def test_the_newest_thing_asked_for_is_found(database: Database) -> None:
    """By its card, in this chat, and not for ever; what else was said there does not count."""

    def work(tx: Transaction) -> list[Said | None]:
        for card in ("ask:answer:1", "ask:return:5", "receipt:6", ""):
            content = Content("请写…", card=card)
            new = messages.NewMessage(messages.Direction.OUTBOUND, content)
            kept = messages.keep(tx, new, NOW, ZONE)
            outbox.add(tx, outbox.Owed(kept, "wecom", "WangFang", NOW, card=card), NOW)
        return [
            rooms.asked_last(tx, "wecom", "WangFang", NOW - HOUR),
            rooms.asked_last(tx, "wecom", "WangFang", NOW + HOUR),
            rooms.asked_last(tx, "wecom", "LiNa", NOW - HOUR),
        ]

    assert await database.transaction(work) == [Said(None, "ask:return:5"), None, None]


async def test_what_came_between_two_messages_is_told_in_order(database: Database) -> None:
    """Only this sender's, only on this channel, without the two themselves."""

    def work(tx: Transaction) -> list[str]:
        ids = []
        for number, sender in enumerate(("WangFang", "WangFang", "LiNa", "WangFang", "WangFang")):
            message = InboundMessage("wecom", f"m{number}", sender, side=Side.OFFICIAL)
            arrival = inbox.keep(tx, message, NOW)
            assert arrival is not None
            ids.append(arrival.id)
        found = inbox.between(tx, "wecom", "WangFang", ids[0], ids[4])
        return [each.message.external_id for each in found]

    assert await database.transaction(work) == ["m1", "m3"]
