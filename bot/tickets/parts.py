"""Who has had a part in a ticket, by all its events; whoever has does not judge the work.

A call-back (回访) is made by somebody of a unit that never held the ticket, never helped with it
and none of whose people acted on it. Where the city has no such unit left, by somebody who stands
above the units: a leader, a 监督员, or a colleague at the duty desk that only passed it on, as
long as they never acted on it themselves. Source: docs/promises.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.models import Actor, Official, Role, Ticket, TicketEvent
from bot.tickets.actions import CALLERS, Action
from bot.tickets.confidants import knows_of
from bot.tickets.fold import changes
from bot.tickets.second_persons import DUTY_DESK

_NO_PART = frozenset({Action.CALL_BACK, Action.NOTE})
"""Who asked the resident, or noted something, has not worked on the matter by that."""
_ABOVE = frozenset({Role.LEADER, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Parts:
    """The units that held a ticket, helped, or acted on it, and the officials who acted."""

    units: frozenset[str]
    officials: frozenset[int]


def parts(ticket: Ticket, history: Sequence[TicketEvent], officials: Iterable[Official]) -> Parts:
    """Who had a part, present holders included; `officials` are all there ever were."""
    acted = frozenset(
        each.actor_id
        for each in history
        if each.actor is Actor.OFFICIAL and each.actor_id and each.action not in _NO_PART
    )
    theirs = {each.department_id for each in officials if each.id in acted}
    held = {unit for each in history for unit in _units_named(each)}
    units = theirs | held | {ticket.department_id, *ticket.assisting}
    return Parts(frozenset(units - {""}), acted)


def callers(
    ticket: Ticket, history: Sequence[TicketEvent], officials: Sequence[Official]
) -> list[Official]:
    """Who may call a ticket's resident back; `officials` are all there ever were."""
    had = parts(ticket, history, officials)
    able = [
        each
        for each in officials
        if each.active
        and each.roles & CALLERS
        and each.id not in had.officials
        and knows_of(ticket, each)
    ]
    outside = [each for each in able if each.department_id not in had.units]
    passed_on = DUTY_DESK not in _units_that_worked(ticket, history)
    return outside or [
        each
        for each in able
        if each.roles & _ABOVE or (passed_on and each.department_id == DUTY_DESK)
    ]


def _units_named(event: TicketEvent) -> Iterator[str]:
    changed = changes(event.detail)
    yield str(changed.get("department_id") or "")
    yield from map(str, changed.get("assisting") or ())


def _units_that_worked(ticket: Ticket, history: Sequence[TicketEvent]) -> set[str]:
    """The units that have it now, help, or took it; not those that only passed it on."""
    took = {
        str(changes(each.detail).get("department_id", ""))
        for each in history
        if each.action == Action.TAKE
    }
    return {ticket.department_id, *ticket.assisting, *took}
