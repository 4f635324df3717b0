"""Carries one row of the outbox to its conversation, part by part, over the long connection."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.tencent.digest import Brief, digest
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.markdown import size
from bot.channels.tencent.offers import shown_as, task_of
from bot.channels.tencent.robots import NOBODY_SPOKE, TOO_OFTEN, facts_of
from bot.channels.wecom_robot.cards import card_of, new_task
from bot.channels.wecom_robot.connection import Connection
from bot.channels.wecom_robot.decode import GROUP
from bot.channels.wecom_robot.digest import brief_of
from bot.channels.wecom_robot.encode import (
    LONGEST_TEXT,
    Buttons,
    File,
    Part,
    Words,
    encode,
)
from bot.channels.wecom_robot.files import Files, kind_of
from bot.channels.wecom_robot.lent import House
from bot.channels.wecom_robot.pacing import Pace
from bot.errors import SendError
from bot.models import Facts, Outbound

log = logging.getLogger(__name__)
SEND, UPDATE = "aibot_send_msg", "aibot_respond_update_msg"
HOLDING_SECONDS = 8.0
"""How long a message's further parts may wait in our hand, rather than in the outbox."""
REMEMBERED = 1_000
ALONE, TOGETHER = 1, 2


@dataclass(frozen=True, slots=True)
class Pressed:
    """A card that was pressed just now: until when it can be changed, by answering `req_id`."""

    req_id: str
    task: str
    until: float


@dataclass(slots=True)
class Progress:
    """How far a row has come; after a restart that is forgotten, and its parts are sent again."""

    parts: int = 0
    shown: str = ""


class Carrier:
    """Sends what the outbox holds; changes a card where it was pressed a moment ago."""

    def __init__(
        self,
        connection: Connection,
        pace: Pace,
        files: Files,
        house: House,
        clock: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._pace = pace
        self._files = files
        self._house = house
        self._clock = clock
        self._pressed: dict[str, Pressed] = {}
        self._progress: OrderedDict[int, Progress] = OrderedDict()
        self._unspoken: set[str] = set()

    def pressed(self, conversation: str, pressed: Pressed) -> None:
        """What becomes of this press may be shown on its own card."""
        self._pressed[conversation] = pressed

    async def carry(self, row: Outbound) -> Facts:
        """Send what is left of a row. Raises `SendError`."""
        if not row.address.removeprefix(GROUP):
            # Other robots of the platform speak to all their groups where none is named.
            raise SendError("a message to no conversation is never sent")
        parts = encode(row, self._house.say)
        progress = self._progress.pop(row.id, None) or Progress(shown=row.replaces)
        until = self._clock() + HOLDING_SECONDS
        try:
            for at in range(progress.parts, len(parts)):
                await self._wait_for_turn(row.address, until if at else 0.0)
                await self._send(parts[at], row, progress)
                progress.parts = at + 1
        except BaseException:
            # Also where the sender's own time-out cancels us: it will come back with this row.
            self._remember(row.id, progress)
            raise
        if row.content.card.startswith("ticket:") and parts and not row.content.choices:
            progress.shown = shown_as("", row.content)
        return Facts(platform_id=progress.shown or f"row:{row.id}")

    async def carry_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Say as one message what waits, from the first row on. Raises `SendError`.

        Words stand there whole. Of a ticket's card its heading does, where the conversation is
        behind: its buttons would cost two messages each, and the number is enough to work by.
        """
        brief = self._pace.is_behind_in(rows[0].address)
        in_short = self._house.say("wecom_robot.in_short")
        said: list[Brief] = []
        for row in rows:
            told = None if row.id in self._progress else brief_of(row, self._house.say, brief)
            if told is None or size(digest([*said, told], in_short)) > LONGEST_TEXT:
                break
            said.append(told)
        if len(said) < 2:
            return [await self.carry(rows[0])]
        if text := digest(said, in_short):
            await self._wait_for_turn(rows[0].address, 0.0)
            await self._send(Words(text), rows[0], Progress())
        return [Facts(platform_id=each.platform_id) for each in said]

    async def _wait_for_turn(self, conversation: str, until: float) -> None:
        while wait := self._pace.take(conversation):
            if self._clock() + wait > until:
                raise SendError("waiting for its turn", untried=True, retry_after=wait)
            await asyncio.sleep(wait)

    async def _send(self, part: Part, row: Outbound, progress: Progress) -> None:
        try:
            if isinstance(part, Buttons):
                progress.shown = await self._show(part, row)
            elif isinstance(part, Words):
                await self._say(row.address, "markdown", {"content": part.text})
            else:
                await self._hand_over(part, row)
        except (ApiError, NotSent, NoAnswer) as error:
            raise await self._heed(error, row.address) from error
        self._unspoken.discard(row.address)

    async def _show(self, part: Buttons, row: Outbound) -> str:
        """Show a card: in place of the one that was just pressed, else as a new one."""
        pressed = self._pressed.pop(row.address, None)
        if pressed and self._clock() < pressed.until and pressed.task == task_of(row.replaces):
            card = card_of(part.content, pressed.task, self._house.say)
            body = {"response_type": "update_template_card", "template_card": card}
            try:
                await self._connection.ask(UPDATE, body, pressed.req_id)
            except (ApiError, NoAnswer) as error:
                log.info("a card could not be changed in place: %s", error)
            else:
                return shown_as(pressed.task, part.content)
        task = new_task(row)
        await self._say(row.address, "template_card", card_of(part.content, task, self._house.say))
        return shown_as(task, part.content)

    async def _hand_over(self, part: File, row: Outbound) -> None:
        media_id = await self._files.media_id(part.attachment, row.message_id)
        if media_id:
            await self._say(row.address, kind_of(part.attachment), {"media_id": media_id})

    async def _say(self, address: str, kind: str, said: dict[str, object]) -> None:
        """A message of our own accord; plain text is no kind that the platform takes."""
        in_group = address.startswith(GROUP)
        where = {
            "chatid": address.removeprefix(GROUP),
            "chat_type": TOGETHER if in_group else ALONE,
        }
        await self._connection.ask(SEND, {**where, "msgtype": kind, kind: said})

    async def _heed(self, error: ApiError | NotSent | NoAnswer, conversation: str) -> SendError:
        facts = facts_of(error)
        if isinstance(error, ApiError) and error.code == TOO_OFTEN:
            self._pace.pause(conversation, facts.retry_after or 0.0)
        if isinstance(error, ApiError) and error.code in NOBODY_SPOKE:
            await self._tell_of_silence(conversation)
        return facts

    async def _tell_of_silence(self, conversation: str) -> None:
        """Once for each conversation: somebody has to speak to the robot there first."""
        if conversation not in self._unspoken:
            self._unspoken.add(conversation)
            log.error(
                "nobody has spoken to the robot in a conversation yet: it may not write there"
            )
            await self._house.alarm("wecom_robot.nobody_spoke")

    def _remember(self, outbox_id: int, progress: Progress) -> None:
        if progress.parts:
            self._progress[outbox_id] = progress
            while len(self._progress) > REMEMBERED:
                self._progress.popitem(last=False)
