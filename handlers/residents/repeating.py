"""The same words again within minutes are kept with their ticket, and cause nothing more."""

from __future__ import annotations

from datetime import timedelta

from bot.store import Transaction, messages, suspensions, tickets
from bot.store.suspensions import SaidBefore
from faq.match import Decision
from faq.normalise import normalise
from handlers.turn import Turn

WITHIN = timedelta(minutes=30)
_SHORTEST = 5
"""Normalised characters; a short word said twice (没解决, 在吗) means something each time."""


def heard_before(tx: Transaction, turn: Turn) -> bool:
    """Whether the text was said a moment ago and lies in an open ticket: then it joins it quietly.

    Nothing is lost: the message stands with the ticket. The resident is told that we have it. What
    the FAQ has learnt since is answered, as any question is.
    """
    if not turn.past.tickets or len(turn.plain) < _SHORTEST or turn.attachments:
        return False
    since = turn.now - WITHIN
    earlier = suspensions.said_before(tx, turn.resident.id, turn.message_id, since)
    found = next((said for said in earlier if normalise(said.text) == turn.plain), None)
    if found is None or _is_known_since(turn, found):
        return False
    ticket = tickets.get(tx, found.ticket_id)
    messages.join_ticket(tx, turn.message_id, ticket.id)
    turn.reply(
        "tickets.already_registered",
        number=ticket.number,
        due=ticket.first_reply_due,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )
    return True


def _is_known_since(turn: Turn, said: SaidBefore) -> bool:
    """Whether the FAQ answers now, and not with what did not help then."""
    if turn.match is None or turn.match.decision is not Decision.ANSWER:
        return False
    return turn.match.candidates[0].entry.id != said.entry_id
