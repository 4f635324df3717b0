"""The answer to 「在哪里?联系电话?」, asked once and never pressed for."""

from __future__ import annotations

from datetime import timedelta

from bot.models import TicketState
from bot.store import Transaction, messages, tickets
from bot.store.contacts import Prompt
from bot.tickets import discretion
from bot.tickets.lifecycle import Action
from bot.tickets.whereabouts import names_place, read
from faq.match import Decision
from handlers import picks, prompts
from handlers.prompts import Asked
from handlers.recording import record
from handlers.turn import Turn

_WITHIN = timedelta(hours=1)
"""What comes later than this is more likely about something else that happens somewhere."""


def describe(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """Keep place and telephone on the ticket, if the message tells them; whether it did."""
    if prompt is None or prompt.kind != Asked.PLACE or prompt.ticket_id is None:
        return False
    late = turn.now - prompt.asked_at > _WITHIN
    told = None if late or _asks_the_faq(turn) or _means_another(turn) else read(turn.text)
    if told is None:
        return False
    ticket = tickets.lock(tx, prompt.ticket_id)
    if ticket.state is TicketState.CLOSED:
        return False
    prompts.settle(tx, turn)
    messages.join_ticket(tx, turn.message_id, ticket.id)
    # A second telephone number is more useful than the first; an empty field tells nothing.
    ticket = tickets.describe(
        tx, ticket, place=told.place or ticket.place, phone=told.phone or ticket.phone
    )
    record(
        tx,
        turn,
        ticket,
        Action.DESCRIBE,
        text=turn.message.text,
        detail={"place": bool(told.place), "phone": bool(told.phone)},
    )
    turn.reply(
        "tickets.described",
        number=ticket.number,
        place=told.place,
        phone=told.phone,
        ticket_id=ticket.id,
    )
    return True


def _means_another(turn: Turn) -> bool:
    """Whether it is a verdict, a rating, a word about an answer, or the plea to keep a secret."""
    return bool(
        picks.verdict_in(turn.text)
        or picks.satisfaction_in(turn.text)
        or picks.is_feedback(turn.text)
        or discretion.is_plea(turn.plain)
    )


def _asks_the_faq(turn: Turn) -> bool:
    """Whether it is rather a question: one the FAQ knows, or half knows ("公积金")."""
    decision = turn.match.decision if turn.match else Decision.ESCALATE
    return decision is Decision.ANSWER or (
        decision is Decision.SUGGEST and not names_place(turn.text)
    )
