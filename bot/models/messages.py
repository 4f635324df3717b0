"""What is said: messages that come in and go out, with their files and what became of them.

They are `msgspec.Struct`s (changed by `msgspec.structs.replace`): some are made a dozen times for
each message, and a frozen dataclass takes ten times as long to make.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from bot.models.people import Side


class Direction(StrEnum):
    """Which way a kept message went."""

    INBOUND = "in"
    OUTBOUND = "out"
    NOTE = "note"


class ContentKind(StrEnum):
    """What every channel must be able to carry, each in its own way."""

    TEXT = "text"
    CHOICES = "choices"
    MEDIA = "media"
    CARD = "card"


class InboxState(StrEnum):
    """What has become of a message that reached us."""

    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"


class OutboxState(StrEnum):
    """What has become of a message we owe someone."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    WAITING_CONTACT = "waiting_contact"
    BLOCKED = "blocked"
    FAILED = "failed"

    def and_call(self, called: str) -> str:
        """This state's word, and while it waits, what became of the notice that calls back.

        `called`: as the platform's notices have it, empty for none.
        """
        waits = self is OutboxState.WAITING_CONTACT and called
        return f"{self.value}_{called}" if waits else self.value


class Media(msgspec.Struct, frozen=True):
    """A file as it arrives: its bytes where they are at hand, else the platform's reference.

    `size` in bytes is what the platform says of a reference; 0 where it says nothing.
    """

    media_type: str
    name: str = ""
    body: bytes | None = None
    reference: str = ""
    size: int = 0

    def __repr__(self) -> str:
        # A picture's bytes are no help to whoever reads this.
        return f"Media({self.media_type!r}, name={self.name!r}, reference={self.reference!r})"


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file as it is kept: once for each content, named by its SHA-256 in hexadecimal."""

    sha256: str
    media_type: str
    size: int
    name: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it shows something: a document proves no visit."""
        return self.media_type.startswith("image/")


class Choice(msgspec.Struct, frozen=True):
    """One thing to tap or to answer by its digit; `value` stays within 64 bytes (Telegram)."""

    value: str
    label: str


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said, before any channel gives it form.

    `card` names the card that this is the newest state of; a channel that can edit replaces the
    older state, and only the newest unsent one is sent. `heading` is the line under which it is
    filed where a room has topics. `link` is the page that tells more.
    `refused`: it says that what was asked for was not done; `doubted`: a reason would do it.
    `settled`: what is filed under the heading is done with, until a newer state says otherwise.
    `by_buttons` is the text for whoever has the ticket's buttons before them, where it is another.
    """

    text: str
    kind: ContentKind = ContentKind.TEXT
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    card: str = ""
    heading: str = ""
    link: str = ""
    refused: bool = False
    doubted: bool = False
    settled: bool = False
    by_buttons: str = ""


class InboundMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message as a channel understood it, from a resident or from an official.

    `external_id` is the platform's identity of the message: the same one again is a repeat.
    `sender` is the sender's address on the channel. `choice` is the value of a tapped choice or
    button, `ticket` the number of the ticket it was tapped on or written under, `reply_to` the
    platform's id of the message it answers. `language` is set where the sender chose one.
    `values` are the fields of a form (an outcome, a date). `contact_id` is set where the sender
    acts for a known contact and the channel has proved it (the ticket page). `media` is emptied
    into `attachments` once the bytes are kept. `album` names what was sent together in several
    messages. `edits` is the `external_id` of the message that this one is a newer version of; its
    own begins with that and a colon.
    `public`: others read along, so only what the FAQ surely knows is answered. `opens_window`:
    writing brings the sender within reach of what waits for them; a page says so by its open line.
    `account` is the writer's own address where the platform tells it: an official may be known by
    it, and in a group it is not the `sender`, which is the group. `topic` is the platform's id of
    the group's topic. `addressed`: it speaks to us; what is merely overheard counts in an
    officials' room only. `at_once` is the longest reply that can travel in the response to it.
    `window` is what the platform then allows, where it counts. `heard`: the words are what a
    machine wrote down of a recording. `by_number`: nothing can be replied to by its id there, so
    an answer names its ticket (#12); `quoted` are the words of ours that it quotes instead.
    `circle`: it was written in the chat in which the writer reads what their circle is told.
    """

    channel: str
    external_id: str
    sender: str
    side: Side = Side.RESIDENT
    text: str = ""
    choice: str = ""
    ticket: str = ""
    reply_to: str = ""
    language: str = ""
    values: dict[str, str] = msgspec.field(default_factory=dict)
    contact_id: int | None = None
    media: tuple[Media, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sent_at: datetime | None = None
    album: str = ""
    edits: str = ""
    public: bool = False
    opens_window: bool = True
    account: str = ""
    topic: str = ""
    addressed: bool = True
    at_once: int = 0
    window: Window | None = None
    heard: bool = False
    by_number: bool = False
    quoted: str = ""
    circle: bool = False


class Message(msgspec.Struct, frozen=True):
    """A message as it is kept: one line of a conversation. `text` is empty once erased.

    `called`: what became of the platform's notice that calls its resident back; empty for none.
    """

    id: int
    contact_id: int | None
    ticket_id: int | None
    direction: Direction
    content: Content
    at: datetime
    official_id: int | None = None
    erased: bool = False
    delivery: OutboxState | None = None
    called: str = ""


class Window(msgspec.Struct, frozen=True):
    """For how long, and how often, a platform lets us write to a contact of our own accord.

    `kind` is what opened it: what opens the same kind again begins it anew.
    """

    kind: str
    opened_at: datetime
    until: datetime
    messages: int


class Outbound(msgspec.Struct, frozen=True):
    """One row of the outbox in a sender's hand.

    `topic` is the platform's id of the topic it belongs into, and `topical` tells that it wants
    one. `replaces` is the platform's id of the older state of its card.
    """

    id: int
    message_id: int
    channel: str
    address: str
    content: Content
    contact_id: int | None
    ticket_id: int | None
    created_at: datetime
    reply_to: str = ""
    attempts: int = 0
    topic: str = ""
    topical: bool = False
    replaces: str = ""


class Facts(msgspec.Struct, frozen=True):
    """What a channel learned by sending: kept with the outbox row."""

    platform_id: str = ""
    window_until: datetime | None = None
    topic: str = ""
