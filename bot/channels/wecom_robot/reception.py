"""Takes in what the robot hears: kept first, and only then replied to, in the response itself."""

from __future__ import annotations

import hashlib
import json
import logging

from bot.channels import Intake, Receipt
from bot.channels.tencent.markdown import harmless, size
from bot.channels.wecom_robot.decode import NAME, Body
from bot.channels.wecom_robot.encode import LONGEST_TEXT
from bot.errors import Refused, StoreError
from bot.logs import place_of
from bot.models import InboundMessage

log = logging.getLogger(__name__)
BRAKE_SECONDS = 60.0


class Reception:
    """The way from a body to the intake."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def take(self, message: InboundMessage, body: Body) -> Receipt | None:
        """Take a message in; its receipt, None where there is nothing to reply to yet.

        Raises `StoreError` where nothing could be kept.
        """
        try:
            receipt = await self._intake.receive(message)
        except Refused as refused:
            await self._intake.keep(message, refused.reason, BRAKE_SECONDS)
            return None
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - it must not be lost
            await self.set_aside(body, place_of(error))
            return None
        await self._let_go_out(message.sender)
        return receipt

    async def _let_go_out(self, conversation: str) -> None:
        """Whoever speaks to the robot lets it speak there: what waited for that goes out."""
        try:
            await self._intake.returned(NAME, conversation)
        except StoreError as error:
            # The message lies in the journal; what waits goes out at the next one.
            log.error("what waits for a conversation cannot be looked up: %s", error)

    async def set_aside(self, body: Body, why: str) -> None:
        """Keep what cannot be understood, for a person to look at. Raises `StoreError`."""
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        log.error("something the robot heard could not be understood and is kept aside: %s", why)
        values = {"body": text.encode("utf-8", "replace").decode()}
        aside = InboundMessage(NAME, f"aside:{digest}", "unknown", values=values)
        await self._intake.keep(aside, why, None)

    async def answered(self, receipt: Receipt) -> None:
        """The reply went out with the response."""
        await self._settle(receipt, arrived=True)

    async def left(self, receipt: Receipt) -> None:
        """The reply went into no response: it is sent like anything else."""
        await self._settle(receipt, arrived=False)

    async def _settle(self, receipt: Receipt, *, arrived: bool) -> None:
        try:
            await (self._intake.answered if arrived else self._intake.left)(receipt)
        except StoreError as error:
            # The sender takes it over after a while: told twice is better than never.
            log.error("it cannot be kept what became of a reply: %s", error)


def reply_of(receipt: Receipt | None) -> str:
    """The words that travel in the response; empty where there are none, or too many."""
    if receipt is None:
        return ""
    text = "\n\n".join(harmless(each.content.text) for each in receipt.replies)
    return text if size(text) <= LONGEST_TEXT else ""
