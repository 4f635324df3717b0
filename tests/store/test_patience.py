"""A command waits for a busy database longer than a resident does."""

from __future__ import annotations

from typing import cast

import pytest

from bot.errors import StoreBusy
from bot.store import Database, Transaction
from bot.store.patience import TRIES, patiently


class Busy:
    """A database whose lock is had by others the first `times`."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.asked = 0

    async def transaction(self, work: object) -> str:
        """Refuse as long as it is busy."""
        self.asked += 1
        if self.asked <= self.times:
            raise StoreBusy("locked")
        return "done"


def nothing(tx: Transaction) -> None:
    """A body that need not run here."""


@pytest.mark.parametrize("times", range(TRIES))
async def test_what_is_busy_for_a_while_is_tried_again(times: int) -> None:
    """Until it is free, and no more often than that."""
    busy = Busy(times)
    assert await patiently(cast("Database", busy), nothing) == "done"
    assert busy.asked == times + 1


async def test_what_stays_busy_is_told() -> None:
    """After the last try the reason comes out."""
    busy = Busy(TRIES)
    with pytest.raises(StoreBusy):
        await patiently(cast("Database", busy), nothing)
    assert busy.asked == TRIES
