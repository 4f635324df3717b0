"""The codes by which a platform lets us replace a card that lies with officials, each one once."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import stamp
from bot.store import Transaction

GOOD_FOR = timedelta(hours=23)
"""The platform's documents say 72 hours, and 24; the shorter one is safe."""


def keep(tx: Transaction, channel: str, task: str, code: str, now: datetime) -> None:
    """A code was given for a card; those that are too old go."""
    tx.run("card_codes_swept", before=stamp(now - GOOD_FOR))
    tx.run("card_code_kept", channel=channel, code=code, task=task, now=stamp(now))


def take(tx: Transaction, channel: str, task: str, now: datetime) -> str:
    """The newest code of a card that is still good, which is used up; empty for none."""
    since = stamp(now - GOOD_FOR)
    row = tx.row("card_code_taken", channel=channel, task=task, since=since)
    return str(row["code"]) if row else ""
