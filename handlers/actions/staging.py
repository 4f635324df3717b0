"""阶段性答复: what was checked, what comes next, who, and by when; anything less is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.clock import local_date
from bot.models import Ticket, TicketState
from bot.store import Transaction
from bot.tickets import stage_replies
from bot.tickets.actions import Action
from bot.tickets.lifecycle import AT_WORK
from bot.tickets.stage_replies import StageReply
from handlers.actions import checking, deeds, followers, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.turn import Turn

_WAITING = AT_WORK | {TicketState.CLOSED}
"""Where nobody has answered yet; closed is what was merged into the ticket, of those reached."""


def stage_reply(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Tell how far it is whoever waits for the answer; a valid one ends their first-reply clocks.

    Raises `Refused`.
    """
    parts = stage_replies.read(command.text, command.values)
    deeds.check(tx, turn, ticket, Action.STAGE_REPLY, text=command.text, values=command.values)
    detail = checking.let_through(
        tx,
        turn,
        ticket,
        "\n".join(parts.values()),
        act=command.act.value,
        values=command.values,
        recipients=followers.count(tx, ticket),
        only=checking.IN_ANY_WORDS,
    )
    ticket = deeds.begin(
        tx, turn, ticket, Action.STAGE_REPLY, text=command.text, values=command.values
    )
    today = local_date(turn.now, turn.house.zone)
    said = stage_replies.check(parts, today)
    detail |= {"by": said.by.isoformat()}
    _tell(tx, turn, ticket, parts, said, detail)
    told = {ticket.contact_id, *_tell_others(tx, turn, ticket, parts, said, detail)}
    turn.reply("officials.staged", number=ticket.number, people=len(told))


def _tell_others(
    tx: Transaction,
    turn: Turn,
    leader: Ticket,
    parts: dict[str, str],
    said: StageReply,
    detail: dict[str, Any],
) -> Iterator[int]:
    """Tell those who follow, or were merged, and wait for the same answer; whom it reached."""
    for ticket in followers.taken(tx, turn, leader):
        rest = {**detail, "with": leader.number}
        # The day may come too late for a ticket that is due earlier: its own clock goes on then.
        if ticket.state in _WAITING and not _comes_late(turn, ticket, said):
            _tell(tx, turn, ticket, parts, said, rest)
            yield ticket.contact_id


def _comes_late(turn: Turn, ticket: Ticket, said: StageReply) -> bool:
    zone, due = turn.house.zone, ticket.resolution_due
    latest = due.astimezone(zone).date() if due else None
    return stage_replies.comes_late(said.by, turn.now.astimezone(zone).date(), latest)


def _tell(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    parts: dict[str, str],
    said: StageReply,
    detail: dict[str, Any],
) -> None:
    text = "\n".join(parts.values())
    ticket = record(tx, turn, ticket, Action.STAGE_REPLY, text=text, values=parts, detail=detail)
    telling.tell(
        tx,
        turn,
        ticket,
        in_own_words=True,
        checked=said.checked,
        following=said.following,
        responsible=said.responsible,
        day=said.by,
    )
