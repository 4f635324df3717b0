"""The answer check's memory: what it holds back, and how often a department sends all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from bot.clock import stamp
from bot.models import Content
from bot.store import Transaction
from bot.tickets.answer_check import Earlier

_COMPARED = 30
"""Answers of one official, the latest first, among which a copy is looked for."""


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that waits for a reason: what was to be done, and in which message it stands."""

    act: str
    message_id: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """A department's answers in a stretch of time, and how many went out against the check."""

    department_id: str
    answers: int
    overridden: int
    faults: Mapping[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share that went out against the check, 0 to 1."""
        return self.overridden / self.answers if self.answers else 0.0


def hold(tx: Transaction, ticket_id: int, official_id: int, held: Held, now: datetime) -> None:
    """Keep an answer that was held back, in place of an earlier one to the same ticket."""
    tx.run(
        "answer_held",
        ticket_id=ticket_id,
        official_id=official_id,
        act=held.act,
        message_id=held.message_id,
        fields=msgspec.json.encode(dict(held.fields)).decode(),
        now=stamp(now),
    )


def held(tx: Transaction, ticket_id: int, official_id: int) -> Held | None:
    """The answer to this ticket that waits for this official's reason."""
    row = tx.row("held_answer", ticket_id=ticket_id, official_id=official_id)
    if row is None:
        return None
    fields = msgspec.json.decode(row["fields"], type=dict[str, str])
    return Held(row["act"], row["message_id"], fields)


def settle(tx: Transaction, ticket_id: int, official_id: int) -> None:
    """Nothing of this official's waits at this ticket any more."""
    tx.run("held_answer_settled", ticket_id=ticket_id, official_id=official_id)


def earlier(tx: Transaction, official_id: int, ticket_id: int) -> list[Earlier]:
    """What an official lately answered to other tickets."""
    rows = tx.rows(
        "answers_of_official", official_id=official_id, ticket_id=ticket_id, limit=_COMPARED
    )
    return [
        Earlier(row["number"], row["title"], msgspec.json.decode(row["content"], type=Content).text)
        for row in rows
    ]


def checked(tx: Transaction, since: date, until: date, department_id: str = "") -> list[Checked]:
    """Each department's answers from `since` to before `until`; of one alone where it is named."""
    between = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "department_id": department_id,
    }
    faults: dict[str, Counter[str]] = {}
    for row in tx.rows("overrides_listed", **between):
        named = msgspec.json.decode(row["detail"], type=dict[str, object]).get("overridden")
        faults.setdefault(row["department_id"], Counter()).update(
            named if isinstance(named, list) else []
        )
    return [
        Checked(
            row["department_id"],
            row["answers"],
            row["overridden"],
            dict(faults.get(row["department_id"], {})),
        )
        for row in tx.rows("answers_checked", **between)
    ]


def overridden(tx: Transaction, since: date, until: date, department_id: str) -> int:
    """How many of a department's answers went out against the check: quickly told, for few did."""
    rows = tx.rows(
        "overrides_listed",
        since=since.isoformat(),
        until=until.isoformat(),
        department_id=department_id,
    )
    return len(rows)
