"""What a link into the chat brings along: a department, a district, or a resident's own ticket.

`d_water` names a department, `a_5Z-O5Lic` a district (base64url of its name), `t_20261126-0001` a
ticket. Whatever else a link carries is a plain start: anybody can type one.
"""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta

from bot.models import Department, Ticket
from bot.store import Transaction, contacts, people, tickets
from bot.store.contacts import NO_PAST
from handlers.residents import status
from handlers.turn import Turn

DEPARTMENT, DISTRICT, TICKET = "d_", "a_", "t_"
HOLDS = timedelta(days=1)
"""How long what a link brought along is taken for what a new matter is about."""
_LONGEST_DISTRICT = 15


def arrive(tx: Transaction, turn: Turn) -> None:
    """Welcome a resident, and say what their link means; one to their own ticket shows that."""
    payload = turn.message.values.get("start", "")
    own = _own_ticket(tx, turn, payload)
    if own is not None:
        status.tell_one(tx, turn, own)
        return
    welcome(turn)
    unit, district = _department(tx, payload), _district(payload)
    contacts.note_arrival(tx, turn.resident.id, payload if unit or district else "", turn.now)
    if unit is not None:
        name = unit.name_en if turn.language == "en" and unit.name_en else unit.name
        turn.reply("conversation.arrived_department", department=name)
    elif district:
        turn.reply("conversation.arrived_district", district=district)


def welcome(turn: Turn) -> None:
    """What we are, what we can do, and where to call when it burns."""
    turn.greeting = ""
    settings = turn.house.settings
    turn.reply(
        "conversation.welcome",
        city=settings.city_in(turn.language),
        hours=settings.promises.first_reply_hours,
    )


def unit_of(tx: Transaction, turn: Turn) -> str:
    """The department whose link brought the resident here lately; empty for none."""
    found = _department(tx, _lately(tx, turn))
    return found.id if found is not None else ""


def district_of(tx: Transaction, turn: Turn) -> str:
    """The district whose link brought the resident here lately; empty for none."""
    return _district(_lately(tx, turn))


def payload_of_district(name: str) -> str:
    """What a link to a district carries. Raises `ValueError` where the name is too long."""
    if not 0 < len(name) <= _LONGEST_DISTRICT:
        raise ValueError(f"a district's name has at most {_LONGEST_DISTRICT} characters")
    return DISTRICT + base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _lately(tx: Transaction, turn: Turn) -> str:
    if turn.past == NO_PAST:
        return ""  # a link is a message of its own, before this one
    return contacts.arrived_by(tx, turn.resident.id, turn.now - HOLDS)


def _department(tx: Transaction, payload: str) -> Department | None:
    if not payload.startswith(DEPARTMENT):
        return None
    found = people.department(tx, payload.removeprefix(DEPARTMENT))
    return found if found is not None and found.active else None


def _district(payload: str) -> str:
    if not payload.startswith(DISTRICT):
        return ""
    encoded = payload.removeprefix(DISTRICT)
    try:
        name = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    return name if name.isprintable() and 0 < len(name.strip()) <= _LONGEST_DISTRICT else ""


def _own_ticket(tx: Transaction, turn: Turn, payload: str) -> Ticket | None:
    if not payload.startswith(TICKET):
        return None
    found = tickets.by_number(tx, payload.removeprefix(TICKET))
    mine = {each.id for each in tickets.of_person(tx, turn.resident.id, 1000)}
    return found if found is not None and found.id in mine else None
