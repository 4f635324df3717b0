"""Looks whether calendar or promises have changed since the timetable was planned by them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.store import Transaction, calendar, timetable
from bot.store.timetable import Basis
from handlers.turn import House


def is_planned_by_old(tx: Transaction, house: House) -> bool:
    """Whether every ticket has to be looked at again."""
    return timetable.basis(tx) != _basis(tx, house)


def plan_anew(tx: Transaction, house: House, now: datetime) -> None:
    """Let every ticket be looked at, and counted again where the calendar has changed."""
    before, new = timetable.basis(tx), _basis(tx, house)
    if before is None:
        timetable.keep_basis(tx, new)
    elif before != new:
        timetable.plan_anew(tx, new, now, recount=before.calendar != new.calendar)


def _basis(tx: Transaction, house: House) -> Basis:
    promises = msgspec.json.encode(house.settings.promises, order="sorted").decode()
    return Basis(calendar.version(tx), promises)
