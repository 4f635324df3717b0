"""屏蔽: two people of two units let a resident's messages wait; danger always gets through."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.clock import local_day
from bot.errors import Refused
from bot.models import Approval, Approver, InboundMessage, Ticket, TicketState
from bot.store import Transaction, contacts, messages, suspensions
from bot.tickets.actions import DISPATCHERS, Action
from handlers.actions import approving, deeds, registering
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.turn import House, Turn

DAYS = 7
"""The term where none is named."""
_TERM = re.compile(r"(?:(?P<days>\d{1,3})\s*(?:天|日|days?|d)?(?:\s+|$))?(?P<reason>.*)", re.DOTALL)
_AT_ONCE = 20


def hold_back(tx: Transaction, turn: Turn) -> bool:
    """Let the message in hand wait if its sender is suspended; whether it does.

    They are told once a day until when, and what to do in need.
    """
    term = suspensions.of(tx, turn.resident.id, turn.now)
    if term is None:
        return False
    suspensions.hold(tx, turn.resident.id, turn.message_id)
    today = local_day(turn.now, turn.house.zone)
    if contacts.count(tx, f"suspended:{turn.resident.id}", today) == 1:
        turn.greeting = ""
        turn.reply("conversation.suspended", until=term.until)
    return True


def ask(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """屏蔽 12 7天 理由: whoever wrote this ticket, once somebody outside the unit finds the same.

    Raises `Refused`.
    """
    found = _TERM.fullmatch(command.text.strip())
    days = command.values.get("days") or (found["days"] if found else "") or str(DAYS)
    reason = (command.values.get("reason") or (found["reason"] if found else "")).strip()
    values = {"days": days}
    deeds.check(tx, turn, ticket, Action.BLOCK, text=reason, values=values)
    approving.check(tx, turn, ticket, Action.BLOCK, Approver.OUTSIDE, values)
    ticket = record(tx, turn, ticket, Action.BLOCK, text=reason, values=values, detail=values)
    messages.join_ticket(tx, turn.message_id, ticket.id)
    asked = approving.ask(
        tx, turn, ticket, Action.BLOCK, Approver.OUTSIDE, reason=reason, values=values
    )
    if asked.alone:
        _suspend(tx, turn, ticket, asked.approval)
        return
    names = turn.words("officials.list_separator").join(each.name for each in asked.deciders)
    turn.reply("suspending.asked", number=ticket.number, names=names)


def grant(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """同意屏蔽: the term begins, and the ticket counts in no rate. Raises `Refused`."""
    _suspend(tx, turn, ticket, approving.pending(tx, turn, ticket, Action.GRANT_BLOCK))


def refuse(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """不同意屏蔽: the resident is heard as before. Raises `Refused`."""
    approving.decline(tx, turn, ticket, Action.REFUSE_BLOCK, command.text)
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("suspending.refused", number=ticket.number)


def lift(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """解除 12: what was held back becomes a ticket within seconds. Raises `Refused`."""
    changes = {"abuse": False} if ticket.abuse else {}
    record(tx, turn, ticket, Action.UNBLOCK, changes=changes)
    suspensions.lift(tx, ticket.contact_id, turn.now)
    count = len(suspensions.held(tx, ticket.contact_id))
    turn.reply("suspending.lifted", number=ticket.number, held=count)


def listed(tx: Transaction, turn: Turn, _: Command) -> None:
    """屏蔽: who is suspended, until when, why, and how much waits. Raises `Refused`."""
    if not turn.author.roles & DISPATCHERS:
        raise Refused("suspending.not_yours")
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


def _suspend(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval) -> None:
    """Abuse counts in no rate; a closed ticket keeps what was counted of it."""
    until = turn.now + timedelta(days=int(request.values["days"]))
    changes = {} if ticket.state is TicketState.CLOSED else {"abuse": True}
    detail = {"days": request.values["days"], **approving.detail(tx, request)}
    ticket = record(tx, turn, ticket, Action.GRANT_BLOCK, changes=changes, detail=detail)
    approving.settle(tx, turn, ticket, request, granted=True)
    suspensions.suspend(
        tx, ticket.contact_id, request.reason, until, turn.now, official_id=turn.author.id
    )
    turn.reply("suspending.done", number=ticket.number, until=until, buttons=turn.at_a_form)
