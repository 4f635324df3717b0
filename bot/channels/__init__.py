"""What every channel must be able to do, and nothing about any one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import msgspec
from aiohttp.web import AbstractRouteDef

from bot.models import Facts, InboundMessage, InboxState, Media, Outbound


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry, as data.

    `text`: the longest text in the platform's own unit; `choices`: how many can be tapped at
    once; `idempotent`: sending one row twice shows it once, so an unclear outcome may be retried
    freely; `edits`: a card can be replaced in place; `passive`: replies to the sender travel in
    the response to their message; `media`: the media types it carries; `concurrency`: how many
    rows are in flight at once, which bounds what may be repeated after a crash; it is asked anew
    each time, so a channel that is told to pause says 0; `comes_again`: a message that we could not
    keep is brought again, however long that lasts; `together`: how many rows for one room may go
    out as one message (`Gathering`); `tells_returns`: it is sure to tell when somebody is within
    reach again; where not, what waits for them is tried again before anything newer.
    """

    text: int
    choices: int
    idempotent: bool
    edits: bool
    passive: bool
    media: frozenset[str]
    concurrency: int = 8
    comes_again: bool = True
    together: int = 1
    tells_returns: bool = True


class Receipt(msgspec.Struct, frozen=True):
    """What the intake tells a channel once the message is safely kept.

    `repeated`: it had been kept before. `replies` are the rows it caused for its own sender, for
    channels that answer within the response; the same ones again for a repeat.
    """

    inbox_id: int
    message_id: int | None
    state: InboxState
    repeated: bool
    replies: tuple[Outbound, ...] = ()


class Intake(Protocol):
    """The one way in, as a channel sees it."""

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep a message and carry out what it causes; returns only after the commit.

        Raises `StoreError` where nothing could be kept: do not acknowledge.
        """

    async def answered(self, receipt: Receipt) -> None:
        """The receipt's replies have been written into the response: they count as sent."""

    async def left(self, receipt: Receipt) -> None:
        """The receipt's replies went into no response: they are sent the ordinary way, at once."""

    async def returned(self, channel: str, address: str) -> None:
        """The contact is within reach again: send what has been waiting for them."""

    async def gone(self, channel: str, address: str) -> None:
        """The contact wants nothing from us until they return: stop what is owed to them."""

    async def moved(self, channel: str, address: str, moved_to: str) -> None:
        """A group has a new address; told twice it is one move."""

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """Keep a message without handling it.

        It is handled `again_after` seconds later, or (None) waits for a person: what cannot be
        understood is kept all the same, so that it holds up nobody.
        """


class Channel(Protocol):
    """One platform: decodes, verifies, encodes and sends, and knows no rule of the service."""

    @property
    def name(self) -> str:
        """The word that stands in `contacts.channel` and in the settings."""

    @property
    def limits(self) -> Limits:
        """What this channel can carry."""

    def routes(self) -> Iterable[AbstractRouteDef]:
        """The addresses it needs on our own web server; may be none."""

    async def start(self, intake: Intake) -> None:
        """Begin to listen; each message goes to the intake and is acknowledged after that."""

    async def send(self, outbound: Outbound) -> Facts:
        """Deliver one row.

        Raises `SendError` with the facts where it did not arrive or may not have.
        """

    async def stop(self) -> None:
        """Stop listening and let go of every connection."""


@runtime_checkable
class Fetching(Protocol):
    """A channel whose messages bring only references to their files.

    Such a message is kept first, acknowledged, and handled when its files are here.
    """

    async def fetch(self, media: Media) -> Media:
        """The file with its bytes.

        Raises `SendError`: retryable where it may be had later, else it never can.
        """


@runtime_checkable
class Gathering(Protocol):
    """A channel whose platform counts messages: what waits for one room can go out as one."""

    async def send_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Deliver as many of these rows, from the first on, as one message holds; their facts.

        Raises `SendError` where none of them arrived or may not have.
        """
