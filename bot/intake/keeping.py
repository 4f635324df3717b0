"""Keeps what comes in: who wrote, the inbox row, the files and the line of the conversation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

import handlers
from bot.errors import Refused
from bot.models import Contact, Content, Direction, InboundMessage, Official, Side
from bot.store import Transaction, contacts, inbox, invitations, messages, people, rooms
from bot.store.contacts import Past
from bot.store.inbox import Arrival


class Sender(msgspec.Struct, frozen=True):
    """Who wrote: a resident's contact, or an official.

    `past` is what the contact has left behind before this message, `in_minute` how often they have
    written in this minute.
    """

    contact: Contact | None = None
    official: Official | None = None
    past: Past = Past()
    in_minute: int = 0


def recognise(tx: Transaction, message: InboundMessage) -> InboundMessage | None:
    """The message as an official's where its writer is one; None where it is nothing to us.

    Who is an official, and which group is a room of theirs, is what the store says: being in the
    group means nothing. What others say among themselves elsewhere is not kept.
    """
    if message.side is Side.OFFICIAL or not message.account:
        return message
    if message.account == message.sender:
        known = people.official_by_account(tx, message.channel, message.account) is not None
    else:
        known = _is_room(tx, message)
    if not known:
        # Whoever writes a one-time code speaks to us, whether or not they say our name.
        meant = message.addressed or invitations.code_in(message.text)
        return message if meant else None
    # A command that is edited afterwards is not carried out once more.
    return None if message.edits else replace(message, side=Side.OFFICIAL)


def _is_room(tx: Transaction, message: InboundMessage) -> bool:
    room = rooms.at(tx, message.channel, message.sender)
    forum = message.values.get("forum")
    if room is not None and forum is not None and room.topics is not (forum == "yes"):
        # Topics were switched on or off since.
        rooms.note_topics(tx, room.channel, room.address, topics=forum == "yes")
    return room is not None


def newcomer(tx: Transaction, message: InboundMessage, now: datetime) -> Sender | None:
    """Whoever writes to us themselves and for the first time; None where the writer is known.

    In one statement: what nobody has written to us before is no repeat, and no official's.
    """
    themselves = message.account in ("", message.sender) and message.contact_id is None
    if not (themselves and message.addressed and message.side is Side.RESIDENT):
        return None
    language = handlers.first_language(message)
    wrote = contacts.meet(tx, message.channel, message.sender, now, language)
    return Sender(contact=wrote.contact, past=wrote.past, in_minute=1) if wrote else None


def sender_of(tx: Transaction, message: InboundMessage, now: datetime) -> Sender:
    """Who wrote a message, locked where it is a resident; nobody for a stranger in a room.

    Raises `Refused` for an official's message from nobody we know.
    """
    if message.side is Side.OFFICIAL:
        account = message.account or message.sender
        official = people.official_by_account(tx, message.channel, account)
        if official is None and not message.account:
            raise Refused("not_an_official")
        return Sender(official=official)
    if message.contact_id is not None:
        wrote = contacts.write_on_page(tx, message.contact_id, now)
    else:
        language = handlers.first_language(message)
        wrote = contacts.write(tx, message.channel, message.sender, now, language)
    return Sender(contact=wrote.contact, past=wrote.past, in_minute=wrote.in_minute)


def keep_arrival(
    tx: Transaction,
    zone: ZoneInfo,
    message: InboundMessage,
    bodies: dict[str, bytes],
    sender: Sender,
    now: datetime,
    part_of: Arrival | None = None,
    done: bool = False,
) -> Arrival | None:
    """Keep a message with its files and its line in the conversation; None for a repeat.

    `part_of` is the first part of the album that it belongs to: their line is one. `done`: all
    that it causes is written in this very transaction.
    """
    contact, official = sender.contact, sender.official
    contact_id = contact.id if contact else None
    official_id = official.id if official else None
    keep_files(tx, message, bodies, now)
    message_id = None
    if part_of is None:
        line = messages.NewMessage(
            Direction.INBOUND if contact else Direction.NOTE,
            Content(message.text, attachments=message.attachments),
            contact_id=contact_id,
            official_id=official_id,
        )
        message_id = messages.keep(tx, line, now, zone)
    arrival = inbox.keep(
        tx,
        message,
        now,
        contact_id=contact_id,
        official_id=official_id,
        message_id=message_id,
        done=done,
    )
    if arrival is None and message_id is not None:
        # Another process has kept it since we looked.
        messages.take_back(tx, message_id)
    return arrival


def parts_of(tx: Transaction, inbox_id: int) -> list[Arrival]:
    """The message, or all the unfinished ones that were sent together with it, in order."""
    arrival = inbox.get(tx, inbox_id)
    if arrival is None:
        return []
    return inbox.album_of(tx, arrival.message) if arrival.message.album else [arrival]


def unchanged(tx: Transaction, message: InboundMessage) -> Arrival | None:
    """The message that this one is said to be a newer version of, where it last said the same.

    What we remarked on its line (a file that did not come, a recording) its writer did not say.
    """
    original = inbox.known(tx, message.channel, message.edits) if message.edits else None
    if original is None:
        return None
    said = original.message.text
    if original.message_id is not None:
        newer = messages.newer(tx, original.message_id)
        said = newer[-1].content.text if newer else said
    return original if said == message.text else None


def keep_files(
    tx: Transaction, message: InboundMessage, bodies: dict[str, bytes], now: datetime
) -> None:
    """Keep those of a message's files whose bytes are at hand."""
    for attachment in message.attachments:
        if attachment.sha256 in bodies:
            messages.keep_attachment(tx, attachment, bodies[attachment.sha256], now)
