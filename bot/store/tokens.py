"""The platforms' access tokens, shared by all processes of one installation."""

from __future__ import annotations

from datetime import datetime

from bot.clock import parse_stamp, stamp
from bot.store import Transaction


def lay(tx: Transaction, name: str, token: str, until: datetime) -> None:
    """Lay a token there for all; it takes the place of the one before."""
    tx.run("access_token_laid", name=name, token=token, ends_at=stamp(until))


def look(tx: Transaction, name: str) -> tuple[str, datetime] | None:
    """The token that lies there, and until when it is used."""
    row = tx.row("access_token_lying", name=name)
    return (row["token"], parse_stamp(row["ends_at"])) if row else None


def drop(tx: Transaction, name: str, token: str) -> None:
    """Take this very token away; a newer one stays."""
    tx.run("access_token_dropped", name=name, token=token)
