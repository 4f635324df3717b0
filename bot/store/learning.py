"""What people made of what was matched: the evidence from which the FAQ learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from bot.models import Content
from bot.store.matching import Feedback, Offered

if TYPE_CHECKING:
    from datetime import date

    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A resident's word on the entry that was given for `text`."""

    contact_id: int
    text: str
    entry_id: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class OfficialAnswer:
    """What an official answered on a ticket that began with `text`, and what was suggested."""

    contact_id: int
    text: str
    answer: str
    suggested: tuple[str, ...]


def judged(tx: Transaction, since: date, limit: int) -> list[JudgedAnswer]:
    """What residents made of answers since a day, the latest first."""
    return [
        JudgedAnswer(
            row["contact_id"], _text(row["content"]), row["entry_id"], Feedback(row["feedback"])
        )
        for row in tx.rows("answers_judged", since=since.isoformat(), limit=limit)
    ]


def answered(tx: Transaction, since: date, limit: int) -> list[OfficialAnswer]:
    """What officials answered where the FAQ had suggested something, the latest first."""
    return [
        OfficialAnswer(
            row["contact_id"],
            _text(row["asked"]),
            _text(row["answered"]),
            tuple(each.id for each in msgspec.json.decode(row["candidates"], type=list[Offered])),
        )
        for row in tx.rows("suggestions_answered", since=since.isoformat(), limit=limit)
    ]


def _text(content: str) -> str:
    return msgspec.json.decode(content, type=Content).text
