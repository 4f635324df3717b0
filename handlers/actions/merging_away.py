"""办结为并单, approved: the ticket is closed, and its resident told where it goes on."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import Refused
from bot.models import Approval, Choice, Outcome, Ticket, TicketState
from bot.store import Transaction, tickets
from bot.tickets.actions import Action
from bot.tickets.ladder import Step
from bot.tickets.merged import goes_on_elsewhere
from handlers.actions import approving, mergers, sending, telling
from handlers.actions.recording import come_back, record
from handlers.actions.voices import Voice
from handlers.notifying import notify
from handlers.residents import prompts
from handlers.residents.prompts import Asked
from handlers.staffing import in_charge
from handlers.turn import Turn


def check_answer(tx: Transaction, ticket: Ticket, values: Mapping[str, str]) -> None:
    """Refuse to merge into an answered ticket of another's whose answer may name somebody.

    `values` are the fields of the proposed end, whichever it is. Raises `Refused`.
    """
    into = tickets.by_number(tx, values.get(mergers.INTO, ""))
    if into is None or values.get("outcome") != Outcome.MERGED:
        return
    answered = into.state is TicketState.REPLIED and into.contact_id != ticket.contact_id
    if answered and not sending.words_for_others(tx, into):
        raise Refused("refusals.merged_not_public", into=into.number)


def close(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval, text: str) -> None:
    """The second person agrees: it goes on in the other ticket. Raises `Refused`."""
    into = tickets.by_number(tx, request.values.get(mergers.INTO, ""))
    if into is None:
        raise Refused("refusals.merged_into_which")
    check_answer(tx, ticket, request.values)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.MERGE,
        target=TicketState.CLOSED,
        text=text,
        values=request.values,
        changes={"outcome": Outcome.MERGED.value, "follows_id": into.id},
        detail={**approving.detail(tx, request), mergers.INTO: into.number},
    )
    approving.settle(tx, turn, ticket, request, granted=True)
    _tell(tx, turn, ticket, into, text)
    notify(
        tx, turn, in_charge(tx, into, turn.now), "officials.merged_in", into, other=ticket.number
    )
    _give_answer(tx, turn, ticket, into)
    turn.reply("officials.approved", number=ticket.number)


def go_on_alone(tx: Transaction, turn: Turn, ticket: Ticket, _: Step) -> Ticket:
    """Its own clock is warned of, and nobody has answered: it is worked on by itself again.

    Who told one matter twice has the clock of the other ticket.
    """
    return ticket if mergers.is_own(tx, ticket) else come_back(tx, turn, ticket)


def leave_ended(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """What was merged into another resident's ticket goes on by itself where that one has ended
    outside any conversation: its resident had everything erased.
    """
    if not goes_on_elsewhere(ticket) or ticket.follows_id is None or mergers.is_own(tx, ticket):
        return ticket
    ended = tickets.get(tx, ticket.follows_id).state is TicketState.CLOSED
    return come_back(tx, turn, ticket) if ended else ticket


def _tell(tx: Transaction, turn: Turn, ticket: Ticket, into: Ticket, text: str) -> None:
    language = telling.language_of(tx, turn, ticket)
    choice = Choice(
        f"object:{ticket.number}", turn.house.wording.say(language, "tickets.choice_object")
    )
    prompts.ask(
        tx,
        turn,
        Asked.OBJECTION,
        choice.value,
        contact_id=ticket.contact_id,
        ticket_id=ticket.id,
    )
    telling.tell(
        tx,
        turn,
        ticket,
        choices=(choice,),
        in_own_words=bool(text),
        voice=Voice(attachments=()),
        into=into.number,
        own=mergers.is_own(tx, ticket),
        into_title=into.title if mergers.is_own(tx, ticket) else "",
        answer=text,
    )


def _give_answer(tx: Transaction, turn: Turn, ticket: Ticket, into: Ticket) -> None:
    """Who is merged into another's answered matter has its answer, and a verdict of their own."""
    words = sending.words_for_others(tx, into) if into.state is TicketState.REPLIED else ""
    if words and not mergers.is_own(tx, ticket):
        detail = {"with": into.number, **sending.overridden_of(tx, into)}
        detail |= sending.visited_for(tx, into)
        sending.pass_on(tx, turn, ticket, into, words, detail=detail)
