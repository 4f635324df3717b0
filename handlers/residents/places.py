"""The answer to 「在哪里?联系电话?」, asked once and never pressed for."""

from __future__ import annotations

from datetime import timedelta

from bot.models import Ticket, TicketState
from bot.store import Transaction, messages, tickets
from bot.store.contacts import Prompt
from bot.tickets import discretion, matters
from bot.tickets.lifecycle import Action
from bot.tickets.whereabouts import (
    Whereabouts,
    is_shared,
    names_place,
    read,
    tells_only_where,
)
from faq.match import Decision
from faq.normalise import normalise
from handlers.actions.recording import record
from handlers.residents import picks, prompts, which_matter
from handlers.residents.prompts import Asked
from handlers.turn import Turn

_WITHIN = timedelta(hours=1)
"""What comes later than this is more likely about something else that happens somewhere."""
_NEWEST = 5
"""Tickets of a resident that are looked at."""


def describe(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """Keep place and telephone on the ticket, if the message tells them; whether it did.

    They answer our question also where another message came in between: then only what is plainly
    an address or a telephone number does, and only where it is still wanted.
    """
    if not (turn.past.tickets or turn.past.asked):
        # Nobody was asked where it is, and there is no ticket to say it of.
        return False
    # The name of a shared place asks nothing, whatever the FAQ makes of it.
    if not is_shared(turn.text) and (_asks_the_faq(turn) or _means_another(turn)):
        return False
    told = read(turn.text)
    ticket = _asked_about(tx, turn, prompt, told) if told is not None else None
    if told is None or ticket is None:
        return False
    if prompt is not None and prompt.kind == Asked.PLACE:
        prompts.settle(tx, turn)
    _keep(tx, turn, ticket, told)
    if prompt is not None and prompt.kind == Asked.MATTER:
        # What was asked meanwhile is still open.
        which_matter.say(tx, turn, prompts.choices_of(prompt))
    return True


def _asked_about(
    tx: Transaction, turn: Turn, prompt: Prompt | None, told: Whereabouts
) -> Ticket | None:
    """The open ticket whose place or telephone we asked for, and are told now."""
    kind = prompt.kind if prompt else ""
    if prompt is not None and kind == Asked.PLACE and prompt.ticket_id is not None:
        if turn.now - prompt.asked_at > _WITHIN:
            return None
        ticket = tickets.lock(tx, prompt.ticket_id)
        return ticket if ticket.state is not TicketState.CLOSED else None
    if kind == Asked.PHOTO or not tells_only_where(turn.text):
        return None
    for each in tickets.of(tx, turn.resident.id, _NEWEST):
        if turn.now - each.created_at <= _WITHIN and _wants(each, told):
            return tickets.lock(tx, each.id)
    return None


def _wants(ticket: Ticket, told: Whereabouts) -> bool:
    if ticket.state is TicketState.CLOSED:
        return False
    place_known = ticket.place or matters.places(normalise(ticket.title))
    # A number alone is always theirs to be called at; an address may be another matter's.
    by_phone = told.phone and not (ticket.phone and told.place)
    return bool(by_phone) or bool(told.place and not place_known)


def _keep(tx: Transaction, turn: Turn, ticket: Ticket, told: Whereabouts) -> None:
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


def _means_another(turn: Turn) -> bool:
    """Whether it judges an answer or an end, or pleads to keep a secret."""
    return bool(
        picks.verdict_in(turn.text)
        or picks.satisfaction_in(turn.text)
        or picks.is_feedback(turn.text)
        or picks.is_objection(picks.first_clause(turn.text))
        or picks.says_own_matter(picks.first_clause(turn.text))
        or discretion.is_plea(turn.plain)
    )


def _asks_the_faq(turn: Turn) -> bool:
    """Whether it is rather a question: one the FAQ knows, or half knows ("公积金")."""
    decision = turn.match.decision if turn.match else Decision.ESCALATE
    return decision is Decision.ANSWER or (
        decision is Decision.SUGGEST and not names_place(turn.text)
    )
