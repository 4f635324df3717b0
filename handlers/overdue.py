"""What time decides: questions that residents left open are settled, so that nothing waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.models import InboundMessage
from bot.store import Transaction, contacts
from bot.store.contacts import Prompt
from handlers import held
from handlers.prompts import HOLDING
from handlers.turn import House, Turn

_AT_ONCE = 50
"""Contacts settled in one transaction: few enough that no message waits for it."""


def settle_questions(tx: Transaction, house: House, now: datetime) -> list[Turn]:
    """Settle the questions that hold messages and have stood open for too long.

    Gives a turn for each, with what is to be said to its resident.
    """
    minutes = timedelta(minutes=house.settings.conversation.which_matter_minutes)
    waiting = {
        contact_id
        for kind in HOLDING
        for contact_id in contacts.standing_long(tx, kind.value, now - minutes, _AT_ONCE)
    }
    turns = (_settle_one(tx, house, now, contact_id) for contact_id in sorted(waiting))
    return [turn for turn in turns if turn is not None]


def _settle_one(tx: Transaction, house: House, now: datetime, contact_id: int) -> Turn | None:
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
