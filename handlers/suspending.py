"""屏蔽: a resident's messages are kept and wait for a term; danger always gets through."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.clock import local_date
from bot.errors import Refused
from bot.models import InboundMessage, Role, Ticket, TicketState
from bot.store import Transaction, contacts, messages, suspensions
from bot.tickets.lifecycle import Action
from handlers import registering
from handlers.grammar import Command
from handlers.recording import record
from handlers.turn import House, Turn

DECIDERS = frozenset({Role.ADMINISTRATOR, Role.DEPARTMENT_HEAD})
"""Who may suspend a resident, and lift it."""
DAYS = 7
MOST_DAYS = 90
_TERM = re.compile(r"(?:(?P<days>\d{1,3})\s*(?:天|日|days?|d)?(?:\s+|$))?(?P<reason>.*)", re.DOTALL)
_AT_ONCE = 20


def hold_back(tx: Transaction, turn: Turn) -> bool:
    """Let the message in hand wait if its sender is suspended; whether it does.

    They are told once a day until when, and what to do in need.
    """
    if not turn.past.suspended:
        return False
    term = suspensions.of(tx, turn.resident.id, turn.now)
    if term is None:
        return False
    suspensions.hold(tx, turn.resident.id, turn.message_id)
    today = local_date(turn.now, turn.house.zone).isoformat()
    if contacts.count(tx, f"suspended:{turn.resident.id}", today) == 1:
        turn.greeting = ""
        turn.reply("conversation.suspended", until=term.until)
    return True


def suspend(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """屏蔽 12 7天 理由: whoever wrote this ticket. Raises `Refused`."""
    _check_role(turn)
    found = _TERM.fullmatch(command.text.strip())
    given = command.values.get("days") or (found["days"] if found else "") or str(DAYS)
    reason = (command.values.get("reason") or (found["reason"] if found else "")).strip()
    if not reason:
        raise Refused("suspending.reason_needed", short=ticket.number)
    if not given.isdecimal() or not 1 <= int(given) <= MOST_DAYS:
        raise Refused("suspending.days", most=MOST_DAYS)
    until = turn.now + timedelta(days=int(given))
    suspensions.suspend(tx, ticket.contact_id, reason, until, turn.now, official_id=turn.author.id)
    _mark(tx, turn, ticket, abuse=True)
    turn.reply("suspending.done", number=ticket.number, until=until)


def lift(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """解除 12: what was held back becomes a ticket within seconds. Raises `Refused`."""
    _check_role(turn)
    if not suspensions.lift(tx, ticket.contact_id, turn.now):
        raise Refused("suspending.none")
    _mark(tx, turn, ticket, abuse=False)
    count = len(suspensions.held(tx, ticket.contact_id))
    turn.reply("suspending.lifted", number=ticket.number, held=count)


def listed(tx: Transaction, turn: Turn, _: Command) -> None:
    """屏蔽: who is suspended, until when, why, and how much waits. Raises `Refused`."""
    _check_role(turn)
    found = suspensions.in_force(tx, turn.now)
    lines = [
        turn.words(
            "suspending.line",
            number=each.number,
            until=each.until,
            reason=each.reason,
            held=each.held,
        )
        for each in found
    ]
    turn.say("\n".join((turn.words("suspending.list", count=len(found)), *lines)))


def over(tx: Transaction, now: datetime) -> list[int]:
    """Residents whose term is over while messages of theirs wait."""
    return suspensions.over(tx, now, _AT_ONCE)


def release(tx: Transaction, house: House, now: datetime, contact_id: int) -> Turn | None:
    """Register what was held back of a resident's as one ticket, now that their term is over."""
    contact = contacts.lock(tx, contact_id)
    if suspensions.of(tx, contact_id, now) is not None:
        return None
    waiting = [each.message_id for each in suspensions.held(tx, contact_id)]
    suspensions.let_go(tx, contact_id)
    free = tuple(each for each in waiting if messages.get(tx, each).ticket_id is None)
    if not free:
        return None
    nobody = InboundMessage(contact.channel, external_id="", sender=contact.address)
    turn = Turn(house, nobody, now, inbox_id=0, message_id=free[0], contact=contact)
    registering.register(tx, turn, free)
    return turn


def _check_role(turn: Turn) -> None:
    if not turn.author.roles & DECIDERS:
        raise Refused("suspending.not_yours")


def _mark(tx: Transaction, turn: Turn, ticket: Ticket, *, abuse: bool) -> None:
    """Abuse counts in no rate; a closed ticket keeps what was counted of it."""
    if ticket.state is not TicketState.CLOSED and ticket.abuse is not abuse:
        record(tx, turn, ticket, Action.CLASSIFY, changes={"abuse": abuse})
