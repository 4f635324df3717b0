"""What an official may do to a ticket now, likely ones first: buttons and refusals draw on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.models import Official, Ticket, TicketState
from bot.settings import Settings
from bot.store import Transaction, approvals, people, suspensions, tickets, visits
from bot.tickets.actions import UNTAKEN, Action
from bot.tickets.case import Case
from bot.tickets.guards import may_be_offered
from bot.tickets.lifecycle import RULES
from handlers.actions import mergers
from handlers.actions.recording import is_alone
from handlers.grammar import Act


def offered(
    tx: Transaction,
    settings: Settings,
    zone: ZoneInfo,
    official: Official,
    ticket: Ticket,
    now: datetime,
) -> list[Action]:
    """The actions whose row and guards hold before anything is written for them.

    Whoever answers a ticket that nobody has taken takes it by that.
    """
    case = Case(
        ticket=ticket,
        action=Action.NOTE,
        now=now,
        zone=zone,
        promises=settings.promises,
        reopen_days=settings.conversation.reopen_days,
        author=official,
        history=tickets.events(tx, ticket.id),
        visits=visits.of(tx, ticket.id),
        approvals=approvals.of(tx, ticket.id),
        officials=people.officials_ever(tx),
        suspended=suspensions.of(tx, ticket.contact_id, now) is not None,
        alone=is_alone(tx),
        goes_on_in=mergers.goes_on_in(tx, ticket),
    )
    open_now = _open(case, ticket.state, official)
    if Action.TAKE in open_now and ticket.state in UNTAKEN:
        taken = _open(case, TicketState.IN_PROGRESS, official)
        open_now[1:1] = [action for action in (Action.ANSWER,) if action in taken]
    # What has no command cannot be asked for.
    known = {act.value for act in Act}
    return [action for action in dict.fromkeys(open_now) if action.value in known]


def _open(case: Case, state: TicketState, official: Official) -> list[Action]:
    return [
        row.action
        for row in RULES
        if state in row.sources
        and row.roles & official.roles
        and may_be_offered(row.guards, replace(case, action=row.action))
    ]
