"""How the life of a ticket is told: what somebody did, and what its three clocks say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import parse_stamp
from bot.models import Actor, Ticket, TicketEvent, TicketState
from bot.tickets.actions import Action, ClockEffect
from bot.tickets.fold import changes
from bot.tickets.lifecycle import clock_effects

_DID: dict[str, str] = {
    Action.REGISTER: "registered it",
    Action.DISPATCH: "sent it to {to}",
    Action.TAKE: "took it",
    Action.RETURN: "returned it, naming {to}",
    Action.REFUSE_RETURN: "refused the return",
    Action.TRANSFER: "transferred it to {to}",
    Action.ASSIST: "asked that {department} may help",
    Action.GRANT_ASSISTANCE: "let {department} help",
    Action.REFUSE_ASSISTANCE: "refused the help",
    Action.ASK_TRANSFER: "asked to hand it on to {to}",
    Action.GRANT_TRANSFER: "agreed, and it went to {to}",
    Action.REFUSE_TRANSFER: "refused to hand it on",
    Action.CLASSIFY: "called it {as}",
    Action.GRANT_CLASSIFICATION: "agreed that it is called {as}",
    Action.REFUSE_CLASSIFICATION: "refused to call it otherwise",
    Action.ADD: "added to it",
    Action.DESCRIBE: "told where it is, or how to call",
    Action.ASK: "asked the resident for more",
    Action.INSIST: "said that everything has been said",
    Action.PROMPT: "reminded the resident",
    Action.RESUME: "let the clock run again",
    Action.ANSWER: "answered",
    Action.STAGE_REPLY: "told how far it is, and what comes by {by}",
    Action.VISIT: "set out to go there",
    Action.RECORD_VISIT: "was there and kept the record",
    Action.EXTEND: "asked to extend it until {until}",
    Action.GRANT_EXTENSION: "granted the extension",
    Action.REFUSE_EXTENSION: "refused the extension",
    Action.SUBMIT: "submitted a draft for review",
    Action.APPROVE: "approved it, and it went out",
    Action.SEND_BACK: "sent it back to be mended",
    Action.RECALL: "took the draft back",
    Action.PROPOSE: "proposed to end it as {outcome}",
    Action.CLOSE: "closed it as {outcome}",
    Action.CONFIRM: "said that it is solved",
    Action.DISPUTE: "said that it is {verdict}",
    Action.RATE: "was {satisfaction}",
    Action.OBJECT: "objected",
    Action.CALL_BACK: "called the resident, who said: {verdict}",
    Action.REOPEN: "opened it again",
    Action.RESCHEDULE: "moved the planned day to {scheduled_for}",
    Action.MERGE: "merged it",
    Action.SPLIT: "split it",
    Action.SHARE: "let others follow it",
    Action.ANNOUNCE: "answered it by a notice",
    Action.WITHDRAW: "withdrew it",
    Action.REMIND: "reminded us",
    Action.WARN: "warned of the {watch} clock",
    Action.URGE: "urged about the {watch} clock",
    Action.SUPERVISE: "put it under supervision",
    Action.CIRCULATE: "told the leaders",
    Action.INSTRUCT: "gave an instruction",
    Action.SETTLE_INSTRUCTION: "settled the instruction",
    Action.CONFIDE: "made it confidential, or named one more who may know",
    Action.DISCLOSE: "made it confidential no longer",
    Action.BLOCK: "asked to suspend the resident for {days} days",
    Action.GRANT_BLOCK: "agreed, and the resident is suspended for {days} days",
    Action.REFUSE_BLOCK: "refused to suspend the resident",
    Action.UNBLOCK: "lifted the suspension",
    Action.NOTE: "noted",
}
_EFFECTS: dict[ClockEffect, str] = {
    ClockEffect.STARTS: "all clocks start",
    ClockEffect.ENDS_ACCEPTANCE: "acceptance clock ends",
    ClockEffect.ENDS_FIRST_REPLY: "first-reply clock ends",
    ClockEffect.ENDS_RESOLUTION: "resolution clock ends",
    ClockEffect.PAUSES_RESOLUTION: "resolution clock stands",
    ClockEffect.RESUMES_RESOLUTION: "resolution clock goes on",
}
AT_ONCE = "at once"
"""What takes less than a minute."""
_CODES = ("verdict", "outcome", "satisfaction", "watch", "as")
"""Values that are words with their spaces closed: not_solved, first_reply."""
_UNITS = ("to", "department", "department_id")
_ONCE = frozenset({ClockEffect.ENDS_ACCEPTANCE, ClockEffect.ENDS_FIRST_REPLY})
_BY_PEOPLE = _ONCE | {ClockEffect.ENDS_RESOLUTION}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it is told: what was done, how long after the one before, which clock; `due`
    is where it moved the end of the resolution, None where it did not.
    """

    event: TicketEvent
    did: str
    after: timedelta
    effects: tuple[str, ...]
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockTold:
    """One clock: when it was due, when it ended (None: it runs), and whether in time."""

    name: str
    due: datetime | None
    ended: datetime | None
    late: bool
    note: str = ""


