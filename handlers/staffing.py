"""Who is there: owners and their deputies, heads and leaders, and who is on duty now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.models import Official, Role, Ticket
from bot.store import Transaction, duty, people, stand_ins
from bot.tickets.lifecycle import WORKERS
from handlers.promises.promised import clocks_of
from handlers.turn import House

DUTY_DESK = "duty"
"""The department that owns what nobody else owns yet."""


def present(tx: Transaction, officials: Iterable[Official], now: datetime) -> list[Official]:
    """Those who are active and not away."""
    away = stand_ins.absent(tx, now)
    return [each for each in officials if each.active and each.id not in away]


def on_duty(tx: Transaction, house: House, now: datetime) -> list[Official]:
    """Who can be called now: the roster; where it names nobody, whoever works at the duty desk
    during its hours, or else the first who can act. At night an empty roster is an empty desk.
    """
    roster = present(tx, duty.on_duty(tx, now), now)
    if roster or not _is_open(tx, house, now):
        return roster
    able = present(tx, (each for each in people.officials(tx) if each.roles & WORKERS), now)
    at_desk = [each for each in able if each.department_id == DUTY_DESK]
    return at_desk or able[:1]


def in_charge(tx: Transaction, ticket: Ticket, now: datetime) -> list[Official]:
    """Whom the work on a ticket falls to: its owner; who stands in while they are away or gone."""
    owner = people.official(tx, ticket.owner_id) if ticket.owner_id is not None else None
    if owner is not None and present(tx, [owner], now):
        return [owner]
    stand_in = deputy_of(tx, owner, now) if owner is not None else None
    return [stand_in] if stand_in is not None else heads_of(tx, ticket.department_id, now)


def deputy_of(tx: Transaction, official: Official, now: datetime) -> Official | None:
    """Who stands in for an official: whom they named, and while those are away, their deputy."""
    named = stand_ins.deputies(tx)
    seen, current = {official.id}, official.id
    while (current := named.get(current, 0)) and current not in seen:
        seen.add(current)
        deputy = people.official(tx, current)
        if deputy is not None and present(tx, [deputy], now):
            return deputy
    return None


def heads_of(tx: Transaction, department_id: str, now: datetime) -> list[Official]:
    """The heads of a department; where none is there, who runs the service."""
    staff = present(tx, people.officials(tx), now)
    heads = _holding(staff, Role.DEPARTMENT_HEAD)
    return [each for each in heads if each.department_id == department_id] or _runners(staff)


def concerned(tx: Transaction, ticket: Ticket, now: datetime) -> list[Official]:
    """Whom the work on a ticket falls to, and who stands above them, each once: the head, and of
    what came back more than once the leaders.
    """
    above = leaders(tx, now) if ticket.level > 1 else []
    found = (*in_charge(tx, ticket, now), *heads_of(tx, ticket.department_id, now), *above)
    return list({each.id: each for each in found}.values())


def responsible(tx: Transaction, ticket: Ticket, now: datetime) -> list[Official]:
    """Who is reminded of a ticket: who works on it; since it came back, who answers for it too."""
    return concerned(tx, ticket, now) if ticket.level else in_charge(tx, ticket, now)


def leaders(tx: Transaction, now: datetime) -> list[Official]:
    """The leaders; where none is there, who runs the service."""
    staff = present(tx, people.officials(tx), now)
    return _holding(staff, Role.LEADER) or _runners(staff)


def _runners(staff: list[Official]) -> list[Official]:
    able = [each for each in staff if each.roles & WORKERS]
    return _holding(staff, Role.ADMINISTRATOR) or _holding(staff, Role.DISPATCHER) or able[:1]


def _holding(staff: list[Official], role: Role) -> list[Official]:
    return [each for each in staff if role in each.roles]


def _is_open(tx: Transaction, house: House, now: datetime) -> bool:
    clocks = clocks_of(tx, house, "")
    local = now.astimezone(house.zone)
    minutes = local.hour * 60 + local.minute
    return clocks.calendar.is_working_day(local.date()) and any(
        opens <= minutes < closes for opens, closes in clocks.hours.spans
    )
