"""What officials are to be reminded of, and the bundles that carry it: a few in a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import parse_stamp, stamp

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something about a ticket that an official is to know: which clock, how far up the ladder.

    `words` is what they would have been told at night, where it is of no clock; `by_buttons` the
    same for whoever has the ticket's buttons before them.
    """

    official_id: int
    ticket_id: int
    watch: str
    rung: str
    due: datetime
    words: str = ""
    by_buttons: str = ""


@dataclass(frozen=True, slots=True)
class Bundled:
    """How many bundles an official has got on a day, and when the latest."""

    count: int
    latest: datetime


def keep(tx: Transaction, new: Reminder, now: datetime) -> None:
    """Let it wait for the official's next bundle."""
    tx.run(
        "reminder_kept",
        official_id=new.official_id,
        ticket_id=new.ticket_id,
        watch=new.watch,
        rung=new.rung,
        due=stamp(new.due),
        words=new.words,
        by_buttons=new.by_buttons,
        now=stamp(now),
    )


def waiting(tx: Transaction, official_id: int) -> list[Reminder]:
    """What waits for an official, oldest first."""
    return [_reminder(row) for row in tx.rows("reminders_waiting", official_id=official_id)]


def officials(tx: Transaction) -> list[int]:
    """The ids of those for whom something waits."""
    return [row["official_id"] for row in tx.rows("officials_to_remind")]


def bundled(tx: Transaction, day: date) -> dict[int, Bundled]:
    """What officials have got on a day of the city's, by their ids."""
    found = tx.rows("bundles_begun_on", local_date=day.isoformat())
    return {row["official_id"]: Bundled(row["count"], parse_stamp(row["latest"])) for row in found}


def has_begun(tx: Transaction, day: date) -> bool:
    """Whether a day's duty messages have been sent."""
    return tx.row("morning", local_date=day.isoformat()) is not None


def begin_day(tx: Transaction, day: date) -> None:
    """Note that a day's duty messages have been sent."""
    tx.run("morning_kept", local_date=day.isoformat())


def bundle(tx: Transaction, official_id: int, day: date, number: int, now: datetime) -> bool:
    """Begin the day's `number`-th bundle of an official: what waits is in it.

    False where another process has just begun it.
    """
    begun = tx.run(
        "bundle_begun",
        official_id=official_id,
        local_date=day.isoformat(),
        number=number,
        now=stamp(now),
    )
    if begun:
        tx.run("reminders_bundled", official_id=official_id, now=stamp(now))
    return begun > 0


def sweep(tx: Transaction, before: datetime) -> int:
    """Forget what was told before a moment; how many rows."""
    gone = tx.run("reminders_swept", before=stamp(before))
    gone += tx.run("mornings_swept", before=stamp(before)[:10])
    return gone + tx.run("bundles_swept", before=stamp(before))


def _reminder(row: Row) -> Reminder:
    return Reminder(
        official_id=row["official_id"],
        ticket_id=row["ticket_id"],
        watch=row["watch"],
        rung=row["rung"],
        due=parse_stamp(row["due"]),
        words=row["words"],
        by_buttons=row["by_buttons"],
    )
