"""What time itself does to a ticket: its steps, each once, by actions of the life-cycle's table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.models import InboundMessage, Ticket
from bot.store import Transaction, contacts, tickets, timetable
from bot.tickets.ladder import Rung, Step, Watch
from handlers.actions import merging_away
from handlers.promises import inheriting, lapsing, minded, planning, recounting, urging
from handlers.turn import House, Turn

Deed = Callable[[Transaction, Turn, Ticket, Step], Ticket]

DEEDS: dict[tuple[Watch, Rung], Deed] = {
    (Watch.ACCEPTANCE, Rung.DEPUTY): urging.tell_deputy,
    (Watch.ACCEPTANCE, Rung.HEAD): urging.tell_head,
    (Watch.ACCEPTANCE, Rung.LEADER): urging.tell_leader,
    **{
        (watch, rung): deed
        for watch in (Watch.FIRST_REPLY, Watch.RESOLUTION)
        for rung, deed in (
            (Rung.WARN, urging.warn),
            (Rung.URGE, urging.urge),
            (Rung.SUPERVISE, urging.supervise),
            (Rung.CIRCULATE, urging.circulate),
        )
    },
    (Watch.PAUSE, Rung.PROMPT): lapsing.prompt_for_more,
    (Watch.PAUSE, Rung.PROMPT_AGAIN): lapsing.prompt_for_more,
    (Watch.PAUSE, Rung.LAPSE): lapsing.end_pause,
    (Watch.CONFIRMATION, Rung.PROMPT): lapsing.call_back,
    (Watch.CONFIRMATION, Rung.LAPSE): lapsing.close_unconfirmed,
    (Watch.SCHEDULE, Rung.WARN): lapsing.announce_day,
    (Watch.SCHEDULE, Rung.COME): lapsing.reopen_on_its_day,
    (Watch.MERGER, Rung.COME): merging_away.go_on_alone,
    (Watch.APPROVAL, Rung.URGE): urging.urge_decision,
    (Watch.APPROVAL, Rung.LEADER): urging.tell_leader,
}
"""What each step of the ladder does."""


def keep_time(tx: Transaction, house: House, ticket_id: int, now: datetime) -> Turn | None:
    """Take every step of a ticket whose moment has come; what is to be said for it.

    None where another process has taken it up. A stop or an hour of downtime loses none of them
    and repeats none: each is noted in the transaction that takes it.
    """
    contacts.lock(tx, tickets.get(tx, ticket_id).contact_id)
    ticket = tickets.lock(tx, ticket_id)
    if not timetable.is_due(tx, ticket_id, now):
        return None
    turn = turn_of_time(house, now)
    if timetable.wants_recount(tx, ticket_id):
        ticket = recounting.recount(tx, turn, ticket)
    ticket = inheriting.inherit(tx, turn, ticket)
    ticket = merging_away.leave_ended(tx, turn, ticket)
    while (step := planning.upcoming(tx, house, ticket)) is not None and step.at <= now:
        # Noted first: the deed's own event plans what comes after it.
        timetable.take(tx, ticket_id, step.key, now)
        if not minded.is_minded(tx, ticket, step):
            ticket = DEEDS[step.watch, step.rung](tx, turn, ticket, step)
    planning.plan_later(turn, ticket)
    return turn


def turn_of_time(house: House, now: datetime) -> Turn:
    """A turn in which nobody wrote: the service itself acts."""
    nobody = InboundMessage(channel="", external_id="", sender="")
    return Turn(house=house, message=nobody, now=now, inbox_id=0, message_id=0)
