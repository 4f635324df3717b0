"""One message in hand: to the residents' rules, or to the officials'."""

from __future__ import annotations

from bot.store import Transaction
from handlers import officials, residents
from handlers.turn import Turn


def handle(tx: Transaction, turn: Turn) -> None:
    """Decide what a message causes, inside its transaction; never waits for anything."""
    if turn.official is not None:
        officials.handle(tx, turn)
    else:
        residents.handle(tx, turn)
