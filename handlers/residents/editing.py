"""A message that its writer changed afterwards: news for whoever works on it, no new question."""

from __future__ import annotations

from bot.errors import Refused
from bot.store import Transaction, inbox, messages, tickets
from handlers.residents import joining
from handlers.turn import Turn


def follow(tx: Transaction, turn: Turn) -> None:
    """Add the new wording to the ticket that the old one belongs to, if there is one."""
    original = inbox.known(tx, turn.message.channel, turn.message.edits)
    if original is None or original.message_id is None or not turn.text:
        return
    kept = messages.get(tx, original.message_id)
    if kept.ticket_id is None or kept.contact_id != turn.resident.id:
        return
    ticket = tickets.get(tx, kept.ticket_id)
    try:
        joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
    except Refused:
        # A closed ticket hears nothing more; an edit is no wish to open it again.
        return
