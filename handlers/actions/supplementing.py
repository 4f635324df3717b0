"""要求补充: asks the resident for what is missing, and takes what they bring."""

from __future__ import annotations

from typing import Any

from bot.errors import Refused
from bot.models import Choice, Ticket, TicketState
from bot.store import Transaction, messages, tickets
from bot.store.contacts import Prompt
from bot.tickets.actions import Action
from bot.tickets.answer_check import Fault
from bot.tickets.asked_again import asks_again
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.substance import names_what_is_missing
from faq.match import Decision
from handlers.actions import checking, deeds, mergers, telling
from handlers.actions.recording import keep_words, record
from handlers.grammar import Command
from handlers.notifying import notify
from handlers.residents import joining, prompts
from handlers.residents.prompts import Asked
from handlers.staffing import heads_of
from handlers.turn import Turn

_LONGEST_REMINDER = 200
_SUPPLIED = frozenset({Asked.SUPPLY, Asked.OBJECTION})
"""What stands open with a resident who was asked for more: a merger has put its own question over
ours.
"""
_IN_A_REQUEST = frozenset({Fault.PERSONAL_DATA, Fault.TONE})
"""Many are asked for the same: that is no copying."""


def ask(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """补充: say what is missing; the resolution clock stands, the first-reply clock never.

    Raises `Refused` for a request that names nothing, and for one more than the promises allow;
    `Doubted` for personal data or a tone that no resident should read.
    """
    missing = command.text.strip()
    deeds.check(tx, turn, ticket, Action.ASK, text=missing)
    if not names_what_is_missing(missing):
        raise Refused("refusals.words_for_ask")
    if asks_again(missing, ticket):
        raise Refused("refusals.asked_again")
    detail = checking.let_through(
        tx,
        turn,
        ticket,
        missing,
        act=command.act.value,
        values=command.values,
        only=_IN_A_REQUEST,
    )
    ticket = record(tx, turn, ticket, Action.ASK, text=missing, detail=detail)
    telling.tell(
        tx,
        turn,
        ticket,
        choices=_choices(tx, turn, ticket),
        in_own_words=True,
        answer=missing,
    )
    turn.reply(
        "officials.asked",
        number=ticket.number,
        left=max(0, turn.house.settings.promises.pause_requests - ticket.asks),
    )


def remind(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """提醒: say once more what we wait for. Raises `Refused`."""
    ticket = prompt(tx, turn, ticket)
    turn.reply("officials.prompted", number=ticket.number)


def prompt(
    tx: Transaction, turn: Turn, ticket: Ticket, detail: dict[str, Any] | None = None
) -> Ticket:
    """Tell the resident once more what is waited for, whoever reminds them. Raises `Refused`."""
    wanted = last_request(tx, ticket)
    ticket = record(tx, turn, ticket, Action.PROMPT, detail=detail)
    telling.tell(tx, turn, ticket, choices=_choices(tx, turn, ticket), wanted=wanted)
    return ticket


def supply(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """What a resident writes after we asked belongs to the ticket; whether it was such.

    A question that the FAQ surely knows is one, and is answered as one.
    """
    if prompt is None or prompt.kind not in _SUPPLIED or prompt.ticket_id is None:
        return False
    if turn.match is not None and turn.match.decision is Decision.ANSWER:
        return False
    ticket = tickets.get(tx, prompt.ticket_id)
    if not (ticket.state is TicketState.AWAITING_RESIDENT or _was_asked_before(tx, ticket)):
        return False
    prompts.settle(tx, turn)
    joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
    return True


def _was_asked_before(tx: Transaction, ticket: Ticket) -> bool:
    """Whether our question stood open when the ticket was closed as merged: it does still."""
    if not goes_on_elsewhere(ticket) or mergers.is_own(tx, ticket):
        return False
    ends = [each for each in tickets.events(tx, ticket.id) if each.to_state is TicketState.CLOSED]
    return ends[0].from_state is TicketState.AWAITING_RESIDENT if ends else False


def insist(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """我已说明白: the work goes on, and the head of the unit is told. Raises `Refused`."""
    ticket = tickets.lock(tx, ticket.id)
    ticket = record(tx, turn, ticket, Action.INSIST, text=turn.message.text)
    keep_words(tx, turn, ticket)
    notify(
        tx, turn, heads_of(tx, ticket.department_id, turn.now), "officials.resident_insists", ticket
    )
    turn.reply(
        "tickets.insisted",
        number=ticket.number,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def last_request(tx: Transaction, ticket: Ticket) -> str:
    """What the resident was last asked for, in short."""
    asked = [each for each in tickets.events(tx, ticket.id) if each.action == Action.ASK]
    if not asked or asked[-1].message_id is None:
        return ticket.title
    return messages.get(tx, asked[-1].message_id).content.text[:_LONGEST_REMINDER]


def _choices(tx: Transaction, turn: Turn, ticket: Ticket) -> tuple[Choice, ...]:
    if ticket.state is not TicketState.AWAITING_RESIDENT:
        return ()
    value = f"insist:{ticket.number}"
    prompts.ask(tx, turn, Asked.SUPPLY, value, contact_id=ticket.contact_id, ticket_id=ticket.id)
    language = telling.language_of(tx, turn, ticket)
    return (Choice(value, turn.house.wording.say(language, "tickets.choice_insist")),)
