"""What is written under a ticket: on its page, or in reply to one of its messages."""

from __future__ import annotations

from datetime import timedelta

from bot.models import Outcome, Ticket
from bot.store import Transaction, messages, tickets
from bot.tickets.merged import goes_on
from handlers.actions import mergers, registering, verdicts
from handlers.residents import commands, joining, objecting, picks
from handlers.residents.wishes import Wish, read
from handlers.turn import Turn


def ticket_under(tx: Transaction, turn: Turn) -> Ticket | None:
    """The resident's own ticket that the message in hand was written under, if any."""
    if turn.message.ticket:
        found = tickets.by_number(tx, turn.message.ticket)
        return found if found and found.contact_id == turn.resident.id else None
    if not turn.message.reply_to:
        return None
    ticket_id = messages.ticket_of(tx, turn.resident.id, turn.message.reply_to)
    return tickets.get(tx, ticket_id) if ticket_id is not None else None


def write_under(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Take it as a verdict, as thanks, or as more about the matter. Raises `Refused`."""
    verdict = picks.verdict_in(turn.text)
    satisfaction = picks.satisfaction_in(turn.text)
    wished = read(turn.text, turn.plain)
    if verdict is not None:
        verdicts.give(tx, turn, ticket, verdict)
    elif satisfaction is not None:
        verdicts.rate(tx, turn, ticket, satisfaction)
    elif wished is not None and wished.wish is Wish.THANKS:
        commands.fulfil(tx, turn, wished, None)
    elif objecting.hears(tx, turn, ticket):
        return
    elif goes_on(ticket) and not mergers.is_own(tx, ticket):
        joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
    elif _may_come_back(tx, turn, ticket):
        # Who writes more about a matter that we closed says that it is not at its end.
        verdicts.reopen(tx, turn, ticket)
    else:
        registering.register(tx, turn, (turn.message_id,))


def _may_come_back(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    days = timedelta(days=turn.house.settings.conversation.reopen_days)
    closed_at = (mergers.goes_on_in(tx, ticket) or ticket).closed_at
    lately = closed_at is None or turn.now - closed_at <= days
    return lately and ticket.outcome is not Outcome.WITHDRAWN
