"""Messages that wait for a word of the resident: joined by it, or settled without it."""

from __future__ import annotations

from bot.models import Choice, Ticket
from bot.store import Transaction, messages, tickets
from bot.store.contacts import Prompt
from bot.tickets import discretion, matters
from bot.tickets.merged import goes_on
from faq.normalise import normalise
from handlers.actions import opening, registering, verdicts
from handlers.residents import joining, prompts, which_matter
from handlers.residents.despair import called
from handlers.residents.prompts import Asked
from handlers.turn import Turn


def settle(tx: Transaction, turn: Turn, prompt: Prompt) -> None:
    """Decide without the resident: nothing they wrote waits for ever, nothing is lost.

    Messages of an unknown matter join the ticket we asked about, marked; photographs become a
    ticket of their own. The resident is told, and can still say otherwise.
    """
    prompts.settle(tx, turn)
    waiting = prompts.still_free(tx, prompts.held(prompt))
    if not waiting:
        return
    ticket = tickets.get(tx, prompt.ticket_id) if prompt.ticket_id is not None else None
    if ticket is None or not goes_on(ticket):
        registering.register(tx, turn, waiting)
        return
    ticket = joining.add(tx, turn, ticket, waiting, unsure=True)
    first, *others = waiting
    part_them = f"new:{first}:{ticket.number}"
    prompts.ask(
        tx,
        turn,
        Asked.PARTING,
        part_them,
        *prompts.holding(others),
        ticket_id=ticket.id,
        message_id=first,
    )
    turn.reply(
        "tickets.added_unsure",
        number=ticket.number,
        title=called(turn.house.wording, ticket, turn.language),
        choices=(Choice(part_them, turn.words("tickets.choice_part")),),
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def continue_matter(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """While we ask which matter it is, more of the same waits with it; whether this is such."""
    if prompt is None or prompt.kind != Asked.MATTER or prompt.ticket_id is None:
        return False
    if discretion.is_plea(turn.plain):
        # Whoever asks to be kept secret waits for no choice.
        return False
    waiting = opening.text_of(opening.told(tx, prompts.held(prompt)))
    if not matters.is_same(turn.plain, normalise(waiting)):
        return False
    prompts.hold(tx, prompt, turn.message_id)
    which_matter.say(tx, turn, prompts.choices_of(prompt))
    return True


def tell_about_photo(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """The words that we asked for make one matter with the photographs; whether they were."""
    if prompt is None or prompt.kind != Asked.PHOTO:
        return False
    prompts.settle(tx, turn)
    registering.register(tx, turn, (*prompts.held(prompt), turn.message_id))
    return True


def join(tx: Transaction, turn: Turn, prompt: Prompt | None, first: int, ticket: Ticket) -> None:
    """`1 补充上一件`: the messages that waited belong to the ticket."""
    waiting = prompts.waiting_with(tx, prompt, first)
    if not waiting:
        title = called(turn.house.wording, ticket, turn.language)
        turn.reply("tickets.added", number=ticket.number, title=title, ticket_id=ticket.id)
    elif not goes_on(ticket):
        registering.register(tx, turn, waiting)
    else:
        joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, waiting))


def reopen(tx: Transaction, turn: Turn, prompt: Prompt | None, first: int, ticket: Ticket) -> None:
    """`重新办理`: the messages that waited say that a closed matter is not at its end.

    Raises `Refused` where it was closed too long ago.
    """
    if goes_on(ticket):
        join(tx, turn, prompt, first, ticket)
        return
    waiting = prompts.waiting_with(tx, prompt, first)
    verdicts.reopen(tx, turn, ticket)
    joining.add(tx, turn, ticket, waiting)


def part(tx: Transaction, turn: Turn, prompt: Prompt | None, first: int, ticket: Ticket) -> None:
    """`2 新的一件`: the messages that waited make a ticket of their own, even if it comes late."""
    now_in = messages.get(tx, first).ticket_id
    if now_in is not None and now_in != ticket.id:
        kept = tickets.get(tx, now_in)
        turn.reply(
            "tickets.already_registered",
            number=kept.number,
            due=kept.first_reply_due,
            ticket_id=kept.id,
            link=turn.house.ticket_page(kept.number),
        )
        return
    asked = prompts.choices_of(prompt) if prompt is not None else ()
    numbers = {value.rpartition(":")[2] for value in asked if f":{first}:" in value}
    apart_from = sorted(numbers | {ticket.number})
    registering.register(tx, turn, prompts.waiting_for(prompt, first), apart_from=apart_from)
