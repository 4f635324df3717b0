"""The windows in which a platform lets us write to a contact, and what is left of their budget."""

from __future__ import annotations

from datetime import datetime

from bot.clock import stamp
from bot.models import Window
from bot.store import Transaction

Spent = dict[str, int]
"""How many messages were taken from which kind of window."""


def open_for(tx: Transaction, channel: str, address: str, window: Window) -> None:
    """A contact opened a window; one of the same kind begins anew."""
    tx.run(
        "window_opened",
        channel=channel,
        address=address,
        kind=window.kind,
        opened_at=stamp(window.opened_at),
        ends_at=stamp(window.until),
        allowed=window.messages,
    )


def left(tx: Transaction, channel: str, address: str, now: datetime) -> int:
    """How many messages may be sent to the contact now."""
    return sum(_left(tx, channel, address, now).values())


def is_shut(tx: Transaction, channel: str, address: str, now: datetime) -> bool:
    """Whether the contact's channel has windows, and nothing can be sent in one now."""
    known = tx.row("window_known", channel=channel, address=address)
    return known is not None and left(tx, channel, address, now) <= 0


def spend(
    tx: Transaction, channel: str, address: str, count: int, reserve: int, now: datetime
) -> Spent | None:
    """Take `count` messages from the open windows, what ends first first.

    None where they do not hold as many and `reserve` more; then nothing is taken.
    """
    open_now = _left(tx, channel, address, now)
    if sum(open_now.values()) < count + reserve:
        return None
    spent: Spent = {}
    for kind, remaining in open_now.items():
        taken = min(remaining, count - sum(spent.values()))
        if taken:
            spent[kind] = taken
            tx.run("window_spent", channel=channel, address=address, kind=kind, count=taken)
    return spent


def refund(tx: Transaction, channel: str, address: str, spent: Spent) -> None:
    """What was taken was for certain not sent."""
    for kind, count in spent.items():
        tx.run("window_refunded", channel=channel, address=address, kind=kind, count=count)


def use_up(tx: Transaction, channel: str, address: str) -> None:
    """The platform says that nothing more goes to this contact, whatever we counted."""
    tx.run("windows_used_up", channel=channel, address=address)


def _left(tx: Transaction, channel: str, address: str, now: datetime) -> dict[str, int]:
    found = tx.rows("windows_open", channel=channel, address=address, now=stamp(now))
    return {row["kind"]: row["allowed"] - row["used"] for row in found}
