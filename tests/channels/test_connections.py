"""A platform's connections are opened once, and never after whoever has them has hung up."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

from bot.channels.connections import Connections, HungUp


async def test_one_session_serves_all_calls_and_is_closed_with_them() -> None:
    """Nothing is opened before it is needed, and nothing twice."""
    connections = Connections(ClientSession)
    session = connections.opened()
    assert connections.opened() is session
    await connections.hang_up()
    assert session.closed
    with pytest.raises(HungUp):
        connections.opened()


async def test_who_never_called_opens_nothing_after_hanging_up() -> None:
    """A send that begins as the service stops would open what nobody closes."""
    opened = 0

    def opening() -> ClientSession:
        nonlocal opened
        opened += 1
        return ClientSession()

    connections = Connections(opening)
    await connections.hang_up()
    await connections.hang_up()
    with pytest.raises(HungUp):
        connections.opened()
    assert not opened
