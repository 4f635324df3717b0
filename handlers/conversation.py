"""One message in hand: to the residents' rules, or to the officials'."""

from __future__ import annotations

from bot.store import Transaction
from handlers import editing, officials, public, residents
from handlers.turn import Turn


def handle(tx: Transaction, turn: Turn) -> None:
    """Decide what a message causes, inside its transaction; never waits for anything."""
    if turn.official is not None:
        officials.handle(tx, turn)
    elif turn.message.edits:
        editing.follow(tx, turn)
    elif turn.message.public:
        public.hear(tx, turn)
    else:
        residents.handle(tx, turn)
