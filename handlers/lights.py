"""How pressing a ticket is, in one sign and a few words: 🟢 time enough, 🟡 little, 🔴 none."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.models import Ticket, TicketState

_WARNED_AT = 0.75
"""The share of the time after which a ticket is warned of (service: the ladder)."""
_STEPS = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 48, 72, 120, 240))
"""What is left is told in these steps, so that a card is not drawn anew each minute."""
_RESTING = frozenset({TicketState.REPLIED, TicketState.CLOSED})


def due(ticket: Ticket) -> datetime | None:
    """The moment that presses now; None where it is not our turn."""
    if ticket.state in _RESTING:
        return None
    if ticket.first_reply_at is None:
        return ticket.first_reply_due
    # The clock of the resolution stands still while the resident is asked for something.
    return None if ticket.paused_at is not None else ticket.resolution_due


def light(ticket: Ticket, now: datetime) -> str:
    """🟢🟡🔴, ✅ where it is closed, 💬 where it is the resident's turn."""
    if ticket.state is TicketState.CLOSED:
        return "✅"
    moment = due(ticket)
    if moment is None:
        return "💬" if ticket.state is TicketState.REPLIED else "🟢"
    if now >= moment:
        return "🔴"
    return "🟡" if now >= _warned(ticket, moment) else "🟢"


def hours_left(ticket: Ticket, now: datetime) -> int | None:
    """Within how many hours it has to be done, in steps; 0 where it is overdue."""
    moment = due(ticket)
    if moment is None:
        return None
    left = moment - now
    if left <= timedelta(0):
        return 0
    step = next((step for step in _STEPS if left <= step), None)
    return int((step or left + timedelta(hours=1)).total_seconds()) // 3600


def turns_at(ticket: Ticket, now: datetime) -> datetime | None:
    """When light or words look otherwise, if nothing else happens."""
    moment = due(ticket)
    if moment is None:
        return None
    changes = (moment, _warned(ticket, moment), *(moment - step for step in _STEPS))
    # A little after: what is left is then within the step.
    return min((each for each in changes if each > now), default=None)


def _warned(ticket: Ticket, moment: datetime) -> datetime:
    return ticket.created_at + (moment - ticket.created_at) * _WARNED_AT
