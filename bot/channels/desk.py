"""The desk as a channel: officials act on tickets from a page of our own, and hear us there."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp.web import AbstractRouteDef

from bot.channels import Intake, Limits
from bot.errors import SendError
from bot.models import Facts, InboundMessage, Media, Outbound, Side

NAME = "desk"
LONGEST_TEXT = 20_000
ACK_SECONDS = 10.0
_WORD = re.compile(r"[a-z_]{1,32}")
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,32}")

Push = Callable[[Mapping[str, object]], Awaitable[None]]
"""Writes one frame to an open page; raises `ConnectionError` where the page has gone."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a page of the desk posts: an action (`choice`) on a ticket, with its words and fields.

    `id` is made by the page: the same one again is a repeat.
    """

    id: str
    ticket: str
    choice: str
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def decode(
    deed: Deed, official_id: int, language: str = "", media: tuple[Media, ...] = ()
) -> InboundMessage:
    """The message that an official's page posted; who posted it is the session's word.

    Raises `ValueError` where it names no action or no ticket, or is longer than a page lets one
    write.
    """
    if not _WORD.fullmatch(deed.choice) or not _NUMBER.fullmatch(deed.ticket):
        raise ValueError("an action of the desk names what is done, and to which ticket")
    if len(deed.text) > LONGEST_TEXT:
        raise ValueError(f"a text of the desk has at most {LONGEST_TEXT} characters")
    return InboundMessage(
        channel=NAME,
        # With the official's id before it, nobody can use up an id that another's page made.
        external_id=f"{official_id}:{deed.id}",
        sender=str(official_id),
        side=Side.OFFICIAL,
        text=deed.text.strip(),
        choice=deed.choice,
        ticket=deed.ticket,
        language=language,
        values=dict(deed.values),
        media=media,
    )


class DeskChannel:
    """Knows the open pages of each official, by the official's id."""

    def __init__(self, ack_seconds: float = ACK_SECONDS) -> None:
        self._ack_seconds = ack_seconds
        self._pages: dict[str, set[Push]] = defaultdict(set)
        self._awaited: dict[tuple[str, int], asyncio.Event] = {}
        self._intake: Intake | None = None

    @property
    def name(self) -> str:
        """The word that stands in the ledgers."""
        return NAME

    @property
    def limits(self) -> Limits:
        """What a page of ours can carry: replies travel in the response to what was posted."""
        return Limits(
            text=LONGEST_TEXT,
            choices=12,
            idempotent=True,
            edits=False,
            passive=True,
            media=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
        )

    def routes(self) -> Iterable[AbstractRouteDef]:
        """None: the desk's pages are served by bot/web."""
        return ()

    async def start(self, intake: Intake) -> None:
        """From now on a page that opens brings its official back within reach."""
        self._intake = intake

    async def stop(self) -> None:
        """Nothing is held; the web server closes the pages' connections."""
        self._intake = None

    @contextmanager
    def page(self, address: str, push: Push) -> Iterator[None]:
        """An official's page is open for as long as the block runs."""
        self._pages[address].add(push)
        try:
            yield
        finally:
            self._pages[address].discard(push)
            if not self._pages[address]:
                del self._pages[address]

    async def opened(self, address: str) -> None:
        """An official's page has just opened: send what has been waiting for them."""
        if self._intake is not None:
            await self._intake.returned(NAME, address)

    def acknowledged(self, address: str, message_id: int) -> None:
        """A page of this official has shown the message."""
        if awaited := self._awaited.get((address, message_id)):
            awaited.set()

    async def send(self, outbound: Outbound) -> Facts:
        """Show a reply that its response did not carry, or what nobody asked for (a reminder), on
        every open page of the official.

        Raises `SendError(waiting=True)` where no page is open or none says that it shows it.
        """
        kind = "reply" if outbound.reply_to else "notice"
        said = outbound.content
        frame = {"type": kind, "id": outbound.message_id, "text": said.by_buttons or said.text}
        key = (outbound.address, outbound.message_id)
        shown = self._awaited.setdefault(key, asyncio.Event())
        try:
            for push in tuple(self._pages.get(outbound.address, ())):
                await _push(push, frame)
            if not self._pages.get(outbound.address):
                raise SendError("no page of the desk is open", waiting=True)
            async with asyncio.timeout(self._ack_seconds):
                await shown.wait()
        except TimeoutError:
            raise SendError("no page of the desk has shown it", waiting=True) from None
        finally:
            self._awaited.pop(key, None)
        return Facts(platform_id=str(outbound.message_id))


async def _push(push: Push, frame: Mapping[str, object]) -> None:
    try:
        await push(frame)
    except ConnectionError:
        # The page went in this very moment; another may be open, else the ack stays out.
        return
