"""「我不同意」 and 「不是一件事」 in words: which matter they are about, and what comes of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.models import Outcome, Ticket, TicketState
from bot.store import Transaction, tickets
from bot.tickets.merged import was_closed_as_merged
from handlers.actions import verdicts
from handlers.notifying import notify
from handlers.residents import joining, picks
from handlers.residents.despair import called
from handlers.staffing import concerned
from handlers.turn import Turn

_ENDED = frozenset({TicketState.REPLIED, TicketState.CLOSED})
_LATEST = 5


def is_heard(tx: Transaction, turn: Turn) -> bool:
    """Out of the blue: about what waits for their word, else what moved last; whether it was one.

    Where the end allows no objection (any more), they are told what can be done instead.
    Raises `Refused`.
    """
    if not (turn.past.tickets and _speaks(turn)):
        return False
    mine = sorted(tickets.of(tx, turn.resident.id, _LATEST), key=_waits, reverse=True)
    told = [each for each in mine if _was_told(each)]
    if told and hears(tx, turn, told[0]):
        return True
    if not picks.is_objection(turn.text):
        return any(hears(tx, turn, each) for each in told)
    if told:
        _say_what_can_be_done(tx, turn, told[0])
    elif working := next((each for each in mine if each.state is not TicketState.CLOSED), None):
        joining.say_added(tx, turn, working, joining.add(tx, turn, working, (turn.message_id,)))
    else:
        turn.reply("tickets.nothing_to_disagree_with")
    return True


def hears(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Take the text as an objection to this ticket's end, or to its being merged with others;
    whether it was one that the ticket allows. Raises `Refused`.
    """
    if not _speaks(turn):
        return False
    beginning = picks.first_clause(turn.text)
    if ticket.state in _ENDED and _objects(tx, ticket, beginning):
        verdicts.object_to(tx, turn, ticket)
    elif ticket.follows_id is not None and ticket.state is not TicketState.CLOSED:
        _part(tx, turn, ticket)
    else:
        return False
    return True


def _objects(tx: Transaction, ticket: Ticket, beginning: str) -> bool:
    """Whether these words are the one objection that the ticket's end still allows."""
    own = picks.says_own_matter(beginning) and was_closed_as_merged(
        ticket, tickets.events(tx, ticket.id)
    )
    return (own or picks.is_objection(beginning)) and verdicts.may_object(tx, ticket)


def _waits(ticket: Ticket) -> tuple[bool, datetime]:
    return ticket.state is TicketState.REPLIED, ticket.updated_at


def _was_told(ticket: Ticket) -> bool:
    """Whether its resident was told something that they can disagree with."""
    ended = ticket.state in _ENDED and ticket.outcome is not Outcome.WITHDRAWN
    return ended or (ticket.follows_id is not None and ticket.state is not TicketState.CLOSED)


def _speaks(turn: Turn) -> bool:
    beginning = picks.first_clause(turn.text)
    return any(
        said(text)
        for text in (turn.text, beginning)
        for said in (picks.is_objection, picks.says_own_matter)
    )


def _part(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """What the resident says is a matter of its own is one at once, and its officials know."""
    before = ticket
    ticket = joining.add(tx, turn, ticket, (turn.message_id,), apart=True)
    notify(tx, turn, concerned(tx, ticket, turn.now), "officials.parted_by_resident", ticket)
    turn.reply(
        "many.parted_by_you",
        number=ticket.number,
        title=called(turn.house.wording, ticket, turn.language),
        back=before.state is TicketState.REPLIED,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def _say_what_can_be_done(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    days = turn.house.settings.conversation.reopen_days
    late = ticket.closed_at is not None and turn.now - ticket.closed_at > timedelta(days=days)
    planned = (ticket.outcome or ticket.proposed) is Outcome.SCHEDULED
    turn.reply(
        "tickets.disagreed_too_late" if late else "tickets.disagreed",
        choices=() if late else verdicts.ask_verdict(tx, turn, ticket, turn.language),
        number=ticket.number,
        title=called(turn.house.wording, ticket, turn.language),
        planned=ticket.scheduled_for if planned else None,
        days=days,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )
