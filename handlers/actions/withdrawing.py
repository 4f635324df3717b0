"""撤回 and 催办: taking a matter back, and reminding us of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Outcome, Ticket, TicketState
from bot.store import Transaction, tickets
from bot.tickets import matters
from bot.tickets.lifecycle import Action
from bot.tickets.merged import goes_on_elsewhere
from handlers.actions import mergers
from handlers.actions.recording import record
from handlers.actions.standing import standing_of
from handlers.notifying import notify
from handlers.residents import prompts, status
from handlers.residents.despair import called
from handlers.residents.prompts import Asked
from handlers.staffing import in_charge
from handlers.turn import Turn

NEITHER = "neither"
"""The choice that none of the listed matters is meant."""


def ask_to_withdraw(tx: Transaction, turn: Turn, number: str = "") -> None:
    """Ask to confirm where there is one open ticket, and which of several."""
    standing = _standing(tx, turn, number)
    if not standing:
        turn.reply("tickets.nothing_open")
    elif len(standing) == 1:
        confirm_withdrawal(tx, turn, standing[0])
    else:
        _which(tx, turn, "withdraw", standing)


def confirm_withdrawal(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Ask once more: a withdrawn ticket is closed."""
    words = ("tickets.confirm_withdrawal", "tickets.choice_withdraw", "tickets.choice_keep")
    ask_whether(tx, turn, ticket, Asked.WITHDRAWAL, words)


def ask_whether(
    tx: Transaction, turn: Turn, ticket: Ticket, asked: Asked, words: tuple[str, str, str]
) -> None:
    """Ask whether a ticket shall be withdrawn.

    `words` names the sentence that asks, and those of the choices: withdraw it, keep it.
    """
    sentence, withdraw_it, keep_it = words
    yes, no = f"withdrawn:{ticket.number}", f"kept:{ticket.number}"
    prompts.ask(tx, turn, asked, yes, no, ticket_id=ticket.id)
    turn.reply(
        sentence,
        number=ticket.number,
        title=called(turn.house.wording, ticket, turn.language),
        choices=(Choice(yes, turn.words(withdraw_it)), Choice(no, turn.words(keep_it))),
        ticket_id=ticket.id,
    )


def withdraw(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Close the ticket as withdrawn; a second time it only says so. Raises `Refused`."""
    ticket = tickets.lock(tx, ticket.id)
    if ticket.outcome is not Outcome.WITHDRAWN:
        changes: dict[str, object] = {"outcome": Outcome.WITHDRAWN.value}
        if goes_on_elsewhere(ticket) and not mergers.is_own(tx, ticket):
            # The answer to the other one is no longer for them.
            changes |= matters.own_again(ticket)
        record(tx, turn, ticket, Action.WITHDRAW, changes=changes)
    turn.reply("tickets.withdrawn", number=ticket.number, ticket_id=ticket.id)


def keep(turn: Turn, ticket: Ticket) -> None:
    """Nothing is withdrawn after all."""
    turn.reply("tickets.not_withdrawn", number=ticket.number, ticket_id=ticket.id)


def leave_all(turn: Turn) -> None:
    """都不是: all of them go on as they did."""
    turn.reply("tickets.neither")


def ask_to_remind(tx: Transaction, turn: Turn, number: str = "") -> None:
    """催办: remind of the open ticket, or ask which; an answered one asks for its verdict."""
    standing = _standing(tx, turn, number)
    ours = [ticket for ticket in standing if ticket.state is not TicketState.REPLIED]
    if not standing:
        turn.reply("tickets.nothing_open")
    elif not ours:
        status.tell_one(tx, turn, standing[0])
    elif len(ours) == 1:
        remind(tx, turn, ours[0])
    else:
        _which(tx, turn, "remind", ours)


def remind(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Note that the resident reminds us, and say when the reply is due. Raises `Refused`."""
    ticket = tickets.lock(tx, ticket.id)
    ticket = record(tx, turn, ticket, Action.REMIND)
    into = mergers.goes_on_in(tx, ticket)
    if into is not None:
        # Nobody looks at a closed ticket: who answers for both is told.
        able = in_charge(tx, into, turn.now)
        notify(tx, turn, able, "officials.merged_reminded", into, other=ticket.number)
    turn.reply(
        "tickets.reminded",
        number=ticket.number,
        due=ticket.first_reply_due,
        late=turn.now > ticket.first_reply_due,
        answered=ticket.first_reply_at is not None,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def _standing(tx: Transaction, turn: Turn, number: str) -> list[Ticket]:
    standing = standing_of(tx, turn.resident.id)
    return [ticket for ticket in standing if ticket.number == number] or standing


def _which(tx: Transaction, turn: Turn, name: str, standing: Sequence[Ticket]) -> None:
    wording, language = turn.house.wording, turn.language
    choices = [
        Choice(f"{name}:{ticket.number}", f"{at} {called(wording, ticket, language)}")
        for at, ticket in enumerate(standing[:9], start=1)
    ]
    choices.append(Choice(NEITHER, turn.words("tickets.choice_neither")))
    prompts.ask(tx, turn, Asked.WHICH, *(choice.value for choice in choices))
    turn.reply(f"tickets.which_to_{name}", choices=choices)
