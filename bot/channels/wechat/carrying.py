"""Carries one row of the outbox to its resident by customer-service message (客服消息)."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.tencent.alarming import Alarms
from bot.channels.tencent.calling import Api
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.pace import Pace
from bot.channels.wechat.encode import File, Menu, Part, Words, beginning, encode, whole
from bot.channels.wechat.failures import (
    ALARMING,
    BUDGET_SPENT,
    NOT_AUTHORISED,
    WINDOW_CLOSED,
    facts_of,
)
from bot.channels.wechat.lent import House, Spent
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.uploads import Uploads
from bot.errors import SendError
from bot.models import Facts, Outbound

log = logging.getLogger(__name__)
SEND = "/cgi-bin/message/custom/send"
HOLDING_SECONDS = 8.0
REMEMBERED = 1_000
RESERVE = 2
"""Messages that a mere notice leaves in the window: an answer with a picture still finds room."""
_UNKNOWN_FILE = 40007


@dataclass(slots=True)
class Progress:
    """A row that is under way: its parts, how many are there, and how many are paid for."""

    parts: list[Part]
    done: int = 0
    paid: bool = False
    spent: dict[str, int] = field(default_factory=dict)


class Carrier:
    """Counts before it sends, so that the platform's refusals are not met by surprise."""

    def __init__(
        self,
        api: Api,
        pace: Pace,
        uploads: Uploads,
        notices: Notices,
        house: House,
        clock: Callable[[], float],
    ) -> None:
        self._api = api
        self._pace = pace
        self._uploads = uploads
        self._notices = notices
        self._house = house
        self._clock = clock
        self._alarms = Alarms(house.ring, ALARMING)
        self._progress: OrderedDict[int, Progress] = OrderedDict()
        self.may_send = True

    async def carry(self, row: Outbound) -> Facts:
        """Send what is left of a row. Raises `SendError`."""
        if not self.may_send:
            raise await self._waiting(row, "the account may only reply")
        progress = self._progress.pop(row.id, None) or Progress(
            self._encoded(row, self._house.page(row))
        )
        if not progress.paid:
            await self._pay(row, progress)
        try:
            await self._send_all(row, progress)
        except SendError as error:
            await self._account_for(row, progress, error)
            raise
        except BaseException:
            # The sender's own time-out cancels us, and comes back with this row.
            self._remember(row, progress)
            raise
        return Facts(platform_id=f"custom:{row.id}")

    async def _pay(self, row: Outbound, progress: Progress) -> None:
        """Take the parts from the window; where it holds one only, say where the rest stands."""
        ledger, count = self._house.ledger, len(progress.parts)
        reserve = 0 if row.content.choices or row.content.attachments else RESERVE
        spent: Spent | None = await ledger.spend(row.address, count, reserve)
        if spent is None and count > 1:
            progress.parts = [self._short(row)]
            spent = await ledger.spend(row.address, 1, reserve)
        if spent is None:
            raise await self._waiting(row, "the platform's window is closed")
        progress.spent, progress.paid = dict(spent), True

    def _encoded(self, row: Outbound, page: str) -> list[Part]:
        return encode(row.content, page, self._house.say("wechat.files_stay"))

    def _short(self, row: Outbound) -> Part:
        page = self._house.page(row)
        words = [part for part in self._encoded(row, page) if not isinstance(part, File)]
        one = words[0] if len(words) == 1 else None
        if one is not None and not row.content.attachments:
            return one
        return Words(beginning(whole(row.content, ""), page))

    async def _send_all(self, row: Outbound, progress: Progress) -> None:
        until = self._clock() + HOLDING_SECONDS
        for at in range(progress.done, len(progress.parts)):
            await self._wait_for_turn(until if at else 0.0)
            await self._send(progress.parts[at], row)
            progress.done = at + 1

    async def _wait_for_turn(self, until: float) -> None:
        while wait := self._pace.take():
            if self._clock() + wait > until:
                raise SendError("waiting for its turn", untried=True, retry_after=wait)
            await asyncio.sleep(wait)

    async def _send(self, part: Part, row: Outbound) -> None:
        try:
            body = await self._body(part, row)
            if body is not None:
                await self._api.post(SEND, {"touser": row.address, **body})
        except (ApiError, NotSent, NoAnswer) as error:
            if isinstance(error, ApiError):
                await self._heed(error, part, row)
            facts = facts_of(error, self._house.clock)
            if facts.untried:
                self._pace.pause(facts.retry_after or 0.0)
            if facts.waiting:
                raise await self._waiting(row, str(facts)) from error
            raise facts from error
        self._alarms.well()

    async def _body(self, part: Part, row: Outbound) -> dict[str, object] | None:
        match part:
            case Words(text):
                return {"msgtype": "text", "text": {"content": text}}
            case Menu(text, choices, link):
                listed = [{"id": each.value, "content": each.label} for each in choices]
                menu = {"head_content": text, "list": listed, "tail_content": link}
                return {"msgtype": "msgmenu", "msgmenu": menu}
            case File(attachment, kind):
                media_id = await self._uploads.media_id(attachment, kind, row.message_id)
                return {"msgtype": kind, kind: {"media_id": media_id}} if media_id else None

    async def _heed(self, error: ApiError, part: Part, row: Outbound) -> None:
        """What a refusal teaches us beyond this row."""
        await self._alarms.heed(error)
        if error.code in (WINDOW_CLOSED, BUDGET_SPENT):
            await self._house.ledger.use_up(row.address)
        elif error.code == NOT_AUTHORISED:
            self.may_send = False
            log.error(
                "this WeChat account has no right to send customer-service messages: "
                "answers wait for the resident's next message (set wechat.account)"
            )
        elif error.code == _UNKNOWN_FILE and isinstance(part, File):
            self._uploads.forget(part.attachment)

    async def _waiting(self, row: Outbound, why: str) -> SendError:
        called = await self._notices.call_back(row)
        return SendError(f"{why}; called back by a notice" if called else why, waiting=True)

    async def _account_for(self, row: Outbound, progress: Progress, error: SendError) -> None:
        error.begun = progress.done > 0
        if error.untried or error.retryable or error.unknown:
            self._remember(row, progress)
        elif not error.waiting:
            await self._house.ledger.refund(row.address, progress.spent)

    def _remember(self, row: Outbound, progress: Progress) -> None:
        """It comes again: what is there is not repeated, what is paid for not paid twice."""
        self._progress[row.id] = progress
        while len(self._progress) > REMEMBERED:
            self._progress.popitem(last=False)
