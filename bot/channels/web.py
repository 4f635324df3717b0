"""The residents' web page as a channel: which pages are open, and what they have shown."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels import Intake, Limits
from bot.errors import SendError
from bot.models import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from aiohttp.web import AbstractRouteDef

    from bot.models import Outbound

WEB = "web"
ACKNOWLEDGE_SECONDS = 10.0
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@dataclass(slots=True, eq=False)
class Link:
    """One open page of a resident.

    `wanted` are the messages that the sender asked it to show, `acknowledged` those it has shown;
    `ring` wakes whoever writes to it.
    """

    ring: Callable[[], None]
    wanted: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Awaited:
    """A message that a `send` waits to see shown; False where we stop before."""

    address: str
    shown: asyncio.Future[bool]


class WebChannel:
    """Delivers to open pages: a row is sent once one page of that resident says it shows it.

    Sending again is harmless, for the page knows every message by its id.
    """

    name = WEB
    limits = Limits(
        text=100_000,
        choices=20,
        idempotent=True,
        edits=False,
        passive=False,
        media=PICTURES,
        # A page that does not answer holds its place for seconds and must delay nobody else.
        concurrency=200,
    )

    def __init__(self) -> None:
        self._links: dict[str, set[Link]] = defaultdict(set)
        self._awaited: dict[int, Awaited] = {}

    def routes(self) -> Iterable[AbstractRouteDef]:
        """None of its own: the pages live in bot/web."""
        return ()

    async def start(self, intake: Intake) -> None:
        """Nothing to listen to: pages come to us."""

    async def stop(self) -> None:
        """Wait for no page any longer; the web server closes its connections itself."""
        for awaited in self._awaited.values():
            if not awaited.shown.done():
                awaited.shown.set_result(False)

    @contextmanager
    def open_page(self, address: str, ring: Callable[[], None]) -> Iterator[Link]:
        """A resident's page is open for as long as the block runs."""
        # The page that was asked for these may have gone without a word.
        wanted = {each for each, awaited in self._awaited.items() if awaited.address == address}
        link = Link(ring, wanted)
        self._links[address].add(link)
        try:
            yield link
        finally:
            self._links[address].discard(link)
            if not self._links[address]:
                del self._links[address]

    def ring(self, address: str) -> None:
        """Something happened to this resident's conversation: let their pages look."""
        for link in self._links.get(address, ()):
            link.ring()

    def acknowledge(self, link: Link, message_ids: Iterable[int]) -> list[int]:
        """The page shows these messages; those that no `send` waits for are returned."""
        shown = list(message_ids)
        link.acknowledged.update(shown)
        link.wanted.difference_update(shown)
        for message_id in shown:
            awaited = self._awaited.get(message_id)
            if awaited and not awaited.shown.done():
                awaited.shown.set_result(True)
        return [message_id for message_id in shown if message_id not in self._awaited]

    async def send(self, outbound: Outbound) -> Facts:
        """Show one message on every open page of its resident, and wait until one has.

        Raises `SendError` (waiting) where no page is open or none answers: the page asks for what
        it missed when it is back.
        """
        links = tuple(self._links.get(outbound.address, ()))
        if not links:
            raise SendError("the resident's page is not open", waiting=True)
        if any(outbound.message_id in link.acknowledged for link in links):
            return Facts(platform_id=str(outbound.message_id))
        awaited = Awaited(outbound.address, asyncio.get_running_loop().create_future())
        self._awaited[outbound.message_id] = awaited
        for link in links:
            link.wanted.add(outbound.message_id)
            link.ring()
        try:
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                shown = await awaited.shown
        except TimeoutError as error:
            raise SendError("the resident's page does not answer", waiting=True) from error
        finally:
            self._awaited.pop(outbound.message_id, None)
        if not shown:
            raise SendError("the service stops", waiting=True)
        return Facts(platform_id=str(outbound.message_id))
