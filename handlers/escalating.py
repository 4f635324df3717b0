"""Brings a message before a person: into the ticket of its matter, or into one of its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Direction, Ticket
from bot.store import Transaction, messages, tickets
from bot.tickets import matters
from faq.normalise import normalise
from handlers import joining, prompts, registering
from handlers.prompts import Asked
from handlers.turn import Turn

_LOOKED_AT = 5
"""Open tickets, newest first, that a message is compared with; hardly anybody has more."""


def escalate(
    tx: Transaction, turn: Turn, message_ids: Sequence[int], *, may_ask: bool = True
) -> None:
    """Let a person answer these messages (一事一单).

    The same matter joins its open ticket. Of another we ask whether it is one, if we `may_ask`;
    what is kept in a ticket already only says so.
    """
    already = messages.get(tx, message_ids[-1]).ticket_id
    if already is not None:
        _point_to(turn, tickets.get(tx, already))
        return
    text = registering.text_of(tx, message_ids)
    standing = tickets.open_of(tx, turn.resident.id)
    fitting = fitting_ticket(tx, standing, text)
    if fitting is not None:
        joining.say_added(turn, fitting, joining.add(tx, turn, fitting, message_ids))
    elif standing and may_ask and not matters.is_announced_as_new(normalise(text)):
        ask_which_matter(tx, turn, standing[0], message_ids)
    else:
        registering.register(tx, turn, message_ids)


def fitting_ticket(tx: Transaction, standing: Sequence[Ticket], text: str) -> Ticket | None:
    """The open ticket whose matter a text speaks of, the newest first; None where there is none."""
    plain = normalise(text)
    return next(
        (ticket for ticket in standing[:_LOOKED_AT] if matters.is_same(plain, _story(tx, ticket))),
        None,
    )


def ask_which_matter(
    tx: Transaction, turn: Turn, ticket: Ticket, message_ids: Sequence[int]
) -> None:
    """Ask whether this belongs to the ticket or is another matter; the messages wait for it."""
    first, *others = message_ids
    same, new = f"same:{first}:{ticket.number}", f"new:{first}:{ticket.number}"
    prompts.ask(
        tx,
        turn,
        Asked.MATTER,
        same,
        new,
        *prompts.holding(others),
        ticket_id=ticket.id,
        message_id=first,
    )
    say_which_matter(turn, ticket, same, new)


def say_which_matter(turn: Turn, ticket: Ticket, same: str, new: str) -> None:
    """Put the question whether it is the same matter or a new one."""
    turn.reply(
        "tickets.which_matter",
        number=ticket.number,
        title=ticket.title,
        minutes=turn.house.settings.conversation.which_matter_minutes,
        choices=(
            Choice(same, turn.words("tickets.choice_same")),
            Choice(new, turn.words("tickets.choice_new")),
        ),
    )


def _story(tx: Transaction, ticket: Ticket) -> str:
    said = (
        line.message.content.text
        for line in messages.of_ticket(tx, ticket.id)
        if line.message.direction is Direction.INBOUND
    )
    return normalise("\n".join((ticket.title, ticket.place, *said)))


def _point_to(turn: Turn, ticket: Ticket) -> None:
    turn.reply(
        "tickets.already_registered",
        number=ticket.number,
        due=ticket.first_reply_due,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )
