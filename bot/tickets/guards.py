"""What must hold beside state and role before a ticket moves; each refusal says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.errors import Refused
from bot.models import Ticket
from bot.tickets.actions import OBJECTIONABLE, Action


def check_reopening(ticket: Ticket, now: datetime, days: int) -> None:
    """Refuse to reopen a ticket that was closed more than `days` days ago."""
    if ticket.closed_at is not None and now - ticket.closed_at > timedelta(days=days):
        raise Refused("refusals.closed_too_long", days=days)


def check_objection(ticket: Ticket, earlier: Iterable[str]) -> None:
    """Refuse an objection to an outcome that allows none, or after one among the `earlier` actions.

    A resident may object once: after that it has been looked at one level up.
    """
    if Action.OBJECT in earlier:
        raise Refused("refusals.objected_before")
    if (ticket.outcome or ticket.proposed) not in OBJECTIONABLE:
        raise Refused("refusals.nothing_to_object", outcome=ticket.outcome)
