"""Replaces a card where it lies, as far as the platform lets us (更新模版卡片消息).

Each sending of a card and each press on it gives a code that is good for one replacement, for all
who have the card, and for a day at least.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.channels.tencent.calling import Api
from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent
from bot.channels.wecom.failures import is_about_us
from bot.channels.wecom.lent import Codes

log = logging.getLogger(__name__)
UPDATE = "/cgi-bin/message/update_template_card"
_BETWEEN = "#"


class Renewing:
    """The cards of one app."""

    def __init__(self, api: Api, agent_id: int, codes: Codes) -> None:
        self._api = api
        self._agent_id = agent_id
        self._codes = codes

    async def renew(self, task: str, card: Mapping[str, object]) -> bool:
        """Replace a card by its newer state; False where it cannot be any more.

        Raises `ApiError` (what is amiss with us, not with the card), `NotSent` or `NoAnswer`.
        """
        while code := await self._codes.take(task):
            asked = {
                "atall": 1,
                "agentid": self._agent_id,
                "response_code": code,
                "template_card": dict(card),
            }
            try:
                await self._api.post(UPDATE, asked)
            except (NotSent, NoAnswer):
                # It may still be good: the row comes again.
                await self._codes.keep(task, code)
                raise
            except ApiError as error:
                if error.code == BUSY or is_about_us(error):
                    await self._codes.keep(task, code)
                    raise
                # A code that is used up, or too old: an older one will hardly do, but may.
                log.info("a card's code is not taken any more: %s", error)
            else:
                return True
        return False


def platform_id(task: str, digest: str) -> str:
    """How a card is known to the store: its task, and what could be done by it."""
    return f"{task}{_BETWEEN}{digest}"


def parted(known: str) -> tuple[str, str]:
    """The task of a card, and what could be done by it; both empty for what is no card."""
    task, between, digest = known.partition(_BETWEEN)
    return (task, digest) if between else ("", "")
