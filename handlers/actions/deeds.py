"""What one official does to a ticket by themselves: take, note, reopen."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction, messages, people
from bot.tickets import guards, matters
from bot.tickets.lifecycle import UNTAKEN, Action, rule
from handlers.actions import telling
from handlers.actions.recording import case_of, record, roles
from handlers.grammar import Command
from handlers.promises.promised import next_promise
from handlers.turn import Turn


def take(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """签收: it is theirs now, and the resident is told so.

    Raises `Refused`; where a colleague was faster it names them.
    """
    if ticket.state is TicketState.IN_PROGRESS and ticket.owner_id is not None:
        owner = people.official(tx, ticket.owner_id)
        mine = ticket.owner_id == turn.author.id
        raise Refused(
            "refusals.taken_by_you" if mine else "refusals.taken_by_another",
            name=owner.name if owner else "",
        )
    ticket = make_owner(tx, turn, ticket)
    tell_taken(tx, turn, ticket)
    turn.reply("officials.taken", number=ticket.number)


def make_owner(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """Note that the official has taken the ticket, for their department. Raises `Refused`."""
    changes = {"owner_id": turn.author.id, "department_id": turn.author.department_id}
    return record(tx, turn, ticket, Action.TAKE, changes=changes)


def begin(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    *,
    text: str = "",
    values: Mapping[str, str] | None = None,
) -> Ticket:
    """Whoever acts on a ticket that nobody has taken takes it by that; else it is left alone.

    Raises `Refused` before anything has changed, where `action` would not be allowed then.
    """
    check(tx, turn, ticket, action, text=text, values=values)
    return make_owner(tx, turn, ticket) if ticket.state in UNTAKEN else ticket


def check(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    *,
    text: str = "",
    values: Mapping[str, str] | None = None,
) -> None:
    """Raises `Refused` where `action` would not be allowed once the ticket is taken."""
    taken = taken_by(turn, ticket)
    allowed = rule(action, taken.state, roles(turn))
    guards.check(allowed.guards, case_of(tx, turn, taken, action, text, values))


def taken_by(turn: Turn, ticket: Ticket) -> Ticket:
    """The ticket as it will be once who writes has taken it; as it is, where somebody has."""
    if ticket.state not in UNTAKEN:
        return ticket
    unit = turn.author.department_id
    return replace(ticket, state=TicketState.IN_PROGRESS, department_id=unit)


def tell_if_taken(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Where the ticket was taken on the way, and nothing else tells its resident, say so."""
    if ticket.id in turn.notices:
        tell_taken(tx, turn, ticket)


def tell_taken(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Tell the resident in whose hands it is, and what they are promised next."""
    answered = ticket.first_reply_at is not None
    due = next_promise(ticket, turn.now)
    telling.tell(tx, turn, ticket, due=due, answered=answered, urgent=ticket.urgent)


def note(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """注: an internal note, which no resident ever reads. Raises `Refused` for an empty one."""
    if not (command.text.strip() or turn.attachments):
        raise Refused("refusals.empty_note")
    rule(Action.NOTE, ticket.state, turn.author.roles)
    messages.join_ticket(tx, turn.message_id, ticket.id)
    record(tx, turn, ticket, Action.NOTE, text=command.text)
    turn.reply("officials.noted", number=ticket.number)


def reopen(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """重办: the office itself takes it up again; nobody complained, so no level is added.

    It is worked on by itself, whatever it was closed with. Raises `Refused`.
    """
    changes = matters.own_again(ticket)
    ticket = record(tx, turn, ticket, Action.REOPEN, text=command.text, changes=changes)
    keep_reason(tx, turn, ticket, command)
    telling.tell(tx, turn, ticket)
    turn.reply("officials.reopened", number=ticket.number)


def keep_reason(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Let what the official wrote stay with the ticket, for colleagues to read."""
    if command.text.strip() or turn.attachments:
        messages.join_ticket(tx, turn.message_id, ticket.id)
