"""Speaks to officials: at once, or in their next bundle of reminders."""

from __future__ import annotations

from collections.abc import Iterable

from bot.models import Content, Official, Ticket
from bot.privacy import mask
from bot.store import Transaction, people, reminders, reported
from bot.store.reminders import Reminder
from bot.tickets.ladder import Step
from handlers.promises.quiet import is_quiet
from handlers.turn import Said, Turn


def notify(
    tx: Transaction,
    turn: Turn,
    officials: Iterable[Official],
    name: str,
    ticket: Ticket,
    /,
    **values: object,
) -> None:
    """Owe each of these officials, but not the sender, a sentence at every address of theirs.

    The sentence asks with `buttons` whether its reader has the ticket's buttons before them, or
    writes commands. In the quiet hours, what is not urgent waits for their next bundle.
    """
    house = turn.house
    words = {"number": ticket.number, "title": title_for(ticket), "now": turn.now, **values}
    say, language = house.wording.say, house.wording.default
    text = say(language, name, **words, buttons=False)
    by_buttons = say(language, name, **words, buttons=True)
    sender = turn.official.id if turn.official else None
    waits = not ticket.urgent and is_quiet(house, turn.now)
    for official in _who_may_know(tx, officials, ticket):
        if official.id == sender:
            continue
        if waits:
            new = Reminder(official.id, ticket.id, "", "", turn.now, text, by_buttons)
            reminders.keep(tx, new, turn.now)
        else:
            speak(tx, turn, official, text, by_buttons)


def remind(
    tx: Transaction, turn: Turn, officials: Iterable[Official], ticket: Ticket, step: Step
) -> None:
    """Let these officials know what has come due: of what is urgent at once, by day and night,
    of the rest in their next bundle.
    """
    for official in _who_may_know(tx, officials, ticket):
        new = Reminder(official.id, ticket.id, step.watch, step.rung, step.due)
        if ticket.urgent:
            speak(tx, turn, official, line(turn, ticket, new))
        else:
            reminders.keep(tx, new, turn.now)


def line(turn: Turn, ticket: Ticket, reminder: Reminder) -> str:
    """A reminder as one line of a bundle."""
    if reminder.words:
        return reminder.words
    say, language = turn.house.wording.say, turn.house.wording.default
    return say(
        language,
        "reminding.line",
        urgent=ticket.urgent,
        rung=say(language, f"reminding.rung_{reminder.rung}"),
        watch=say(language, f"reminding.watch_{reminder.watch}"),
        number=ticket.number,
        title=title_for(ticket),
        due=reminder.due,
        late=reminder.due <= turn.now,
        now=turn.now,
    )


def speak(tx: Transaction, turn: Turn, official: Official, text: str, by_buttons: str = "") -> None:
    """Owe an official a text at every address of theirs; it is no part of a ticket's talk.

    `by_buttons` is what it says where they have the ticket's buttons before them.
    """
    content = Content(text, by_buttons=by_buttons if by_buttons != text else "")
    for channel, address in people.accounts(tx, official.id):
        turn.said.append(Said(channel, address, content))


def _who_may_know(
    tx: Transaction, officials: Iterable[Official], ticket: Ticket
) -> Iterable[Official]:
    """All of them, but none of those whom a report is about."""
    if not ticket.confidential:
        return officials
    about = reported.of(tx, ticket.id)
    return [each for each in officials if not about.includes(each)]


def title_for(ticket: Ticket) -> str:
    """What a message to officials says of a matter: masked, and of a confidential one nothing."""
    return "" if ticket.confidential else mask(ticket.title)
