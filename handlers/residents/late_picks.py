"""「新的一件」 once its question has passed: where nothing can be tapped, words are all there is.

Written by itself it chooses, and is no matter of its own.
"""

from __future__ import annotations

from bot.models import Direction
from bot.store import Transaction, messages
from handlers.residents import choices, picks
from handlers.turn import Turn

_LINES = 10
"""So far back in the conversation what was offered is still meant."""


def chooses(tx: Transaction, turn: Turn) -> bool:
    """Carry out the choice of a matter that was offered last, written out; whether it is such.

    Raises `Refused`.
    """
    wanted = "" if turn.attachments else picks.matter_in(turn.text)
    if not wanted:
        return False
    value = _offered(tx, turn, wanted)
    if value:
        choices.choose(tx, turn, value)
    elif picks.says_only_which(turn.text):
        turn.reply("conversation.nothing_to_pick")
    else:
        return False
    return True


def _offered(tx: Transaction, turn: Turn, wanted: str) -> str:
    """The value of the newest choice of this kind; empty where none was offered lately."""
    lines = messages.before(
        tx, turn.resident.id, before=turn.message_id, limit=_LINES, now=turn.now
    )
    return next(
        (
            choice.value
            for line in reversed(lines)
            if line.message.direction is Direction.OUTBOUND
            for choice in line.message.content.choices
            if choice.value.startswith(wanted)
        ),
        "",
    )
