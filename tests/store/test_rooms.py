"""Rooms, invitations and leases, on both engines."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.models import Department, Role, RoomMode
from bot.store import Database, Transaction, invitations, leases, people, rooms
from tests.conftest import NOW


def open_one(tx: Transaction, address: str = "-1", department: str = "") -> rooms.Room:
    """A room."""
    return rooms.open_room(
        tx,
        "chat",
        address,
        department_id=department,
        mode=RoomMode.MASKED,
        topics=True,
        now=NOW,
    )


async def test_a_room_is_opened_changed_and_closed(database: Database) -> None:
    """Opened twice it is one; closed it is not found any more."""

    def work(tx: Transaction) -> None:
        room = open_one(tx)
        assert open_one(tx, department="water").id == room.id
        assert rooms.at(tx, "chat", "-1") == rooms.rooms(tx)[0]
        assert rooms.change(tx, room.id, "", RoomMode.STRICT)
        found = rooms.at(tx, "chat", "-1")
        assert found is not None
        assert (found.department_id, found.mode) == ("", RoomMode.STRICT)
        assert rooms.lose(tx, "chat", "-1", NOW)
        assert not rooms.lose(tx, "chat", "-1", NOW)
        assert rooms.find_again(tx, "chat", "-1")
        assert rooms.note_topics(tx, "chat", "-1", topics=False)
        assert not rooms.note_topics(tx, "chat", "-1", topics=False)
        assert rooms.close(tx, room.id)
        assert rooms.at(tx, "chat", "-1") is None

    await database.transaction(work)


async def test_a_move_is_one_however_often_it_is_told(database: Database) -> None:
    """The new address is taken once; where another room lies there already, nothing changes."""

    def work(tx: Transaction) -> None:
        open_one(tx)
        assert rooms.move(tx, "chat", "-1", "-1001", NOW)
        assert not rooms.move(tx, "chat", "-1", "-1001", NOW)
        assert [room.address for room in rooms.rooms(tx)] == ["-1001"]

    await database.transaction(work)


async def test_a_code_is_good_once_for_one_purpose_and_for_minutes(database: Database) -> None:
    """A code for a person opens no room, and is not used up by the attempt."""

    def work(tx: Transaction) -> None:
        people.keep_department(tx, Department("duty", "值班室"))
        wang = people.add_official(tx, "王芳", "duty", {Role.OFFICIAL}, NOW)
        code = invitations.invite_official(tx, wang.id, NOW, 15)
        assert invitations.code_in(f"登记 {code.lower().replace('-', ' ')}。") == code
        with pytest.raises(Refused, match="code_for_people"):
            invitations.use(tx, code, NOW, for_room=True)
        assert invitations.use(tx, code, NOW, for_room=False).official_id == wang.id
        with pytest.raises(Refused, match="code_used"):
            invitations.use(tx, code, NOW, for_room=False)
        late = invitations.invite_room(tx, "", RoomMode.STRICT, NOW, 15)
        with pytest.raises(Refused, match="code_expired"):
            invitations.use(tx, late, NOW + timedelta(minutes=15), for_room=True)
        assert invitations.sweep(tx, NOW + timedelta(days=1)) == 2

    await database.transaction(work)


async def test_two_who_use_one_code_at_once(database: Database) -> None:
    """One of them gets in."""
    code = await database.transaction(
        lambda tx: invitations.invite_room(tx, "", RoomMode.MASKED, NOW, 15)
    )

    async def use() -> str:
        try:
            await database.transaction(lambda tx: invitations.use(tx, code, NOW, for_room=True))
        except Refused as refusal:
            return refusal.reason
        return "in"

    assert sorted(await asyncio.gather(use(), use())) == ["in", "rooms.code_used"]


async def test_a_lease_is_held_by_one_and_proved_by_a_number(database: Database) -> None:
    """Renewed by its holder, taken over when it ran out: with a greater number."""
    ten = timedelta(seconds=10)

    def work(tx: Transaction) -> None:
        first = leases.hold(tx, "poller", "a", NOW, NOW + ten)
        assert first is not None
        assert leases.hold(tx, "poller", "b", NOW, NOW + ten) is None
        assert leases.hold(tx, "poller", "a", NOW + ten / 2, NOW + ten * 2) == first
        second = leases.hold(tx, "poller", "b", NOW + ten * 2, NOW + ten * 3)
        assert second is not None
        assert second > first
        assert leases.hold(tx, "poller", "a", NOW + ten * 2, NOW + ten * 3) is None
        leases.let_go(tx, "poller", "b", NOW + ten * 2)
        assert leases.hold(tx, "poller", "a", NOW + ten * 2, NOW + ten * 3) is not None
        assert leases.held_until(tx, "poller") == NOW + ten * 3
        assert leases.held_until(tx, "another") is None

    await database.transaction(work)
