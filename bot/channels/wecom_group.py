"""Groups in WeCom that are only given notice, by the webhook of a robot (群机器人): one way.

群机器人 (developer.work.weixin.qq.com, document 91770): 20 messages a minute, markdown of 4,096
bytes, no id of a message, no edit, no answer. The address is the secret.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from aiohttp.web import AbstractRouteDef
from msgspec.structs import replace

from bot.channels import Intake, Limits
from bot.channels.tencent.calling import Caller
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.markdown import harmless, link, parts, size
from bot.channels.tencent.offers import offers_as_before, shown_as
from bot.channels.tencent.robots import TOO_OFTEN, facts_of
from bot.errors import SendError
from bot.models import Content, Facts, Outbound
from bot.settings.shape import WecomGroup

log = logging.getLogger(__name__)
NAME = "wecom_group"
LONGEST_TEXT = 4000
"""Bytes of UTF-8; the platform takes 4,096 and refuses more."""
TOGETHER = 20
HOLDING_SECONDS = 8.0
_BETWEEN = "\n\n　\n"
"""A line of its own between two notices; this markdown has no rule."""


@dataclass(frozen=True, slots=True)
class House:
    """What the channel is lent: words, and whom to tell where a webhook is no more."""

    say: Callable[[str], str]
    alarm: Callable[[str], Awaitable[None]]


class WecomGroupChannel:
    """Tells its groups; a room's address is the department that stands in the settings."""

    name = NAME

    def __init__(
        self,
        settings: WecomGroup,
        house: House,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._webhooks = dict(each.split("=", 1) for each in settings.webhooks)
        self._house = house
        self._clock = clock
        self._caller = Caller("")
        self._spacing = 60.0 / settings.messages_per_minute
        self._free_at: dict[str, float] = {}
        self._gone: set[str] = set()
        self._told: dict[int, int] = {}

    @property
    def limits(self) -> Limits:
        """What it can carry: words, several rows in one message."""
        return Limits(
            text=LONGEST_TEXT,
            choices=1,
            idempotent=False,
            edits=False,
            passive=False,
            media=frozenset(),
            concurrency=max(1, len(self._webhooks)),
            together=TOGETHER,
        )

    def routes(self) -> Iterable[AbstractRouteDef]:
        """None: nobody speaks to us there."""
        return ()

    async def start(self, intake: Intake) -> None:
        """Nothing to listen to."""

    async def stop(self) -> None:
        """Hang up."""
        await self._caller.hang_up()

    async def send(self, outbound: Outbound) -> Facts:
        """Deliver one row. Raises `SendError`."""
        (facts,) = await self.send_together((outbound,))
        return facts

    async def send_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Deliver as many rows as one message holds, from the first on. Raises `SendError`."""
        room = rows[0].address
        if room not in self._webhooks:
            raise SendError("no webhook of this group stands in the settings any more")
        if room in self._gone:
            raise SendError("the group's webhook is no more", blocked=True)
        told, text = self._gathered(rows)
        if text:
            await self._tell(room, rows[0].id, text)
        return [Facts(platform_id=shown_as("", row.content)) for row in rows[:told]]

    def _gathered(self, rows: Sequence[Outbound]) -> tuple[int, str]:
        """How many rows go, and their words; the first goes whatever its length."""
        text, told = self._words(rows[0]), 1
        for row in rows[1:]:
            more = self._words(row)
            both = f"{text}{_BETWEEN}{more}" if text and more else text or more
            if size(both) > LONGEST_TEXT:
                break
            text, told = both, told + 1
        return told, text

    def _words(self, row: Outbound) -> str:
        """What is told; nothing where nothing else can be done to a ticket than before."""
        content = row.content
        if content.card.startswith("ticket:") and row.replaces:
            if offers_as_before(row):
                return ""
            content = replace(content, text=content.heading or content.text)
        return "\n".join(part for part in (harmless(content.text), self._link(content)) if part)

    def _link(self, content: Content) -> str:
        if not content.link:
            return ""
        return link(self._house.say("wecom_robot.open_ticket"), content.link)

    async def _tell(self, room: str, first: int, text: str) -> None:
        """Post the text, in parts where one message cannot hold it; each at its turn."""
        cut = parts(text, LONGEST_TEXT)
        until = self._clock() + HOLDING_SECONDS
        begun = self._told.pop(first, 0)
        for at in range(begun, len(cut)):
            try:
                await self._wait_for_turn(room, until if at > begun else 0.0)
                await self._post(room, cut[at])
            except BaseException:
                # What is told already is not told again when the row comes back.
                self._told[first] = at
                raise

    async def _wait_for_turn(self, room: str, until: float) -> None:
        wait = self._free_at.get(room, 0.0) - self._clock()
        if wait > 0:
            if self._clock() + wait > until:
                raise SendError("waiting for its turn", untried=True, retry_after=wait)
            await asyncio.sleep(wait)
        self._free_at[room] = self._clock() + self._spacing

    async def _post(self, room: str, text: str) -> None:
        said = {"msgtype": "markdown", "markdown": {"content": text}}
        try:
            answer = await self._caller.post(self._webhooks[room], said)
        except (ApiError, NotSent, NoAnswer) as error:
            raise await self._heed(error, room) from error
        if "wrong json" in str(answer.get("errmsg", "")):
            log.error("WeCom had to guess at what a group was told: our fault, please report it")

    async def _heed(self, error: ApiError | NotSent | NoAnswer, room: str) -> SendError:
        facts = facts_of(error)
        if isinstance(error, ApiError) and error.code == TOO_OFTEN:
            self._free_at[room] = self._clock() + (facts.retry_after or 0.0)
        if facts.blocked:
            self._gone.add(room)
            log.error("the webhook of the group for %s is no more: %s", room, error)
            await self._house.alarm("wecom_robot.webhook_gone")
        return facts
