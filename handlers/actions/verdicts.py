"""The resident's word on an answer: solved or not, content or not, objections, once more."""

from __future__ import annotations

from typing import Any

from bot.errors import Refused
from bot.models import (
    Actor,
    Choice,
    Satisfaction,
    Ticket,
    TicketEvent,
    TicketState,
    Verdict,
)
from bot.store import Transaction, tickets
from bot.tickets import matters, rounds
from bot.tickets.fold import changes as changes_of
from bot.tickets.guards import check_objection, check_reopening
from bot.tickets.lifecycle import AT_WORK, Action
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.second_persons import reviewed_by
from handlers.actions import mergers, second_words
from handlers.actions.recording import keep_words, record, staff
from handlers.notifying import notify
from handlers.residents import prompts
from handlers.residents.prompts import Asked
from handlers.staffing import concerned
from handlers.turn import Turn

VERDICTS = (Verdict.SOLVED, Verdict.PARTLY, Verdict.NOT_SOLVED)
SATISFACTIONS = (Satisfaction.SATISFIED, Satisfaction.DISSATISFIED)
_BEING_REDONE = AT_WORK | {TicketState.REOPENED}


def give(tx: Transaction, turn: Turn, ticket: Ticket, verdict: Verdict) -> None:
    """Only the resident can make it *solved*; what is not solved goes back, one level up.

    The same verdict given twice is one. Raises `Refused` where the ticket was closed too long ago.
    """
    ticket = tickets.lock(tx, ticket.id)
    if ticket.state is not TicketState.REPLIED and ticket.verdict is verdict:
        _thank(tx, turn, ticket, verdict)
    elif verdict is not Verdict.SOLVED and _may_still_object(tx, ticket):
        # Nobody has answered it, so it is no verdict on an answer.
        object_to(tx, turn, ticket)
    elif ticket.first_reply_at is None and ticket.state is not TicketState.CLOSED:
        _note(tx, turn, ticket)
    elif verdict is Verdict.SOLVED:
        _solve(tx, turn, ticket)
    elif ticket.state in _BEING_REDONE and not came_back_by_words(tx, ticket):
        _say_it_is_redone(tx, turn, ticket, verdict)
    else:
        _dispute(tx, turn, ticket, verdict)


def rate(tx: Transaction, turn: Turn, ticket: Ticket, satisfaction: Satisfaction) -> None:
    """满意 / 不满意: another question than whether it is solved; of each round of work the first
    word counts. Raises `Refused`.
    """
    ticket = tickets.lock(tx, ticket.id)
    if is_rated_too_early(ticket):
        _reply(turn, "tickets.rated_too_early", ticket)
        return
    if ticket.satisfaction is not satisfaction or not is_rated(tx, ticket):
        changes = {"satisfaction": satisfaction.value}
        record(tx, turn, ticket, Action.RATE, text=turn.message.text, changes=changes)
        keep_words(tx, turn, ticket)
    turn.reply(f"tickets.rated_{satisfaction.value}", number=ticket.number, ticket_id=ticket.id)


def is_rated_too_early(ticket: Ticket) -> bool:
    """Whether a ticket waits for another's answer, and nothing of it has been told yet."""
    return goes_on_elsewhere(ticket) and ticket.first_reply_at is None


def is_rated(tx: Transaction, ticket: Ticket) -> bool:
    """Whether the resident has rated the answer that the ticket has now."""
    return rounds.is_rated(tickets.events(tx, ticket.id))


