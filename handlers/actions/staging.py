"""阶段性答复: what was checked, what comes next, who, and by when; anything less is refused."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction
from bot.tickets import stage_replies
from bot.tickets.actions import Action
from handlers.actions import checking, deeds, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.turn import Turn


def stage_reply(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Tell the resident how far it is; a valid one ends the first-reply clock. Raises `Refused`."""
    parts = stage_replies.read(command.text, command.values)
    deeds.check(tx, turn, ticket, Action.STAGE_REPLY, text=command.text, values=command.values)
    detail = checking.let_through(
        tx,
        turn,
        ticket,
        "\n".join(parts.values()),
        act=command.act.value,
        values=command.values,
        only=checking.IN_ANY_WORDS,
    )
    ticket = deeds.begin(
        tx, turn, ticket, Action.STAGE_REPLY, text=command.text, values=command.values
    )
    today = turn.now.astimezone(turn.house.zone).date()
    said = stage_replies.check(parts, today)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.STAGE_REPLY,
        text="\n".join(parts.values()),
        values=parts,
        detail={**detail, "by": said.by.isoformat()},
    )
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
    turn.reply("officials.staged", number=ticket.number)
