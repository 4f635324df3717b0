"""阶段性答复: what was checked, what comes next, who, and by when; anything less is refused."""

from __future__ import annotations

from typing import Any

from bot.models import Ticket
from bot.store import Transaction, contacts, tickets
from bot.tickets import stage_replies
from bot.tickets.actions import Action
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.stage_replies import StageReply
from handlers.actions import checking, deeds, mergers, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.turn import Turn


def stage_reply(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Tell the resident how far it is; a valid one ends the first-reply clock. Raises `Refused`."""
    parts = stage_replies.read(command.text, command.values)
    waiting = [each for each in mergers.waiting_for(tx, ticket) if each.level <= ticket.level]
    deeds.check(tx, turn, ticket, Action.STAGE_REPLY, text=command.text, values=command.values)
    detail = checking.let_through(
        tx,
        turn,
        ticket,
        "\n".join(parts.values()),
        act=command.act.value,
        values=command.values,
        recipients=1 + len(waiting),
        only=checking.IN_ANY_WORDS,
    )
    ticket = deeds.begin(
        tx, turn, ticket, Action.STAGE_REPLY, text=command.text, values=command.values
    )
    today = turn.now.astimezone(turn.house.zone).date()
    said = stage_replies.check(parts, today)
    detail |= {"by": said.by.isoformat()}
    _tell(tx, turn, ticket, parts, said, detail)
    for each in waiting:
        # Whose ticket was closed as merged into this one has no other way to hear of it.
        contacts.lock(tx, each.contact_id)
        merged, told = tickets.lock(tx, each.id), {**detail, "with": ticket.number}
        if goes_on_elsewhere(merged):
            _tell(tx, turn, merged, parts, said, told)
    turn.reply("officials.staged", number=ticket.number)


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
