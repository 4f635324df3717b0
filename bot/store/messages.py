"""Messages: every line of every conversation, kept once, found by what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import local_day, parse_stamp, stamp
from bot.models import Attachment, Content, Direction, Message, OutboxState, Ticket
from bot.store import Row, Transaction
from bot.store.grams import grams
from bot.store.written import as_written


@dataclass(frozen=True, slots=True)
class Line:
    """A message in its conversation: the ticket it belongs to and the sender's own id of it."""

    message: Message
    ticket: str = ""
    external_id: str = ""


class NewMessage(msgspec.Struct, frozen=True):
    """A message about to be kept."""

    direction: Direction
    content: Content
    contact_id: int | None = None
    ticket_id: int | None = None
    official_id: int | None = None


class _Line(msgspec.Struct, frozen=True):
    """The row of a line that lies in no ticket, and is no official's."""

    contact_id: int | None
    direction: str
    content: str
    at: str
    local_date: str


class _TicketLine(_Line, frozen=True):
    """The row of any other."""

    ticket_id: int | None
    official_id: int | None


def keep(tx: Transaction, new: NewMessage, now: datetime, zone: ZoneInfo) -> int:
    """Keep a message; its id. Officials search in tickets: only there its words are findable."""
    line = (
        new.contact_id,
        str(new.direction),  # in a quarter of what its `value` takes
        msgspec.json.encode(new.content).decode(),
        stamp(now),
        local_day(now, zone),
    )
    if new.ticket_id is None and new.official_id is None:
        # As mostly. SQLite's driver asks each None anew what it is.
        message_id = tx.keep("message_kept_outside", _Line(*line))
    else:
        whole = _TicketLine(*line, new.ticket_id, new.official_id)
        message_id = tx.keep("message_kept", whole)
    # A card only says again what others have said: whoever searches is to find those.
    if new.ticket_id is not None and not new.content.card:
        _index(tx, message_id, new.content.text, "message_indexed_first")
    for attachment in new.content.attachments:
        tx.run("attachment_shown", message_id=message_id, sha256=attachment.sha256)
    return message_id


def complete(tx: Transaction, message_id: int, content: Content) -> None:
    """The rest of a message has come: its files, or words that belong to them."""
    ticket_id = get(tx, message_id).ticket_id
    tx.run("message_completed", id=message_id, content=msgspec.json.encode(content).decode())
    if ticket_id is not None:
        _index(tx, message_id, content.text)
    for attachment in content.attachments:
        tx.run("attachment_shown", message_id=message_id, sha256=attachment.sha256)


def join_ticket(tx: Transaction, message_id: int, ticket_id: int) -> None:
    """The message belongs to this ticket, and is found there by its words."""
    row = tx.row("message_joins_ticket", id=message_id, ticket_id=ticket_id)
    if row is not None and row["content"] is not None:
        _index(tx, message_id, _content(row).text)


def join_read(tx: Transaction, message: Message, ticket_id: int) -> None:
    """The same of a message that has been read; only one that lay in a ticket may be found yet."""
    tx.run("message_given_ticket", id=message.id, ticket_id=ticket_id)
    if not message.erased:
        first = "message_indexed_first" if message.ticket_id is None else "message_indexed"
        _index(tx, message.id, message.content.text, first)


def take_back(tx: Transaction, message_id: int) -> None:
    """A message that was kept in this very transaction, and turns out to be a repeat, is none."""
    tx.run("message_taken_back", id=message_id)


def get(tx: Transaction, message_id: int) -> Message:
    """One message. Raises `LookupError` where there is none."""
    row = tx.row("message_by_id", id=message_id)
    if row is None:
        raise LookupError(f"there is no message {message_id}")
    return _message({**row, "delivery": None})


def ticket_of(tx: Transaction, contact_id: int, platform_id: str) -> int | None:
    """The ticket that a message of this conversation belongs to, by the platform's id of it."""
    row = tx.row("ticket_of_platform_message", contact_id=contact_id, platform_id=platform_id)
    return int(row["ticket_id"]) if row else None


