"""Who writes to us alone, where nothing can be replied to: the words that follow a press are meant.

Files that come between the press and the words go with them. Anything else in between ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.errors import WenzhengError
from bot.models import Attachment, Hearing, InboxState, Ticket
from bot.store import Transaction, inbox, messages, rooms, tickets
from bot.store.inbox import Arrival
from bot.tickets.actions import Action
from bot.tickets.phrases import words
from handlers.grammar import Act, parse
from handlers.rooms import by_number, card_face
from handlers.turn import Turn

_WAITS = timedelta(minutes=30)
"""For so long we wait for the words that a press has asked for."""
_ON_ONE_TICKET = frozenset(map(str, Act)) & frozenset(map(str, Action))
"""What is done to a ticket means nothing without its number."""
_NEVER_MIND = words("取消 算了 不写了 cancel")


class StillComing(WenzhengError):  # noqa: N818 - a condition, named as one
    """Files that were sent before these words are not here yet: it is tried again in a moment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for by a press: its card, its ticket, and the files that came since."""

    card: str
    ticket: Ticket
    files: tuple[Attachment, ...] = ()


def asked(tx: Transaction, turn: Turn) -> Asked | None:
    """What the message in hand is the answer to; None where nothing was asked just before it.

    Raises `StillComing`.
    """
    message = turn.message
    said = rooms.asked_last(tx, message.channel, message.sender, turn.now - _WAITS)
    if said is None or said.ticket_id is None:
        return None
    press = said.card.rpartition(":")[2]
    after = int(press) if press.isdecimal() else 0
    since = inbox.between(tx, message.channel, message.sender, after, turn.inbox_id)
    if not all(_is_file(each) for each in since):
        return None
    if any(each.state is InboxState.RECEIVED for each in since):
        raise StillComing("a file that goes with these words is still with the platform")
    files = tuple(file for each in since for file in _files(tx, each))
    return Asked(said.card, tickets.get(tx, said.ticket_id), files)


def is_something_else(text: str) -> bool:
    """Whether a text is a command that needs no more, or names a ticket itself.

    「现场：已派人去看」 would be half a command; here it is what was asked for.
    """
    command = parse(text)
    if command is None:
        return by_number.names_ticket(text)
    return bool(command.number) or command.act not in _ON_ONE_TICKET or text.lstrip()[:1] in "/／"


def words_in(text: str) -> str:
    """What was asked for, without the 答： that officials write everywhere else."""
    command = parse(text)
    return command.text if command is not None and command.act is Act.ANSWER else text


def is_spoken(turn: Turn) -> bool:
    """Whether it is somebody's voice: what residents are told is read before it goes out."""
    return turn.message.heard or any(map(_is_voice, turn.attachments))


def is_dropped(turn: Turn) -> bool:
    """Whether somebody who was asked for words says that there will be none."""
    return turn.text.casefold() in _NEVER_MIND


def show_all(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """更多: all that can be done to a ticket, for the one who asked and for nobody else."""
    _show(tx, turn, ticket, all_actions=True)


def show_next(tx: Transaction, turn: Turn) -> None:
    """下一件: what was just taken, with its buttons; its card lies far above by now, or nowhere."""
    for ticket in (tickets.get(tx, each) for each in sorted(turn.moved)):
        if ticket.follows_id is None and not ticket.confidential:
            _show(tx, turn, ticket, all_actions=False)


def _show(tx: Transaction, turn: Turn, ticket: Ticket, *, all_actions: bool) -> None:
    if turn.is_strict:
        content = card_face.strict(tx, turn.house, ticket, turn.now)
    else:
        content = card_face.full(
            tx, turn.house, ticket, turn.now, all_actions=all_actions, hearing=Hearing.ALONE
        )
    turn.say(content.text, choices=content.choices, ticket_id=ticket.id, link=content.link)


def _is_file(arrival: Arrival) -> bool:
    message = arrival.message
    return bool(message.media or message.attachments) and not (message.text or message.choice)


def _files(tx: Transaction, arrival: Arrival) -> tuple[Attachment, ...]:
    if arrival.message_id is None:
        return ()
    found = messages.get(tx, arrival.message_id).content.attachments
    return tuple(each for each in found if not _is_voice(each))


def _is_voice(attachment: Attachment) -> bool:
    return attachment.media_type.startswith("audio/")
