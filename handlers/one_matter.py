"""一事: whether two tickets tell of one matter, so that one answer can serve both."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from bot.errors import Refused
from bot.models import Ticket
from bot.store import Transaction, links, messages
from bot.tickets.matters import Kin, is_elsewhere, is_same, kin, without_places
from faq.normalise import normalise


def is_one(tx: Transaction, ticket: Ticket, other: Ticket) -> bool:
    """Whether both tell of the same: one topic of the catalogue, or words alike; one place.

    What leans on words that were said before is nobody else's matter.
    """
    new, earlier = told(tx, ticket), told(tx, other)
    if is_elsewhere(new, earlier):
        return False
    same_topic = bool(ticket.topic_id) and ticket.topic_id == other.topic_id
    return same_topic or Kin.SAME in (kin(new, earlier), kin(earlier, new))


def is_alike(tx: Transaction, ticket: Ticket, other: Ticket) -> bool:
    """Whether both ask the same, wherever: one topic of the catalogue, or words alike."""
    if ticket.topic_id and ticket.topic_id == other.topic_id:
        return True
    mine, theirs = (without_places(told(tx, each)) for each in (ticket, other))
    return Kin.SAME in (kin(mine, theirs), kin(theirs, mine))


def check_one_person(tx: Transaction, among: Iterable[Ticket]) -> None:
    """Refuse to merge two matters of one resident: each is answered, and counted, by itself."""
    for ticket, other in combinations(among, 2):
        if are_two(tx, ticket, other):
            raise Refused("refusals.two_matters", number=ticket.number, other=other.number)


def are_two(tx: Transaction, ticket: Ticket, other: Ticket) -> bool:
    """Whether both are one resident's, and tell of two matters."""
    if not links.are_one(tx, ticket.contact_id, other.contact_id):
        return False
    return not (is_same(told(tx, other), told(tx, ticket)) or is_one(tx, ticket, other))


def told(tx: Transaction, ticket: Ticket) -> str:
    """All that the resident told in a ticket, normalised, with its title."""
    return normalise("\n".join((ticket.title, *messages.told_in(tx, ticket.id))))