def told_events(
    events: Sequence[TicketEvent], units: Mapping[str, str] | None = None
) -> Iterator[Told]:
    """The events in words; a clock that has ended is not told to end again, but the resolution's
    goes on where a ticket comes back. `units` are the departments' names by id.
    """
    ended: set[ClockEffect] = set()
    before = events[0].at if events else None
    state = TicketState.REGISTERED
    for event in events:
        state = event.from_state or state
        effects = clock_effects(event.action, state, event.to_state) - ended
        if event.actor is not Actor.OFFICIAL:
            effects -= _BY_PEOPLE
        ended |= effects & _BY_PEOPLE
        if event.to_state is TicketState.REOPENED and ClockEffect.ENDS_RESOLUTION in ended:
            ended -= {ClockEffect.ENDS_RESOLUTION}
            effects |= {ClockEffect.RESUMES_RESOLUTION}
        words = tuple(_EFFECTS[each] for each in ClockEffect if each in effects & _EFFECTS.keys())
        after = event.at - (before or event.at)
        # What registration and the dispatch in the same breath set has not moved.
        due = _moved_to(event) if event.at > events[0].at else None
        yield Told(event, _did(event, units or {}), after, words, due)
        before, state = event.at, event.to_state


def clocks(ticket: Ticket, now: datetime) -> Iterable[ClockTold]:
    """The three clocks as they stand."""
    yield _clock("Acceptance", ticket.acceptance_due, ticket.accepted_at, now)
    yield _clock("First reply", ticket.first_reply_due, ticket.first_reply_at, now)
    standing = ticket.state in (TicketState.REPLIED, TicketState.CLOSED)
    answered = ticket.answered_at if standing else None
    yield _clock("Resolution", ticket.resolution_due, answered, now, _moved(ticket))


def how_long(span: timedelta) -> str:
    """A stretch of time as people say it: 3 d 4 h, 2 h 5 min, 12 min."""
    minutes = int(span.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else AT_ONCE


def how_many_hours(minutes: int) -> str:
    """Working time, which has no days of 24 hours: 35 h, 2 h 5 min, 12 min."""
    hours, minutes = divmod(minutes, 60)
    told = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(each for each in told if each)


def times(count: int) -> str:
    """How often something happened."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def passed(ticket: Ticket, events: Sequence[TicketEvent]) -> str:
    """What became of a ticket in one line: how long it took, and what happened on the way."""
    came_back = sum(each.to_state is TicketState.REOPENED != each.from_state for each in events)
    answers = (Action.ANSWER, Action.APPROVE)
    counted = (
        ("answered", sum(each.action in answers for each in events)),
        ("returned", ticket.returns),
        ("asked for more", ticket.asks),
        ("extended", ticket.extensions),
        ("reminded", sum(each.action == Action.REMIND for each in events)),
        ("came back", came_back),
    )
    told = [f"{name} {times(count)}" for name, count in counted if count]
    if ticket.closed_at is not None:
        took = how_long(ticket.closed_at - ticket.created_at)
        told.insert(0, f"closed {took}" if took == AT_ONCE else f"closed after {took}")
    return ", ".join(told)


def _moved_to(event: TicketEvent) -> datetime | None:
    moved = changes(event.detail).get("resolution_due")
    return parse_stamp(moved) if isinstance(moved, str) else None


def _did(event: TicketEvent, units: Mapping[str, str]) -> str:
    known = {name: str(value) for name, value in changes(event.detail).items()}
    known |= {name: str(value) for name, value in event.detail.items() if name != "changes"}
    known.setdefault("to", known.get("department_id", ""))
    known |= {name: known[name].replace("_", " ") for name in _CODES if name in known}
    known |= {name: units[known[name]] for name in _UNITS if known.get(name) in units}
    told = _words(event).format_map(_Known(known))
    if event.to_state is TicketState.REOPENED and "level" in known:
        told += f", one level up ({known['level']})"
    return f"{told} (nobody else on duty: 一人值守)" if event.detail.get("alone") else told


def _words(event: TicketEvent) -> str:
    if event.action == Action.CLASSIFY and "as" not in event.detail:
        by_calendar = event.detail.get("reason") == "calendar"
        return (
            "counted its days anew, for the calendar has changed"
            if by_calendar
            else "classified it"
        )
    if event.action == Action.CLASSIFY and event.detail.get("asked"):
        return "asked that it be called {as}"
    if event.action == Action.URGE and event.detail.get("watch") == "approval":
        return "reminded who has to decide"
    if event.action == Action.MERGE and event.to_state is TicketState.CLOSED:
        return "agreed that it ends as merged, and goes on in {into}"
    if event.action == Action.MERGE and "leader" in event.detail:
        return "merged it with {leader}"
    if event.action == Action.ADD and event.detail.get("apart"):
        return "said that it is a matter of its own, not the one it was merged with"
    return _DID.get(event.action, event.action.replace("_", " "))


class _Known(dict[str, str]):
    """Values of a sentence; one that is not told is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def _clock(
    name: str, due: datetime | None, ended: datetime | None, now: datetime, note: str = ""
) -> ClockTold:
    late = due is not None and (ended or now) > due
    return ClockTold(name, due, ended, late, note)


def _moved(ticket: Ticket) -> str:
    notes = []
    original = ticket.resolution_due_original
    if original is not None and original != ticket.resolution_due:
        often = f", extended {times(ticket.extensions)}" if ticket.extensions else ""
        notes.append(f"originally {{original}}{often}")
    if ticket.paused_minutes:
        notes.append(f"stood {how_many_hours(ticket.paused_minutes)} of working time")
    return "; ".join(notes)
