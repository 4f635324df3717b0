"""Bursts: many people ask of one thing within a short time; their tickets come first (hot)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.models import Actor, Ticket
from bot.privacy import mask
from bot.store import Transaction, catalogue, matters, tickets, timetable
from bot.store.matters import Titled
from bot.store.tickets import NewEvent
from bot.tickets.lifecycle import Action
from bot.tickets.matters import Kin, kin
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
    """How many people ask of one thing, and their tickets, the oldest first."""

    people: int
    tickets: tuple[Ticket | Titled, ...]
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
    enough = settings.burst_people
    burst = _of_topic(tx, ticket, since) if ticket.topic_id else _alike(tx, ticket, since, enough)
    if burst.people < enough:
        return ticket
    for each in burst.tickets:
        if each.id != ticket.id and not each.hot:
            _heat(tx, turn, tickets.lock(tx, each.id), burst.people)
    _tell(tx, turn, ticket, burst)
    return _heat(tx, turn, ticket, burst.people)


def _of_topic(tx: Transaction, ticket: Ticket, since: datetime) -> Burst:
    topic = catalogue.topic(tx, ticket.topic_id)
    return Burst(
        people=matters.people_of_topic(tx, ticket.topic_id, since),
        tickets=tuple(matters.unanswered_of_topic(tx, ticket.topic_id, since)),
        topic=topic.topic if topic else "",
    )


def _alike(tx: Transaction, ticket: Ticket, since: datetime, enough: int) -> Burst:
    """Those that say the same, where the catalogue knows no topic for it.

    Only where `enough` people said it are their tickets looked at: most tickets are in no burst.
    """
    words = normalise(ticket.title)
    found = [
        each
        for each in reversed(matters.without_topic(tx, since, _COMPARED))
        if each.id == ticket.id or kin(words, normalise(each.title)) is Kin.SAME
    ]
    people = len({each.contact_id for each in found})
    if people < enough:
        return Burst(people, (), "")
    return Burst(people, tuple(found), mask(ticket.title))


def _tell(tx: Transaction, turn: Turn, ticket: Ticket, burst: Burst) -> None:
    """Let those on duty know, once a burst: one notice may answer it."""
    first_id = next((each.id for each in burst.tickets if each.follows_id is None), ticket.id)
    if not timetable.take(tx, first_id, TOLD, turn.now):
        return
    first = tickets.get(tx, first_id)
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
