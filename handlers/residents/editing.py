"""A message that its writer changed afterwards: news for whoever works on it, no new question."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.store import Transaction, contacts, inbox, messages, tickets
from handlers.residents import joining, prompts
from handlers.turn import Turn


def follow(tx: Transaction, turn: Turn) -> None:
    """Add the new wording to the ticket that the old one belongs to, or let it wait with that."""
    original = inbox.known(tx, turn.message.channel, turn.message.edits)
    if original is None or original.message_id is None or not turn.text:
        return
    kept = messages.get(tx, original.message_id)
    if kept.contact_id != turn.resident.id:
        return
    if kept.ticket_id is None:
        _wait_with(tx, turn, kept.id)
        return
    ticket = tickets.get(tx, kept.ticket_id)
    try:
        joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
    except Refused:
        # A closed ticket hears nothing more; an edit is no wish to open it again.
        return


def with_newer(tx: Transaction, turn: Turn, message_ids: Sequence[int]) -> tuple[int, ...]:
    """These messages, and what they were changed to before they reached a person."""
    found: list[int] = []
    for message_id in message_ids:
        found.append(message_id)
        if message_id < turn.message_id:
            found += [each.id for each in messages.newer(tx, message_id)]
    return tuple(dict.fromkeys(found))


def _wait_with(tx: Transaction, turn: Turn, message_id: int) -> None:
    prompt = contacts.prompt(tx, turn.resident.id)
    if prompt is None or prompt.kind not in prompts.HOLDING:
        return
    if message_id in prompts.held(prompt):
        prompts.hold(tx, prompt, turn.message_id)
