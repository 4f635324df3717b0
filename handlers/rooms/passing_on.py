"""Passes a resident's further words and files on to the rooms that work on their ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.models import Content, Hearing, Message, Room, RoomMode, Ticket
from bot.privacy import mask
from bot.store import Transaction, rooms
from handlers.rooms import card_face
from handlers.turn import Said, Turn

LONGEST = 2_000


def told(
    turn: Turn,
    room: Room,
    ticket: Ticket,
    said: Sequence[Message],
    after: int,
    heading: str,
) -> Iterator[Said]:
    """What the resident has said since message `after`; a strict room only that they did."""
    for message in said:
        if message.id <= after or message.erased:
            continue
        words = turn.house.wording
        text = words.say(
            words.default,
            "rooms.resident_added" if room.mode is RoomMode.STRICT else "rooms.resident_says",
            number=ticket.number,
            text=mask(message.content.text)[:LONGEST],
            files=len(message.content.attachments),
            taken=ticket.accepted_at is not None,
        )
        link = card_face.desk_page(turn.house, ticket.number)
        content = Content(
            text,
            card=f"said:{message.id}",
            heading=heading,
            link=link if room.mode is RoomMode.STRICT else "",
        )
        yield Said(room.channel, room.address, content, ticket_id=ticket.id)


def files(
    tx: Transaction,
    turn: Turn,
    room: Room,
    ticket: Ticket,
    said: Sequence[Message],
    heading: str,
) -> Iterator[Said]:
    """The resident's files once somebody has taken the ticket, each once.

    A group that is only given notice is told where they can be seen.
    """
    notice = room.hearing is Hearing.NOTHING
    name = "rooms.resident_files_at_desk" if notice else "rooms.resident_files"
    for message in said:
        card = f"files:{message.id}"
        if not message.content.attachments or message.erased or rooms.has_card(tx, room, card):
            continue
        words, attached = turn.house.wording, message.content.attachments
        content = Content(
            words.say(words.default, name, number=ticket.number, files=len(attached)),
            attachments=() if notice else attached,
            card=card,
            heading=heading,
            link=card_face.desk_page(turn.house, ticket.number) if notice else "",
        )
        yield Said(room.channel, room.address, content, ticket_id=ticket.id)


def taken_back(
    tx: Transaction,
    turn: Turn,
    room: Room,
    ticket: Ticket,
    said: Sequence[Message],
    *,
    at_home: bool,
) -> Iterator[Said]:
    """The resident's words, once they are nothing to this room any more: erased, or elsewhere.

    Files that were shown cannot be taken back by an edit; a moderator deletes them by hand.
    """
    words = turn.house.wording
    nothing = words.say(words.default, "rooms.taken_back", number=ticket.number)
    for message in said:
        card = f"said:{message.id}"
        shown = rooms.card_text(tx, room, card) if message.erased or not at_home else None
        if shown is not None and shown != nothing:
            content = Content(nothing, card=card)
            yield Said(room.channel, room.address, content, ticket_id=ticket.id)
