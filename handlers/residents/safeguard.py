"""Nothing is lost: what no rule has taken up is put where a person will find it."""

from __future__ import annotations

from bot.models import Ticket, TicketState
from bot.store import Transaction, contacts, messages, tickets
from bot.store.contacts import Prompt
from handlers.actions import registering
from handlers.residents import joining, prompts
from handlers.residents.prompts import HOLDING, PASSING, Asked
from handlers.turn import Turn

_SETTLED = frozenset({TicketState.REPLIED, TicketState.CLOSED})
_TICKET = "ticket:"


def keep_all(tx: Transaction, turn: Turn, before: Prompt | None) -> None:
    """After a resident's turn: messages that waited under the question `before`, and its files."""
    if before is not None and before.kind in HOLDING:
        _keep_waiting(tx, turn, before)
    if turn.attachments and messages.get(tx, turn.message_id).ticket_id is None:
        _keep_files(tx, turn)


def _keep_waiting(tx: Transaction, turn: Turn, before: Prompt) -> None:
    standing = contacts.prompt(tx, turn.resident.id)
    still = prompts.held(standing) if standing is not None else ()
    waiting = tuple(
        each for each in prompts.still_free(tx, prompts.held(before)) if each not in still
    )
    if not waiting:
        return
    ticket = tickets.get(tx, before.ticket_id) if before.ticket_id is not None else None
    if ticket is None or ticket.state is TicketState.CLOSED:
        registering.register(tx, turn, waiting)
    else:
        joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, waiting, unsure=True))


def _keep_files(tx: Transaction, turn: Turn) -> None:
    standing = contacts.prompt(tx, turn.resident.id)
    if standing is not None and turn.message_id in prompts.held(standing):
        return
    ticket = _meant(tx, turn)
    if ticket is None:
        _ask_about_files(tx, turn, standing)
    elif ticket.state in _SETTLED:
        # A photograph with 「谢谢」 is no complaint: it lies with the ticket, and wakes nobody.
        messages.join_ticket(tx, turn.message_id, ticket.id)
    else:
        joining.add(tx, turn, ticket, (turn.message_id,), unsure=True)


def _ask_about_files(tx: Transaction, turn: Turn, standing: Prompt | None) -> None:
    if standing is None or standing.kind in PASSING:
        prompts.ask(tx, turn, Asked.PHOTO, message_id=turn.message_id)
        turn.reply("conversation.ask_about_photo", place="")
    else:
        # Another question stands already, and its answer will not tell what is on the picture.
        registering.register(tx, turn, (turn.message_id,))


def _meant(tx: Transaction, turn: Turn) -> Ticket | None:
    """The one ticket that this turn was about, else the newest open one."""
    touched = {each for each in turn.touched if each.startswith(_TICKET)}
    if len(touched) == 1:
        return tickets.get(tx, int(touched.pop().removeprefix(_TICKET)))
    return next(iter(tickets.open_of(tx, turn.resident.id)), None)
