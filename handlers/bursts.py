"""Bursts: many people ask of one thing within a short time; their tickets come first (hot)."""

from __future__ import annotations

from datetime import timedelta

from bot.models import Actor, Ticket
from bot.store import Transaction, catalogue, matters, tickets, timetable
from bot.store.tickets import NewEvent
from bot.tickets.lifecycle import Action
from handlers import staffing
from handlers.notifying import notify
from handlers.recording import append
from handlers.turn import Turn

TOLD = "burst"
"""The step under which it is noted that those on duty were told of a burst."""


def watch(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """Mark a new ticket, and those before it, as hot where distinct people make a burst.

    It changes the order of work and no deadline. One person who asks ten times is one.
    """
    if not ticket.topic_id or ticket.confidential:
        return ticket
    settings = turn.house.settings.many
    since = turn.now - timedelta(minutes=settings.burst_minutes)
    people = matters.people_of_topic(tx, ticket.topic_id, since)
    if people < settings.burst_people:
        return ticket
    for each in matters.cool_of_topic(tx, ticket.topic_id, since):
        if each.id != ticket.id:
            _heat(tx, turn, tickets.lock(tx, each.id), people)
    _tell(tx, turn, ticket, people)
    return _heat(tx, turn, ticket, people)


def _tell(tx: Transaction, turn: Turn, ticket: Ticket, people: int) -> None:
    """Let those on duty know, once a burst: one notice may answer it."""
    since = turn.now - timedelta(minutes=turn.house.settings.many.burst_minutes)
    burst = matters.unanswered_of_topic(tx, ticket.topic_id, since)
    first = next((each for each in burst if each.follows_id is None), ticket)
    if not timetable.take(tx, first.id, TOLD, turn.now):
        return
    topic = catalogue.topic(tx, ticket.topic_id)
    roster = staffing.on_duty(tx, turn.house, turn.now)
    told = {each.id: each for each in (*roster, *staffing.in_charge(tx, first, turn.now))}
    notify(
        tx,
        turn,
        told.values(),
        "many.burst",
        first,
        people=people,
        minutes=turn.house.settings.many.burst_minutes,
        topic=topic.topic if topic else "",
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
