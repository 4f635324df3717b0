"""Contacts: residents on one channel, what they were last asked, how often they wrote."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import msgspec

from bot.clock import parse_stamp, stamp
from bot.models import Contact
from bot.store import Row, Transaction


class Prompt(msgspec.Struct, frozen=True):
    """The question that stands open with a contact, so that a bare "2" has a meaning.

    `choices` are the values behind 1, 2, 3 …; `round` counts how often we have asked in a row.
    """

    contact_id: int
    kind: str
    asked_at: datetime
    choices: tuple[str, ...] = ()
    round: int = 0
    ticket_id: int | None = None
    message_id: int | None = None


class Past(msgspec.Struct, frozen=True):
    """What a contact has left behind until now; where there is none, nothing need be looked for.

    `asked`: a question stands open with them; `tickets`: they have some, open or closed;
    `notices`: they were given one; `suspended`: they are; `owed`: something waits to be sent to
    them; `wrote`: they have written before.
    """

    asked: bool = True
    tickets: bool = True
    notices: bool = True
    suspended: bool = True
    owed: bool = True
    wrote: bool = True


NO_PAST = Past(asked=False, tickets=False, notices=False, suspended=False, owed=False, wrote=False)
"""That of whoever writes for the first time."""


class Writing(msgspec.Struct, frozen=True):
    """A contact who has just written: for which time in this minute, and with which past."""

    contact: Contact
    in_minute: int
    past: Past


class _Newcomer(msgspec.Struct, frozen=True):
    """What is written of whoever writes for the first time."""

    channel: str
    address: str
    language: str
    now: str
    minute: str


def arrive(tx: Transaction, channel: str, address: str, now: datetime) -> Contact:
    """The contact at this address, new or known, locked until the transaction ends.

    Who writes to us no longer blocks us.
    """
    row = tx.row("contact_arrives", channel=channel, address=address, now=stamp(now))
    if row is None:
        raise LookupError("an upsert returns its row")
    return from_row(row)


def meet(
    tx: Transaction, channel: str, address: str, now: datetime, language: str
) -> Writing | None:
    """The contact at this address, who has just written to us for the first time; locked.

    None where somebody is known there, as a contact or as an official.
    """
    at = stamp(now)
    row = _Newcomer(channel, address, language, at, _minute(at))
    contact_id = tx.keep("contact_met", row)
    return _first(contact_id, channel, address, language) if contact_id else None


def write(
    tx: Transaction, channel: str, address: str, now: datetime, language: str = ""
) -> Writing:
    """The contact at this address, new or known, who has just written to us; locked.

    `language` is that of whoever is new. Who writes to us no longer blocks us.
    """
    at = stamp(now)
    here = {"channel": channel, "address": address, "now": at, "minute": _minute(at)}
    if not tx.run("contact_writes", **here):
        contact_id = tx.insert("contact_writes_first", language=language, **here)
        if contact_id:
            return _first(contact_id, channel, address, language)
        # Another process has kept them since.
        tx.run("contact_writes", **here)
    row = tx.row("contact_who_wrote", channel=channel, address=address, now=at)
    if row is None:
        raise LookupError(f"nobody is known at {channel}, though somebody is there already")
    return _writing(row)


def take_back(tx: Transaction, contact_id: int) -> None:
    """Whoever was met in this very transaction, and turns out to be known, is nobody new.

    Their row stays without an address: to delete it all that may point there would be gone through.
    """
    tx.run("contact_erased", id=contact_id)


def write_on_page(tx: Transaction, contact_id: int, now: datetime) -> Writing:
    """The contact with this id, who has just written on one of our pages; locked.

    Raises `LookupError` where there is none.
    """
    at = stamp(now)
    tx.run("contact_writes_on_page", id=contact_id, minute=_minute(at))
    row = tx.row("contact_who_wrote_on_page", id=contact_id, now=at)
    if row is None:
        raise LookupError(f"there is no contact {contact_id}")
    return _writing(row)


def find(tx: Transaction, channel: str, address: str) -> Contact | None:
    """The contact at this address, if they ever wrote."""
    row = tx.row("contact_found", channel=channel, address=address)
    return from_row(row) if row else None


def get(tx: Transaction, contact_id: int) -> Contact:
    """The contact with this id. Raises `LookupError` where there is none."""
    return _existing(tx.row("contact_by_id", id=contact_id), contact_id)


def lock(tx: Transaction, contact_id: int) -> Contact:
    """The contact with this id, locked. Lock contacts before tickets, always."""
    return _existing(tx.row("contact_locked", id=contact_id), contact_id)


def recognise_language(tx: Transaction, contact_id: int, language: str) -> bool:
    """Note the language a contact writes in; False where they have chosen one, which stays."""
    return tx.run("contact_language_recognised", id=contact_id, language=language) > 0


def choose_language(tx: Transaction, contact_id: int, language: str) -> None:
    """Note the language a contact asked for."""
    tx.run("contact_language_chosen", id=contact_id, language=language)


def note_arrival(tx: Transaction, contact_id: int, arrived_by: str, now: datetime) -> None:
    """Note by which link a contact came into the chat; empty where it said nothing."""
    tx.run("contact_arrival_noted", id=contact_id, arrived_by=arrived_by, now=stamp(now))


def arrived_by(tx: Transaction, contact_id: int, since: datetime) -> str:
    """By which link a contact came since a moment; empty where they came without one."""
    row = tx.row("contact_arrival", id=contact_id, since=stamp(since))
    return str(row["arrived_by"]) if row else ""


def block(tx: Transaction, contact_id: int) -> None:
    """Note that the contact wants nothing from us until they write again."""
    tx.run("contact_blocks", id=contact_id)


def prompt(tx: Transaction, contact_id: int) -> Prompt | None:
    """What the contact was last asked, while it stands open."""
    row = tx.row("prompt_of", contact_id=contact_id)
    if row is None:
        return None
    return Prompt(
        contact_id=row["contact_id"],
        kind=row["kind"],
        asked_at=parse_stamp(row["asked_at"]),
        choices=msgspec.json.decode(row["choices"], type=tuple[str, ...]),
        round=row["round"],
        ticket_id=row["ticket_id"],
        message_id=row["message_id"],
    )


def ask(tx: Transaction, asked: Prompt, over: frozenset[str] = frozenset()) -> None:
    """Let a question stand open; it replaces the one before (only of a kind in `over`, if any)."""
    tx.run(
        "prompt_asked",
        contact_id=asked.contact_id,
        kind=asked.kind,
        choices=msgspec.json.encode(asked.choices).decode(),
        round=asked.round,
        ticket_id=asked.ticket_id,
        message_id=asked.message_id,
        asked_at=stamp(asked.asked_at),
        over=_listed(over),
    )


def settle_prompt(tx: Transaction, contact_id: int) -> None:
    """Nothing is asked of this contact any more."""
    tx.run("prompt_settled", contact_id=contact_id)


def standing_long(
    tx: Transaction, kind: str, before: datetime, *, after: int, limit: int
) -> list[int]:
    """The contacts who have been asked such a question since before a moment.

    By their ids, those above `after`, at most `limit`.
    """
    found = tx.rows(
        "prompts_standing_long", kind=kind, before=stamp(before), after=after, limit=limit
    )
    return [row["contact_id"] for row in found]


def count(tx: Transaction, subject: str, bucket: str) -> int:
    """Count one more of `subject` within `bucket` (a stretch of time); the new total."""
    row = tx.row("counter_raised", subject=subject, bucket=bucket)
    return int(row["count"]) if row else 0


def counted(tx: Transaction, subject: str, bucket: str) -> int:
    """How many of `subject` were counted within `bucket`."""
    row = tx.row("counter_read", subject=subject, bucket=bucket)
    return int(row["count"]) if row else 0


def sweep_counters(tx: Transaction, bucket: str) -> int:
    """Forget the counters of buckets before `bucket`; how many."""
    return tx.run("counters_swept", bucket=bucket)


@cache  # the same few kinds each time
def _listed(kinds: frozenset[str]) -> str:
    return f",{','.join(kinds)}," if kinds else ""


def _minute(at: str) -> str:
    return at[: len("2026-11-23T01:30")]


def _first(contact_id: int, channel: str, address: str, language: str) -> Writing:
    # Most write once: then there is no past to look for.
    return Writing(Contact(contact_id, channel, address, language), 1, NO_PAST)


def _writing(row: Row) -> Writing:
    past = Past(
        asked=bool(row["asked"]),
        tickets=bool(row["tickets"]),
        notices=bool(row["notices"]),
        suspended=bool(row["suspended"]),
        owed=bool(row["owed"]),
    )
    return Writing(contact=from_row(row), in_minute=row["in_minute"], past=past)


def _existing(row: Row | None, contact_id: int) -> Contact:
    if row is None:
        raise LookupError(f"there is no contact {contact_id}")
    return from_row(row)


def from_row(row: Row) -> Contact:
    """The contact that a row holds."""
    return Contact(
        id=row["id"],
        channel=row["channel"],
        address=row["address"],
        language=row["language"],
        name=row["name"],
        blocked=bool(row["blocked"]),
    )
