"""What every command stands on: the settings it was called with, and the database they name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import click

from bot.clock import Clock, SteadyClock
from bot.settings import Settings, load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from bot.store import Database

T = TypeVar("T")


@dataclass
class Program:
    """One run of the program. Settings are read, and the database opened, only when needed."""

    config: Path | None = None
    overrides: dict[str, object] = field(default_factory=dict)
    clock: Clock = field(default_factory=SteadyClock)

    @cached_property
    def settings(self) -> Settings:
        """The settings in force. Raises `SettingsError`."""
        return load(self.config, overrides=self.overrides)

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.settings.timezone)

    def override(self, given: Mapping[str, object]) -> None:
        """Let options win over every other source; those that were not given (None) do not."""
        self.overrides |= {name: value for name, value in given.items() if value is not None}

    def run(self, work: Callable[[Database], Awaitable[T]], *, begins: bool = False) -> T:
        """Open the database, do the work, and close it. Raises what the work raises.

        Where there is no database yet, only a command that `begins` a service makes one.
        """
        return asyncio.run(self._run(work, begins))

    async def _run(self, work: Callable[[Database], Awaitable[T]], begins: bool) -> T:
        # Most of a command's start is this import; `--help` needs none of it.
        from bot.store.opening import open_database

        database = await open_database(self.settings, now=self.clock(), begins=begins)
        try:
            return await work(database)
        finally:
            await database.close()


pass_program = click.make_pass_decorator(Program, ensure=True)
"""Gives a command the `Program` it runs in."""
