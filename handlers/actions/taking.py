"""签收: whoever takes a matter takes it for all who ask the same."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction
from handlers.actions import deeds, followers
from handlers.grammar import Command
from handlers.turn import Turn


def take(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """签收: the ticket, and those that follow the same matter; each resident is told.

    Raises `Refused`.
    """
    deeds.take(tx, turn, ticket, command)
    for each in followers.untaken(tx, ticket):
        taken = deeds.make_owner(tx, turn, each)
        deeds.tell_taken(tx, turn, taken)
