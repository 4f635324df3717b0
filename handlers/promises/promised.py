"""What is promised: each event carries what it does to the clocks, so that none is forgotten.

The table of the life-cycle says which action does what to which clock; the moments are counted
here, on the city's calendar and in the hours of the department that holds the ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import structs

from bot.clock import stamp
from bot.models import Actor, Kind, Ticket, TicketState
from bot.settings import Promises
from bot.store import Transaction, calendar, people
from bot.store.tickets import NewEvent
from bot.tickets.calendar import Counting
from bot.tickets.clocks import Clocks, Demand, hours_of, resolution_days
from bot.tickets.lifecycle import Action, ClockEffect, clock_effects
from bot.tickets.merged import goes_on_elsewhere
from bot.wording import Wording
from handlers.turn import House, Turn

_DEMANDS = frozenset({"kind", "urgent", "hard", "assisting"})
"""The fields of a ticket that its promises hang on."""
_ASKING = frozenset({Action.ANSWER, Action.PROPOSE, Action.APPROVE})


def clocks_of(tx: Transaction, house: House, department_id: str) -> Clocks:
    """The clocks by which a department's time is counted."""
    department = people.department(tx, department_id) if department_id else None
    promises = house.settings.promises
    hours = hours_of(department.hours if department else "", promises)
    return Clocks(calendar.working(tx, house.zone), hours, promises)


def clocks_in(tx: Transaction, turn: Turn, department_id: str) -> Clocks:
    """The same, looked up once in a turn, in which neither calendar nor hours change."""
    known = turn.clocks.get(department_id)
    if known is None:
        known = turn.clocks[department_id] = clocks_of(tx, turn.house, department_id)
    return known


def with_clocks(tx: Transaction, turn: Turn, ticket: Ticket, event: NewEvent) -> NewEvent:
    """The event together with what it does to the ticket's clocks.

    What the event itself says of a clock stands.
    """
    changes = _moved(tx, turn, ticket, event)
    goes_to = event.to_state or ticket.state
    if goes_to is TicketState.REPLIED and _asks_for_a_word(ticket, event):
        days = turn.house.settings.promises.confirm_days
        changes = {**changes, "confirm_by": stamp(turn.now + timedelta(days=days))}
    return structs.replace(event, changes={**changes, **event.changes}) if changes else event


def next_promise(ticket: Ticket, now: datetime) -> datetime | None:
    """Until when a resident waits for what comes next: the answer, and once they have one the end.

    None where that moment has passed: it is not promised once more.
    """
    due = ticket.first_reply_due if ticket.first_reply_at is None else ticket.resolution_due
    return due if due is not None and due > now else None


def counted(tx: Transaction, turn: Turn, ticket: Ticket, language: str) -> str:
    """How the resolution time of a ticket was counted, in words."""
    clocks = clocks_in(tx, turn, ticket.department_id)
    counting = clocks.counting(Demand.of(ticket), ticket.created_at)
    return _in_words(turn.house.wording, counting, language)


@lru_cache(64)  # all tickets of a day and a kind are told the same
def _in_words(wording: Wording, counting: Counting, language: str) -> str:
    return wording.say(
        language,
        "tickets.counting",
        days=counting.days,
        first=counting.first,
        last=counting.last,
        passed_over=list(_passed_over(wording, counting, language)),
        made_up=[wording.date(language, day) for day in counting.made_up],
        provisional=counting.provisional,
    )


def _passed_over(wording: Wording, counting: Counting, language: str) -> Iterator[str]:
    for each in counting.holidays:
        # Names are published in simplified characters.
        name = "" if language == "zh-Hant" else each.name
        yield wording.say(
            language, "tickets.counted_holiday", name=name, first=each.first, last=each.last
        )
    if counting.weekends:
        yield wording.say(language, "tickets.counted_weekends")


def _asks_for_a_word(ticket: Ticket, event: NewEvent) -> bool:
    """Whether the resident is asked anew whether it is solved: by an answer, or a proposed end."""
    return ticket.state is not TicketState.REPLIED or event.action in _ASKING


