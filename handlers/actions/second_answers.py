"""Two officials never answer past each other: who writes must know a colleague's answer first."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Direction, Message, Ticket, TicketState
from bot.store import Transaction, messages, people, tickets
from bot.tickets.lifecycle import Action
from handlers.grammar import Command
from handlers.turn import Turn


def check(tx: Transaction, turn: Turn, ticket: Ticket, command: Command, *, again: bool) -> None:
    """Refuse words to the resident whose writer does not know a colleague's answer.

    `again`: they were put as a further answer (再答：). The desk says in `version` how far the
    ticket was when the text was begun; a chat says nothing, and there an answered ticket is
    enough. Raises `Refused` with the answer that stands.
    """
    if again or command.values.get("supplement") == "yes":
        return
    last = _last_answer(tx, ticket)
    if last is None or last.official_id == turn.author.id:
        return
    version = command.values.get("version", "")
    if version.isascii() and version.isdecimal() and len(version) < 18:
        unknown = _answered_at(tx, ticket) > int(version)
    else:
        unknown = ticket.state is TicketState.REPLIED
    if unknown:
        raise _already_answered(tx, ticket, last)


def _answered_at(tx: Transaction, ticket: Ticket) -> int:
    """The version of the ticket that its last answer made."""
    said = (each.sequence for each in tickets.events(tx, ticket.id) if each.action == Action.ANSWER)
    return max(said, default=0)


def _already_answered(tx: Transaction, ticket: Ticket, last: Message) -> Refused:
    official = people.official(tx, last.official_id) if last.official_id else None
    return Refused(
        "refusals.answered_already",
        name=official.name if official else "",
        at=last.at,
        answer=last.content.text,
    )


def _last_answer(tx: Transaction, ticket: Ticket) -> Message | None:
    said = (line.message for line in reversed(messages.of_ticket(tx, ticket.id)))
    return next(
        (
            message
            for message in said
            if message.direction is Direction.OUTBOUND and message.official_id is not None
        ),
        None,
    )
