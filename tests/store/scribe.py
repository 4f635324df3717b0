"""A process for the kill test: writes numbered rows, and prints each once it is committed.

Run as `python -m tests.store.scribe DATA_FOLDER DATABASE FIRST_NUMBER`.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

from bot.settings import Settings
from tests.store.probe import insert, open_engine

WRITERS = 16


async def _write(settings: Settings, first: int) -> None:
    engine = open_engine(settings)
    numbers = itertools.count(first)

    async def writer() -> None:
        for number in numbers:
            await engine.transaction(insert(str(number)))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()

    await asyncio.gather(*(writer() for _ in range(WRITERS)))


if __name__ == "__main__":
    data, database, start = sys.argv[1:]
    asyncio.run(_write(Settings(data=data, database=database), int(start)))
