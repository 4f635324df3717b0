"""Many ask the same: matters that others may follow, who follows them, how many ask of a topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import stamp
from bot.models import Actor, Ticket, TicketState
from bot.signing import Signer
from bot.store import Transaction, catalogue, tickets
from bot.store.ticket_rows import ticket_of
from bot.store.tickets import NewEvent
from bot.tickets.lifecycle import Action

_SUBJECT = "matters"
_MOST = 500
"""Matters that stand at one time, newest first: as many as a message can be compared with."""


@dataclass(frozen=True, slots=True)
class SharedMatter:
    """A ticket that others may follow, by the neutral title that an official approved."""

    ticket: Ticket
    title: str


class Titled(msgspec.Struct, frozen=True):
    """A ticket as far as it is compared with others: whose it is, and what it is called.

    `hot`: it is known to be in a burst; `follows_id` is the ticket that it follows, if it does.
    """

    id: int
    contact_id: int
    title: str
    hot: bool = False
    follows_id: int | None = None


def version(tx: Transaction) -> int:
    """A number that moves whenever a matter is shared or a notice posted, or either ends."""
    row = tx.row("version_of", subject=_SUBJECT)
    return int(row["version"]) if row else 0


def moved(tx: Transaction) -> None:
    """Let those who hold the matters in memory look again."""
    tx.run("version_moved", subject=_SUBJECT)


def share(tx: Transaction, ticket_id: int, title: str, official_id: int, now: datetime) -> None:
    """Let others follow the ticket under this title; a later title takes the place of it."""
    tx.run(
        "matter_shared", ticket_id=ticket_id, title=title, official_id=official_id, now=stamp(now)
    )
    moved(tx)


def unshare(tx: Transaction, ticket_id: int) -> bool:
    """Let nobody else follow the ticket; False where nobody could."""
    moved(tx)
    return tx.run("matter_unshared", ticket_id=ticket_id) > 0


def title_of(tx: Transaction, ticket_id: int) -> str:
    """The approved title of a ticket that others may follow; empty where they may not."""
    row = tx.row("matter_of_ticket", ticket_id=ticket_id)
    return str(row["title"]) if row else ""


def standing(tx: Transaction, since: datetime) -> list[SharedMatter]:
    """The matters that may be followed: open, or answered since a moment; the newest first."""
    found = tx.rows("matters_standing", since=stamp(since), limit=_MOST)
    return [SharedMatter(ticket_of(row), row["title"]) for row in found]


def followers(tx: Transaction, ticket_id: int) -> list[Ticket]:
    """The open tickets that follow this one, in the order in which contacts are locked."""
    return [ticket_of(row) for row in tx.rows("followers_of", ticket_id=ticket_id)]


def merged_into(tx: Transaction, ticket_id: int) -> list[Ticket]:
    """The tickets that were closed because their matter goes on in this one, in the order in which
    contacts are locked.
    """
    return [ticket_of(row) for row in tx.rows("merged_into", ticket_id=ticket_id)]


def planned_with(tx: Transaction, ticket_id: int, day: date) -> list[Ticket]:
    """The tickets that follow this one and were closed with the same plan (挂账) for that day, in
    the order in which contacts are locked.
    """
    rows = tx.rows("planned_with", ticket_id=ticket_id, day=day.isoformat())
    return [ticket_of(row) for row in rows]


def count_followers(tx: Transaction, ticket_id: int) -> int:
    """How many open tickets follow this one."""
    row = tx.row("followers_counted", ticket_id=ticket_id)
    return int(row["count"]) if row else 0


def unanswered_of_topic(tx: Transaction, topic_id: str, since: datetime) -> list[Ticket]:
    """Public tickets of a topic that came since a moment and wait for an answer."""
    found = tx.rows("tickets_of_topic", topic_id=topic_id, since=stamp(since), limit=_MOST)
    return [ticket_of(row) for row in found]


def not_hot_of_topic(tx: Transaction, topic_id: str, since: datetime) -> list[int]:
    """Those of them that are in no burst yet."""
    found = tx.rows("tickets_of_topic_not_hot", topic_id=topic_id, since=stamp(since), limit=_MOST)
    return [row["id"] for row in found]


def first_of_topic(tx: Transaction, topic_id: str, since: datetime) -> int | None:
    """Of the same, hot or not, the first that follows no other."""
    row = tx.row("ticket_of_topic_first", topic_id=topic_id, since=stamp(since))
    return int(row["id"]) if row else None


def without_topic(tx: Transaction, since: datetime, limit: int) -> list[Titled]:
    """The newest public tickets since a moment whose topic the catalogue does not know."""
    found = tx.rows("tickets_without_topic", since=stamp(since), limit=limit)
    return [
        Titled(row["id"], row["contact_id"], row["title"], bool(row["hot"]), row["follows_id"])
        for row in found
    ]


def people_of_topic(tx: Transaction, topic_id: str, since: datetime) -> int:
    """How many different people asked of a public matter of this topic since a moment."""
    row = tx.row("people_of_topic", topic_id=topic_id, since=stamp(since))
    return int(row["count"]) if row else 0


def recent_public(tx: Transaction, ticket_id: int, since: datetime, limit: int) -> list[Ticket]:
    """The newest public tickets beside this one: open, or answered since a moment."""
    found = tx.rows("tickets_public_recent", ticket_id=ticket_id, since=stamp(since), limit=limit)
    return [ticket_of(row) for row in found]


def answered(tx: Transaction, ticket: Ticket, since: datetime, limit: int) -> list[Ticket]:
    """The public tickets of a ticket's topic that were answered since a moment, newest first.

    What a resident called not solved, or solved in part, is no pattern for another.
    """
    values = {"ticket_id": ticket.id, "topic_id": ticket.topic_id, "since": stamp(since)}
    return [ticket_of(row) for row in tx.rows("tickets_answered", **values, limit=limit)]


def answered_with(tx: Transaction, message_id: int) -> Ticket | None:
    """The ticket that an official's message answered; the first one where it answered several."""
    row = tx.row("ticket_answered_with", message_id=message_id)
    return ticket_of(row) if row else None


