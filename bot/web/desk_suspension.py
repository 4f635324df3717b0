"""What heads and administrators may do about who wrote a ticket: suspend them, or lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import suspensions
from handlers.suspending import DAYS, DECIDERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.models import Official, Ticket
    from bot.store import Transaction


def offered(
    tx: Transaction, official: Official, it: Ticket, now: datetime
) -> Mapping[str, object] | None:
    """The action as the desk draws it, after those of the life-cycle; None for all others."""
    if not official.roles & DECIDERS:
        return None
    if suspensions.of(tx, it.contact_id, now) is not None:
        return {"name": "unblock", "fields": [], "draft": ""}
    fields = [_field("days", "line", str(DAYS)), _field("reason", "words", "")]
    return {"name": "block", "fields": fields, "draft": ""}


def _field(name: str, kind: str, value: str) -> Mapping[str, object]:
    return {
        "name": name,
        "kind": kind,
        "required": True,
        "only_for": "",
        "choices": [],
        "value": value,
    }
