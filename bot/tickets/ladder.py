"""What time does to a ticket, and when: the ladder of reminders, and the steps that end waiting.

预警 (most of the time is gone) → 催办 (due) → 督办 (a working day later, the head) → 通报 (five).
Pure: a ticket and its clocks in, the steps out, in the order of time. A step is known by its
`key`, so that it is taken once, whatever stops and starts meanwhile; a clock whose end has moved
has new steps. Source: docs/promises.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import chain, takewhile
from operator import itemgetter

from bot.clock import stamp
from bot.models import Approval, Outcome, Ticket, TicketState
from bot.tickets.clocks import Clocks, Demand
from bot.tickets.merged import goes_on_elsewhere

PROMPT_AT = time(10)
"""When a resident is reminded of something: in the morning, once the day has begun."""
_DAY_BEGINS, _DAY_ENDS = time(8), time(20)
_FIRST_PROMPT, _SECOND_PROMPT = 1, 3
"""Working days after which a resident who was asked for more is reminded of it."""
_SETTLED = frozenset({TicketState.REPLIED, TicketState.CLOSED})


class Watch(StrEnum):
    """What runs out: one of the three clocks, or something that waits for a resident or a day."""

    ACCEPTANCE = "acceptance"
    FIRST_REPLY = "first_reply"
    RESOLUTION = "resolution"
    PAUSE = "pause"
    CONFIRMATION = "confirmation"
    SCHEDULE = "schedule"
    MERGER = "merger"
    APPROVAL = "approval"


class Rung(StrEnum):
    """What is done when it does."""

    DEPUTY = "deputy"
    HEAD = "head"
    LEADER = "leader"
    WARN = "warn"
    URGE = "urge"
    SUPERVISE = "supervise"
    CIRCULATE = "circulate"
    PROMPT = "prompt"
    PROMPT_AGAIN = "prompt_again"
    LAPSE = "lapse"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that time does to a ticket at a moment; `due` is the end it belongs to.

    `subject` is the id of the request that waits for a second person, 0 where it is none.
    """

    at: datetime
    watch: Watch
    rung: Rung
    due: datetime
    subject: int = 0

    @property
    def key(self) -> str:
        """What makes it the same step: never taken twice for the same end of the same clock."""
        of = f":{self.subject}" if self.subject else ""
        return f"{self.watch}:{self.rung}:{stamp(self.due)}{of}"


def steps(ticket: Ticket, clocks: Clocks, waiting: Sequence[Approval] = ()) -> list[Step]:
    """Everything that time will do to a ticket if nobody does anything, in order.

    `waiting` are the requests about it that a second person has not decided.
    """
    return sorted(chain.from_iterable(_watches(ticket, clocks, waiting)), key=_order)


def next_step(
    ticket: Ticket, clocks: Clocks, taken: Collection[str], waiting: Sequence[Approval] = ()
) -> Step | None:
    """The first step whose key is not among the `taken`; None where time has nothing to do."""
    # No more is counted than that: the moments of later rungs hang on the calendar, and cost most.
    watches = [_left(watched, taken) for watched in _watches(ticket, clocks, waiting)]
    firsts = [(first, watched) for watched in watches if (first := next(watched, None))]
    if not firsts:
        return None
    soonest = min(first.at for first, _ in firsts)
    # Of one clock several steps may fall on that moment: the days of two rungs may be set alike.
    now_due = (
        step
        for first, watched in firsts
        if first.at == soonest
        for step in (first, *takewhile(lambda step: step.at <= soonest, watched))
    )
    return min(now_due, key=_order)


def _watches(
    ticket: Ticket, clocks: Clocks, waiting: Sequence[Approval]
) -> Iterator[Iterator[Step]]:
    """The steps of all that runs out, of each by itself and from its first moment on."""
    yield _acceptance(ticket, clocks)
    yield _first_reply(ticket, clocks)
    yield _resolution(ticket, clocks)
    yield _pause(ticket, clocks)
    yield _confirmation(ticket, clocks)
    yield _schedule(ticket, clocks)
    yield _merger(ticket, clocks)
    for each in waiting:
        yield _approval(each, clocks)


