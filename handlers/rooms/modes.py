"""What may be said where: a strict room shows numbers only, and takes no word for residents."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import RoomMode, Ticket
from bot.store import Transaction
from handlers.grammar import Act
from handlers.rooms import circles
from handlers.turn import Turn

SAYS_TO_RESIDENTS = frozenset(
    {
        Act.ANSWER,
        Act.SNIPPET,
        Act.STAGE_REPLY,
        Act.ASK,
        Act.RECORD_VISIT,
        Act.SUBMIT,
        Act.APPROVE,
        Act.PROPOSE,
    }
)


def mode_of(tx: Transaction, turn: Turn) -> RoomMode:
    """How much of a ticket may be read and written where this was said."""
    if turn.room is not None:
        return turn.room.mode
    if not turn.message.circle:
        return RoomMode.MASKED
    return circles.mode_for(tx, turn.message.channel, turn.author)


def check(turn: Turn, act: Act, ticket: Ticket | None) -> None:
    """Where the platform's servers may not read along, residents are answered at the desk."""
    if turn.is_strict and act in SAYS_TO_RESIDENTS:
        raise Refused("rooms.answer_at_the_desk", number=ticket.number if ticket else "")
