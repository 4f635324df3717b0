"""Snippets (模板): words that officials keep ready for answers, each unit its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words under a name; an empty `department_id` makes them everybody's."""

    department_id: str
    name: str
    text: str


def keep(tx: Transaction, snippet: Snippet, official_id: int, now: datetime) -> None:
    """Keep words under a name; what the unit had under it is replaced."""
    tx.run(
        "snippet_kept",
        department_id=snippet.department_id,
        name=snippet.name,
        text=snippet.text,
        official_id=official_id,
        now=stamp(now),
    )


def drop(tx: Transaction, department_id: str, name: str) -> bool:
    """Forget a unit's words; False where it has none under the name."""
    return tx.run("snippet_dropped", department_id=department_id, name=name) > 0


def named(tx: Transaction, department_id: str, name: str) -> Snippet | None:
    """The words that a unit knows under a name: its own, else everybody's."""
    row = tx.row("snippet_named", department_id=department_id, name=name)
    return _snippet(row) if row else None


def of(tx: Transaction, department_id: str, limit: int) -> list[Snippet]:
    """What a unit can use, by name."""
    rows = tx.rows("snippets_of", department_id=department_id, limit=limit)
    return [_snippet(row) for row in rows]


def _snippet(row: Row) -> Snippet:
    return Snippet(row["department_id"], row["name"], row["text"])
