"""Carries one row of the outbox to its official, or to all of a circle (发送应用消息)."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.tencent.alarming import Alarms
from bot.channels.tencent.calling import Api
from bot.channels.tencent.digest import Brief, digest
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.uploads import UNKNOWN_FILE, LaidDown
from bot.channels.wecom import cards
from bot.channels.wecom.digest import brief_of, has_room
from bot.channels.wecom.encode import Card, File, Part, Words, encode
from bot.channels.wecom.failures import ALARMING, NOBODY_LEFT, facts_of, is_about_words
from bot.channels.wecom.lent import House
from bot.channels.wecom.pacing import Pace
from bot.channels.wecom.renewing import Renewing, parted, platform_id
from bot.channels.wecom.sending import Messages, Sent
from bot.channels.wecom.uploads import name_of
from bot.errors import SendError
from bot.models import Content, Facts, Outbound, is_circle

log = logging.getLogger(__name__)
RECALL = "/cgi-bin/message/recall"
HOLDING_SECONDS = 8.0
NOBODY_SECONDS = 300.0
"""After how long a circle that has nobody at present is asked for again."""
REMEMBERED = 1_000
T = TypeVar("T")
Missed = Callable[[str], Awaitable[None]]
"""Told of each member whom a message did not reach."""


@dataclass(slots=True)
class Progress:
    """How far a row has come."""

    parts: int = 0
    platform_id: str = ""


class Carrier:
    """Counts before it sends, and remembers which parts of a row have arrived."""

    def __init__(
        self,
        api: Api,
        agent_id: int,
        pace: Pace,
        house: House,
        clock: Callable[[], float],
        missed: Missed,
    ) -> None:
        self._api = api
        self._pace = pace
        self._house = house
        self._clock = clock
        self._missed = missed
        self._alarms = Alarms(house.ring, ALARMING)
        self._messages = Messages(api, agent_id, clock)
        self._renewing = Renewing(api, agent_id, house.codes)
        self._files = LaidDown(api, house.bodies, clock, name_of)
        self._progress: OrderedDict[int, Progress] = OrderedDict()

    async def carry(self, row: Outbound) -> Facts:
        """Send what is left of a row, or replace the older state of its card.

        Raises `SendError`.
        """
        if row.replaces and (facts := await self._renewed(row)) is not None:
            return facts
        recipients = await self._recipients(row)
        if not recipients:
            return Facts()
        progress = self._progress.pop(row.id, Progress())
        try:
            await self._send_all(row, recipients, progress)
        except BaseException as error:
            # Also where the sender's own time-out cancels us: it will come back with this row.
            if not isinstance(error, SendError) or _comes_again(error):
                self._remember(row, progress)
            raise
        return Facts(platform_id=progress.platform_id)

    async def carry_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Say as one message what waits, from the first row on; their facts. Raises `SendError`.

        What was told so has no name with the platform: its next state is sent in full.
        """
        in_short = self._house.say("wecom.in_short")
        recipients = await self._recipients(rows[0])
        said: list[Brief] = []
        for row in rows:
            told = None if row.id in self._progress else brief_of(row)
            if told is None or not has_room([*said, told], in_short):
                break
            if said and await self._recipients(row) != recipients:
                break
            said.append(told)
        if len(said) < 2 or not recipients:
            return [await self.carry(rows[0])]
        await self._wait_for_turn(recipients, 0.0)
        body: dict[str, object] = {
            "msgtype": "text",
            "text": {"content": digest(said, in_short)},
        }
        try:
            await self._delivered(rows[0], 0, recipients, body)
        except SendError as error:
            if not is_about_words(error.__cause__):
                raise
            return [await self._alone(rows[0])]
        return [Facts() for _ in said]

    async def _alone(self, row: Outbound) -> Facts:
        """One row by itself, where all together were refused for words in one of them.

        Where it is this one its recipients are told so, and the others are not given up with it.
        """
        try:
            return await self.carry(row)
        except SendError as error:
            if not is_about_words(error.__cause__):
                raise
            return Facts()

    async def _renewed(self, row: Outbound) -> Facts | None:
        """The older state of a card made newer; None where it has to be said anew.

        Where it cannot be replaced and the same can be done by it, it stays as it is: a light that
        turns yellow is no message.
        """
        task, before = parted(row.replaces)
        if not task:
            await self._recall(row.replaces)
            return None
        now = cards.digest(row.content)
        if await self._asked(self._renewing.renew(task, self._card(row.content))):
            return Facts(platform_id=platform_id(task, now))
        return Facts(platform_id=row.replaces) if now == before else None

    async def _recall(self, message_id: str) -> None:
        """Take an older state back; after a day the platform does not let us, and it stays."""
        try:
            await self._api.post(RECALL, {"msgid": message_id})
        except (ApiError, NotSent, NoAnswer) as error:
            log.info("a message could not be taken back: %s", error)

    async def _recipients(self, row: Outbound) -> Sequence[str]:
        """Who is to read it; nobody where all of a circle have it elsewhere. Raises `SendError`."""
        if not is_circle(row.address):
            return (row.address,)
        members = await self._house.members(row)
        if members is None:
            return ()
        if not members:
            raise _nobody(row)
        return members

    async def _send_all(self, row: Outbound, recipients: Sequence[str], progress: Progress) -> None:
        elsewhere = f"{self._house.say('wecom.files_at_the_desk')} {self._house.home}"
        parts = encode(
            row.content,
            fits_card=cards.fits(row.content),
            again=bool(row.replaces),
            elsewhere=elsewhere,
        )
        until = self._clock() + HOLDING_SECONDS
        for at in range(progress.parts, len(parts)):
            await self._wait_for_turn(recipients, until if at else 0.0)
            sent = await self._send(parts[at], at, row, recipients)
            progress.platform_id = sent if isinstance(parts[at], Card) else progress.platform_id
            progress.platform_id = progress.platform_id or sent
            progress.parts = at + 1

    async def _wait_for_turn(self, recipients: Sequence[str], until: float) -> None:
        while wait := self._pace.take(recipients):
            if self._clock() + wait > until:
                raise SendError("waiting for its turn", untried=True, retry_after=wait)
            await asyncio.sleep(wait)

    async def _send(self, part: Part, at: int, row: Outbound, recipients: Sequence[str]) -> str:
        """Send one part; how it is known to the platform, empty where its file was erased."""
        task = f"wz{row.id}-{at}-{self._house.sign(f'{row.id}|{row.created_at}')[:8]}"
        body = await self._asked(self._body(part, task, row), part)
        if body is None:
            return ""
        try:
            sent = await self._delivered(row, at, recipients, body)
        except SendError as error:
            if is_about_words(error.__cause__):
                await self._tell_refused(row, at, recipients)
            raise
        if not isinstance(part, Card):
            return sent.message_id or task
        if sent.code:
            await self._house.codes.keep(task, sent.code)
        return platform_id(task, cards.digest(row.content))

    async def _delivered(
        self, row: Outbound, at: int | str, recipients: Sequence[str], body: dict[str, object]
    ) -> Sent:
        """Send it, and note whom it did not reach. Raises `SendError` where that is everybody."""
        call = self._messages.send(f"{row.id}:{at}", recipients, body)
        try:
            sent = await self._asked(call)
        except SendError as error:
            if not error.blocked:
                raise
            sent = Sent("", "", tuple(recipients))
        for each in sent.missed:
            await self._missed(each)
        if set(recipients) <= set(sent.missed):
            raise _nobody(row)
        self._alarms.well()
        return sent

    async def _tell_refused(self, row: Outbound, at: int, recipients: Sequence[str]) -> None:
        """Say instead of words that the platform does not show why, and where they can be read."""
        why = f"{self._house.say('wecom.forbidden_words')} {row.content.link or self._house.home}"
        await self._wait_for_turn(recipients, self._clock() + HOLDING_SECONDS)
        body: dict[str, object] = {"msgtype": "text", "text": {"content": why}}
        await self._delivered(row, f"{at}:refused", recipients, body)

    async def _body(self, part: Part, task: str, row: Outbound) -> dict[str, object] | None:
        match part:
            case Words(text):
                return {"msgtype": "text", "text": {"content": text}}
            case Card(content):
                card = {**self._card(content), "task_id": task}
                return {"msgtype": "template_card", "template_card": card}
            case File(attachment, kind):
                media_id = await self._files.media_id(attachment, kind, row.message_id)
                return {"msgtype": kind, kind: {"media_id": media_id}} if media_id else None

    async def _asked(self, call: Awaitable[T], part: Part | None = None) -> T:
        """What a call gives. Raises `SendError`, after heeding what concerns all."""
        try:
            return await call
        except (ApiError, NotSent, NoAnswer) as error:
            unknown_file = isinstance(error, ApiError) and error.code == UNKNOWN_FILE
            if unknown_file and isinstance(part, File):
                self._files.forget(part.attachment)
                raise SendError(str(error), retryable=True) from error
            if isinstance(error, ApiError):
                await self._alarms.heed(error)
            facts = facts_of(error)
            if facts.untried:
                # One request has met it: none of the others needs to try.
                self._pace.pause(facts.retry_after or 0.0)
            raise facts from error

    def _card(self, content: Content) -> dict[str, object]:
        return cards.card(content, self._house.say, self._house.home)

    def _remember(self, row: Outbound, progress: Progress) -> None:
        if progress.parts:
            self._progress[row.id] = progress
            while len(self._progress) > REMEMBERED:
                self._progress.popitem(last=False)


def _nobody(row: Outbound) -> SendError:
    """Nobody can be reached: one person is gone; a circle may have others soon, and waits."""
    if is_circle(row.address):
        return SendError("nobody is in the circle", untried=True, retry_after=NOBODY_SECONDS)
    return facts_of(ApiError(NOBODY_LEFT))


def _comes_again(error: SendError) -> bool:
    return error.untried or error.retryable or error.unknown