def object_to(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """「我不同意」: once, and it goes one level up. Raises `Refused`."""
    ticket = tickets.lock(tx, ticket.id)
    check_objection(ticket, tickets.events(tx, ticket.id))
    _check_days(tx, turn, ticket)
    _reopen(tx, turn, ticket, Action.OBJECT)
    _reply(turn, "tickets.objected", ticket)


def reopen(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """It has come back: a closed ticket is worked on again, one level up. Raises `Refused`."""
    ticket = tickets.lock(tx, ticket.id)
    if ticket.state in _BEING_REDONE:
        _reply(turn, "tickets.disputed", ticket)
        return
    _check_days(tx, turn, ticket)
    _reopen(tx, turn, ticket, Action.REOPEN)
    _reply(turn, "tickets.reopened_by_you", ticket)


def came_back(tx: Transaction, turn: Turn, ticket: Ticket, *, objects: bool = False) -> None:
    """One level up: whose work it is is told, and who answers for it from now on; `objects` says
    that the resident does not agree with the end.
    """
    above = reviewed_by(ticket, staff(tx))
    say, language = turn.house.wording.say, turn.house.wording.default
    notify(
        tx,
        turn,
        concerned(tx, ticket, turn.now),
        "officials.came_back",
        ticket,
        level=ticket.level,
        objects=objects,
        above=say(language, f"officials.approver_{above}") if above else "",
    )


def came_back_by_words(tx: Transaction, ticket: Ticket) -> bool:
    """Whether its resident brought an answered ticket back by plain words, without a verdict."""
    back = _brought_back(tx, ticket) if ticket.state in _BEING_REDONE else None
    return back is not None and (back.action, back.actor) == (Action.ADD, Actor.RESIDENT)


def verdict_choices(turn: Turn, number: str, language: str) -> tuple[Choice, ...]:
    """已解决 / 部分解决 / 没解决, in the language of whoever is to give the verdict."""
    say = turn.house.wording.say
    return tuple(
        Choice(f"verdict:{verdict.value}:{number}", say(language, f"tickets.verdict_{verdict}"))
        for verdict in VERDICTS
    )


def may_object(tx: Transaction, ticket: Ticket) -> bool:
    """Whether the end that is proposed, or that it came to, can be objected to, and was not yet."""
    try:
        check_objection(ticket, tickets.events(tx, ticket.id))
    except Refused:
        return False
    return True


def ask_verdict(tx: Transaction, turn: Turn, ticket: Ticket, language: str) -> tuple[Choice, ...]:
    """Let the question whether it is solved stand open with the ticket's resident; the choices.

    Where the end can be objected to, 我不同意 is the last of them.
    """
    choices = verdict_choices(turn, ticket.number, language)
    if may_object(tx, ticket):
        label = turn.house.wording.say(language, "tickets.choice_object")
        choices = (*choices, Choice(f"object:{ticket.number}", label))
    prompts.ask(
        tx,
        turn,
        Asked.VERDICT,
        *(choice.value for choice in choices),
        contact_id=ticket.contact_id,
        ticket_id=ticket.id,
    )
    return choices


def _may_still_object(tx: Transaction, ticket: Ticket) -> bool:
    """Whether a ticket goes on in another one, unanswered, and its resident has not said no."""
    return goes_on_elsewhere(ticket) and may_object(tx, ticket)


def _brought_back(tx: Transaction, ticket: Ticket) -> TicketEvent | None:
    """What brought it back last, or raised it a level since; None where it never came back."""
    found = (
        event
        for event in reversed(tickets.events(tx, ticket.id))
        if event.action == Action.DISPUTE
        or (event.to_state is TicketState.REOPENED is not event.from_state)
    )
    return next(found, None)


def _say_it_is_redone(tx: Transaction, turn: Turn, ticket: Ticket, verdict: Verdict) -> None:
    """That it is one level up is said only where it rose."""
    back = _brought_back(tx, ticket)
    if back is not None and "level" in changes_of(back.detail):
        _thank(tx, turn, ticket, verdict)
    else:
        _note(tx, turn, ticket)


def _solve(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    if ticket.state in AT_WORK:
        # It was answered, came back, and is being worked on: the official closes it, not we.
        _note(tx, turn, ticket)
        return
    contested = second_words.needs_call_back(tx, turn, ticket)
    changes: dict[str, Any] = (
        {"contested_verdict": Verdict.SOLVED.value}
        if contested
        else {"verdict": Verdict.SOLVED.value, "contested_verdict": None}
    )
    if ticket.proposed is not None:
        changes["outcome"] = ticket.proposed.value
    if goes_on_elsewhere(ticket) and not mergers.is_own(tx, ticket):
        # It is at its end: neither time nor the answer to the other one brings it back.
        changes |= matters.own_again(ticket)
    ticket = record(tx, turn, ticket, Action.CONFIRM, text=turn.message.text, changes=changes)
    keep_words(tx, turn, ticket)
    if contested:
        second_words.ask_for_call_back(tx, turn, ticket)
    _thank(tx, turn, ticket, Verdict.SOLVED)


def _dispute(tx: Transaction, turn: Turn, ticket: Ticket, verdict: Verdict) -> None:
    _check_days(tx, turn, ticket)
    changes = {
        "verdict": verdict.value,
        "contested_verdict": None,
        "level": ticket.level + 1,
        # What is not solved for one of many is a matter of its own again.
        **matters.own_again(ticket),
    }
    ticket = record(tx, turn, ticket, Action.DISPUTE, text=turn.message.text, changes=changes)
    keep_words(tx, turn, ticket)
    came_back(tx, turn, ticket)
    _thank(tx, turn, ticket, verdict)


def _note(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    detail = {"choice": turn.message.choice[:64]}
    record(tx, turn, ticket, Action.ADD, text=turn.message.text, detail=detail)
    keep_words(tx, turn, ticket)
    _reply(turn, "tickets.noted_while_at_work", ticket)


def _reopen(tx: Transaction, turn: Turn, ticket: Ticket, action: Action) -> None:
    changes = {"level": ticket.level + 1, **matters.own_again(ticket)}
    ticket = record(tx, turn, ticket, action, text=turn.message.text, changes=changes)
    keep_words(tx, turn, ticket)
    came_back(tx, turn, ticket, objects=action is Action.OBJECT)


def _thank(tx: Transaction, turn: Turn, ticket: Ticket, verdict: Verdict) -> None:
    name = "tickets.solved" if verdict is Verdict.SOLVED else "tickets.disputed"
    if ticket.contested_verdict is not None:
        name = "tickets.solved_but_called_back"
    choices = () if is_rated(tx, ticket) else _satisfaction_choices(tx, turn, ticket)
    asked = f"\n\n{turn.words('tickets.ask_satisfaction')}" if choices else ""
    turn.say(
        turn.words(name, number=ticket.number) + asked,
        choices=choices,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def _satisfaction_choices(tx: Transaction, turn: Turn, ticket: Ticket) -> tuple[Choice, ...]:
    choices = tuple(
        Choice(f"satisfaction:{each.value}:{ticket.number}", turn.words(f"tickets.{each.value}"))
        for each in SATISFACTIONS
    )
    values = (choice.value for choice in choices)
    prompts.ask(tx, turn, Asked.SATISFACTION, *values, ticket_id=ticket.id)
    return choices


def _check_days(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    days = turn.house.settings.conversation.reopen_days
    check_reopening(ticket, turn.now, days, mergers.goes_on_in(tx, ticket))


def _reply(turn: Turn, name: str, ticket: Ticket) -> None:
    link = turn.house.ticket_page(ticket.number)
    turn.reply(name, number=ticket.number, ticket_id=ticket.id, link=link)
