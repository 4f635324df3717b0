"""Tickets as rows: how a column becomes a field of a ticket, and a field a column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from bot.clock import parse_stamp, stamp
from bot.models import Kind, Outcome, Satisfaction, Ticket, TicketState, Verdict
from bot.store import Row
from bot.tickets.fold import Standing


def ticket_of(row: Row) -> Ticket:
    """The ticket that a whole row of the table holds."""
    values = {name: row[name] for name in _FIELDS}
    for name, read in _READ.items():
        if values[name] is not None:
            values[name] = read(values[name])
    return Ticket(**values)


def columns(ticket: Ticket) -> dict[str, object]:
    """What the columns hold that a ticket's events decide."""
    held = dict(zip(_DECIDED, _decided(ticket), strict=True))
    for name, write in _WRITE.items():
        value = held[name]
        if value is not None:
            held[name] = write(value)
    return held


def _listed(members: tuple[object, ...]) -> str:
    # ',one,two,' so that LIKE finds a member
    return f",{','.join(map(str, members))}," if members else ""


def _members(text: str) -> tuple[str, ...]:
    return tuple(member for member in text.split(",") if member)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(member) for member in _members(text))


_FIELDS = Ticket.__struct_fields__
_DECIDED = Standing.__slots__
_decided = attrgetter(*_DECIDED)
_READ: dict[str, Callable[[Any], Any]] = {
    "state": TicketState,
    "kind": Kind,
    "assisting": _members,
    "confidants": _numbers,
    **dict.fromkeys(
        (
            "created_at",
            "updated_at",
            "first_reply_due",
            "acceptance_due",
            "accepted_at",
            "first_reply_at",
            "resolution_due",
            "resolution_due_original",
            "paused_at",
            "answered_at",
            "confirm_by",
            "closed_at",
        ),
        parse_stamp,
    ),
    **dict.fromkeys(
        (
            "urgent",
            "hot",
            "hard",
            "confidential",
            "supervised",
            "reminded",
            "abuse",
            "visit_required",
            "scheduled_moved",
        ),
        bool,
    ),
    **dict.fromkeys(("outcome", "proposed"), Outcome),
    **dict.fromkeys(("first_verdict", "verdict", "contested_verdict"), Verdict),
    "satisfaction": Satisfaction,
    "scheduled_for": date.fromisoformat,
}
"""How each column that is not a field already becomes one."""
_WRITTEN: dict[Callable[[Any], Any], Callable[[Any], object]] = {
    parse_stamp: stamp,
    date.fromisoformat: date.isoformat,
    bool: int,
    _members: _listed,
    _numbers: _listed,
}
_WRITE = {name: _WRITTEN.get(_READ[name], str) for name in _READ if name in _DECIDED}
"""How each field that is not a column already becomes one; members of an enumeration as text."""
