"""An officials' room that shuts us out: the administrators are told, once, wherever they are."""

from __future__ import annotations

from bot.store import Transaction, rooms
from tests.handlers.officials_room import CHANNEL, GROUP, OfficialsRoom
from tests.handlers.town import Town


async def told(room: OfficialsRoom, account: str = "wang") -> list[str]:
    """What an official's private chat was told of the room."""

    def read(tx: Transaction) -> list[str]:
        found = (tx.row("outbox_by_ids_message", id=number) for number in range(1, 50))
        return [row["content"] for row in found if row and row["address"] == account]

    await room.round()
    return [each for each in await room.town.database.read(read) if "不让我们发消息" in each]


async def lose(town: Town) -> None:
    """The group shuts us out."""
    await town.database.transaction(lambda tx: rooms.lose(tx, CHANNEL, GROUP, town.now))


async def test_the_administrators_are_told_once(town: Town, room: OfficialsRoom) -> None:
    """In private, however often the round comes by."""
    assert await told(room) == []
    await lose(town)
    (first,) = await told(room)
    assert "值班工作群" in first
    assert await told(room) == [first]


async def test_a_room_that_is_lost_again_is_told_again(town: Town, room: OfficialsRoom) -> None:
    """Being let in ends the alarm; the next time is news."""
    await lose(town)
    assert len(await told(room)) == 1
    await town.database.transaction(lambda tx: rooms.find_again(tx, CHANNEL, GROUP))
    await lose(town)
    assert len(await told(room)) == 2
