"""Receipts: under an official's answer in a chat stands how far it has come."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from msgspec import structs

from bot.models import Content, ContentKind, InboundMessage, OutboxState
from bot.store import Transaction, rooms, tickets
from bot.store.rooms import Receipt
from handlers.turn import House, Said, Turn

_FOLLOWED = timedelta(days=90)
_ON_ITS_WAY = frozenset({OutboxState.QUEUED, OutboxState.SENDING})


def promise(tx: Transaction, turn: Turn) -> None:
    """Where an official's words go to a resident, let what we reply become their receipt."""
    answered = any(said.contact_id is not None and said.official_id for said in turn.said)
    at = next((at for at, said in enumerate(turn.said) if _is_reply(said)), None)
    if not answered or at is None:
        return
    reply = turn.said[at]
    ticket_id = next((said.ticket_id for said in turn.said if said.contact_id is not None), None)
    card = _card(turn.inbox_id)
    content = structs.replace(reply.content, kind=ContentKind.CARD, card=card, choices=())
    turn.said[at] = structs.replace(reply, content=content, ticket_id=ticket_id)
    rooms.promise_receipt(
        tx,
        turn.inbox_id,
        channel=reply.channel,
        address=reply.address,
        topic=reply.topic,
        reply_to=turn.message.external_id,
        ticket_id=ticket_id,
        language=turn.language,
        now=turn.now,
    )


def stale(tx: Transaction, now: datetime) -> bool:
    """Whether some answer stands otherwise than is told under it."""
    found = rooms.receipts(tx, now - _FOLLOWED)
    return any(_state(each) not in ("", each.shown) for each in found)


def tell_anew(tx: Transaction, house: House, now: datetime) -> Turn | None:
    """A turn that tells under each answer how it stands by now; None where all is told."""
    said: list[Said] = []
    for receipt in rooms.receipts(tx, now - _FOLLOWED):
        shown = _state(receipt)
        if shown == receipt.shown or not shown:
            continue
        rooms.note_receipt(tx, receipt.inbox_id, shown)
        said.append(_said(tx, house, receipt, now))
    if not said:
        return None
    message = InboundMessage("", external_id="", sender="")
    return Turn(house, message, now, inbox_id=0, message_id=0, said=said)


def _is_reply(said: Said) -> bool:
    return said.to_sender and said.contact_id is None and not said.content.refused


def _said(tx: Transaction, house: House, receipt: Receipt, now: datetime) -> Said:
    language = receipt.language or house.wording.default
    counts = Counter(receipt.deliveries)
    parts = [
        house.wording.say(
            language,
            f"rooms.delivery_{state}",
            count=count if len(receipt.deliveries) > 1 else 0,
            at=receipt.settled_at,
            now=now,
        )
        for state, count in sorted(counts.items())
    ]
    text = house.wording.say(
        language, "rooms.receipt", number=_number(tx, receipt), parts=" · ".join(parts)
    )
    content = Content(text, kind=ContentKind.CARD, card=_card(receipt.inbox_id))
    return Said(
        receipt.channel,
        receipt.address,
        content,
        ticket_id=receipt.ticket_id,
        topic=receipt.topic,
    )


def _number(tx: Transaction, receipt: Receipt) -> str:
    """The ticket's number: where nothing can be edited, a receipt stands alone."""
    return tickets.get(tx, receipt.ticket_id).number if receipt.ticket_id is not None else ""


def _state(receipt: Receipt) -> str:
    """What the deliveries come to, in one short text; empty while the first is on its way."""
    states = set(receipt.deliveries)
    if states == {OutboxState.SENT}:
        return OutboxState.SENT.value
    if states <= _ON_ITS_WAY:
        return ""
    counts = sorted(Counter(receipt.deliveries).items())
    return ",".join(f"{state}:{count}" for state, count in counts)


def _card(inbox_id: int) -> str:
    return f"receipt:{inbox_id}"