def _left(watched: Iterator[Step], taken: Collection[str]) -> Iterator[Step]:
    """The steps, in the order of their moments, without those taken."""
    return (step for step in watched if step.key not in taken) if taken else watched


def _order(step: Step) -> tuple[datetime, datetime, Watch, Rung]:
    return step.at, step.due, step.watch, step.rung


def is_running(ticket: Ticket, watch: Watch) -> bool:
    """Whether one of the three clocks is running: neither ended, nor standing.

    Who follows another's ticket has clocks of their own, though the work is done on that one.
    """
    if ticket.abuse or ticket.state is TicketState.CLOSED:
        return False
    match watch:
        case Watch.ACCEPTANCE:
            return ticket.accepted_at is None
        case Watch.FIRST_REPLY:
            return ticket.first_reply_at is None
        case Watch.RESOLUTION:
            return ticket.paused_at is None and ticket.state not in _SETTLED
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, and when it runs out."""

    watch: Watch
    due: datetime


def nearest(ticket: Ticket) -> Running | None:
    """Of the three clocks the running one that runs out first: what an official has to mind now.

    None where it is nobody's turn here. `ticket_clocks` of the store counts the same.
    """
    dues = {
        Watch.ACCEPTANCE: ticket.acceptance_due,
        Watch.FIRST_REPLY: ticket.first_reply_due,
        Watch.RESOLUTION: ticket.resolution_due,
    }
    running = (
        Running(watch, due)
        for watch, due in dues.items()
        if due is not None and is_running(ticket, watch)
    )
    return min(running, key=lambda each: each.due, default=None)


def next_due(ticket: Ticket) -> datetime | None:
    """When the first of a ticket's own clocks runs out that is neither ended nor standing."""
    dues = {Watch.FIRST_REPLY: ticket.first_reply_due, Watch.RESOLUTION: ticket.resolution_due}
    running = (due for watch, due in dues.items() if due is not None and is_running(ticket, watch))
    return min(running, default=None)


def overdue(ticket: Ticket, now: datetime) -> tuple[Watch, ...]:
    """The clocks of a reply and of an end that have run out and still run; never stored."""
    dues = {Watch.FIRST_REPLY: ticket.first_reply_due, Watch.RESOLUTION: ticket.resolution_due}
    return tuple(
        watch
        for watch, due in dues.items()
        if due is not None and due < now and is_running(ticket, watch)
    )