def forget_person(tx: Transaction, contact_id: int) -> None:
    """Share nothing of a resident's any more, and forget which notices they were given."""
    tx.run("matters_of_person_unshared", contact_id=contact_id)
    tx.run("notices_unread_by_person", contact_id=contact_id)
    moved(tx)


def pass_on(
    tx: Transaction, leader: Ticket, now: datetime, zone: ZoneInfo, seal: Signer
) -> list[Ticket]:
    """The leader is at its end, but others who follow it still wait: the oldest of them leads.

    Nobody's matter ends because somebody else's did. The approved title goes along. Gives the
    tickets that were moved.
    """
    waiting = sorted(
        (each for each in followers(tx, leader.id) if each.state is not TicketState.REPLIED),
        key=lambda each: each.id,
    )
    if not waiting:
        return []
    first, *others = waiting
    moved_on = [_led_by(tx, first, None, now, zone, seal)]
    moved_on += [_led_by(tx, each, first.id, now, zone, seal) for each in others]
    hand_over(tx, leader.id, first.id)
    return moved_on


def hand_over(tx: Transaction, ticket_id: int, to: int) -> None:
    """Let the approved title and the notices of a ticket be another's; one that has a title
    keeps its own.
    """
    if title_of(tx, to):
        tx.run("matter_unshared", ticket_id=ticket_id)
    else:
        tx.run("matter_passed_on", ticket_id=ticket_id, to=to)
    tx.run("notices_passed_on", ticket_id=ticket_id, to=to)
    moved(tx)


def keep_apart(
    tx: Transaction, ticket: Ticket, now: datetime, zone: ZoneInfo, seal: Signer
) -> list[Ticket]:
    """What has become confidential follows nobody, leads nobody, and is shown to nobody else.

    Gives the tickets that were moved, itself last.
    """
    moved_on = pass_on(tx, ticket, now, zone, seal)
    tx.run("matter_unshared", ticket_id=ticket.id)
    catalogue.forget_ticket(tx, ticket.id)
    moved(tx)
    alone = _led_by(tx, ticket, None, now, zone, seal) if ticket.follows_id is not None else ticket
    return [*moved_on, alone]


def _led_by(
    tx: Transaction,
    ticket: Ticket,
    leader_id: int | None,
    now: datetime,
    zone: ZoneInfo,
    seal: Signer,
) -> Ticket:
    event = NewEvent(Action.CLASSIFY, Actor.SYSTEM, None, changes={"follows_id": leader_id})
    return tickets.record(tx, tickets.lock(tx, ticket.id), event, now, zone, seal)
