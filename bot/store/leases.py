"""Leases: what only one process may do at a time, held for seconds and proved by a number."""

from __future__ import annotations

from datetime import datetime

from bot.clock import parse_stamp, stamp
from bot.store import Transaction


def hold(tx: Transaction, name: str, holder: str, now: datetime, until: datetime) -> int | None:
    """Take or renew a lease; its fencing number, None while somebody else holds it.

    The number is greater with every new holder: whoever was stopped meanwhile sees by it that the
    lease is no longer theirs.
    """
    values = {"name": name, "holder": holder, "now": stamp(now), "until": stamp(until)}
    row = tx.row("lease_held", **values)
    return int(row["fence"]) if row else None


def held_until(tx: Transaction, name: str) -> datetime | None:
    """Until when a lease is, or was, held; None where it never was."""
    row = tx.row("lease_of", name=name)
    return parse_stamp(row["until"]) if row else None


def let_go(tx: Transaction, name: str, holder: str, now: datetime) -> None:
    """Give a lease back before it runs out, so that nobody has to wait for it."""
    tx.run("lease_let_go", name=name, holder=holder, now=stamp(now))


def end_all(tx: Transaction, now: datetime) -> None:
    """End every lease, whoever holds it: for a start when nobody else can be running."""
    tx.run("leases_ended", now=stamp(now))
