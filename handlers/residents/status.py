"""Tells residents where their matters stand, in five words, each with date and department."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Ticket, TicketState
from bot.store import Transaction, tickets
from bot.tickets.lifecycle import SEEN_AS, ResidentState
from bot.tickets.merged import goes_on_elsewhere
from handlers.actions import mergers, verdicts
from handlers.naming import department_name
from handlers.promises import calling
from handlers.residents.despair import called
from handlers.turn import Turn

_MOST_LISTED = 10


def tell_progress(tx: Transaction, turn: Turn, number: str = "") -> None:
    """进度: the ticket that was named, else all open ones, else the newest."""
    mine = tickets.of_person(tx, turn.resident.id, _MOST_LISTED)
    named = [ticket for ticket in mine if ticket.number == number]
    standing = [ticket for ticket in mine if _is_standing(tx, ticket)]
    shown = named or standing or mine[:1]
    if not shown:
        turn.reply("tickets.none_yet")
    elif len(shown) == 1:
        tell_one(tx, turn, shown[0])
    else:
        _tell_many(tx, turn, "tickets.progress_of_many", shown)


def _is_standing(tx: Transaction, ticket: Ticket) -> bool:
    """Whether something is still to come of it, in this ticket or in another's."""
    waits = goes_on_elsewhere(ticket) and not mergers.is_own(tx, ticket)
    return waits or ticket.state is not TicketState.CLOSED


def tell_mine(tx: Transaction, turn: Turn) -> None:
    """我的: the newest tickets, closed ones too."""
    mine = tickets.of_person(tx, turn.resident.id, _MOST_LISTED)
    if not mine:
        turn.reply("tickets.none_yet")
        return
    _tell_many(tx, turn, "tickets.mine", mine)


def tell_one(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Where one ticket stands; an answered one asks for the verdict again."""
    waits = ticket.state is TicketState.REPLIED
    turn.say(
        _line(tx, turn, ticket),
        choices=verdicts.ask_verdict(tx, turn, ticket, turn.language) if waits else (),
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def _tell_many(tx: Transaction, turn: Turn, name: str, shown: Sequence[Ticket]) -> None:
    lines = (
        f"{_line(tx, turn, ticket)}\n{turn.house.ticket_page(ticket.number)}" for ticket in shown
    )
    turn.say("\n\n".join((turn.words(name, count=len(shown)), *lines)))


def _line(tx: Transaction, turn: Turn, ticket: Ticket) -> str:
    seen, into = SEEN_AS[ticket.state], mergers.goes_on_in(tx, ticket)
    own = into is not None and into.contact_id == ticket.contact_id
    if into is not None and into.state is not TicketState.CLOSED:
        seen = ResidentState.IN_PROGRESS
    goes_on = seen is not ResidentState.FINISHED and not own
    soon = ticket.urgent and ticket.acceptance_due is not None and ticket.accepted_at is None
    manned = soon and calling.is_somebody_there(tx, turn)
    return turn.words(
        "tickets.progress",
        number=ticket.number,
        title=called(turn.house.wording, ticket, turn.language),
        state=turn.words(f"tickets.state_{seen.value}"),
        at=ticket.updated_at,
        department=department_name(tx, ticket.department_id, turn.language),
        due=ticket.acceptance_due if manned else ticket.first_reply_due,
        urgent=soon,
        manned=manned,
        waiting=ticket.first_reply_at is None and goes_on,
        settled_by=ticket.resolution_due if into is not None and goes_on else None,
        reason=turn.words(
            "tickets.reason_merged" if into is not None else f"tickets.reason_{seen.value}",
            into=into.number if into is not None else "",
            own=own,
        ),
    )
