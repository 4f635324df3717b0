"""Tells the administrators, wherever else they are, that an officials' room shut us out."""

from __future__ import annotations

from datetime import datetime

from bot.models import Role, Room
from bot.store import Transaction, people, rooms
from handlers.naming import channel_name, department_name
from handlers.notifying import speak
from handlers.promises.keeping_time import turn_of_time
from handlers.turn import House, Turn


def due(tx: Transaction) -> bool:
    """Whether there is something to tell."""
    return bool(rooms.unalarmed(tx))


def tell(tx: Transaction, house: House, now: datetime) -> Turn | None:
    """A turn that tells of each lost room, once; by night too, for nobody works there now."""
    turn = turn_of_time(house, now)
    found = [room for room in rooms.unalarmed(tx) if rooms.note_alarm(tx, room.id, now)]
    for room in found:
        _tell(tx, turn, room)
    return turn if found else None


def _tell(tx: Transaction, turn: Turn, room: Room) -> None:
    house = turn.house
    words = house.wording.say(
        house.wording.default,
        "rooms.lost",
        channel=channel_name(house.wording, house.wording.default, room.channel),
        department=department_name(tx, room.department_id, house.wording.default),
    )
    for official in people.officials(tx):
        if official.active and Role.ADMINISTRATOR in official.roles:
            speak(tx, turn, official, words)
