"""A place or a number shared while we ask which question is meant: it goes with that question."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Direction
from bot.store import Transaction, messages
from bot.tickets.whereabouts import is_shared
from handlers.turn import Turn

_LINES = 20
"""So far on in the conversation what was shared still belongs to the question."""


def with_shared(tx: Transaction, turn: Turn, message_ids: Sequence[int]) -> tuple[int, ...]:
    """These messages, and what was shared after the first of them and belongs to no ticket."""
    first = message_ids[0]
    if first >= turn.message_id or messages.get(tx, first).ticket_id is not None:
        return tuple(message_ids)
    return tuple(sorted({*message_ids, *shared_since(tx, turn, first)}))


def shared_since(tx: Transaction, turn: Turn, first: int) -> tuple[int, ...]:
    """What was shared after a message and belongs to no ticket, oldest first."""
    since = messages.conversation(tx, turn.resident.id, after=first, limit=_LINES, now=turn.now)
    return tuple(
        each.message.id
        for each in since
        if each.message.direction is Direction.INBOUND
        and each.message.ticket_id is None
        and is_shared(each.message.content.text)
    )
