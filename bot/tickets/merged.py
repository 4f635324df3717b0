"""办结为并单: one matter was told twice, and goes on in the other ticket; no clock stops by it.

The ticket is closed without an answer. What it was promised is kept by the answer to the other one,
which reaches its resident too; without one it comes back as its own clock is warned of.
Source: docs/lifecycle.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.errors import Refused
from bot.models import Actor, Outcome, Ticket, TicketEvent, TicketState
from bot.tickets.actions import Action

if TYPE_CHECKING:
    from bot.tickets.case import Case


@dataclass(frozen=True, slots=True)
class Merger:
    """A ticket that is to go on in another, `into` (None: no such one), and what is known of both.

    `own`: both are one resident's. `one_matter`: they tell of the same. `shareable`: the words of
    one may be answered to the other. `leads`: others follow the ticket, or were merged into it.
    `back_at`: when its own clocks would bring it back.
    """

    into: Ticket | None
    own: bool = False
    one_matter: bool = False
    shareable: bool = False
    leads: bool = False
    back_at: datetime | None = None


def goes_on_elsewhere(ticket: Ticket) -> bool:
    """Whether a ticket is closed only because its matter goes on in another one."""
    merged = ticket.state is TicketState.CLOSED and ticket.outcome is Outcome.MERGED
    return merged and ticket.follows_id is not None


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
    _check_other(ticket, into)
    if ticket.state is TicketState.REPLIED:
        raise Refused("refusals.merged_when_answered")
    if merger.leads:
        raise Refused("refusals.merged_leads_others")
    if not merger.one_matter or has_said_no(case.history):
        raise Refused("refusals.merged_another_matter", into=into.number)
    if not merger.shareable:
        raise Refused("refusals.merged_not_public", into=into.number)
    _check_promises(ticket, into)
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


def _check_other(ticket: Ticket, into: Ticket) -> None:
    if into.state is TicketState.CLOSED:
        raise Refused("refusals.merged_into_closed", into=into.number)
    if into.follows_id is not None or ticket.follows_id not in (None, into.id):
        raise Refused("refusals.merged_into_follower", into=into.number)


def _check_promises(ticket: Ticket, into: Ticket) -> None:
    """What was promised of the one is promised of the other, and not for a later day."""
    asks_more = (
        into.level < ticket.level,
        ticket.visit_required and not into.visit_required,
        ticket.urgent and not into.urgent,
        ticket.supervised and not into.supervised,
        ticket.instructed_by is not None and into.instructed_by is None,
    )
    if any(asks_more):
        raise Refused("refusals.merged_promises_more", into=into.number)
    if into.state is not TicketState.REPLIED and _ends_later(into, ticket):
        raise Refused("refusals.merged_into_later", into=into.number)


def _ends_later(into: Ticket, ticket: Ticket) -> bool:
    reply = into.first_reply_at is None and into.first_reply_due > ticket.first_reply_due
    dues = (into.resolution_due, ticket.resolution_due)
    return reply or (dues[0] is not None and dues[1] is not None and dues[0] > dues[1])
