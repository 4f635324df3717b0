"""Messages: every line of every conversation, kept once, found by what it says."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.models import Attachment, Content, Direction, OutboxState
from bot.store import Database, Transaction, inbox, messages, outbox, tickets
from bot.store.grams import query
from bot.store.messages import NewMessage
from tests.store.talk import ZONE, letter, opened, owed, resident, said


async def test_a_message_is_read_as_it_was_kept(database: Database, now: datetime) -> None:
    """Text, choices, files and whatever sign somebody typed."""
    content = Content("停水了 😭 \x00 {{ x }}", attachments=(Attachment("a" * 64, "image/png", 3),))

    def work(tx: Transaction) -> None:
        messages.keep_attachment(tx, content.attachments[0], b"png", now)
        contact = resident(tx, now)
        new = NewMessage(Direction.INBOUND, content, contact_id=contact.id)
        message_id = messages.keep(tx, new, now, ZONE)
        assert messages.get(tx, message_id).content == content
        assert messages.attachment(tx, message_id, "a" * 64) == ("image/png", b"png")
        assert messages.attachment(tx, message_id, "b" * 64) is None

    await database.transaction(work)


async def test_a_message_that_never_was_cannot_be_read(database: Database) -> None:
    """There is none."""
    with pytest.raises(LookupError):
        await database.read(lambda tx: messages.get(tx, 1))


async def test_a_conversation_is_read_from_a_cursor(database: Database, now: datetime) -> None:
    """Forwards and backwards, oldest first, nobody else's lines and no notes among them."""

    def work(tx: Transaction) -> None:
        contact, other = resident(tx, now), resident(tx, now, "li")
        ids = [said(tx, now, contact, str(number)) for number in range(5)]
        said(tx, now, other)
        said(tx, now, contact, direction=Direction.NOTE)
        forwards = messages.conversation(tx, contact.id, after=ids[1], limit=2, now=now)
        backwards = messages.before(tx, contact.id, before=ids[3], limit=2, now=now)
        assert [line.message.id for line in forwards] == ids[2:4]
        assert [line.message.id for line in backwards] == ids[1:3]

    await database.transaction(work)


async def test_what_is_meant_for_later_does_not_show_yet(database: Database, now: datetime) -> None:
    """It appears when its moment has come."""
    later = now + timedelta(minutes=1)

    def work(tx: Transaction) -> list[int]:
        contact = resident(tx, now)
        owed(tx, now, not_before=later)
        return [
            len(messages.conversation(tx, contact.id, after=0, limit=9, now=moment))
            for moment in (now, later)
        ]

    assert await database.transaction(work) == [0, 1]


async def test_a_line_tells_its_ticket_its_sender_id_and_its_delivery(
    database: Database, now: datetime
) -> None:
    """What the page needs to draw it."""

    def work(tx: Transaction) -> None:
        ticket = opened(tx, now)
        contact = resident(tx, now)
        message_id = said(tx, now, contact, ticket=ticket)
        inbox.keep(tx, letter(), now, contact_id=contact.id, message_id=message_id)
        outbox.settle(tx, owed(tx, now), OutboxState.SENT, now)
        own, answer = messages.conversation(tx, contact.id, after=0, limit=9, now=now)
        assert (own.ticket, own.external_id) == (ticket.number, "m1")
        assert answer.message.delivery is OutboxState.SENT

    await database.transaction(work)


async def test_a_message_can_join_a_ticket(database: Database, now: datetime) -> None:
    """Then it stands among what was said about it, notes too."""

    def work(tx: Transaction) -> None:
        ticket = opened(tx, now)
        contact = resident(tx, now)
        first = said(tx, now, contact)
        note = said(tx, now, None, "这人又来了", Direction.NOTE, ticket)
        messages.join_ticket(tx, first, ticket.id)
        assert [line.message.id for line in messages.of_ticket(tx, ticket.id)] == [first, note]

    await database.transaction(work)


async def test_a_ticket_is_found_by_a_platforms_id_of_its_message(
    database: Database, now: datetime
) -> None:
    """Of ours and of theirs; nobody else's id opens it."""

    def work(tx: Transaction) -> None:
        ticket = opened(tx, now)
        contact, other = resident(tx, now), resident(tx, now, "li")
        message_id = said(tx, now, contact, ticket=ticket)
        inbox.keep(tx, letter("m7"), now, contact_id=contact.id, message_id=message_id)
        assert messages.ticket_of(tx, contact.id, "m7") == ticket.id
        assert messages.ticket_of(tx, other.id, "m7") is None
        assert messages.ticket_of(tx, contact.id, "m8") is None

    await database.transaction(work)


async def test_tickets_are_found_by_what_was_said(database: Database, now: datetime) -> None:
    """Chinese without spaces, any width and case; all the words have to stand there."""

    def work(tx: Transaction) -> None:
        ticket = opened(tx, now)
        said(tx, now, resident(tx, now), "幸福路停水了，ETC 也坏了", ticket=ticket)
        for words, found in (
            ("停水", 1),
            ("ｅｔｃ 停水", 1),
            ("停电", 0),
            ("停水 停电", 0),
            ("水", 1),
        ):
            assert len(tickets.saying(tx, query(words), 9)) == found

    await database.transaction(work)
