"""What time does where a resident is asked and says nothing, or a planned day comes."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, contacts, windows
from bot.tickets.ladder import Step
from bot.tickets.lifecycle import Action
from handlers import staffing
from handlers.actions import endings, supplementing, telling, verdicts
from handlers.actions.recording import record
from handlers.notifying import remind
from handlers.turn import Turn


def prompt_for_more(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """The resident was asked for more and has not replied: they are reminded."""
    return supplementing.prompt(tx, turn, ticket, {"rung": step.rung.value})


def end_pause(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """The time for waiting is used up: the clock runs again, and the official decides.

    Nothing is closed for want of a reply here: `unreachable` is proposed by a person, after the
    reminders, and approved by somebody outside the department.
    """
    ticket = record(tx, turn, ticket, Action.RESUME)
    telling.tell(tx, turn, ticket, "tickets.resumed_by_time")
    remind(tx, turn, staffing.in_charge(tx, ticket, turn.now), ticket, step)
    return ticket


def call_back(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """The next morning they are asked once more whether it is solved, where a channel is open."""
    contact = contacts.get(tx, ticket.contact_id)
    shut = windows.is_shut(tx, contact.channel, contact.address, turn.now)
    if contact.blocked or shut:
        return ticket
    ticket = record(tx, turn, ticket, Action.PROMPT, detail={"rung": step.rung.value})
    language = telling.language_of(tx, turn, ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.prompted",
        choices=verdicts.ask_verdict(tx, turn, ticket, language),
        wanted=turn.house.wording.say(language, "tickets.wanted_verdict"),
    )
    return ticket


def close_unconfirmed(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """No word for a week, after one reminder: it closes, as unconfirmed or as another approved it,
    and can be opened again.
    """
    outcome = endings.silent_outcome(ticket.proposed)
    ticket = record(tx, turn, ticket, Action.CLOSE, changes={"outcome": outcome.value})
    language = telling.language_of(tx, turn, ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.closed_by_time",
        outcome=endings.outcome_words(turn, ticket, outcome, language),
        days=turn.house.settings.conversation.reopen_days,
    )
    return ticket


def announce_day(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """挂账: the day is near, and the official is reminded of it."""
    remind(tx, turn, staffing.in_charge(tx, ticket, turn.now), ticket, step)
    return ticket


def reopen_on_its_day(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """挂账: the day has come; the ticket opens itself, and both sides are told."""
    ticket = record(tx, turn, ticket, Action.REOPEN)
    telling.tell(tx, turn, ticket, "tickets.reopened_on_its_day")
    remind(tx, turn, staffing.in_charge(tx, ticket, turn.now), ticket, step)
    return ticket
