"""Takes a push to our app in: understood, kept, and only then acknowledged."""

from __future__ import annotations

import logging

from bot.channels import Intake
from bot.channels.tencent.pushes import Fields, Unreadable
from bot.channels.wecom.decode import NAME, Aside, Meaning, Presence, Press, meaning_of
from bot.channels.wecom.lent import Codes
from bot.errors import Refused, StoreError
from bot.models import InboundMessage

log = logging.getLogger(__name__)
BRAKE_SECONDS = 60.0
"""How long a message waits whose sender writes faster than anybody can; it is not lost."""


class Reception:
    """The way from a push to the intake."""

    def __init__(self, intake: Intake, codes: Codes) -> None:
        self._intake = intake
        self._codes = codes

    async def take(self, fields: Fields) -> None:
        """Take a push in; afterwards it may be acknowledged, whatever it was.

        Raises `StoreError` where nothing could be kept: it must come again.
        """
        try:
            meaning = meaning_of(fields)
        except Unreadable:
            log.warning("a push that names nobody, or no time, is let go")
            return
        await self._mean(meaning)

    async def _mean(self, meaning: Meaning | None) -> None:
        match meaning:
            case InboundMessage():
                await self._receive(meaning)
            case Press(message, task, code):
                await self._keep_code(task, code)
                await self._receive(message)
            case Presence(address, here):
                await (self._intake.returned if here else self._intake.gone)(NAME, address)
            case Aside(message, why):
                log.warning("%s", why)
                await self._intake.keep(message, why, None)

    async def _keep_code(self, task: str, code: str) -> None:
        """Before what the press causes: the card that is drawn anew by it needs this code.

        It is not worth losing the press for.
        """
        try:
            await self._codes.keep(task, code)
        except StoreError as error:
            log.error("a card's code cannot be kept: %s", error)

    async def _receive(self, message: InboundMessage) -> None:
        try:
            await self._intake.receive(message)
        except Refused as refused:
            await self._intake.keep(message, refused.reason, BRAKE_SECONDS)
