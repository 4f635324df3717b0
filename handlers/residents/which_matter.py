"""Asks which of their matters a message belongs to, or whether it is a new one; all are offered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Ticket
from bot.store import Transaction, tickets
from bot.tickets.merged import goes_on
from handlers.residents import prompts
from handlers.residents.despair import called
from handlers.residents.prompts import Asked
from handlers.turn import Turn

_NEW = "new"
_TITLE = 16
"""Characters of a title in a choice: enough to know one's own matter, short enough to tap."""


def ask(tx: Transaction, turn: Turn, offered: Sequence[Ticket], message_ids: Sequence[int]) -> None:
    """`1 补充上一件 2 新的一件`, with a number for each of several; the messages wait for it.

    Left unanswered, they join the first of the tickets that is open.
    """
    first, *others = message_ids
    values = [f"{_verb(ticket)}:{first}:{ticket.number}" for ticket in offered]
    values.append(f"{_NEW}:{first}:{offered[0].number}")
    opened = next((each for each in offered if goes_on(each)), offered[0])
    prompts.ask(
        tx,
        turn,
        Asked.MATTER,
        *values,
        *prompts.holding(others),
        ticket_id=opened.id,
        message_id=first,
    )
    say(tx, turn, values)


def say(tx: Transaction, turn: Turn, values: Sequence[str]) -> None:
    """Put the question with these choices, the last of which is a matter of its own."""
    numbers = [value.rpartition(":")[2] for value in values[:-1]]
    offered = [ticket for number in numbers if (ticket := tickets.by_number(tx, number))]
    minutes = turn.house.settings.conversation.which_matter_minutes
    if len(offered) == 1 and goes_on(offered[0]):
        turn.reply(
            "tickets.which_matter",
            number=offered[0].number,
            title=called(turn.house.wording, offered[0], turn.language),
            minutes=minutes,
            choices=(
                Choice(values[0], turn.words("tickets.choice_same")),
                Choice(values[1], turn.words("tickets.choice_new")),
            ),
        )
        return
    labels = [_label(turn, at, ticket) for at, ticket in enumerate(offered, 1)]
    labels.append(turn.words("tickets.choice_new_of_many", digit=len(values)))
    opened = any(goes_on(ticket) for ticket in offered)
    turn.reply(
        "tickets.which_of_matters",
        open=opened,
        minutes=minutes,
        choices=[Choice(*each) for each in zip(values, labels, strict=True)],
    )


def _label(turn: Turn, digit: int, ticket: Ticket) -> str:
    closed = not goes_on(ticket)
    title = called(turn.house.wording, ticket, turn.language)
    title = title if len(title) <= _TITLE else f"{title[:_TITLE]}…"
    return turn.words(
        "tickets.choice_again" if closed else "tickets.choice_add_to", digit=digit, title=title
    )


def _verb(ticket: Ticket) -> str:
    return "same" if goes_on(ticket) else "again"