def _moved(tx: Transaction, turn: Turn, ticket: Ticket, event: NewEvent) -> dict[str, Any]:
    now = turn.now
    changes, effects = event.changes, clock_effects(event.action, ticket.state)
    # Parted from another (拆单) it was told earlier, and is dispatched in the same breath too.
    sent = event.action is Action.DISPATCH and event.actor is Actor.SYSTEM
    starts = ClockEffect.STARTS in effects or sent or ticket.created_at == now
    if starts and (not ticket.version or changes.keys() & {*_DEMANDS, "department_id"}):
        return _started(tx, turn, ticket, changes)
    if ticket.paused_at is not None and event.to_state not in (None, ticket.state):
        # However it leaves the pause, answered by an official too, the time goes on.
        return _resumed(clocks_in(tx, turn, ticket.department_id), ticket, now)
    if changes.keys() & _DEMANDS:
        return _demanded(clocks_in(tx, turn, ticket.department_id), ticket, changes, now)
    reopened = TicketState.REOPENED
    # What goes on by itself again was never answered: there is nothing to be done once more.
    comes_back = event.to_state is reopened and ticket.state is not reopened
    comes_back = comes_back and not goes_on_elsewhere(ticket)
    if comes_back and ticket.resolution_due is not None:
        return _reopened(clocks_in(tx, turn, ticket.department_id), ticket, now)
    return {}


def _started(
    tx: Transaction, turn: Turn, ticket: Ticket, changes: dict[str, Any]
) -> dict[str, Any]:
    """Everything is counted from registration, also where it is dispatched in the same breath."""
    clocks = clocks_in(tx, turn, changes.get("department_id", ticket.department_id))
    dues = clocks.dues(_demand_after(ticket, changes), ticket.created_at)
    return {
        "acceptance_due": stamp(dues.acceptance),
        "first_reply_due": stamp(dues.first_reply),
        "resolution_due": stamp(dues.resolution),
        "resolution_due_original": stamp(dues.resolution),
    }


def _resumed(clocks: Clocks, ticket: Ticket, now: datetime) -> dict[str, Any]:
    if ticket.resolution_due is None or ticket.paused_at is None:
        return {}
    due, minutes = clocks.resumed(
        ticket.resolution_due, ticket.paused_at, now, ticket.paused_minutes
    )
    return {"resolution_due": stamp(due), "paused_minutes": minutes}


def _demanded(
    clocks: Clocks, ticket: Ticket, changes: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Another kind, or more departments: the time may grow, never shrink, and statistics go by
    what was promised first. A time that has run out has run out. What has become urgent wants a
    person within hours.
    """
    demand = _demand_after(ticket, changes)
    moved: dict[str, Any] = {}
    due = clocks.dues(demand, ticket.created_at).resolution
    longer = takes_longer(clocks.promises, ticket, changes)
    if longer and ticket.resolution_due is not None and now <= ticket.resolution_due < due:
        moved["resolution_due"] = stamp(due)
    if demand.urgent and not ticket.urgent and ticket.accepted_at is None:
        soon = clocks.acceptance_due(demand, now)
        moved["acceptance_due"] = stamp(min(soon, ticket.acceptance_due or soon))
    return moved


def takes_longer(promises: Promises, ticket: Ticket, changes: Mapping[str, Any]) -> bool:
    """Whether a demand that is so changed has more working days than what the ticket is now."""
    demand = _demand_after(ticket, changes)
    return resolution_days(demand, promises) > resolution_days(Demand.of(ticket), promises)


def _reopened(clocks: Clocks, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Who has to do it again has the time of its kind again; statistics keep the first date."""
    days = resolution_days(Demand.of(ticket), clocks.promises)
    due = clocks.calendar.end_of_working_day(now, days, clocks.hours)
    return {"resolution_due": stamp(due)} if due > (ticket.resolution_due or now) else {}


def _demand_after(ticket: Ticket, changes: Mapping[str, Any]) -> Demand:
    return Demand(
        kind=Kind(changes.get("kind", ticket.kind)),
        urgent=bool(changes.get("urgent", ticket.urgent)),
        hard=bool(changes.get("hard", ticket.hard)),
        departments=1 + len(changes.get("assisting", ticket.assisting)),
    )
