"""One card a ticket in each officials' room, drawn in the transaction that moves the ticket."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.models import (
    Content,
    Direction,
    Hearing,
    InboundMessage,
    Message,
    Room,
    RoomMode,
    Ticket,
    is_circle,
)
from bot.store import Transaction, messages, rooms, tickets
from bot.store.rooms import Standing
from handlers.promises.quiet import is_quiet, morning
from handlers.rooms import card_face, passing_on
from handlers.staffing import DUTY_DESK
from handlers.turn import House, Said, Turn

_AT_ONCE = 50
"""Cards that time alone changes, drawn in one transaction: few enough that no message waits."""


def drawn(tx: Transaction, turn: Turn) -> list[Said]:
    """What is to be said in each room of the tickets that this turn moved."""
    if not turn.moved:
        return []
    known = rooms.rooms(tx)
    said: list[Said] = []
    for ticket_id in sorted(turn.moved) if known else ():
        ticket = tickets.get(tx, ticket_id)
        home = homes(ticket, known)
        for room in _all(home, rooms.showing(tx, ticket_id)):
            said += _draw_in(tx, turn, ticket, room, at_home=room in home)
    return said


def turning(tx: Transaction, now: datetime) -> bool:
    """Whether there are cards that look otherwise by now."""
    return bool(rooms.turning(tx, now, 1))


def draw_turning(tx: Transaction, house: House, now: datetime) -> Turn | None:
    """A turn in which those tickets moved whose cards look otherwise because time has passed."""
    due = rooms.turning(tx, now, _AT_ONCE)
    if not due:
        return None
    message = InboundMessage("", external_id="", sender="")
    return Turn(house, message, now, inbox_id=0, message_id=0, moved=set(due))


def homes(ticket: Ticket, known: Sequence[Room]) -> list[Room]:
    """The rooms a ticket belongs in: its department's, else the duty room.

    What is urgent stands in both; what is confidential stands in none, nor does what follows
    another ticket: of many who ask the same one card is worked on. What is the duty desk's stands
    in the duty room's groups as well, where the desk has no other: that its officials read it each
    alone takes nothing from those.
    """
    if ticket.confidential or ticket.follows_id is not None:
        return []
    own = [
        room for room in known if room.department_id and room.department_id == ticket.department_id
    ]
    duty = [room for room in known if not room.department_id]
    if ticket.urgent or not own:
        return [*own, *duty]
    alone = all(is_circle(room.address) for room in own)
    if ticket.department_id != DUTY_DESK or not alone:
        return own
    return [*own, *(room for room in duty if not is_circle(room.address))]


def expand(tx: Transaction, turn: Turn, room: Room, ticket: Ticket) -> None:
    """更多: the card with all that can be done to the ticket; the next touch shows the likely."""
    if room.mode is RoomMode.STRICT:
        content = card_face.strict(tx, turn.house, ticket, turn.now)
    else:
        content = card_face.full(
            tx, turn.house, ticket, turn.now, all_actions=True, hearing=room.hearing
        )
    turn.said.append(_post(room, ticket, content))
    before = rooms.standing(tx, room, ticket.id) or Standing()
    _note(tx, turn, room, ticket, content, before.passed_on)


def _all(home: Iterable[Room], showing: Iterable[Room]) -> list[Room]:
    return list({room.id: room for room in (*home, *showing)}.values())


def _draw_in(
    tx: Transaction, turn: Turn, ticket: Ticket, room: Room, *, at_home: bool
) -> list[Said]:
    before = rooms.standing(tx, room, ticket.id)
    if before is None and ticket.closed_at is not None:
        return []
    words = _residents_words(tx, ticket)
    last = max((each.id for each in words), default=0)
    asleep = room.hearing is Hearing.ALONE and not ticket.urgent and is_quiet(turn.house, turn.now)
    if asleep and (before is None or not before.drawn):
        _hold(tx, turn, room, ticket, before.passed_on if before else last)
        return []
    content = _content(tx, turn, ticket, room, at_home=at_home)
    said: list[Said] = []
    if before is None or before.drawn != _digest(content):
        said.append(_post(room, ticket, content))
    if not asleep:
        said += _passed_on(tx, turn, ticket, room, words, before, content, at_home=at_home)
    said += passing_on.taken_back(tx, turn, room, ticket, words, at_home=at_home)
    passed_on = max(0 if asleep else last, before.passed_on if before else 0)
    _note(tx, turn, room, ticket, content, passed_on, asleep=asleep)
    return said


def _passed_on(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    room: Room,
    words: list[Message],
    before: Standing | None,
    content: Content,
    *,
    at_home: bool,
) -> list[Said]:
    """The resident's further words, and their files once somebody has taken the ticket."""
    said: list[Said] = []
    if before is not None and at_home:
        said += passing_on.told(turn, room, ticket, words, before.passed_on, content.heading)
    if at_home and room.mode is RoomMode.MASKED and ticket.accepted_at is not None:
        said += passing_on.files(tx, turn, room, ticket, words, content.heading)
    return said


def _hold(tx: Transaction, turn: Turn, room: Room, ticket: Ticket, passed_on: int) -> None:
    """By night a card would ring on somebody's own phone: it is drawn in the morning."""
    rooms.note_drawn(
        tx,
        room,
        ticket.id,
        drawn="",
        passed_on=passed_on,
        turns_at=morning(turn.house, turn.now),
    )


def _content(tx: Transaction, turn: Turn, ticket: Ticket, room: Room, *, at_home: bool) -> Content:
    if not at_home:
        return card_face.elsewhere(tx, turn.house, ticket)
    if room.mode is RoomMode.STRICT:
        return card_face.strict(tx, turn.house, ticket, turn.now)
    return card_face.full(tx, turn.house, ticket, turn.now, hearing=room.hearing)


def _residents_words(tx: Transaction, ticket: Ticket) -> list[Message]:
    lines = {line.message.id: line.message for line in messages.of_ticket(tx, ticket.id)}
    return [each for each in lines.values() if each.direction is Direction.INBOUND]


def _post(room: Room, ticket: Ticket, content: Content) -> Said:
    return Said(room.channel, room.address, content, ticket_id=ticket.id)


def _note(
    tx: Transaction,
    turn: Turn,
    room: Room,
    ticket: Ticket,
    content: Content,
    passed_on: int,
    *,
    asleep: bool = False,
) -> None:
    turns_at = card_face.turns_at(turn.house, ticket, turn.now)
    if asleep:
        # What the resident says by night is passed on in the morning.
        wakes = morning(turn.house, turn.now)
        turns_at = min(turns_at, wakes) if turns_at else wakes
    rooms.note_drawn(
        tx,
        room,
        ticket.id,
        drawn=_digest(content),
        passed_on=passed_on,
        turns_at=turns_at,
    )


def _digest(content: Content) -> str:
    shown = (content.text, content.heading, *((each.value, each.label) for each in content.choices))
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:32]
