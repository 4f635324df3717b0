"""Several machines of one city: services of their own on one PostgreSQL database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Running, running
from bot.settings import Limits, Settings
from tests.hours import ANY_HOUR

FOLDERS = ("one", "two")


@dataclass(frozen=True)
class City:
    """Where its database lies, and the folder in which each machine has one of its own."""

    database: str
    folder: Path

    @asynccontextmanager
    async def machines(
        self, *clock: Any, **settings: Any
    ) -> AsyncIterator[list[tuple[Running, AsyncExitStack]]]:
        """Two services with these settings, each with what stops it alone."""
        async with AsyncExitStack() as stack:
            opened = []
            for name in FOLDERS:
                own = AsyncExitStack()
                data = str(self.folder / name)
                given = Settings(
                    data=data,
                    database=self.database,
                    port=0,
                    limits=Limits(messages_per_minute=1000),
                    promises=ANY_HOUR,
                    **settings,
                )
                opened.append((await own.enter_async_context(running(given, *clock)), own))
                stack.push_async_callback(own.aclose)
            yield opened
