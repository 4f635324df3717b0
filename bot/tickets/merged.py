"""办结为并单: one matter was told twice, and goes on in the other ticket; no clock stops by it.

The ticket is closed without an answer. What it was promised is kept by the answer to the other one,
which reaches its resident too; without one it comes back as its own clock is warned of.
Source: docs/lifecycle.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors import Refused
from bot.models import Actor, Kind, Outcome, Ticket, TicketEvent, TicketState
from bot.tickets.actions import Action

if TYPE_CHECKING:
    from bot.tickets.case import Case


class Differs(StrEnum):
    """Why two tickets are not one matter, each by the refusal that tells it."""

    SAID_TWO = "merged_said_two"
    """Their resident chose 「新的一件」 when asked whether the one belongs to the other."""
    ANOTHER_MATTER = "merged_another_matter"
    ELSEWHERE = "merged_elsewhere"
    """They name no place, or not the same one."""
    LEFT_OVER = "merged_leaves_over"
    """The ticket tells something more, which an answer to the other one would not reach."""


@dataclass(frozen=True, slots=True)
class Merger:
    """A ticket that is to go on in another, `into` (None: no such one), and what is known of both.

    `differs`: why they are not one matter, and `left_over`, what the ticket tells beside it.
    `shareable`: the words of one may be answered to the other. `leads`: others follow the ticket,
    or were merged into it. `unread`: a second person reads its answers, and not the other's.
    `told_at`: when its resident last wrote in it. `back_at`: when its own clocks would bring it
    back. `leading`: the number of the ticket that one of the two follows, or empty.
    """

    into: Ticket | None
    differs: Differs | None = None
    left_over: str = ""
    shareable: bool = False
    leads: bool = False
    unread: bool = False
    told_at: datetime | None = None
    back_at: datetime | None = None
    leading: str = ""


def goes_on_elsewhere(ticket: Ticket) -> bool:
    """Whether a ticket is closed only because its matter goes on in another one."""
    merged = ticket.state is TicketState.CLOSED and ticket.outcome is Outcome.MERGED
    return merged and ticket.follows_id is not None


def goes_on(ticket: Ticket) -> bool:
    """Whether a ticket is open, or closed only because its matter goes on in another one."""
    return ticket.state is not TicketState.CLOSED or goes_on_elsewhere(ticket)


def was_closed_as_merged(ticket: Ticket, history: Iterable[TicketEvent]) -> bool:
    """Whether a ticket was closed as merged, and is tied to the other one still: with an answer or
    without.
    """
    return ticket.follows_id is not None and any(
        event.action == Action.MERGE and event.to_state is TicketState.CLOSED for event in history
    )


def check(case: Case) -> None:
    """Raises `Refused` where a ticket cannot end by going on in the one that is named."""
    merger, ticket = case.merger, case.ticket
    into = merger.into if merger is not None else None
    if merger is None or into is None or into.id == ticket.id:
        raise Refused("refusals.merged_into_which")
    _check_other(ticket, into, merger.leading)
    if ticket.state is TicketState.REPLIED:
        raise Refused("refusals.merged_when_answered")
    if merger.leads:
        raise Refused("refusals.merged_leads_others")
    if _is_promised_more(ticket, into) or merger.unread:
        raise Refused("refusals.merged_promises_more", into=into.number)
    _check_one_matter(case, merger, into)
    if not merger.shareable:
        raise Refused("refusals.merged_not_public", into=into.number)
    if into.state is not TicketState.REPLIED and _ends_later(into, ticket):
        raise Refused("refusals.merged_into_later", into=into.number)
    if _answered_before(into, merger.told_at or ticket.created_at):
        raise Refused("refusals.merged_answered_before", into=into.number, at=into.answered_at)
    if merger.back_at is not None and merger.back_at <= case.now:
        raise Refused("refusals.merged_too_late")


def has_said_no(history: Iterable[TicketEvent]) -> bool:
    """Whether the resident has said that it is a matter of its own, in words or by reopening it."""
    merged = False
    for event in history:
        back = event.to_state is TicketState.REOPENED
        if event.detail.get("apart") or (merged and back and event.actor is Actor.RESIDENT):
            return True
        merged = event.to_state is TicketState.CLOSED and (merged or event.action == Action.MERGE)
    return False


def _check_other(ticket: Ticket, into: Ticket, leading: str) -> None:
    if into.state is TicketState.CLOSED:
        raise Refused("refusals.merged_into_closed", into=into.number)
    if into.follows_id is not None or ticket.follows_id not in (None, into.id):
        raise Refused("refusals.merged_into_follower", into=into.number, leading=leading)


def _check_one_matter(case: Case, merger: Merger, into: Ticket) -> None:
    differs = Differs.ANOTHER_MATTER if has_said_no(case.history) else merger.differs
    if differs is not None:
        raise Refused(f"refusals.{differs}", into=into.number, words=merger.left_over)


def _answered_before(into: Ticket, told_at: datetime) -> bool:
    """Whether the answer that stands was given before this was told: it can speak of it no more."""
    answered = into.answered_at if into.state is TicketState.REPLIED else None
    return answered is not None and answered < told_at


def _is_promised_more(ticket: Ticket, into: Ticket) -> bool:
    """Whether something was promised of the one that is not promised of the other."""
    asks_more = (
        into.level < ticket.level,
        ticket.visit_required and not into.visit_required,
        ticket.urgent and not into.urgent,
        ticket.supervised and not into.supervised,
        ticket.instructed_by is not None and into.instructed_by is None,
        ticket.kind is Kind.LETTER and into.kind is not Kind.LETTER,
    )
    return any(asks_more)


def _ends_later(into: Ticket, ticket: Ticket) -> bool:
    reply = into.first_reply_at is None and into.first_reply_due > ticket.first_reply_due
    dues = (into.resolution_due, ticket.resolution_due)
    return reply or (dues[0] is not None and dues[1] is not None and dues[0] > dues[1])
