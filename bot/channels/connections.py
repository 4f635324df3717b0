"""A platform's connections: opened with the first call, and never again by whoever has hung up."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import ClientSession


class HungUp(RuntimeError):  # noqa: N818 - what it is
    """The service stops: nothing can be called any more."""


class Connections:
    """The one session of a channel; `opening` makes it when it is needed, within the loop."""

    def __init__(self, opening: Callable[[], ClientSession]) -> None:
        self._opening = opening
        self._session: ClientSession | None = None
        self._hung_up = False

    def opened(self) -> ClientSession:
        """The session. Raises `HungUp`."""
        if self._hung_up:
            raise HungUp("these connections have been closed")
        if self._session is None:
            self._session = self._opening()
        return self._session

    async def hang_up(self) -> None:
        """Close all connections; what is still to be sent then is not."""
        self._hung_up = True
        if self._session is not None:
            await self._session.close()
