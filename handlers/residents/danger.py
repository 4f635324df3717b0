"""Words of danger: the right number first, then an urgent ticket, and nothing else."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, contacts, tickets
from bot.tickets import matters
from bot.tickets.emergencies import Danger, Peril, danger
from bot.tickets.threats import is_threat, may_alarm
from faq.match import Decision
from handlers.actions import opening
from handlers.promises import calling
from handlers.residents import fitting, joining, prompts
from handlers.residents.despair import is_of_despair
from handlers.residents.prompts import Asked
from handlers.turn import Turn


def is_heard(turn: Turn) -> bool:
    """Whether the message in hand speaks of danger, or threatens: it gets through always."""
    return danger(turn.plain) is not None or is_threat(turn.plain)


def call_for_help(tx: Transaction, turn: Turn) -> bool:
    """Answer a message that speaks of danger; whether it did.

    A question that the FAQ surely knows is one, unless the danger is there now.
    """
    if not may_alarm(turn.plain):
        return False
    found = danger(turn.plain)
    if found is None and is_threat(turn.plain):
        _pass_on_threat(tx, turn)
        return True
    if found is None or (_is_known(turn) and not found.present):
        return False
    turn.greeting = ""
    ticket = _urgent_ticket(tx, turn, found)
    link = turn.house.ticket_page(ticket.number)
    somebody = calling.call(tx, turn, ticket)
    kept = turn.words("tickets.urgent", number=ticket.number, somebody=somebody)
    if found.peril is Peril.SELF_HARM:
        # No menu and no question: nothing stands between this person and the number.
        turn.reply("conversation.danger_self_harm", ticket_id=ticket.id, somebody=somebody)
        return True
    asked = ""
    if not (ticket.place or matters.places(turn.plain)):
        prompts.ask(tx, turn, Asked.PLACE, f"skip:{ticket.number}", ticket_id=ticket.id)
        asked = "\n\n" + turn.words("tickets.ask_danger_place")
    number = turn.words(f"conversation.danger_{found.peril.value}")
    turn.say(f"{number}\n\n{kept}{asked}", ticket_id=ticket.id, link=link)
    if not somebody:
        calling.say_nobody_is_there_in_danger(turn, ticket)
    return True


def _pass_on_threat(tx: Transaction, turn: Turn) -> None:
    """A threat goes to the duty person at once; whoever threatens is spoken to calmly."""
    turn.greeting = ""
    open_one = fitting.open_ticket(tx, turn, turn.message.text)
    told = _told(tx, turn)
    if open_one is not None:
        ticket = joining.add(tx, turn, open_one, told, urgent=True)
    else:
        ticket = opening.open_ticket(tx, turn, opening.told(tx, told), urgent=True)
    calling.call(tx, turn, ticket)
    link = turn.house.ticket_page(ticket.number)
    turn.reply("conversation.threat", number=ticket.number, ticket_id=ticket.id, link=link)


def _is_known(turn: Turn) -> bool:
    return turn.match is not None and turn.match.decision is Decision.ANSWER


def _urgent_ticket(tx: Transaction, turn: Turn, found: Danger) -> Ticket:
    if found.peril is Peril.SELF_HARM:
        standing = tickets.open_of(tx, turn.resident.id)
        # Whoever writes on in despair writes to the same people.
        open_one = next((each for each in standing if is_of_despair(each)), None)
    else:
        open_one = fitting.open_ticket(tx, turn, turn.message.text)
    told = _told(tx, turn)
    if open_one is not None:
        return joining.add(tx, turn, open_one, told, urgent=True)
    return opening.open_ticket(tx, turn, opening.told(tx, told), urgent=True)


def _told(tx: Transaction, turn: Turn) -> tuple[int, ...]:
    asked = contacts.prompt(tx, turn.resident.id) if turn.past.asked else None
    return prompts.with_photos(tx, turn, asked)
