"""Calls the duty roster to what is urgent; with nobody on duty, the resident is told at once."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, timetable
from handlers import staffing
from handlers.notifying import notify
from handlers.turn import Turn

CALLED = "called"
"""The step under which a ticket's call is noted: once, however often its danger is repeated."""


def call(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Call whoever is on duty and the ticket's owner, by day and by night, once.

    Whether the resident can be left to wait: somebody is there, or has been told before.
    """
    if not timetable.take(tx, ticket.id, CALLED, turn.now):
        return True
    roster = staffing.on_duty(tx, turn.house, turn.now)
    called = {each.id: each for each in (*roster, *staffing.in_charge(tx, ticket, turn.now))}
    due = ticket.acceptance_due or ticket.first_reply_due
    notify(tx, turn, called.values(), "reminding.urgent_call", ticket, due=due)
    return bool(roster)


def is_somebody_there(tx: Transaction, turn: Turn) -> bool:
    """Whether anybody can be called now; nobody is called by asking."""
    return bool(staffing.on_duty(tx, turn.house, turn.now))


def say_nobody_is_there(turn: Turn, ticket: Ticket) -> None:
    """Tell the resident at once: a promise is no help to whose house stands under water."""
    turn.reply(
        "tickets.nobody_on_duty",
        hotline=turn.house.settings.promises.hotline,
        number=ticket.number,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def say_nobody_is_there_in_danger(turn: Turn, ticket: Ticket) -> None:
    """The same where a number of rescue was given: that is whom to call, and no hotline."""
    turn.reply(
        "tickets.nobody_in_danger",
        number=ticket.number,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )
