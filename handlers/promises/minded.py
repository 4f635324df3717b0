"""Of many who ask the same one clock speaks for all: whether another's reminders mind this one."""

from __future__ import annotations

from datetime import datetime

from bot.models import Ticket
from bot.store import Transaction, matters, tickets
from bot.tickets.ladder import Step, Watch, is_running


def is_minded(tx: Transaction, ticket: Ticket, step: Step) -> bool:
    """Whether a ticket that follows another's need not be spoken of at this step.

    It need not while the same clock runs for the ticket that it follows, or for another that
    follows it, and ends no later there: who works on it is reminded by that one.
    """
    if ticket.follows_id is None:
        return False
    leader = tickets.get(tx, ticket.follows_id)
    mine = (step.due, ticket.id != leader.id, ticket.id)
    return any(
        (due, each.id != leader.id, each.id) < mine
        for each in (leader, *matters.followers(tx, leader.id))
        if (due := _due(each, step.watch)) is not None and is_running(each, step.watch)
    )


def _due(ticket: Ticket, watch: Watch) -> datetime | None:
    return {
        Watch.ACCEPTANCE: ticket.acceptance_due,
        Watch.FIRST_REPLY: ticket.first_reply_due,
        Watch.RESOLUTION: ticket.resolution_due,
    }.get(watch)
