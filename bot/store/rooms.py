"""Rooms: where officials work together on a channel, and how each ticket stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import msgspec

from bot.clock import parse_stamp, stamp
from bot.models import Content, Hearing, OutboxState, Room, RoomMode
from bot.store import Row, Transaction
from bot.store.matching import Offered


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands in a room.

    `drawn` is the digest of its card as it was drawn last, `passed_on` the last of the resident's
    messages that the room has been told of.
    """

    topic: str = ""
    drawn: str = ""
    passed_on: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """Something we said in a room: the ticket it is about, and the name of its card."""

    ticket_id: int | None
    card: str


@dataclass(frozen=True, slots=True)
class Words:
    """Something we said in a room, with its heading and words."""

    said: Said
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told under an official's answer.

    `deliveries` are its ways to the residents: each `OutboxState.and_call` of a message.
    """

    inbox_id: int
    channel: str
    address: str
    topic: str
    reply_to: str
    ticket_id: int | None
    language: str
    shown: str
    deliveries: tuple[str, ...]
    settled_at: datetime | None


def open_room(
    tx: Transaction,
    channel: str,
    address: str,
    *,
    department_id: str,
    mode: RoomMode,
    topics: bool,
    now: datetime,
    hearing: Hearing = Hearing.REPLIES,
) -> Room:
    """Let officials work in a group from now on; a known one gets these particulars."""
    row = tx.row(
        "room_opened",
        channel=channel,
        address=address,
        department_id=department_id,
        mode=mode.value,
        topics=int(topics),
        hearing=hearing.value,
        now=stamp(now),
    )
    if row is None:
        raise LookupError("an upsert returns its row")
    return _room(row)


def at(tx: Transaction, channel: str, address: str) -> Room | None:
    """The room at this address of a channel."""
    row = tx.row("room_at", channel=channel, address=address)
    return _room(row) if row else None


def was_ever(tx: Transaction, channel: str, address: str) -> bool:
    """Whether there is, or ever was, a room at this address: one that was closed stays closed."""
    return tx.row("room_ever", channel=channel, address=address) is not None


def asked_last(tx: Transaction, channel: str, address: str, since: datetime) -> Said | None:
    """The words that we last asked an official for in their own chat."""
    values = {"channel": channel, "address": address, "since": stamp(since)}
    row = tx.row("asked_last", **values)
    return Said(row["ticket_id"], row["card"]) if row else None


def rooms(tx: Transaction) -> list[Room]:
    """All rooms, in the order in which they came."""
    return [_room(row) for row in tx.rows("rooms_active")]


def change(tx: Transaction, room_id: int, department_id: str, mode: RoomMode) -> bool:
    """Let a room belong to another department, or show more or less; False for no such room."""
    values = {"id": room_id, "department_id": department_id, "mode": mode.value}
    return tx.run("room_changed", **values) > 0


def close(tx: Transaction, room_id: int) -> bool:
    """Say nothing more in a room, and hear nothing there; False for no such room."""
    return tx.run("room_closed", id=room_id) > 0


def lose(tx: Transaction, channel: str, address: str, now: datetime) -> bool:
    """We may not write in a room any more; False where it is none, or was known."""
    return tx.run("room_lost", channel=channel, address=address, now=stamp(now)) > 0


def unalarmed(tx: Transaction) -> list[Room]:
    """The rooms that shut us out, and nobody was told yet."""
    return [_room(row) for row in tx.rows("rooms_unalarmed")]


def note_alarm(tx: Transaction, room_id: int, now: datetime) -> bool:
    """Somebody is being told; False where another process does it already."""
    return tx.run("room_alarmed", id=room_id, now=stamp(now)) > 0


def find_again(tx: Transaction, channel: str, address: str) -> bool:
    """We may write in a room again; False where it is none, or was not lost."""
    return tx.run("room_found", channel=channel, address=address) > 0


def note_topics(tx: Transaction, channel: str, address: str, *, topics: bool) -> bool:
    """The group has topics now, or has none any more; False where that was known."""
    values = {"channel": channel, "address": address, "topics": int(topics)}
    return tx.run("room_topics_noted", **values) > 0


def move(tx: Transaction, channel: str, address: str, moved_to: str, now: datetime) -> bool:
    """The group has a new address; its cards are drawn anew there. False where that was known."""
    row = tx.row("room_moved", channel=channel, address=address, moved_to=moved_to)
    if row is None:
        return False
    tx.run("room_forgets_topics", room_id=row["id"], now=stamp(now))
    return True


def standing(tx: Transaction, room: Room, ticket_id: int) -> Standing | None:
    """How a ticket stands in a room; None where it was never shown there."""
    row = tx.row("room_ticket", room_id=room.id, ticket_id=ticket_id)
    return Standing(row["topic"], row["drawn"], row["passed_on"]) if row else None


def showing(tx: Transaction, ticket_id: int) -> list[Room]:
    """The rooms in which a ticket was ever shown."""
    return [_room(row) for row in tx.rows("rooms_of_ticket", ticket_id=ticket_id)]


def note_drawn(
    tx: Transaction,
    room: Room,
    ticket_id: int,
    *,
    drawn: str,
    passed_on: int,
    turns_at: datetime | None,
) -> None:
    """A ticket's card is drawn in a room; it is to be drawn anew at `turns_at`."""
    tx.run(
        "room_ticket_drawn",
        room_id=room.id,
        ticket_id=ticket_id,
        drawn=drawn,
        passed_on=passed_on,
        turns_at=stamp(turns_at) if turns_at else None,
    )


def keep_topic(
    tx: Transaction, channel: str, address: str, ticket_id: int, topic: str, now: datetime
) -> None:
    """The ticket has this topic in the room now; in the place of another, its card is due there."""
    values = {"channel": channel, "address": address, "ticket_id": ticket_id, "topic": topic}
    tx.run("room_topic_kept", **values, now=stamp(now))


def ticket_of_topic(tx: Transaction, room: Room, topic: str) -> int | None:
    """The ticket that a topic is about."""
    row = tx.row("ticket_of_topic", room_id=room.id, topic=topic) if topic else None
    return int(row["ticket_id"]) if row else None


def turning(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The tickets whose cards look otherwise by now, because time has passed."""
    return [row["ticket_id"] for row in tx.rows("tickets_turning", now=stamp(now), limit=limit)]


def said(tx: Transaction, channel: str, address: str, platform_id: str) -> Said | None:
    """What we said under this id of the platform, where officials read."""
    if not platform_id:
        return None
    values = {"channel": channel, "address": address, "platform_id": platform_id}
    row = tx.row("said_in_room", **values)
    return Said(row["ticket_id"], row["card"]) if row else None


def said_about(tx: Transaction, channel: str, address: str, ticket_id: int) -> list[Words]:
    """What we said of a ticket where officials read, the newest first."""
    values = {"channel": channel, "address": address, "ticket_id": ticket_id}
    return [
        Words(Said(ticket_id, row["card"]), content.heading, content.text)
        for row in tx.rows("said_about", **values)
        for content in (msgspec.json.decode(row["content"], type=Content),)
    ]


def has_card(tx: Transaction, room: Room, card: str) -> bool:
    """Whether a card was ever owed to a room."""
    values = {"channel": room.channel, "address": room.address, "card": card}
    return tx.row("card_known", **values) is not None


def card_text(tx: Transaction, room: Room, card: str) -> str | None:
    """What a card says in its newest state; None where there is none, empty where it was erased."""
    values = {"channel": room.channel, "address": room.address, "card": card}
    row = tx.row("card_content", **values)
    if row is None:
        return None
    return msgspec.json.decode(row["content"], type=Content).text if row["content"] else ""


def suggested(tx: Transaction, ticket_id: int, limit: int = 20) -> list[tuple[int, int, Offered]]:
    """What the FAQ had that comes near a ticket, best first: match, place in it, entry."""
    found = [
        (row["id"], at, offered)
        for row in tx.rows("suggested_for", ticket_id=ticket_id, limit=limit)
        for at, offered in enumerate(
            msgspec.json.decode(row["candidates"], type=tuple[Offered, ...]), start=1
        )
    ]
    best: dict[str, tuple[int, int, Offered]] = {}
    for each in sorted(found, key=lambda one: -one[2].score):
        best.setdefault(each[2].id, each)
    return list(best.values())


def promise_receipt(
    tx: Transaction,
    inbox_id: int,
    *,
    channel: str,
    address: str,
    topic: str,
    reply_to: str,
    ticket_id: int | None,
    language: str,
    now: datetime,
) -> None:
    """Under this answer it is to be told how far it has come."""
    tx.run(
        "receipt_promised",
        inbox_id=inbox_id,
        channel=channel,
        address=address,
        topic=topic,
        reply_to=reply_to,
        ticket_id=ticket_id,
        language=language,
        now=stamp(now),
    )


def receipts(tx: Transaction, since: datetime) -> list[Receipt]:
    """The receipts of answers since a moment that have not all arrived."""
    rows: Iterable[Row] = tx.rows("receipts_standing", since=stamp(since))
    found = []
    for _, group in groupby(rows, key=lambda row: row["inbox_id"]):
        same = list(group)
        settled = [parse_stamp(row["settled_at"]) for row in same if row["settled_at"]]
        found.append(
            Receipt(
                inbox_id=same[0]["inbox_id"],
                channel=same[0]["channel"],
                address=same[0]["address"],
                topic=same[0]["topic"],
                reply_to=same[0]["reply_to"],
                ticket_id=same[0]["ticket_id"],
                language=same[0]["language"],
                shown=same[0]["shown"],
                deliveries=tuple(
                    OutboxState(row["state"]).and_call(row["called"] or "") for row in same
                ),
                settled_at=max(settled, default=None),
            )
        )
    return found


def note_receipt(tx: Transaction, inbox_id: int, shown: str) -> None:
    """This is what is told under the answer now; `sent` where nothing more will come."""
    tx.run("receipt_shown", inbox_id=inbox_id, shown=shown)


def _room(row: Row) -> Room:
    return Room(
        id=row["id"],
        channel=row["channel"],
        address=row["address"],
        department_id=row["department_id"],
        mode=RoomMode(row["mode"]),
        topics=bool(row["topics"]),
        lost=row["lost_at"] is not None,
        hearing=Hearing(row["hearing"]),
    )
