"""一事: whether two tickets tell of one matter, so that one answer can serve both."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from bot.errors import Refused
from bot.models import Ticket
from bot.store import Transaction, links, messages, tickets
from bot.tickets.matters import Kin, is_elsewhere, is_same, kin, without_places
from bot.tickets.substance import explains
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


def strangers(tx: Transaction, among: Iterable[Ticket]) -> dict[int, list[str]]:
    """For each of these tickets the numbers of those that ask something else, wherever it is.

    Alike are one topic of the catalogue, or words alike. What each tells is read once.
    """
    words = [(each, without_places(told(tx, each))) for each in among]
    found: dict[int, list[str]] = {each.id: [] for each, _ in words}
    for (one, mine), (other, theirs) in combinations(words, 2):
        same_topic = bool(one.topic_id) and one.topic_id == other.topic_id
        if not (same_topic or Kin.SAME in (kin(mine, theirs), kin(theirs, mine))):
            found[one.id].append(other.number)
            found[other.id].append(one.number)
    return found


def check_alike(tx: Transaction, among: Iterable[Ticket], reason: str) -> None:
    """Refuse to merge what does not sound like one matter, but for a reason that explains it.

    One answer would end the clocks of both. What is written in two languages cannot be compared.
    """
    if explains(reason):
        return
    for ticket, other in combinations(among, 2):
        if ticket.language == other.language and other.number in strangers(tx, (ticket, other)).get(
            ticket.id, ()
        ):
            raise Refused("refusals.merge_unlike", number=ticket.number, other=other.number)


def check_not_parted(tx: Transaction, among: Iterable[Ticket], reason: str) -> None:
    """Refuse to merge again what its resident said is a matter of its own, but for a reason."""
    if explains(reason):
        return
    for ticket in among:
        if any(event.detail.get("apart") for event in tickets.events(tx, ticket.id)):
            raise Refused("refusals.merge_parted", number=ticket.number)


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
