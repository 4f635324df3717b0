"""Finds the place of a row in a group with topics: makes, names, shuts and mends its topic."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.calls import RawBot
from bot.channels.telegram.failures import says
from bot.errors import SendError
from bot.models import Outbound

log = logging.getLogger(__name__)
LONGEST_NAME = 120
COLOUR_URGENT, COLOUR_PLAIN = 16478047, 7322096
REMEMBERED = 5_000
ASKED_AGAIN_SECONDS = 300.0
"""After which a group that gave no topics is asked again: it may have become otherwise unheard."""
_GONE = ("thread not found", "topic_deleted", "topic_id_invalid", "topic not found")
_CLOSED = ("topic_closed", "topic closed")
_NO_TOPICS = (
    "not a forum",
    "forum_disabled",
    "topics are disabled",
    "not enough rights",
    "no rights",
)
_SAME = ("not modified", "topic_not_modified")
_URGENT = "❗"


@dataclass(slots=True)
class Looks:
    """How a topic looks, as far as we know since the start; `by_hand`: somebody has closed it."""

    name: str = ""
    shut: bool | None = None
    by_hand: bool = False


class Topics:
    """The topics of one bot's groups; remembers how they look, so as not to ask for it again."""

    def __init__(self, bot: RawBot, clock: Callable[[], float]) -> None:
        self._bot = bot
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], Looks] = OrderedDict()
        self._without_until: dict[str, float] = {}

    def wanted(self, outbound: Outbound) -> bool:
        """Whether a topic has to be made before the row can go."""
        return bool(
            outbound.topical
            and not outbound.topic
            and outbound.content.heading
            and self._without_until.get(outbound.address, 0.0) <= self._clock()
        )

    async def make(self, outbound: Outbound) -> str:
        """A topic for the row's ticket; empty where the group gives none.

        Raises `TelegramError`.
        """
        name = _name(outbound)
        try:
            topic = await self._bot.create_forum_topic(
                int(outbound.address),
                name,
                icon_color=COLOUR_URGENT if _URGENT in name else COLOUR_PLAIN,
            )
        except BadRequest as error:
            if not says(error, *_NO_TOPICS):
                raise
            if outbound.address not in self._without_until:
                log.warning("a group gives us no topics; its tickets stand side by side")
            self._without_until[outbound.address] = self._clock() + ASKED_AGAIN_SECONDS
            return ""
        made = str(topic.message_thread_id)
        looks = self._remember((outbound.address, made))
        looks.name, looks.shut = name, False
        return made

    def ask_again(self, address: str) -> None:
        """Our rights in a group have changed: it may give topics now."""
        self._without_until.pop(address, None)

    def misnamed(self, outbound: Outbound) -> bool:
        """Whether the topic of a card bears another name than the card's heading."""
        name = _name(outbound)
        return bool(outbound.topic and name) and self._looks(outbound).name != name

    async def name(self, outbound: Outbound) -> None:
        """Name the topic as the card is headed. Raises `TelegramError`."""
        name = _name(outbound)
        await self._change(self._bot.edit_forum_topic(*_where(outbound), name=name))
        self._looks(outbound).name = name

    def ajar(self, outbound: Outbound) -> bool:
        """Whether the topic of a card is open though all is done there, or the other way round."""
        headed = bool(outbound.topic and outbound.content.heading)
        return headed and self._looks(outbound).shut is not outbound.content.settled

    async def shut(self, outbound: Outbound) -> None:
        """Close the topic, or open it again, as the card says. Raises `TelegramError`."""
        done = outbound.content.settled
        act = self._bot.close_forum_topic if done else self._bot.reopen_forum_topic
        await self._change(act(*_where(outbound)))
        looks = self._looks(outbound)
        looks.shut, looks.by_hand = done, False

    def heard(self, address: str, topic: str, *, shut: bool) -> None:
        """Somebody has closed a topic, or opened it."""
        looks = self._known.get((address, topic))
        if looks is None or looks.shut is not True:
            self._remember((address, topic)).by_hand = shut

    def closed_by_hand(self, outbound: Outbound) -> bool:
        """Whether people could not answer what is said there now."""
        looks = self._known.get((outbound.address, outbound.topic))
        return looks is not None and looks.by_hand

    async def open(self, outbound: Outbound) -> None:
        """Open the topic that somebody has closed. Raises `TelegramError`."""
        await self._change(self._bot.reopen_forum_topic(*_where(outbound)))
        self._looks(outbound).by_hand = False

    async def _change(self, call: Awaitable[object]) -> None:
        """Where it is so already, or we have not the right, the topic stays as it is."""
        try:
            await call
        except BadRequest as error:
            if not says(error, *_SAME, *_GONE, *_NO_TOPICS):
                raise

    async def mend(self, outbound: Outbound, error: TelegramError) -> Outbound:
        """Make good what was amiss with the topic: the row as it may go now.

        A closed topic is opened again. A deleted one is replaced: raises `SendError` with the new
        topic, which the row then goes into. What bears no heading, or finds closed what we may not
        open, goes beside the topics. Raises the error itself where it was none of these.
        """
        if says(error, *_CLOSED):
            return await self._opened(outbound)
        if not says(error, *_GONE) or not outbound.topic:
            raise error
        topic = await self.make(outbound) if outbound.topical and outbound.content.heading else ""
        if topic:
            raise SendError(
                "a new topic was made", untried=True, retry_after=0.0, topic=topic
            ) from error
        return replace(outbound, topic="", replaces="")

    async def _opened(self, outbound: Outbound) -> Outbound:
        try:
            await self._bot.reopen_forum_topic(*_where(outbound))
        except BadRequest as error:
            if says(error, *_NO_TOPICS):
                return replace(outbound, topic="", replaces="")
            if not says(error, *_SAME):
                raise
        self._looks(outbound).shut = False
        return outbound

    def _looks(self, outbound: Outbound) -> Looks:
        return self._remember((outbound.address, outbound.topic))

    def _remember(self, place: tuple[str, str]) -> Looks:
        looks = self._known.setdefault(place, Looks())
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return looks


def _name(outbound: Outbound) -> str:
    return outbound.content.heading[:LONGEST_NAME]


def _where(outbound: Outbound) -> tuple[int, int]:
    return int(outbound.address), int(outbound.topic)
