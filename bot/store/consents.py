"""Who may be called back by a platform's notice, and what became of the notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import stamp
from bot.store import Transaction

CALLED, ARRIVED, REFUSED = "called", "arrived", "refused"
TOLD_AGAIN = timedelta(days=1)
"""Within which a platform may tell a decision again, or an earlier one after a later one."""
_CLOCKS_APART = timedelta(minutes=1)
"""By how much the platform's clock, which tells whole seconds, may be behind ours.

A consent wrongly taken for a later one costs a notice that the platform refuses; wrongly taken
for an earlier one it is lost.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a contact decided about a notice, and when, to the second.

    `said` are the platform's words: they tell two decisions of one second apart.
    """

    channel: str
    address: str
    template: str
    at: datetime
    given: bool
    said: str = ""


def decide(tx: Transaction, decision: Decision) -> None:
    """A contact allows a notice once more, or wants no such notice any more.

    The same decision told again changes nothing. In whatever order they are told, the later one
    counts; where two of one second differ, both do: the notice is allowed once.
    """
    notice = {
        "channel": decision.channel,
        "address": decision.address,
        "template": decision.template,
    }
    at = stamp(decision.at)
    given = int(decision.given)
    if not tx.run("consent_decision_told", **notice, at=at, said=decision.said, given=given):
        return
    if decision.given:
        tx.run("consent_given", **notice, at=at)
        return
    given_since = _given_since(tx, notice, decision.at)
    tx.run("consent_taken_back", **notice, at=at, given_since=given_since)


def spend(tx: Transaction, channel: str, address: str, template: str, used: datetime) -> None:
    """The platform says that no consent is left, whatever was counted when it was `used`.

    What was given since stays: the platform may not have known of it when it looked.
    """
    notice = {"channel": channel, "address": address, "template": template}
    given_since = _given_since(tx, notice, used - _CLOCKS_APART)
    tx.run("consent_spent", **notice, given_since=given_since)


def sweep(tx: Transaction, before: datetime) -> int:
    """Forget each decision of before a moment, but not what it allows; how many."""
    return tx.run("consent_decisions_swept", before=stamp(before))


def _given_since(tx: Transaction, notice: Mapping[str, str], at: datetime) -> int:
    row = tx.row("consents_given_since", **notice, at=stamp(at))
    return int(row["count"]) if row else 0


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
