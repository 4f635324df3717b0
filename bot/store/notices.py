"""Official notices (通告): one word to the many who ask the same, until it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.clock import parse_stamp, stamp
from bot.store import Row, Transaction, matters


@dataclass(frozen=True, slots=True)
class Notice:
    """An official's words on a matter; `texts` by language, `place` empty for everywhere.

    `ticket` is the number of the ticket it was posted on, `ended_at` when it was withdrawn.
    """

    id: int
    ticket_id: int
    ticket: str
    department_id: str
    topic_id: str
    place: str
    title: str
    texts: Mapping[str, str]
    official: str
    posted_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    readers: int = 0

    def text(self, language: str) -> str:
        """The words in a language, or those that were written first, unchanged."""
        return self.texts.get(language) or next(iter(self.texts.values()))

    def stands(self, now: datetime) -> bool:
        """Whether it is still given to who asks."""
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice about to be posted; the fields mean what those of `Notice` mean."""

    ticket_id: int
    topic_id: str
    place: str
    title: str
    texts: Mapping[str, str]
    official_id: int
    expires_at: datetime


def post(tx: Transaction, new: NewNotice, now: datetime) -> Notice:
    """Post a notice; it is given to whoever asks of its matter from now on."""
    row = tx.row(
        "notice_posted",
        ticket_id=new.ticket_id,
        topic_id=new.topic_id,
        place=new.place,
        title=new.title,
        texts=msgspec.json.encode(dict(new.texts)).decode(),
        official_id=new.official_id,
        now=stamp(now),
        expires_at=stamp(new.expires_at),
    )
    if row is None:
        raise LookupError("an insert returns its row")
    matters.moved(tx)
    return get(tx, row["id"])


def get(tx: Transaction, notice_id: int) -> Notice:
    """The notice with this id. Raises `LookupError` where there is none."""
    row = tx.row("notice_by_id", id=notice_id)
    if row is None:
        raise LookupError(f"there is no notice {notice_id}")
    return _notice(row)


def standing(tx: Transaction, now: datetime) -> list[Notice]:
    """The notices that are given to who asks, the newest first."""
    return [_notice(row) for row in tx.rows("notices_standing", now=stamp(now))]


def listed(tx: Transaction, limit: int) -> list[Notice]:
    """All notices, the newest first, with how many were given each without a ticket."""
    return [_notice(row) for row in tx.rows("notices_all", limit=limit)]


def end(tx: Transaction, notice_id: int, now: datetime) -> bool:
    """Withdraw a notice; False where it had been."""
    matters.moved(tx)
    return tx.run("notice_ended", id=notice_id, now=stamp(now)) > 0


def end_of_ticket(tx: Transaction, ticket_id: int, now: datetime) -> list[int]:
    """Withdraw the notices that were posted on a ticket; their ids."""
    ended = [
        row["id"] for row in tx.rows("notices_of_ticket_ended", ticket_id=ticket_id, now=stamp(now))
    ]
    if ended:
        matters.moved(tx)
    return ended


def read(
    tx: Transaction, notice_id: int, contact_id: int, message_id: int | None, now: datetime
) -> None:
    """Note that somebody was given the notice when they asked."""
    tx.run(
        "notice_read",
        notice_id=notice_id,
        contact_id=contact_id,
        message_id=message_id,
        now=stamp(now),
    )


def leave(tx: Transaction, notice_id: int, contact_id: int) -> None:
    """Their matter is their own again: they are told no more of the notice."""
    tx.run("notice_left", notice_id=notice_id, contact_id=contact_id)


def readers(tx: Transaction, notice_id: int) -> list[int]:
    """The contacts who were given the notice without a ticket, in the order of their locks."""
    return [row["contact_id"] for row in tx.rows("notice_readers_of", notice_id=notice_id)]


def last_read(
    tx: Transaction, contact_id: int, since: datetime
) -> tuple[Notice, int | None] | None:
    """The notice that a contact was given last, since a moment, and the message they asked in."""
    row = tx.row("notice_last_read", contact_id=contact_id, since=stamp(since))
    return (get(tx, row["notice_id"]), row["message_id"]) if row else None


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        ticket_id=row["ticket_id"],
        ticket=row["number"],
        department_id=row["department_id"],
        topic_id=row["topic_id"],
        place=row["place"],
        title=row["title"],
        texts=msgspec.json.decode(row["texts"], type=dict[str, str]),
        official=row["official"],
        posted_at=parse_stamp(row["posted_at"]),
        expires_at=parse_stamp(row["expires_at"]),
        ended_at=parse_stamp(row["ended_at"]) if row["ended_at"] else None,
        readers=row.get("readers", 0) or 0,
    )
