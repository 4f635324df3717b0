"""The duty roster: who can be called, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import parse_stamp, stamp
from bot.store.people import official

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Official
    from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class Shift:
    """One official's time on duty, from `starts_at` until (not including) `ends_at`."""

    official_id: int
    starts_at: datetime
    ends_at: datetime


def keep_shift(tx: Transaction, shift: Shift) -> None:
    """Add a shift, or give the one that this official begins then another end."""
    tx.run(
        "shift_kept",
        official_id=shift.official_id,
        starts_at=stamp(shift.starts_at),
        ends_at=stamp(shift.ends_at),
    )


def shift(tx: Transaction, official_id: int, starts_at: datetime) -> Shift | None:
    """The shift that an official begins at a moment."""
    row = tx.row("shift_of_official", official_id=official_id, starts_at=stamp(starts_at))
    return _shift(row) if row else None


def shifts(tx: Transaction, moment: datetime) -> list[Shift]:
    """The shifts that have not ended at `moment`, in order."""
    return [_shift(row) for row in tx.rows("shifts_ending_after", moment=stamp(moment))]


def on_duty(tx: Transaction, now: datetime) -> list[Official]:
    """The active officials on duty now, whose shift began last first."""
    found = (official(tx, row["id"]) for row in tx.rows("officials_on_duty", now=stamp(now)))
    return [each for each in found if each]


def sweep(tx: Transaction, before: datetime) -> int:
    """Forget shifts that ended before a moment; how many."""
    return tx.run("shifts_swept", before=stamp(before))


def _shift(row: Row) -> Shift:
    return Shift(
        official_id=row["official_id"],
        starts_at=parse_stamp(row["starts_at"]),
        ends_at=parse_stamp(row["ends_at"]),
    )
