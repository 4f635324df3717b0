"""Finds the place of a row in a group with topics: makes, names and mends the ticket's topic."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import replace

from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.calls import RawBot
from bot.channels.telegram.failures import says
from bot.errors import SendError
from bot.models import Outbound

log = logging.getLogger(__name__)
LONGEST_NAME = 120
COLOUR_URGENT, COLOUR_PLAIN = 16478047, 7322096
REMEMBERED = 5_000
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


class Topics:
    """The topics of one bot's groups; remembers how they are named, so as not to name them anew."""

    def __init__(self, bot: RawBot) -> None:
        self._bot = bot
        self._names: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._without: set[str] = set()

    def wanted(self, outbound: Outbound) -> bool:
        """Whether a topic has to be made before the row can go."""
        return bool(
            outbound.topical
            and not outbound.topic
            and outbound.content.heading
            and outbound.address not in self._without
        )

    async def make(self, outbound: Outbound) -> str:
        """A topic for the row's ticket; empty where the group gives none.

        Raises `TelegramError`.
        """
        name = outbound.content.heading[:LONGEST_NAME]
        try:
            topic = await self._bot.create_forum_topic(
                int(outbound.address),
                name,
                icon_color=COLOUR_URGENT if _URGENT in name else COLOUR_PLAIN,
            )
        except BadRequest as error:
            if not says(error, *_NO_TOPICS):
                raise
            if outbound.address not in self._without:
                log.warning("a group gives us no topics; its tickets stand side by side")
            self._without.add(outbound.address)
            return ""
        self._remember(outbound.address, str(topic.message_thread_id), name)
        return str(topic.message_thread_id)

    def misnamed(self, outbound: Outbound) -> bool:
        """Whether the topic of a card bears another name than the card's heading."""
        name = outbound.content.heading[:LONGEST_NAME]
        named = self._names.get((outbound.address, outbound.topic))
        return bool(outbound.topic and name and named != name)

    async def name(self, outbound: Outbound) -> None:
        """Name the topic as the card is headed. Raises `TelegramError`."""
        name = outbound.content.heading[:LONGEST_NAME]
        try:
            await self._bot.edit_forum_topic(int(outbound.address), int(outbound.topic), name=name)
        except BadRequest as error:
            if not says(error, *_SAME, *_GONE, *_NO_TOPICS):
                raise
        self._remember(outbound.address, outbound.topic, name)

    async def mend(self, outbound: Outbound, error: TelegramError) -> Outbound:
        """Make good what was amiss with the topic: the row as it may go now.

        A closed topic is opened again. A deleted one is replaced: raises `SendError` with the new
        topic, which the row then goes into; what bears no heading goes beside the topics. Raises
        the error itself where it was none of these.
        """
        if says(error, *_CLOSED):
            await self._bot.reopen_forum_topic(int(outbound.address), int(outbound.topic))
            return outbound
        if not says(error, *_GONE) or not outbound.topic:
            raise error
        topic = await self.make(outbound) if outbound.topical and outbound.content.heading else ""
        if topic:
            raise SendError(
                "a new topic was made", untried=True, retry_after=0.0, topic=topic
            ) from error
        return replace(outbound, topic="", replaces="")

    def _remember(self, chat: str, topic: str, name: str) -> None:
        self._names[chat, topic] = name
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)