def conversation(
    tx: Transaction, contact_id: int, *, after: int, limit: int, now: datetime
) -> list[Line]:
    """A contact's conversation after message `after`, oldest first, at most `limit` lines."""
    found = tx.rows(
        "conversation_after", contact_id=contact_id, after=after, limit=limit, now=stamp(now)
    )
    return [_line(row) for row in found]


def newer(tx: Transaction, message_id: int) -> list[Message]:
    """The newer versions of a resident's message, oldest first."""
    rows = tx.rows("newer_versions", message_id=message_id)
    return [_message({**row, "delivery": None}) for row in rows]


def before(
    tx: Transaction, contact_id: int, *, before: int, limit: int, now: datetime
) -> list[Line]:
    """The `limit` lines of a contact's conversation just before message `before`, oldest first."""
    found = tx.rows(
        "conversation_before", contact_id=contact_id, before=before, limit=limit, now=stamp(now)
    )
    return [_line(row) for row in reversed(found)]


def of_ticket(tx: Transaction, ticket_id: int) -> list[Line]:
    """All that was said about a ticket, notes among it, oldest first.

    What a resident wrote in one go stands in the order in which it was written: a platform may
    have brought it in another.
    """
    rows = tx.rows("messages_of_ticket", ticket_id=ticket_id)
    return [_line(row) for row in as_written(rows)]


def told_in(tx: Transaction, ticket_id: int, limit: int = 20) -> list[str]:
    """What the resident wrote about a ticket, the first `limit` messages, without erased ones."""
    found = as_written(tx.rows("told_in_ticket", ticket_id=ticket_id, limit=limit))
    contents = (row["content"] for row in found if row["content"] is not None)
    return [msgspec.json.decode(content, type=Content).text for content in contents]


def last_of_a_ticket(tx: Transaction, contact_id: int) -> Message | None:
    """The newest line of a contact's conversation that belongs to a ticket."""
    row = tx.row("message_last_of_a_ticket", contact_id=contact_id)
    return _message({**row, "delivery": None}) if row else None


def keep_attachment(tx: Transaction, attachment: Attachment, body: bytes, now: datetime) -> None:
    """Keep a file's bytes, once for each content."""
    tx.run(
        "attachment_kept",
        sha256=attachment.sha256,
        media_type=attachment.media_type,
        size=attachment.size,
        body=body,
        now=stamp(now),
    )


def attachment(tx: Transaction, message_id: int, sha256: str) -> tuple[str, bytes] | None:
    """Media type and bytes of a file that this message holds, else None."""
    row = tx.row("attachment_of_message", message_id=message_id, sha256=sha256)
    return (row["media_type"], bytes(row["body"])) if row else None


def shown_elsewhere(tx: Transaction, sha256: str, ticket: Ticket) -> bool:
    """Whether a file lies with a ticket about another matter, whoever sent it there."""
    matter_id = ticket.id if ticket.follows_id is None else ticket.follows_id
    return tx.row("file_of_another_matter", sha256=sha256, matter_id=matter_id) is not None


def newest(tx: Transaction) -> datetime | None:
    """When the newest message was kept."""
    row = tx.row("message_newest")
    return parse_stamp(row["at"]) if row else None


def _index(tx: Transaction, message_id: int, text: str, statement: str = "message_indexed") -> None:
    words = grams(text)
    if words:
        tx.run(statement, id=message_id, grams=words)


def _content(row: Row) -> Content:
    return msgspec.json.decode(row["content"], type=Content)


def _line(row: Row) -> Line:
    return Line(_message(row), row["number"] or "", row["external_id"] or "")


def _message(row: Row) -> Message:
    erased = row["content"] is None
    content = Content("") if erased else _content(row)
    return Message(
        id=row["id"],
        contact_id=row["contact_id"],
        ticket_id=row["ticket_id"],
        official_id=row["official_id"],
        direction=Direction(row["direction"]),
        content=content,
        at=parse_stamp(row["at"]),
        erased=erased,
        delivery=OutboxState(row["delivery"]) if row["delivery"] else None,
        called=row.get("called") or "",
    )
