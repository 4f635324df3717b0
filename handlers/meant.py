"""Which ticket an official means by a number, among those that they may know of."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction, reported, tickets
from bot.tickets.confidants import knows_of
from handlers.notifying import title_for
from handlers.turn import Turn

_MOST_NAMED = 5


def meant(tx: Transaction, turn: Turn, number: str) -> Ticket:
    """The ticket of this number, in full or its last digits; of several the open one.

    Raises `Refused` where there is none that they may see, or several that are open.
    """
    if "-" in number or not number.isdecimal():
        exact = tickets.by_number(tx, number)
        found = [exact] if exact else []
    else:
        found = tickets.ending(tx, number, _MOST_NAMED)
    visible = [ticket for ticket in found if may_see(tx, turn, ticket)]
    if not visible:
        raise Refused("refusals.no_such_ticket", number=number)
    standing = [ticket for ticket in visible if ticket.state is not TicketState.CLOSED]
    if len(standing) > 1:
        names = " ".join(ticket.number for ticket in standing)
        raise Refused("refusals.several_tickets", number=number, numbers=names)
    return visible[0]


def in_hand(tx: Transaction, turn: Turn) -> str:
    """The author's own open tickets, a line each, for the choice; a strict room reads numbers."""
    wanted = tickets.Wanted(owner_id=turn.author.id, open_only=True, limit=_MOST_NAMED)
    return "\n".join(
        f"#{each.number} {'' if turn.is_strict else title_for(each)}".rstrip()
        for each in tickets.listed(tx, wanted)
    )


def may_see(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """What is confidential is found by its owner, the few who are named, and the administrators.

    A report is found by none of those whom it is about, whatever else they are.
    """
    shut_out = ticket.confidential and reported.of(tx, ticket.id).includes(turn.author)
    return knows_of(ticket, turn.author) and not shut_out
