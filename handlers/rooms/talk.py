"""What is written or pressed where officials work: understood as one of the officials' deeds.

Plain talk is never sent to a resident. Only a reply to the card or to the resident's words, or a
text that begins with 答:, is an answer; all else about a ticket is a note that stays inside.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.errors import Refused
from bot.models import InboundMessage, Ticket
from bot.store import Transaction, rooms, tickets
from bot.store.rooms import Said as SaidBefore
from handlers.actions import sending
from handlers.grammar import Act, parse
from handlers.officials import hearing as officials
from handlers.officials.refusing import refuse
from handlers.rooms import alone, by_number, modes, pressing, receipts
from handlers.turn import Turn
from handlers.written_forms import fields_of

_ANSWERABLE = ("ticket:", "said:", "files:")
_INSIDE = ("//", "／／")


def hear(tx: Transaction, turn: Turn) -> None:
    """Carry out what an official wrote or pressed on a chat channel."""
    turn.room = rooms.at(tx, turn.message.channel, turn.message.sender)
    turn.mode = modes.mode_of(tx, turn)
    try:
        understood = pressing.pressed(tx, turn) if turn.message.choice else _written(tx, turn)
    except Refused as refusal:
        refuse(tx, turn, refusal, None)
        return
    if understood is None or _waits_for_confirmation(tx, turn, understood):
        return
    talk = understood.choice == Act.NOTE.value and not (
        turn.message.choice or turn.message.by_number
    )
    takes_next = understood.circle and _is_next(understood)
    turn.message = understood
    officials.handle(tx, turn)
    if takes_next:
        alone.show_next(tx, turn)
    if talk:
        _stay_quiet(turn)
    receipts.promise(tx, turn)


def turn_away(tx: Transaction, turn: Turn) -> None:
    """Somebody who is no official: told so where they wanted something of us.

    In a room colleagues talk with one another; who writes to us alone wants something.
    """
    message = turn.message
    # What reaches us there at all was meant for us.
    alone = message.by_number or message.account == message.sender
    meant = alone or message.choice or parse(message.text) is not None
    said = rooms.said(tx, message.channel, message.sender, message.reply_to)
    if meant or (said is not None and said.card.startswith(_ANSWERABLE)):
        turn.refuse("rooms.not_an_official")


def _written(tx: Transaction, turn: Turn) -> InboundMessage | None:
    """What a text is; None for talk that is about no ticket. Raises `Refused`."""
    if "push" in turn.message.values:
        raise Refused("rooms.unreadable")
    if turn.message.circle:
        return _written_alone(tx, turn)
    return _written_in_company(tx, turn)


def _written_alone(tx: Transaction, turn: Turn) -> InboundMessage | None:
    """What somebody writes to us alone: a command, else what was asked for just before it."""
    asked = alone.asked(tx, turn)
    if asked is None or alone.is_something_else(turn.message.text):
        return _written_in_company(tx, turn)
    if alone.is_dropped(turn):
        turn.reply("rooms.asked_no_more", number=asked.ticket.number)
        return None
    if alone.is_spoken(turn):
        raise Refused("rooms.write_it_down", text=turn.text)
    if not turn.text:
        turn.reply("rooms.files_wait_for_words", files=len(asked.files) + len(turn.attachments))
        return None
    files = (*asked.files, *turn.attachments)
    text = alone.words_in(turn.message.text)
    message = replace(turn.message, text=text, ticket=asked.ticket.number, attachments=files)
    understood = _answered_ask(message, asked.card)
    modes.check(turn, Act(understood.choice), asked.ticket)
    return understood


def _written_in_company(tx: Transaction, turn: Turn) -> InboundMessage | None:
    said, ticket = _referred_to(tx, turn)
    message = replace(turn.message, ticket=ticket.number if ticket else "")
    inside = message.text.lstrip().startswith(_INSIDE)
    command = None if inside else parse(message.text)
    if command is not None:
        # Without a number, ready words are only shown to colleagues.
        if command.act is not Act.SNIPPET or command.number:
            modes.check(turn, command.act, ticket)
        return message
    if message.by_number and said is None and not inside:
        return _numbered(tx, turn, ticket)
    if ticket is None:
        return None if turn.room else message
    if inside or said is None:
        return replace(message, choice=Act.NOTE.value)
    if said.card.startswith("ask:"):
        return _answered_ask(message, said.card)
    if said.card.startswith(_ANSWERABLE):
        modes.check(turn, Act.ANSWER, ticket)
        return replace(message, choice=Act.ANSWER.value)
    return replace(message, choice=Act.NOTE.value)


def _numbered(tx: Transaction, turn: Turn, ticket: Ticket | None) -> InboundMessage:
    """What a text is by the number that it begins with. Raises `Refused`."""
    understood = by_number.understood(tx, turn, ticket)
    modes.check(turn, Act(understood.choice), ticket)
    if understood.choice == Act.ANSWER.value:
        # Only here the number is no part of the words: 「#3楼已修好」 says something elsewhere.
        sending.keep_words(tx, turn, understood.text)
    return understood


def _referred_to(tx: Transaction, turn: Turn) -> tuple[SaidBefore | None, Ticket | None]:
    """What of ours is replied to, and which ticket the message is about."""
    message = turn.message
    if message.by_number:
        ticket, said = by_number.quoted(tx, message)
        return said, ticket
    said = rooms.said(tx, message.channel, message.sender, message.reply_to)
    return said, _ticket_of(tx, turn, said)


def _waits_for_confirmation(tx: Transaction, turn: Turn, understood: InboundMessage) -> bool:
    """Whether these words reach residents, and are only what a machine has heard.

    With the recording beside them they can be checked by ear.
    """
    if not turn.message.heard or turn.message.attachments or turn.message.choice:
        return False
    command = None if understood.choice else parse(understood.text)
    act = command.act if command else Act(understood.choice or Act.NOTE)
    number = (command.number if command else "") or understood.ticket
    if act not in modes.SAYS_TO_RESIDENTS or not number:
        return False
    by_number.ask_whether_heard(tx, turn, by_number.words_in(understood.text), number)
    return True


def _is_next(understood: InboundMessage) -> bool:
    command = None if understood.choice else parse(understood.text)
    return command is not None and command.act is Act.NEXT


def _answered_ask(message: InboundMessage, card: str) -> InboundMessage:
    _, verb, _ = card.split(":", 2)
    name, _, value = verb.partition(".")
    values, text = fields_of(name, message.text)
    chosen = {"outcome": value} if value else {}
    return replace(message, choice=name, text=text, values={**values, **chosen})


def _ticket_of(tx: Transaction, turn: Turn, said: SaidBefore | None) -> Ticket | None:
    ticket_id = said.ticket_id if said else None
    if ticket_id is None and turn.room is not None:
        ticket_id = rooms.ticket_of_topic(tx, turn.room, turn.message.topic)
    return tickets.get(tx, ticket_id) if ticket_id is not None else None


def _stay_quiet(turn: Turn) -> None:
    """Colleagues who talk with one another want no answer to each line; a refusal stays inside."""
    turn.said = [said for said in turn.said if not said.to_sender]
