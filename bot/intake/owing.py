"""Owes what a handler said: a line of the conversation and a row of the outbox for each."""

from __future__ import annotations

from datetime import datetime

from bot.intake.keeping import Sender
from bot.models import Content, Direction, InboundMessage, Outbound
from bot.store import Transaction, messages, outbox, windows
from bot.store.inbox import Arrival
from handlers.promises import planning
from handlers.rooms import cards
from handlers.turn import Said, Turn

PASSIVE_SECONDS = 15
"""How long a reply may take to be written into its response before the sender takes it over."""
AT_ONCE_SECONDS = 5
"""The same where the response is only a courtesy, and everything else would wait behind it."""


def owe(
    tx: Transaction, turn: Turn, passive: frozenset[str], replies: list[Outbound] | None = None
) -> set[str]:
    """Owe everything that a turn leaves behind; whom to ring after the commit.

    What time does next to the tickets that moved, and all that was said.

    `passive` names the channels whose replies travel in the response to the message; `replies`
    is given the rows that may travel there.
    """
    planning.plan_all(tx, turn)
    owed = [_owe_one(tx, turn, said, passive) for said in turn.said]
    # The cards last: they tell what has just been said as well.
    for said in cards.drawn(tx, turn):
        turn.said.append(said)
        owed.append(_owe_one(tx, turn, said, passive))
    if replies is not None:
        here = (turn.message.channel, turn.message.sender)
        replies += [
            row
            for row in owed
            if (row.channel, row.address) == here and travels(turn.message, row.content, passive)
        ]
    touched = turn.touched
    for row in owed:
        # What travels in the response has its first attempt already: nobody need be rung for it.
        if not row.attempts:
            touched.add(f"outbox:{row.channel}")
        if row.contact_id is not None:
            touched.add(f"contact:{row.contact_id}")
    return touched


def reach(
    tx: Transaction,
    arrival: Arrival,
    sender: Sender,
    passive: frozenset[str],
    now: datetime,
) -> None:
    """Whoever writes is within reach: what waits for them goes out first, on their own channel.

    A visit to the ticket page opens no window on the platform that the contact writes from.
    """
    message, contact = arrival.message, sender.contact
    if contact is None or contact.channel != message.channel or not message.opens_window:
        return
    if message.window is not None:
        windows.open_for(tx, contact.channel, contact.address, message.window)
    if not sender.past.owed:
        return
    if contact.channel in passive:
        outbox.ride(tx, contact.channel, contact.address, arrival.id, PASSIVE_SECONDS, now)
    else:
        outbox.returned(tx, contact.channel, contact.address, now)


def _owe_one(tx: Transaction, turn: Turn, said: Said, passive: frozenset[str]) -> Outbound:
    message_id = messages.keep(
        tx,
        messages.NewMessage(
            Direction.OUTBOUND,
            said.content,
            contact_id=said.contact_id,
            ticket_id=said.ticket_id,
            official_id=said.official_id,
        ),
        turn.now,
        turn.house.zone,
    )
    owed = outbox.Owed(
        message_id=message_id,
        channel=said.channel,
        address=said.address,
        not_before=turn.now + said.delay if said.delay else turn.now,
        contact_id=said.contact_id,
        ticket_id=said.ticket_id,
        inbox_id=turn.inbox_id or None,
        reply_to=turn.message.external_id if said.to_sender else "",
        card=said.content.card,
        topic=said.topic,
        passive_seconds=_response_seconds(turn, said, passive),
    )
    return Outbound(
        id=outbox.add(tx, owed, turn.now),
        message_id=message_id,
        channel=said.channel,
        address=said.address,
        content=said.content,
        contact_id=said.contact_id,
        ticket_id=said.ticket_id,
        created_at=turn.now,
        reply_to=owed.reply_to,
        attempts=1 if owed.passive_seconds else 0,
        topic=said.topic,
    )


def travels(message: InboundMessage, content: Content, passive: frozenset[str]) -> bool:
    """Whether a reply may go out in the response to `message`; else it is sent like any other.

    A response that is only a courtesy holds words: buttons and files would be lost in it.
    """
    if content.card:
        return False
    if message.channel in passive:
        return True
    plain = not (content.choices or content.attachments or content.link)
    return plain and len(content.text) <= message.at_once


def _response_seconds(turn: Turn, said: Said, passive: frozenset[str]) -> int:
    """How long a reply may take to travel in the response; 0 where it is sent like any other."""
    if not said.to_sender or not travels(turn.message, said.content, passive):
        return 0
    return PASSIVE_SECONDS if turn.message.channel in passive else AT_ONCE_SECONDS
