"""What time decides: questions that residents left open are settled, so that nothing waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.models import InboundMessage
from bot.store import Transaction, contacts
from bot.store.contacts import Prompt
from handlers.residents import held
from handlers.residents.prompts import HOLDING
from handlers.turn import House, Turn

_AT_ONCE = 50
"""Contacts named in one look: there are hardly ever more, and no look takes long."""


def overdue_questions(tx: Transaction, house: House, now: datetime, *, after: int = 0) -> list[int]:
    """Contacts above `after` with a question that holds messages and has stood open too long."""
    minutes = timedelta(minutes=house.settings.conversation.which_matter_minutes)
    waiting = {
        contact_id
        for kind in HOLDING
        for contact_id in contacts.standing_long(
            tx, kind.value, now - minutes, after=after, limit=_AT_ONCE
        )
    }
    # What lies beyond the nearest of the two kinds' last ones is found by the next look.
    return sorted(waiting)[:_AT_ONCE]


def settle_question(tx: Transaction, house: House, now: datetime, contact_id: int) -> Turn | None:
    """Settle a contact's question without them.

    Gives a turn with what is to be said to the resident; None where another was faster.
    """
    contact = contacts.lock(tx, contact_id)
    prompt: Prompt | None = contacts.prompt(tx, contact_id)
    minutes = timedelta(minutes=house.settings.conversation.which_matter_minutes)
    # Another may have settled it before we held the lock.
    if prompt is None or prompt.kind not in HOLDING or now - prompt.asked_at < minutes:
        return None
    turn = Turn(
        house=house,
        message=InboundMessage(contact.channel, external_id="", sender=contact.address),
        now=now,
        inbox_id=0,
        message_id=prompt.message_id or 0,
        contact=contact,
    )
    held.settle(tx, turn, prompt)
    return turn
