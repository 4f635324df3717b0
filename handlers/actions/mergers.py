"""办结为并单: what is known of two tickets of which one is to go on in the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.models import Direction, Kind, Outcome, Ticket, TicketState
from bot.store import Transaction, matters, messages, people, reported, tickets
from bot.tickets.ends import answered_since_reopening
from bot.tickets.ladder import comes_back_at
from bot.tickets.left_over import clauses, left_over, same_place
from bot.tickets.merged import Differs, Merger, goes_on_elsewhere
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers.actions import one_matter
from handlers.promises.promised import clocks_of
from handlers.turn import House

INTO = "into"
"""The number of the other ticket, in the fields of a proposed end and in the event of closing."""

APART_FROM = "apart_from"
"""The numbers of those to which its resident said that a ticket does not belong, in its first
event.
"""
_MOST = 500
"""Messages of a ticket that are looked at: a resident writes hardly ever as many."""


def known(
    tx: Transaction, house: House, ticket: Ticket, values: Mapping[str, str]
) -> Merger | None:
    """What decides whether a ticket may end as merged; None where another end is spoken of."""
    if values.get("outcome") != Outcome.MERGED:
        return None
    into = tickets.by_number(tx, values.get(INTO, ""))
    if into is None or into.id == ticket.id:
        return Merger(None)
    more = _left_over(tx, ticket, into)
    return Merger(
        into=into,
        differs=_differs(tx, ticket, into, more),
        left_over=more,
        shareable=_may_share(tx, ticket, into, own=into.contact_id == ticket.contact_id),
        leads=bool(matters.followers(tx, ticket.id) or matters.merged_into(tx, ticket.id)),
        unread=_is_reviewed(tx, ticket) and not _is_reviewed(tx, into),
        told_at=_told_at(tx, ticket),
        back_at=comes_back_at(ticket, clocks_of(tx, house, ticket.department_id)),
        leading=_leading(tx, ticket, into),
    )


def waiting_for(tx: Transaction, ticket: Ticket) -> list[Ticket]:
    """Other residents' tickets that were closed as merged into this one, and wait for its answer.

    Who told the same twice reads the answer in this one.
    """
    found = matters.merged_into(tx, ticket.id)
    return [each for each in found if each.contact_id != ticket.contact_id]


def left_alone(tx: Transaction, ended: Ticket) -> list[Ticket]:
    """Whose tickets were closed as merged into one that gives them no answer any more.

    Others' always; of its resident's own, who reads what is answered in it, only where it was
    closed without an answer.
    """
    found = matters.merged_into(tx, ended.id)
    own = [each for each in found if each.contact_id == ended.contact_id]
    stay = bool(own) and (ended.state is not TicketState.CLOSED or _has_answered(tx, ended))
    return [each for each in found if not (stay and each in own)]


def goes_on_in(tx: Transaction, ticket: Ticket) -> Ticket | None:
    """The ticket in which one goes on that was closed as merged; None where it does not."""
    tied = ticket.follows_id if goes_on_elsewhere(ticket) else None
    return tickets.get(tx, tied) if tied is not None else None


def is_own(tx: Transaction, ticket: Ticket) -> bool:
    """Whether a ticket was closed as merged into another one of the same resident's."""
    into = goes_on_in(tx, ticket)
    return into is not None and into.contact_id == ticket.contact_id


def _has_answered(tx: Transaction, ended: Ticket) -> bool:
    """Whether a ticket ended with an answer: none is that it is not ours, or nobody was reached."""
    unanswered = ended.outcome in (Outcome.UNREACHABLE, Outcome.OUT_OF_SCOPE)
    return not unanswered and answered_since_reopening(ended, tickets.events(tx, ended.id))


def _leading(tx: Transaction, ticket: Ticket, into: Ticket) -> str:
    """The number of the ticket that one of the two follows: there the other may end."""
    led_by = into.follows_id or ticket.follows_id
    return tickets.get(tx, led_by).number if led_by is not None else ""


def _differs(tx: Transaction, ticket: Ticket, into: Ticket, more: str) -> Differs | None:
    if _said_two(tx, ticket, into) or _said_two(tx, into, ticket):
        return Differs.SAID_TWO
    topics, kinds = {ticket.topic_id, into.topic_id} - {""}, {ticket.kind, into.kind}
    # Who writes a letter to the leader asks for more, not for something else.
    of_a_sort = len(topics) < 2 and len(kinds - {Kind.LETTER}) < 2
    if not (of_a_sort and one_matter.is_one(tx, ticket, into)):
        return Differs.ANOTHER_MATTER
    if more:
        return Differs.LEFT_OVER
    here, there = (" ".join(_said(tx, each)) for each in (ticket, into))
    return None if same_place(here, there) else Differs.ELSEWHERE


def _said(tx: Transaction, ticket: Ticket) -> dict[str, str]:
    """The clauses of all that the resident told in a ticket, by their normalised text."""
    return {normalise(each): each for each in clauses(messages.told_in(tx, ticket.id, _MOST))}


def _said_two(tx: Transaction, new: Ticket, earlier: Ticket) -> bool:
    """Whether the resident, asked about just this pair, chose 「新的一件」."""
    apart = tickets.events(tx, new.id)[0].detail.get(APART_FROM)
    return isinstance(apart, list) and earlier.number in apart


def _left_over(tx: Transaction, ticket: Ticket, into: Ticket) -> str:
    same_topic = bool(ticket.topic_id) and ticket.topic_id == into.topic_id
    return left_over(_said(tx, ticket), " ".join(_said(tx, into)), same_topic=same_topic)


def _is_reviewed(tx: Transaction, ticket: Ticket) -> bool:
    unit = people.department(tx, ticket.department_id) if ticket.department_id else None
    return unit is not None and unit.review


def _told_at(tx: Transaction, ticket: Ticket) -> datetime:
    """When the resident last wrote in a ticket."""
    said = (line.message for line in messages.of_ticket(tx, ticket.id))
    theirs = (each.at for each in said if each.direction is Direction.INBOUND)
    return max(theirs, default=ticket.created_at)


def _may_share(tx: Transaction, ticket: Ticket, into: Ticket, *, own: bool) -> bool:
    """Whether the answer to one may be given to the other's resident, and its officials know both.

    What is confidential goes on among the same few, and out of the sight of the same.
    """
    secret = (ticket.confidential, ticket.confidants, reported.of(tx, ticket.id))
    if secret != (into.confidential, into.confidants, reported.of(tx, into.id)):
        return False
    if own:
        return True
    private = (not may_be_shared(one_matter.told(tx, each)) for each in (ticket, into))
    return not (ticket.confidential or any(private))
