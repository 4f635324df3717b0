"""What goes round for as long as the service runs, whatever a single round runs into."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.logs import told_of
from bot.signals import Wake

log = logging.getLogger(__name__)


@contextmanager
def carrying_on(trouble: str) -> Iterator[None]:
    """Log whatever goes wrong in the block as `trouble`, and go on: the next round may do.

    A round that ended would end the whole service.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last net
        log.error("%s: %s", trouble, told_of(error))


async def keep_looking(
    look: Callable[[], Awaitable[object]],
    trouble: str,
    seconds: float,
    wake: Wake | None = None,
    rest: float = 0.0,
) -> None:
    """Look, wait for a ring or at most `seconds`, and look again, until cancelled.

    Who rings within `rest` seconds after a look is followed once they are over.
    """
    wake = wake or Wake()
    while True:
        with carrying_on(trouble):
            await look()
        await asyncio.sleep(rest)
        await wake.wait(seconds)
