"""Waits longer for the database than a resident may: for commands beside a busy service."""

from __future__ import annotations

import logging

from bot.errors import StoreBusy
from bot.store import Database, T, Work

log = logging.getLogger(__name__)
TRIES = 6
"""Each waits as long as a transaction ever waits for the lock: half a minute in all."""


async def patiently(database: Database, work: Work[T]) -> T:
    """Run a transaction, and again where the lock could not be had: it is repeatable.

    Raises what the transaction raises, `StoreBusy` only after the last try.
    """
    for left in range(TRIES - 1, 0, -1):
        try:
            return await database.transaction(work)
        except StoreBusy:
            log.info("the database is busy; %s more tries", left)
    return await database.transaction(work)
