"""Erasing a resident: no word is left anywhere, and everything that points there stays whole."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from bot.models import Attachment, Content, Direction, InboundMessage, TicketState
from bot.settings import Settings
from bot.store import (
    Database,
    Transaction,
    contacts,
    erasing,
    inbox,
    keys,
    messages,
    outbox,
    retention,
    suspensions,
    tickets,
    visits,
)
from bot.store.erasing import Erased
from bot.store.messages import NewMessage
from bot.store.opening import locate, open_database
from tests.scenes import ASKED, PHONE, ZONE, Past, happen

PHOTO, SHARED = b"a photograph of the kitchen", b"a photograph that two people sent"


def _show(tx: Transaction, past: Past, body: bytes, now: datetime, *, contact_id: int) -> None:
    sha256 = hashlib.sha256(body).hexdigest()
    attachment = Attachment(sha256, "image/jpeg", len(body))
    messages.keep_attachment(tx, attachment, body, now)
    content = Content("照片", attachments=(attachment,))
    messages.keep(tx, NewMessage(Direction.INBOUND, content, contact_id), now, ZONE)


def _live(tx: Transaction, now: datetime) -> Past:
    past = happen(tx, now)
    mine, other = past.answered.contact_id, past.confidential.contact_id
    _show(tx, past, PHOTO, now, contact_id=mine)
    for each in (mine, other):
        _show(tx, past, SHARED, now, contact_id=each)
    tickets.describe(tx, past.answered, place="幸福路12号", phone=PHONE)
    _note_elsewhere(tx, past, now)
    arrival = InboundMessage("web", "m-2", "resident-1", text=ASKED)
    kept = inbox.keep(tx, arrival, now, contact_id=mine)
    assert kept is not None
    inbox.done(tx, kept.id, now)
    line = messages.of_ticket(tx, past.answered.id)[0].message
    assert line.contact_id == mine
    with_line = InboundMessage("web", "m-3", "resident-1", text=ASKED)
    assert inbox.keep(tx, with_line, now, contact_id=mine, message_id=line.id, done=True)
    return past


def _erase(tx: Transaction, past: Past, now: datetime) -> Erased:
    return erasing.erase_person(tx, past.answered.contact_id, now, ZONE, keys.signer(tx, ""))


def _note_elsewhere(tx: Transaction, past: Past, now: datetime) -> None:
    """What officials wrote about the matter: a visit, a request, a suspension."""
    ticket_id = past.answered.id
    went = visits.NewVisit(ticket_id, 1, now, f"{PHONE}家", found="油烟", done="已查", message_id=1)
    visits.keep(tx, went, now)
    suspensions.suspend(tx, past.answered.contact_id, f"{PHONE}反复来电", now, now)


async def test_nothing_a_resident_said_is_left(database: Database, now: datetime) -> None:
    """Neither words nor files nor addresses, in whatever table."""
    past = await database.transaction(lambda tx: _live(tx, now))
    erased = await database.transaction(lambda tx: _erase(tx, past, now))

    def look(tx: Transaction) -> None:
        ticket = tickets.get(tx, past.answered.id)
        assert (ticket.title, ticket.place, ticket.phone) == ("", "", "")
        assert all(line.message.erased for line in messages.of_ticket(tx, ticket.id))
        assert contacts.find(tx, "web", "resident-1") is None
        assert contacts.get(tx, ticket.contact_id).address == f"erased:{ticket.contact_id}"
        # With a line of the conversation or without one.
        assert inbox.known(tx, "web", "m-2") is inbox.known(tx, "web", "m-3") is None
        assert tickets.saying(tx, "油烟", 10) == []
        (visit,) = visits.of(tx, ticket.id)
        assert (visit.place, visit.found, visit.done) == ("", "", "")
        assert outbox.claim(tx, "web", limit=9, by="x", now=now, until=now) == []

    await database.transaction(look)
    assert erased.messages == 4
    assert erased.files == 1
    assert erased.withdrawn == 1


async def test_the_chain_and_the_statistics_stay(database: Database, now: datetime) -> None:
    """Number, department, dates and events; the open ticket is withdrawn by its resident."""
    past = await database.transaction(lambda tx: _live(tx, now))
    await database.transaction(lambda tx: _erase(tx, past, now))

    def look(tx: Transaction) -> None:
        ticket = tickets.get(tx, past.answered.id)
        assert (ticket.number, ticket.department_id) == (past.answered.number, "market")
        assert ticket.state is TicketState.CLOSED
        assert ticket.first_reply_at == now
        assert [each.action for each in tickets.events(tx, ticket.id)][-1] == "withdraw"
        assert tickets.broken_chains(tx, keys.signer(tx, "")) == []

    await database.transaction(look)


async def test_others_lose_nothing(database: Database, now: datetime) -> None:
    """Not even the photograph that both had sent."""
    past = await database.transaction(lambda tx: _live(tx, now))
    await database.transaction(lambda tx: _erase(tx, past, now))
    sha256 = hashlib.sha256(SHARED).hexdigest()

    def look(tx: Transaction) -> list[bytes]:
        theirs = messages.conversation(
            tx, past.confidential.contact_id, after=0, limit=99, now=now + timedelta(days=1)
        )
        assert not any(line.message.erased for line in theirs)
        found = (messages.attachment(tx, line.message.id, sha256) for line in theirs)
        return [each[1] for each in found if each]

    assert await database.read(look) == [SHARED]


async def test_erased_bytes_are_gone_from_the_file(settings: Settings, now: datetime) -> None:
    """Not only from what SQLite shows of it, once the night's sweep has been through."""
    place = locate(settings)
    if isinstance(place, str):
        return
    database = await open_database(settings, now=now)
    past = await database.transaction(lambda tx: _live(tx, now))
    await database.transaction(lambda tx: _erase(tx, past, now))
    await database.transaction(retention.tidy)
    await database.close()
    left = b"".join(path.read_bytes() for path in sorted(place.parent.glob("wenzheng.db*")))
    assert PHONE.encode() not in left
    assert PHOTO not in left
    assert SHARED in left


async def test_erasing_twice_changes_nothing_more(database: Database, now: datetime) -> None:
    """Whoever presses again is told the same."""
    past = await database.transaction(lambda tx: _live(tx, now))
    await database.transaction(lambda tx: _erase(tx, past, now))
    assert await database.transaction(lambda tx: _erase(tx, past, now)) == Erased()
