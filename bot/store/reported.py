"""Whom a report is about: the units and persons who must never come to read it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.models import Official
from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Reported:
    """The units (by id) and officials (by id) that a report names."""

    units: frozenset[str] = frozenset()
    officials: frozenset[int] = frozenset()

    def includes(self, official: Official) -> bool:
        """Whether an official is one of them, or belongs to such a unit."""
        return official.id in self.officials or official.department_id in self.units


def note(tx: Transaction, ticket_id: int, about: Reported) -> None:
    """Let these never find a ticket."""
    rows = [
        *({"department_id": each, "official_id": 0} for each in sorted(about.units)),
        *({"department_id": "", "official_id": each} for each in sorted(about.officials)),
    ]
    tx.run_many("reported_noted", [{"ticket_id": ticket_id, **row} for row in rows])


def of(tx: Transaction, ticket_id: int) -> Reported:
    """Whom a ticket is about, as far as it is a report."""
    rows = tx.rows("reported_in", ticket_id=ticket_id)
    return Reported(
        frozenset(row["department_id"] for row in rows if row["department_id"]),
        frozenset(row["official_id"] for row in rows if row["official_id"]),
    )
