"""Brings a message before a person: into the ticket of its matter, or into one of its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Ticket
from bot.store import Transaction, tickets
from bot.tickets import matters
from faq.normalise import normalise
from handlers.actions import opening, registering
from handlers.residents import editing, fitting, following, joining, which_matter
from handlers.residents.shared_meanwhile import with_shared
from handlers.turn import Turn


def escalate(
    tx: Transaction, turn: Turn, message_ids: Sequence[int], *, may_ask: bool = True
) -> None:
    """Let a person answer these messages (一事一单).

    The same matter joins its open ticket. Of another we ask which it is, if we `may_ask`;
    what is kept in a ticket already only says so.
    """
    message_ids = with_shared(tx, turn, editing.with_newer(tx, turn, message_ids))
    said = opening.told(tx, message_ids)
    already = said[-1].ticket_id
    if already is not None:
        _point_to(turn, tickets.get(tx, already))
        return
    text = opening.text_of(said)
    fit = fitting.fit(tx, turn, text)
    if fit.joins is not None:
        joining.say_added(tx, turn, fit.joins, joining.add(tx, turn, fit.joins, message_ids))
    elif may_ask and not fit.leans and following.offer(tx, turn, tuple(message_ids), text):
        return
    elif fit.doubtful and may_ask and not matters.is_announced_as_new(normalise(text)):
        which_matter.ask(tx, turn, fit.doubtful, message_ids)
    else:
        registering.register_told(tx, turn, said)


def _point_to(turn: Turn, ticket: Ticket) -> None:
    turn.reply(
        "tickets.already_registered",
        number=ticket.number,
        due=ticket.first_reply_due,
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )
