"""办结为并单: what is known of two tickets of which one is to go on in the other."""

from __future__ import annotations

from collections.abc import Mapping

from bot.models import Outcome, Ticket
from bot.store import Transaction, matters, reported, tickets
from bot.tickets.ladder import comes_back_at
from bot.tickets.merged import Merger, goes_on_elsewhere
from bot.tickets.publicity import may_be_shared
from handlers.actions import one_matter
from handlers.promises.promised import clocks_of
from handlers.turn import House

INTO = "into"
"""The number of the other ticket, in the fields of a proposed end and in the event of closing."""


def known(
    tx: Transaction, house: House, ticket: Ticket, values: Mapping[str, str]
) -> Merger | None:
    """What decides whether a ticket may end as merged; None where another end is spoken of."""
    if values.get("outcome") != Outcome.MERGED:
        return None
    into = tickets.by_number(tx, values.get(INTO, ""))
    if into is None or into.id == ticket.id:
        return Merger(None)
    own = into.contact_id == ticket.contact_id
    return Merger(
        into=into,
        own=own,
        one_matter=_is_one(tx, ticket, into, own=own),
        shareable=_may_share(tx, ticket, into, own=own),
        leads=bool(matters.followers(tx, ticket.id) or matters.merged_into(tx, ticket.id)),
        back_at=comes_back_at(ticket, clocks_of(tx, house, ticket.department_id)),
    )


def waiting_for(tx: Transaction, ticket: Ticket) -> list[Ticket]:
    """Other residents' tickets that were closed as merged into this one, and wait for its answer.

    Who told the same twice reads the answer in this one.
    """
    found = matters.merged_into(tx, ticket.id)
    return [each for each in found if each.contact_id != ticket.contact_id]


def is_own(tx: Transaction, ticket: Ticket) -> bool:
    """Whether a ticket was closed as merged into another one of the same resident's."""
    if not goes_on_elsewhere(ticket) or ticket.follows_id is None:
        return False
    return tickets.get(tx, ticket.follows_id).contact_id == ticket.contact_id


def _is_one(tx: Transaction, ticket: Ticket, into: Ticket, *, own: bool) -> bool:
    if own:
        return not one_matter.are_two(tx, ticket, into)
    return one_matter.is_one(tx, ticket, into)


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
