"""Answers that may fit a ticket, ready to be used in one tap: the FAQ's, and earlier tickets'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.clock import local_date
from bot.models import Ticket
from bot.store import Transaction, knowledge, matters, rooms
from bot.store.knowledge import StoredEntry
from bot.store.matching import get as matched
from bot.tickets import answer_check
from bot.tickets.matters import Kin, kin
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers.actions import sending
from handlers.actions.citys_own import citys_own
from handlers.turn import House

MOST = 3
LEAST = 0.05
"""How probable an entry must be to be shown: of what is less so not one in twenty fits, and to read
it costs an official more than the one that fits would save."""
_SIGNS = "①②③"
_LOOKED_BACK = timedelta(days=90)
_COMPARED = 40
"""Answered tickets of the same topic, newest first, that one is compared with."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What was answered to a question; `value` names it on a button for good, `sign` in the card.

    `ticket` is the number of the earlier ticket that it was written for; empty for an FAQ entry.
    """

    value: str
    question: str
    answer: str
    ticket: str = ""
    sign: str = ""


def suggestions(
    tx: Transaction, house: House, ticket: Ticket, now: datetime
) -> tuple[Suggestion, ...]:
    """What comes nearest to what the resident wrote, at most three: official entries first."""
    found = [*islice(_of_faq(tx, house, ticket, now), MOST)]
    if len(found) < MOST:
        said = {each.answer for each in found}
        others = _of_others(tx, ticket, now)
        earlier = (each for each in others if each.answer not in said)
        found += islice(earlier, MOST - len(found))
    return tuple(
        Suggestion(each.value, each.question, each.answer, each.ticket, sign)
        for each, sign in zip(found, _SIGNS, strict=False)
    )


def answer_named(tx: Transaction, house: House, value: str, now: datetime) -> str:
    """The words that a button stands for; empty where the city has taken them back since."""
    verb, _, rest = value.partition(":")
    parts = rest.split(":")
    if not all(part.isdecimal() for part in parts):
        return ""
    if verb == "reuse" and len(parts) == 1:
        return _answered_before(tx, int(parts[0]))
    if verb == "use" and len(parts) == 2:
        entry = _entry_offered(tx, house, int(parts[0]), int(parts[1]), now)
        return entry.answer if entry is not None else ""
    return ""


def _of_faq(tx: Transaction, house: House, ticket: Ticket, now: datetime) -> Iterator[Suggestion]:
    for match_id, place, offered in rooms.suggested(tx, ticket.id):
        entry = _in_force(tx, house, offered.id, now) if offered.score >= LEAST else None
        if entry is not None:
            yield Suggestion(f"use:{match_id}:{place}", entry.question, entry.answer)


def _of_others(tx: Transaction, ticket: Ticket, now: datetime) -> Iterator[Suggestion]:
    """Answers to others who asked the same at no other place, without anybody's own data."""
    asked = normalise(ticket.title)
    if ticket.confidential or not may_be_shared(asked):
        return
    for other in matters.answered(tx, ticket, now - _LOOKED_BACK, _COMPARED):
        plain = normalise(other.title)
        if kin(asked, plain) is not Kin.SAME or not may_be_shared(plain):
            continue
        written = sending.last_written(tx, other)
        words = _words_again(tx, written) if written is not None else ""
        if words:
            yield Suggestion(f"reuse:{written}", other.title, words, ticket=other.number)


def _answered_before(tx: Transaction, message_id: int) -> str:
    """Nothing of a ticket that has become confidential since is said to anybody else."""
    ticket = matters.answered_with(tx, message_id)
    return _words_again(tx, message_id) if ticket is not None and not ticket.confidential else ""


def _words_again(tx: Transaction, message_id: int) -> str:
    """The words of an earlier answer; empty where they are erased, or tell of a person."""
    words = sending.words_in(tx, message_id)
    return words if _is_free_of_people(tx, words) else ""


def _is_free_of_people(tx: Transaction, text: str) -> bool:
    return not answer_check.personal_data(text, known=citys_own(tx))


def _entry_offered(
    tx: Transaction, house: House, match_id: int, place: int, now: datetime
) -> StoredEntry | None:
    found = matched(tx, match_id)
    if found is None or not 0 < place <= len(found.offered):
        return None
    return _in_force(tx, house, found.offered[place - 1].id, now)


def _in_force(tx: Transaction, house: House, entry_id: str, now: datetime) -> StoredEntry | None:
    entry = knowledge.entry(tx, entry_id)
    if entry is None or entry.valid_until is None:
        return entry
    return entry if entry.valid_until >= local_date(now, house.zone) else None
