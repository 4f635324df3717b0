"""Who may be called back by a platform's notice, and what became of the notices."""

from __future__ import annotations

from datetime import datetime

from bot.clock import stamp
from bot.store import Transaction

CALLED, ARRIVED, REFUSED = "called", "arrived", "refused"


def give(tx: Transaction, channel: str, address: str, template: str, at: datetime) -> None:
    """A contact allows a notice, once more. The same decision told again changes nothing."""
    tx.run("consent_given", channel=channel, address=address, template=template, at=stamp(at))


def take_back(tx: Transaction, channel: str, address: str, template: str, at: datetime) -> None:
    """A contact wants no such notice any more, or the platform says that none is left."""
    tx.run("consent_taken_back", channel=channel, address=address, template=template, at=stamp(at))


def is_decided(tx: Transaction, channel: str, address: str, template: str) -> bool:
    """Whether the contact has decided about the notice, whichever way."""
    row = tx.row("consent_decided", channel=channel, address=address, template=template)
    return row is not None


def use(tx: Transaction, channel: str, address: str, template: str, *, keep: bool) -> bool:
    """Whether the contact allows the notice; one is used up, unless it is to `keep`."""
    row = tx.row(
        "consent_used", channel=channel, address=address, template=template, count=0 if keep else 1
    )
    return row is not None


def called(tx: Transaction, channel: str, notice: str, outbox_id: int, now: datetime) -> None:
    """The platform has accepted a notice about this row of the outbox."""
    tx.run("notice_called", channel=channel, notice=notice, outbox_id=outbox_id, now=stamp(now))


def is_called(tx: Transaction, channel: str, address: str, since: datetime) -> bool:
    """Whether the contact was called back since a moment, and has not come since then."""
    row = tx.row("notice_standing", channel=channel, address=address, since=stamp(since))
    return row is not None


def became(tx: Transaction, channel: str, notice: str, *, arrived: bool) -> None:
    """The platform tells what became of a notice."""
    tx.run("notice_became", channel=channel, notice=notice, state=ARRIVED if arrived else REFUSED)


def of_row(tx: Transaction, outbox_id: int) -> str:
    """What became of the last notice about a row; empty where there was none."""
    row = tx.row("notice_of_row", outbox_id=outbox_id)
    return str(row["state"]) if row else ""
