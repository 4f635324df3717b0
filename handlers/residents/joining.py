"""Adds messages to a ticket that is there already."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.models import Ticket, TicketState
from bot.store import Transaction, messages, people, tickets
from bot.store import reported as store
from bot.tickets import matters
from bot.tickets.lifecycle import Action
from bot.tickets.merged import goes_on_elsewhere
from handlers.actions import approving, dispatching, reported
from handlers.actions.recording import record
from handlers.actions.standing import standing_of
from handlers.notifying import notify
from handlers.promises import calling
from handlers.residents import first_told
from handlers.residents.despair import is_of_despair
from handlers.staffing import concerned
from handlers.turn import Turn

_ADDS = re.compile(
    r"\s*(?:我?[再还還]?(?:补充|補充)(?:一下|一[点點]|[说說]明|[内內]容)?"
    r"|in addition|addition|added)"
    r"\s*[:：]\s*\S",
    re.IGNORECASE,
)


def add(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    message_ids: Sequence[int],
    *,
    unsure: bool = False,
    urgent: bool = False,
    apart: bool = False,
) -> Ticket:
    """Let these messages belong to an open ticket; the officials see them there.

    `unsure` marks that it was we who thought so: an official may part them again.
    `apart`: they say that it is not the matter that it was merged with.
    """
    ticket = tickets.lock(tx, ticket.id)
    merged, was_urgent = goes_on_elsewhere(ticket), ticket.urgent
    for message_id in message_ids:
        message = messages.get(tx, message_id)
        text = message.content.text
        messages.join_read(tx, message, ticket.id)
        reported.note(tx, turn, ticket, text)
        ticket, matter = first_told.named(tx, turn, ticket, text)
        ticket = record(
            tx,
            turn,
            ticket,
            Action.ADD,
            message_id=message_id,
            text=text,
            changes={
                **matter,
                **_flags(tx, ticket, text, urgent=urgent),
                **_parted(ticket, apart=apart),
                **_out_of_their_hands(tx, turn, ticket, text),
            },
            detail={"unsure": True} if unsure else {"apart": True} if apart else {},
        )
    if merged and not goes_on_elsewhere(ticket):
        able = concerned(tx, ticket, turn.now)
        notify(tx, turn, able, "officials.more_after_merger", ticket)
    # Who says that it is urgent calls for help themselves; here the words showed it.
    if ticket.urgent and not (was_urgent or urgent) and not calling.call(tx, turn, ticket):
        calling.say_nobody_is_there(turn, ticket)
    return ticket


def is_said_to_add(tx: Transaction, turn: Turn) -> bool:
    """「补充：…」 goes to the one matter that is open, without a question; whether it did."""
    if not (turn.past.tickets and _ADDS.match(turn.text)):
        return False
    standing = standing_of(tx, turn.resident.id)
    if len(standing) != 1:
        return False
    say_added(tx, turn, standing[0], add(tx, turn, standing[0], (turn.message_id,)))
    return True


def say_added(tx: Transaction, turn: Turn, before: Ticket, ticket: Ticket) -> None:
    """Tell the resident that it was added, and whether that brought an answered ticket back."""
    if is_of_despair(ticket):
        # No number and no title: somebody is there, and this is how to reach them at once.
        turn.reply("conversation.still_listening", ticket_id=ticket.id)
        return
    back = before.state is TicketState.REPLIED or goes_on_elsewhere(before)
    if turn.message.media and not (back or turn.text or turn.attachments):
        # Nothing of it could be taken over, which is told apart.
        return
    told = turn.words(
        "tickets.added_and_back" if back else "tickets.added",
        number=ticket.number,
        title=ticket.title,
    )
    if ticket.confidential and not before.confidential:
        told = f"{told}\n\n{turn.words('tickets.kept_confidential')}"
    if reported.has_discipline_line(tx, turn.text):
        told = f"{told}\n\n{turn.words('tickets.discipline_line')}"
    turn.say(told, ticket_id=ticket.id, link=turn.house.ticket_page(ticket.number))


def _parted(ticket: Ticket, *, apart: bool) -> dict[str, object]:
    # What is added to an answer given to many, or after a merger, speaks of this one matter.
    alone = apart or ticket.state is TicketState.REPLIED or goes_on_elsewhere(ticket)
    return matters.own_again(ticket) if alone else {}


def _out_of_their_hands(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str
) -> dict[str, object]:
    """Whoever has the ticket loses it to somebody else where it has come to report them."""
    owner = people.official(tx, ticket.owner_id) if ticket.owner_id is not None else None
    if owner is None or not store.of(tx, ticket.id).includes(owner):
        return {}
    posting = dispatching.post(tx, turn, text)
    return {
        "department_id": posting.department_id,
        "owner_id": posting.owner.id if posting.owner else None,
    }


def _flags(tx: Transaction, ticket: Ticket, text: str, *, urgent: bool) -> dict[str, object]:
    flags: dict[str, object] = {}
    if urgent and not ticket.urgent:
        flags["urgent"] = True
    if reported.is_confidential(tx, text):
        # Said also where an official had made it so: from now on it is the resident's wish.
        flags["confidential"] = True
        # Who was asked to decide something of it goes on knowing it.
        asked = [each.id for each in approving.deciding(tx, ticket)]
        if asked:
            flags["confidants"] = list(dict.fromkeys((*ticket.confidants, *asked)))
    return flags
