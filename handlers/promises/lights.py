"""How pressing a ticket is, in one sign and a few words: 🟢 time enough, 🟡 little, 🔴 none."""

from __future__ import annotations

import math
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.models import Ticket, TicketState
from bot.tickets.ladder import Running, nearest
from handlers.turn import House

_WARNED_AT = 0.75
"""The share of the time after which a ticket is warned of (service: the ladder)."""
_STEPS = tuple(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12, 24, 48, 72, 120, 240))
"""What is left is told in these steps, so that a card is not drawn anew each minute."""
_NAMED = timedelta(days=3)
"""So near a day is told as today or tomorrow, which it is for one day only."""
_A_DAY = timedelta(days=1)


def light(ticket: Ticket, now: datetime) -> str:
    """🟢🟡🔴, ✅ where it is closed, 💬 where it is the resident's turn."""
    if ticket.state is TicketState.CLOSED:
        return "✅"
    clock = nearest(ticket)
    if clock is None:
        return "💬" if ticket.state is TicketState.REPLIED else "🟢"
    if now >= clock.due:
        return "🔴"
    return "🟡" if now >= _warned(ticket, clock.due) else "🟢"


def hours_left(ticket: Ticket, now: datetime) -> int | None:
    """Within how many hours it has to be done, in steps; 0 where it is overdue."""
    clock = nearest(ticket)
    if clock is None:
        return None
    left = clock.due - now
    if left <= timedelta(0):
        return 0
    step = next((step for step in _STEPS if left <= step), None)
    return int((step or left + timedelta(hours=1)).total_seconds()) // 3600


def days_of(hours: int | None) -> int:
    """So many hours in whole days, where they are more than one; else 0: they are told as hours."""
    return math.ceil(hours / 24) if hours and hours > 24 else 0


def clock_name(house: House, clock: Running | None) -> str:
    """What has to be done first, in a word: to take it, to reply, to end it; empty for nothing."""
    if clock is None:
        return ""
    return house.wording.say(house.wording.default, f"officials.clock_{clock.watch}")


def told(house: House, clock: Running | None, now: datetime, hours: int | None = None) -> str:
    """By when what has to be done, and within how many hours where that is known too."""
    if clock is None:
        return ""
    say, language = house.wording.say, house.wording.default
    return say(
        language,
        "officials.clock",
        clock=clock_name(house, clock),
        due=clock.due,
        late=clock.due <= now,
        hours=hours,
        days=days_of(hours),
        now=now,
    )


def turns_at(ticket: Ticket, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When light or words look otherwise, if nothing else happens."""
    clock = nearest(ticket)
    if clock is None:
        return None
    moment = clock.due
    changes = (moment, _warned(ticket, moment), *(moment - step for step in _STEPS))
    midnight = datetime.combine(now.astimezone(zone).date() + _A_DAY, time(), zone)
    named = (midnight,) if abs(moment - midnight) < _NAMED else ()
    # A little after: what is left is then within the step.
    return min((each for each in (*changes, *named) if each > now), default=None)


def _warned(ticket: Ticket, moment: datetime) -> datetime:
    return ticket.created_at + (moment - ticket.created_at) * _WARNED_AT
