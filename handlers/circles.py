"""Circles: rooms without a group, whose officials read and write each in their own chat."""

from __future__ import annotations

from datetime import datetime

from bot.models import Official, Role
from bot.store import Transaction, people
from handlers import staffing
from handlers.turn import House


def members(tx: Transaction, house: House, department_id: str, now: datetime) -> list[Official]:
    """Who belongs to a circle now: a department's staff; at the duty desk, who is on duty or
    dispatches.
    """
    staff = people.officials(tx)
    if department_id:
        return [each for each in staff if each.department_id == department_id]
    dispatchers = [each for each in staff if Role.DISPATCHER in each.roles]
    found = (*staffing.on_duty(tx, house, now), *staffing.present(tx, dispatchers, now))
    return list({each.id: each for each in found}.values())
