"""Where no reply can be known by its id: an answer names its ticket (#12), or quotes our words.

Which ticket words without either belong to is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from bot.errors import Refused
from bot.models import Choice, InboundMessage, Ticket
from bot.privacy import mask
from bot.store import Transaction, messages, rooms, tickets
from bot.store.rooms import Said
from handlers import numbered
from handlers.grammar import Act, parse
from handlers.meant import in_hand
from handlers.turn import Turn

_IN_QUOTE = re.compile(r"(?<![\d-])(?P<full>\d{8}-\d{4,})(?![\d-])|[#＃](?P<short>\d{1,8})(?!\d)")
_MARKS = re.compile(r"[\s\u200b*_`>#|\\\[\]()（）…]+")
"""What a platform may add to our words, or take away, when it shows them as a quote or a card."""
_PART = re.compile(r"^\s*\(\d+/\d+\)")
"""What a long text's part begins with."""
_MOST_TOLD = 5
_LONGEST_SAID = 16
"""By which one knows again what one said, where several replies come as one message."""


def quoted(tx: Transaction, message: InboundMessage) -> tuple[Ticket | None, Said | None]:
    """The ticket that a quote is about, and what it is of ours; nothing where it names none.

    Anybody's words can be quoted: only what we said here ourselves can be replied to. Several
    notices may have come as one message: a quote of that names too many.
    """
    named = {ticket.id: ticket for ticket in _named_in(tx, message.quoted)}
    if not _bare(_IN_QUOTE.sub("", message.quoted)):
        return (next(iter(named.values())) if len(named) == 1 else None), None
    ours = [
        (ticket, said)
        for ticket in named.values()
        if (said := _said_by_us(tx, message, ticket)) is not None
    ]
    if len(ours) == 1:
        return ours[0]
    return (next(iter(named.values())) if len(named) == 1 else None), None


def _named_in(tx: Transaction, text: str) -> Iterator[Ticket]:
    """The tickets whose numbers stand in a text."""
    for found in _IN_QUOTE.finditer(text):
        if found["short"]:
            yield from tickets.ending(tx, found["short"], _MOST_TOLD)
        elif known := tickets.by_number(tx, found["full"]):
            yield known


def _said_by_us(tx: Transaction, message: InboundMessage, ticket: Ticket) -> Said | None:
    """What of ours about a ticket the quote is, or holds."""
    words = _bare(message.quoted)
    lines = [line for line in map(_bare, message.quoted.splitlines()) if line]
    for each in rooms.said_about(tx, message.channel, message.sender, ticket.id):
        ours, shown = _bare(each.text), _bare(f"{each.heading}\n{each.text}")
        # A card shows its lines cut off, a long text is shown with more around it.
        if all(line in shown for line in lines) or (ours and ours in words):
            return each.said
    return None


def names_ticket(text: str) -> bool:
    """Whether a text begins with a ticket's number: #12 …"""
    return numbered.named(text) is not None


def understood(tx: Transaction, turn: Turn, ticket: Ticket | None) -> InboundMessage:
    """The answer that a text is by its number: `#12 words`; `#12` alone shows the ticket.

    Raises `Refused`, which asks for the number, where there is none.
    """
    message = turn.message
    named = numbered.named(message.text, is_spoken=message.heard)
    if named is not None:
        number, text = named
        act = Act.ANSWER if text or message.attachments else Act.SHOW
        return replace(message, choice=act.value, ticket=number, text=text)
    example = ticket.number if ticket else ""
    raise Refused(
        "rooms.name_the_ticket",
        said=_beginning(message.text),
        number=example,
        mine=in_hand(tx, turn),
    )


def ask_whether_heard(tx: Transaction, turn: Turn, text: str, number: str) -> None:
    """A machine wrote these words down: they go out once their speaker has read them."""
    found = tickets.ending(tx, number, 2) if number.isdecimal() else []
    number = found[0].number if len(found) == 1 else number
    turn.reply(
        "rooms.heard",
        choices=(Choice(f"heard:{turn.message_id}:{number}", turn.words("rooms.heard_right")),),
        number=number,
        text=text,
    )


def heard(tx: Transaction, turn: Turn, rest: str) -> InboundMessage:
    """The words that a press confirms, as the answer that they are. Raises `Refused`."""
    message_id, _, number = rest.partition(":")
    try:
        spoken = messages.get(tx, int(message_id))
    except (ValueError, LookupError):
        raise Refused("refusals.choice_unknown") from None
    if spoken.official_id != turn.author.id or spoken.erased:
        raise Refused("refusals.choice_unknown")
    text = words_in(spoken.content.text)
    return replace(turn.message, choice=Act.ANSWER.value, ticket=number, text=text)


def words_in(text: str) -> str:
    """What is spoken to the resident, without the number or command that it begins with."""
    named, command = numbered.named(text, is_spoken=True), parse(text)
    if named is not None:
        return named[1]
    return command.text if command is not None else text


def _beginning(text: str) -> str:
    said = mask(text).strip()
    return said if len(said) <= _LONGEST_SAID else f"{said[: _LONGEST_SAID - 1]}…"


def _bare(text: str) -> str:
    return _MARKS.sub("", _PART.sub("", text))
