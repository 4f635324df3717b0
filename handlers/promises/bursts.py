"""Bursts: many people ask of one thing within a short time; their tickets come first (hot)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.models import Actor, Ticket
from bot.privacy import mask
from bot.store import Transaction, catalogue, matters, tickets, timetable
from bot.store.tickets import NewEvent
from bot.tickets.lifecycle import Action
from bot.tickets.matters import same_among
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers import staffing
from handlers.actions.recording import append
from handlers.notifying import notify
from handlers.turn import Turn

TOLD = "burst"
"""The step under which it is noted that those on duty were told of a burst."""


_COMPARED = 40
"""Tickets without a topic, newest first, that one is compared with: few enough to wait for."""


@dataclass(frozen=True, slots=True)
class Burst:
    """How many people ask of one thing; which of their tickets was the first, by which those on
    duty know the burst, and which are not hot yet, the oldest first.
    """

    people: int
    first_id: int
    not_hot: tuple[int, ...]
    topic: str


def watch(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """Mark a new ticket, and those before it, as hot where distinct people make a burst.

    It changes the order of work and no deadline. One person who asks ten times is one. What is
    confidential, or somebody's own affair, is part of none.
    """
    if ticket.confidential or not may_be_shared(normalise(ticket.title)):
        return ticket
    settings = turn.house.settings.many
    since = turn.now - timedelta(minutes=settings.burst_minutes)
    look = _of_topic if ticket.topic_id else _alike
    burst = look(tx, ticket, since, settings.burst_people)
    if burst is None:
        return ticket
    for each in burst.not_hot:
        if each != ticket.id:
            _heat(tx, turn, tickets.lock(tx, each), burst.people)
    _tell(tx, turn, burst)
    return _heat(tx, turn, ticket, burst.people)


def _of_topic(tx: Transaction, ticket: Ticket, since: datetime, enough: int) -> Burst | None:
    people = matters.people_of_topic(tx, ticket.topic_id, since)
    if people < enough:
        return None
    topic = catalogue.topic(tx, ticket.topic_id)
    return Burst(
        people=people,
        first_id=matters.first_of_topic(tx, ticket.topic_id, since) or ticket.id,
        not_hot=tuple(matters.not_hot_of_topic(tx, ticket.topic_id, since)),
        topic=topic.topic if topic else "",
    )


def _alike(tx: Transaction, ticket: Ticket, since: datetime, enough: int) -> Burst | None:
    """Those that say the same, where the catalogue knows no topic for it."""
    known = [*reversed(matters.without_topic(tx, since, _COMPARED))]
    same = same_among(normalise(ticket.title), [normalise(each.title) for each in known])
    pairs = zip(known, same, strict=True)
    found = [each for each, is_same in pairs if is_same or each.id == ticket.id]
    people = len({each.contact_id for each in found})
    if people < enough:
        return None
    return Burst(
        people=people,
        first_id=next((each.id for each in found if each.follows_id is None), ticket.id),
        not_hot=tuple(each.id for each in found if not each.hot),
        topic=mask(ticket.title),
    )


def _tell(tx: Transaction, turn: Turn, burst: Burst) -> None:
    """Let those on duty know, once a burst: one notice may answer it."""
    if not timetable.take(tx, burst.first_id, TOLD, turn.now):
        return
    first = tickets.get(tx, burst.first_id)
    roster = staffing.on_duty(tx, turn.house, turn.now)
    told = {each.id: each for each in (*roster, *staffing.in_charge(tx, first, turn.now))}
    notify(
        tx,
        turn,
        told.values(),
        "many.burst",
        first,
        people=burst.people,
        minutes=turn.house.settings.many.burst_minutes,
        topic=burst.topic,
    )


def _heat(tx: Transaction, turn: Turn, ticket: Ticket, people: int) -> Ticket:
    if ticket.hot or ticket.version == 0:
        return ticket
    event = NewEvent(
        action=Action.CLASSIFY,
        actor=Actor.SYSTEM,
        actor_id=None,
        changes={"hot": True},
        detail={"people": people},
    )
    return append(tx, turn, ticket, event)
