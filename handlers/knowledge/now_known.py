"""Tells those who follow a matter, or wait with the same question, that there is an answer now."""

from __future__ import annotations

from datetime import timedelta

from rapidfuzz.distance import Indel

from bot.clock import local_date
from bot.models import Content
from bot.store import Transaction, contacts, faq_needs
from bot.store.drafts import Draft
from bot.store.faq_needs import Waiting
from faq.normalise import normalise
from handlers.turn import Turn

_ALIKE = 0.6
"""Share of characters that a waiting question has in common with a new entry's."""
_ASKED_WITHIN = timedelta(days=30)
_MOST_TOLD = 200


def tell_who_asked(tx: Transaction, turn: Turn, kept: Draft) -> None:
    """Those who follow the matter, and those who wait with the same question, are told at once."""
    asked = normalise(kept.proposed.question)
    since = local_date(turn.now - _ASKED_WITHIN, turn.house.zone)
    following = faq_needs.followers(tx, kept.ticket_id) if kept.ticket_id is not None else []
    alike = [
        each
        for each in faq_needs.unanswered(tx, since, 10 * _MOST_TOLD)
        if each.id != kept.ticket_id and _is_alike(asked, each)
    ]
    told: set[int] = set()
    for each in (*following, *alike[:_MOST_TOLD]):
        if each.contact_id not in told:
            told.add(each.contact_id)
            _tell(tx, turn, kept, each)


def _is_alike(asked: str, waiting: Waiting) -> bool:
    return Indel.normalized_similarity(asked, normalise(waiting.title)) >= _ALIKE


def _tell(tx: Transaction, turn: Turn, kept: Draft, waiting: Waiting) -> None:
    contact = contacts.get(tx, waiting.contact_id)
    language = contact.language or waiting.language or turn.house.wording.default
    text = turn.house.wording.say(
        language,
        "knowledge.now_answered",
        number=waiting.number,
        question=kept.proposed.question,
        answer=kept.proposed.answer,
        source=kept.proposed.source,
    )
    link = turn.house.ticket_page(waiting.number)
    turn.tell(contact, Content(text, link=link), ticket_id=waiting.id)
