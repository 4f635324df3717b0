"""The many behind one ticket: to how many its words go, and each of their tickets in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from bot.errors import Refused
from bot.models import Kind, Role, Ticket, TicketState
from bot.store import Transaction, contacts, matters, people, tickets
from bot.tickets.lifecycle import AT_WORK, UNTAKEN, Action
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.second_persons import stands_above
from handlers.actions import deeds, mergers
from handlers.actions.recording import is_alone, record, staff
from handlers.grammar import Command
from handlers.turn import Turn

_WAITING = UNTAKEN | AT_WORK
_REACHED = _WAITING | {TicketState.REPLIED}
_NEW = frozenset({TicketState.REGISTERED, TicketState.DISPATCHED})
_EVERYBODY = "all"


def count(tx: Transaction, ticket: Ticket) -> int:
    """How many people an answer to the ticket goes to."""
    asking = {each.contact_id for each in _reached(tx, ticket)}
    return len(asking | {ticket.contact_id})


def confirm(tx: Transaction, ticket: Ticket, command: Command) -> int:
    """How many people the words go to. Raises `Refused` where their writer has not said so.

    The desk says `people`, as it showed them; a chat says 群答.
    """
    people = count(tx, ticket)
    if people > 1:
        check(ticket, command, people)
    return people


def kept(tx: Transaction, ticket: Ticket) -> dict[str, str]:
    """To how many the words went when they were handed in, as their second person is told."""
    people = count(tx, ticket)
    return {"people": str(people)} if people > 1 else {}


def confirm_again(
    ticket: Ticket, command: Command, people: int, handed_in: Mapping[str, str]
) -> None:
    """Refuse to send what was handed in to more or fewer people than its second person was told.

    Raises `Refused`; with the number of today said, it goes out.
    """
    if handed_in.get("people") != str(people):
        check(ticket, command, people)


def check(ticket: Ticket, command: Command, people: int) -> None:
    """Refuse words that were not meant for so many; the refusal says how many they are."""
    if command.values.get("people") not in (str(people), _EVERYBODY):
        raise Refused("refusals.goes_to_many", number=ticket.number, people=people)


def taken(tx: Transaction, turn: Turn, leader: Ticket) -> Iterator[Ticket]:
    """The tickets that follow, one by one, locked and in the same hands as the leader."""
    for each in _reached(tx, leader):
        contacts.lock(tx, each.contact_id)
        ticket, waits = tickets.lock(tx, each.id), each.follows_id
        above = stands_above(_as_taken(ticket, leader), turn.author, staff(tx)) or is_alone(tx)
        due = above and not asks_for_more(tx, ticket, leader)
        if ticket.follows_id == waits and _is_reached(ticket) and due:
            yield _take(tx, turn, ticket, leader) if ticket.state in UNTAKEN else ticket


def _take(tx: Transaction, turn: Turn, ticket: Ticket, leader: Ticket) -> Ticket:
    if leader.owner_id is None:
        return deeds.make_owner(tx, turn, ticket)
    hands = {"owner_id": leader.owner_id, "department_id": leader.department_id}
    return record(tx, turn, ticket, Action.TAKE, changes=hands)


def _as_taken(ticket: Ticket, leader: Ticket) -> Ticket:
    unit = leader.department_id
    return replace(ticket, department_id=unit) if ticket.state in UNTAKEN else ticket


def asks_for_more(tx: Transaction, ticket: Ticket, leader: Ticket) -> bool:
    """Whether a ticket is answered with a second person's word that the leader's answer lacks.

    It came back more often; it is a letter to a leader (一把手信箱), whose own word answers it; or
    another unit has it, whose answers are reviewed there.
    """
    if ticket.level > leader.level:
        return True
    if is_alone(tx):
        return False
    if ticket.kind is Kind.LETTER and leader.kind is not Kind.LETTER:
        return any(Role.LEADER in each.roles for each in staff(tx))
    if ticket.state in UNTAKEN or ticket.department_id == leader.department_id:
        return False
    unit = people.department(tx, ticket.department_id)
    return unit is not None and unit.review


def left_out(tx: Transaction, leader: Ticket) -> list[str]:
    """The numbers of those that follow, and wait for an answer that this one cannot be."""
    waiting = (each for each in matters.followers(tx, leader.id) if each.state in _WAITING)
    return [each.number for each in waiting if asks_for_more(tx, each, leader)]


def untaken(tx: Transaction, ticket: Ticket) -> Iterator[Ticket]:
    """Those that ask the same as a ticket and that nobody has taken yet, one by one, locked."""
    leader_id = ticket.id if ticket.follows_id is None else ticket.follows_id
    for each in matters.followers(tx, leader_id):
        if each.id != ticket.id and each.state in _NEW:
            contacts.lock(tx, each.contact_id)
            yield tickets.lock(tx, each.id)


def _reached(tx: Transaction, leader: Ticket) -> list[Ticket]:
    """Who follows, and whose ticket was closed as merged into the leader's or one of theirs."""
    open_ones = [each for each in matters.followers(tx, leader.id) if each.state in _REACHED]
    merged = (each for led in (leader, *open_ones) for each in mergers.waiting_for(tx, led))
    found = {each.id: each for each in (*open_ones, *merged)}.values()
    reached = [each for each in found if not asks_for_more(tx, each, leader)]
    return sorted(reached, key=lambda each: (each.contact_id, each.id))


def _is_reached(ticket: Ticket) -> bool:
    return ticket.state in _REACHED or goes_on_elsewhere(ticket)
