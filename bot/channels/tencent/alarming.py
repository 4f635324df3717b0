"""Rings once for what only a person can mend: a wrong secret, an address that is not listed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.channels.tencent.errors import ApiError
from bot.logs import place_of

log = logging.getLogger(__name__)
Ring = Callable[..., Awaitable[None]]
"""Tells the administrators, wherever else they are: the name of a sentence, and its values."""


async def unheard(name: str, **values: object) -> None:
    """Nobody is there to be told."""


class Alarms:
    """What was rung for stays rung for until a message has gone out again.

    `sentences` are what is rung, by the code of the refusal.
    """

    def __init__(self, ring: Ring, sentences: Mapping[int, str]) -> None:
        self._ring = ring
        self._sentences = sentences
        self._rung = ""

    async def heed(self, error: ApiError) -> None:
        """A call was refused."""
        name = self._sentences.get(error.code, "")
        if not name or name == self._rung:
            return
        self._rung = name
        try:
            await self._ring(name, address=error.address)
        except Exception as failure:  # noqa: BLE001 - the refusal is told all the same
            log.error("the administrators could not be told: %s", place_of(failure))

    def well(self) -> None:
        """A message went out: what was amiss is mended."""
        self._rung = ""
