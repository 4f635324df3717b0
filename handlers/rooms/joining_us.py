"""One-time codes: an official's account on a channel, or a group as a room, becomes known."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Hearing
from bot.store import Transaction, invitations, people, rooms, tickets
from bot.store.tickets import Wanted
from handlers.naming import department_name
from handlers.rooms import circles
from handlers.turn import Turn

_SHOWN_AT_FIRST = 50
"""Open tickets whose cards a new room begins with."""


def code_in(turn: Turn) -> str:
    """The code that a message brings, in words or by a link; empty where it brings none."""
    message = turn.message
    if not message.account or message.choice:
        return ""
    return invitations.code_in(message.values.get("start", "") or message.text)


def use(tx: Transaction, turn: Turn, code: str) -> None:
    """Use the code for what it was made for; a refusal is told and leaves it as it is."""
    try:
        if turn.message.account == turn.message.sender:
            _sign_up(tx, turn, code)
        else:
            _open_room(tx, turn, code)
    except Refused as refusal:
        turn.refuse(refusal.reason, **refusal.values)


def _sign_up(tx: Transaction, turn: Turn, code: str) -> None:
    invitation = invitations.use(tx, code, turn.now, for_room=False)
    official = people.official(tx, invitation.official_id or 0)
    if official is None or not official.active:
        raise Refused("rooms.code_unknown")
    people.give_account(tx, official.id, turn.message.channel, turn.message.account)
    turn.reply("rooms.signed_up", name=official.name)
    if turn.message.circle:
        circles.open_for(tx, turn, official)


def _open_room(tx: Transaction, turn: Turn, code: str) -> None:
    invitation = invitations.use(tx, code, turn.now, for_room=True)
    room = rooms.open_room(
        tx,
        turn.message.channel,
        turn.message.sender,
        department_id=invitation.department_id,
        mode=invitation.mode,
        topics=turn.message.values.get("forum") == "yes",
        now=turn.now,
        hearing=Hearing.NUMBERS if turn.message.by_number else Hearing.REPLIES,
    )
    turn.reply(
        "rooms.opened",
        department=department_name(tx, room.department_id, turn.house.wording.default),
        duty=not room.department_id,
        mode=room.mode.value,
        topics=room.topics,
    )
    wanted = Wanted(department_id=room.department_id, open_only=True, limit=_SHOWN_AT_FIRST)
    turn.moved |= {ticket.id for ticket in tickets.listed(tx, wanted)}
