"""Lets one process at a time do what a platform allows only once: poll, or hold a connection."""

from __future__ import annotations

from typing import Protocol

RENEW_SECONDS = 3.0
"""How often the right is renewed while it is used; it lasts for ten."""


class Turnstile(Protocol):
    """The right to do it, held by one process."""

    async def hold(self) -> int | None:
        """Take or keep the right for some seconds; its number, None where another has it.

        A greater number than before: another had it in between. Raises `StoreError`.
        """

    async def let_go(self) -> None:
        """Give the right back at once. Raises `StoreError`."""


class Alone:
    """For a process that is the only one."""

    async def hold(self) -> int | None:
        """Always ours."""
        return 1

    async def let_go(self) -> None:
        """Nobody waits for it."""