def _acceptance(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    due = ticket.acceptance_due
    if due is None or not is_running(ticket, Watch.ACCEPTANCE):
        return
    rungs = (
        (Rung.DEPUTY, 0),
        (Rung.HEAD, clocks.promises.acceptance_head_hours),
        (Rung.LEADER, clocks.promises.acceptance_leader_hours),
    )
    for rung, hours in sorted(rungs, key=itemgetter(1)):
        later = (
            due + timedelta(hours=hours)
            if ticket.urgent
            else clocks.working_hours_later(due, hours)
        )
        yield Step(later, Watch.ACCEPTANCE, rung, due)


def _first_reply(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    if is_running(ticket, Watch.FIRST_REPLY):
        warning = _reply_warning(ticket, clocks)
        yield from _rungs(Watch.FIRST_REPLY, warning, ticket.first_reply_due, clocks)


def _reply_warning(ticket: Ticket, clocks: Clocks) -> datetime:
    due, share = ticket.first_reply_due, clocks.promises.warn_percent / 100
    return ticket.created_at + (due - ticket.created_at) * share


def _resolution(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    due = ticket.resolution_due
    if due is not None and is_running(ticket, Watch.RESOLUTION):
        warning = clocks.warning(Demand.of(ticket), ticket.created_at, due)
        yield from _rungs(Watch.RESOLUTION, warning, due, clocks)


def _rungs(watch: Watch, warning: datetime, due: datetime, clocks: Clocks) -> Iterator[Step]:
    promises = clocks.promises
    yield Step(warning, watch, Rung.WARN, due)
    yield Step(due, watch, Rung.URGE, due)
    supervised = clocks.working_days_later(due, promises.supervise_days)
    yield Step(supervised, watch, Rung.SUPERVISE, due)
    circulated = clocks.working_days_later(due, promises.circulate_days)
    yield Step(max(circulated, supervised), watch, Rung.CIRCULATE, due)


def _pause(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    if ticket.paused_at is None or ticket.state is not TicketState.AWAITING_RESIDENT:
        return
    ends = clocks.pause_ends(ticket.paused_at, ticket.paused_minutes)
    for rung, days in ((Rung.PROMPT, _FIRST_PROMPT), (Rung.PROMPT_AGAIN, _SECOND_PROMPT)):
        day = clocks.calendar.working_day_after(ticket.paused_at, days)
        at = datetime.combine(day, PROMPT_AT, clocks.calendar.zone)
        if at < ends:
            yield Step(at, Watch.PAUSE, rung, ends)
    yield Step(ends, Watch.PAUSE, Rung.LAPSE, ends)


def _confirmation(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    if ticket.state is not TicketState.REPLIED or ticket.confirm_by is None:
        return
    asked = ticket.confirm_by - timedelta(days=clocks.promises.confirm_days)
    tomorrow = (asked.astimezone(clocks.calendar.zone) + timedelta(days=1)).date()
    prompt = datetime.combine(tomorrow, PROMPT_AT, clocks.calendar.zone)
    if prompt < ticket.confirm_by:
        yield Step(prompt, Watch.CONFIRMATION, Rung.PROMPT, ticket.confirm_by)
    lapse = _by_day(ticket.confirm_by, clocks)
    yield Step(lapse, Watch.CONFIRMATION, Rung.LAPSE, ticket.confirm_by)


def _schedule(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    # Also where the resident has not said yet whether they agree: the day does not wait for that.
    planned = Outcome.SCHEDULED in (ticket.outcome, ticket.proposed)
    if not planned or ticket.scheduled_for is None or ticket.state not in _SETTLED:
        return
    calendar, day = clocks.calendar, ticket.scheduled_for
    comes = calendar.opening(day, clocks.hours)
    before = calendar.working_day_before(day, clocks.promises.scheduled_notice_days)
    notice = max(calendar.opening(before, clocks.hours), ticket.closed_at or ticket.created_at)
    if notice < comes:
        yield Step(notice, Watch.SCHEDULE, Rung.WARN, comes)
    yield Step(comes, Watch.SCHEDULE, Rung.COME, comes)


def comes_back_at(ticket: Ticket, clocks: Clocks) -> datetime | None:
    """When a matter that is to go on in another ticket, or does, goes on by itself: as the first
    of its own clocks is warned of, so that there is time to answer. None where it has none.
    """
    due = ticket.resolution_due
    warnings = [clocks.warning(Demand.of(ticket), ticket.created_at, due)] if due else []
    if ticket.first_reply_at is None:
        warnings.append(_reply_warning(ticket, clocks))
    return None if ticket.abuse else min(warnings, default=None)


def _merger(ticket: Ticket, clocks: Clocks) -> Iterator[Step]:
    back = comes_back_at(ticket, clocks) if goes_on_elsewhere(ticket) else None
    if back is not None:
        yield Step(back, Watch.MERGER, Rung.COME, back)


def _approval(waiting: Approval, clocks: Clocks) -> Iterator[Step]:
    """Who is to decide is reminded after as many hours as a return may take, then the leader."""
    hours = clocks.promises.return_hours
    due = clocks.working_hours_later(waiting.asked_at, hours)
    yield Step(due, Watch.APPROVAL, Rung.URGE, due, waiting.id)
    later = clocks.working_hours_later(due, hours)
    yield Step(later, Watch.APPROVAL, Rung.LEADER, due, waiting.id)


def _by_day(moment: datetime, clocks: Clocks) -> datetime:
    """The moment, or the morning after it where it lies in the night: nobody is woken to be told
    that something is over.
    """
    local = moment.astimezone(clocks.calendar.zone)
    if _DAY_BEGINS <= local.time() < _DAY_ENDS:
        return moment
    day = local.date() + timedelta(days=local.time() >= _DAY_ENDS)
    return datetime.combine(day, PROMPT_AT, clocks.calendar.zone)
