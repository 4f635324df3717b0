"""A verdict that gets better: it stands only after a call-back where an official may have pressed.

First verdicts are kept and shown beside it. A visit made since the worse verdict, with photographs
of afterwards, is proof enough that it was the matter that became better.
"""

from __future__ import annotations

from datetime import timedelta

from bot.models import Actor, Official, Role, Ticket, Verdict
from bot.store import Transaction, people, reported, tickets, visits
from bot.tickets import parts
from bot.tickets.fold import changes
from handlers.notifying import notify
from handlers.turn import Turn

_WORSE = frozenset({Verdict.PARTLY, Verdict.NOT_SOLVED})


def needs_call_back(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Whether a *solved* from who said otherwise before has to be asked for by another unit.

    It has where an official had to do with the resident in the days before, nobody went there,
    and there is anybody at all who could ask (`bot.tickets.parts`).
    """
    if ticket.verdict not in _WORSE or not callers(tx, ticket):
        return False
    history = tickets.events(tx, ticket.id)
    since = turn.now - timedelta(days=turn.house.settings.promises.contact_days)
    contacted = any(each.actor is Actor.OFFICIAL and each.at >= since for each in history)
    judged = max(each.at for each in history if changes(each.detail).get("verdict"))
    seen = any(visit.visited_at > judged and visit.after for visit in visits.of(tx, ticket.id))
    return contacted and not seen


def ask_for_call_back(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Tell those who may call, their dispatchers first, that somebody has to."""
    able = callers(tx, ticket)
    chosen = [each for each in able if Role.DISPATCHER in each.roles] or able[:1]
    notify(tx, turn, chosen, "officials.please_call_back", ticket)


def callers(tx: Transaction, ticket: Ticket) -> list[Official]:
    """Who may call back, and is none of those whom a report is about."""
    about = reported.of(tx, ticket.id)
    able = parts.callers(ticket, tickets.events(tx, ticket.id), people.officials_ever(tx))
    return [each for each in able if not about.includes(each)]
