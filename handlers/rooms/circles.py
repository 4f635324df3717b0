"""Circles: rooms without a group, whose officials read and write each in their own chat."""

from __future__ import annotations

from datetime import datetime

from bot.models import CIRCLE, Hearing, Official, Outbound, Role, RoomMode
from bot.store import Transaction, people, rooms, tickets
from bot.store.tickets import Wanted
from handlers import staffing
from handlers.turn import House, Turn

_SHOWN_AT_FIRST = 20
"""Open tickets whose cards a new circle begins with: each is a message on somebody's phone."""


def members(tx: Transaction, house: House, department_id: str, now: datetime) -> list[Official]:
    """Who belongs to a circle now: those of a department's staff who are there, and all of them
    where nobody is; at the duty desk, who is on duty or dispatches.
    """
    staff = people.officials(tx)
    if department_id:
        own = [each for each in staff if each.department_id == department_id]
        return staffing.present(tx, own, now) or own
    dispatchers = [each for each in staff if Role.DISPATCHER in each.roles]
    found = (*staffing.on_duty(tx, house, now), *staffing.present(tx, dispatchers, now))
    return list({each.id: each for each in found}.values())


def readers_at_home(tx: Transaction, house: House, row: Outbound, now: datetime) -> frozenset[int]:
    """Who reads the ticket of a row to the duty desk's circle in that of its department: nobody
    is to have what is urgent, and stands in both, twice.
    """
    ticket = tickets.get(tx, row.ticket_id) if row.ticket_id is not None else None
    if row.address != CIRCLE or ticket is None or not ticket.department_id:
        return frozenset()
    if rooms.at(tx, row.channel, f"{CIRCLE}{ticket.department_id}") is None:
        return frozenset()
    return frozenset(each.id for each in members(tx, house, ticket.department_id, now))


def open_for(tx: Transaction, turn: Turn, official: Official) -> None:
    """Let an official who has just been signed up find their circles open.

    Their department's; and the duty desk's where they dispatch or work there, or where no other
    room does its work. One that was closed by hand stays closed.
    """
    _open(tx, turn, official.department_id)
    duty = official.department_id == staffing.DUTY_DESK or Role.DISPATCHER in official.roles
    if duty or all(each.department_id for each in rooms.rooms(tx)):
        _open(tx, turn, "")


def mode_for(tx: Transaction, channel: str, official: Official) -> RoomMode:
    """What an official may read of tickets in their own chat on a channel: the stricter counts."""
    addresses = (f"{CIRCLE}{official.department_id}", CIRCLE)
    found = [rooms.at(tx, channel, each) for each in addresses]
    strict = any(each is not None and each.mode is RoomMode.STRICT for each in found)
    return RoomMode.STRICT if strict else RoomMode.MASKED


def _open(tx: Transaction, turn: Turn, department_id: str) -> None:
    channel, address = turn.message.channel, f"{CIRCLE}{department_id}"
    if rooms.was_ever(tx, channel, address):
        return
    rooms.open_room(
        tx,
        channel,
        address,
        department_id=department_id,
        mode=RoomMode.MASKED,
        topics=False,
        now=turn.now,
        hearing=Hearing.ALONE,
    )
    wanted = Wanted(department_id=department_id, open_only=True, limit=_SHOWN_AT_FIRST)
    turn.moved |= {ticket.id for ticket in tickets.listed(tx, wanted)}
