"""Departments, officials, sign-in links and sessions, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import cast

import pytest

from bot.errors import Refused, WenzhengError
from bot.models import Department, Official, Role
from bot.store import Database, Row, Transaction, people

DUTY = Department("duty", "值班室", "Duty Desk", "12345", "全天")


async def one_official(database: Database, now: datetime, name: str = "王芳") -> Official:
    """An official of the duty desk."""

    def work(tx: Transaction) -> Official:
        people.keep_department(tx, DUTY)
        return people.add_official(tx, name, "duty", {Role.OFFICIAL, Role.DISPATCHER}, now)

    return await database.transaction(work)


async def test_a_department_is_kept_and_updated_by_its_id(database: Database) -> None:
    """A second import of the same department changes it and adds none."""
    await database.transaction(lambda tx: people.keep_department(tx, DUTY))
    changed = Department("duty", "总值班室", "Duty Desk", "12345", "全天")
    await database.transaction(lambda tx: people.keep_department(tx, changed))
    assert await database.read(people.departments) == [changed]


@pytest.mark.parametrize("called", ["duty", "DUTY", "值班室", " duty desk "])
async def test_a_department_goes_by_its_id_and_its_names(database: Database, called: str) -> None:
    """Tables made by people name departments as people do."""
    await database.transaction(lambda tx: people.keep_department(tx, DUTY))
    assert await database.read(partial(people.department_called, called=called)) == DUTY
    assert await database.read(partial(people.department_called, called="")) is None


async def test_an_official_keeps_roles_and_department(database: Database, now: datetime) -> None:
    """What was given is what is read, by id, by name, in the list and by the desk's account."""
    added = await one_official(database, now)
    assert added.roles == {Role.OFFICIAL, Role.DISPATCHER}
    assert await database.read(lambda tx: people.official(tx, added.id)) == added
    assert await database.read(lambda tx: people.official_by_name(tx, "王芳")) == added
    assert await database.read(people.officials) == [added]
    desk = await database.read(lambda tx: people.official_by_account(tx, "desk", str(added.id)))
    assert desk == added


async def test_two_active_officials_cannot_bear_one_name(database: Database, now: datetime) -> None:
    """The second is refused in a sentence; after the first left, the name is free again."""
    first = await one_official(database, now)
    with pytest.raises(WenzhengError, match="王芳 already"):
        await one_official(database, now)
    assert await database.transaction(lambda tx: people.remove_official(tx, first.id, now))
    second = await one_official(database, now)
    assert second.id != first.id
    assert len(await database.read(people.officials_ever)) == 2


async def test_an_official_needs_a_known_department(database: Database, now: datetime) -> None:
    """The refusal names the department."""
    with pytest.raises(WenzhengError, match="'nowhere'"):
        await database.transaction(lambda tx: people.add_official(tx, "李", "nowhere", [], now))


async def test_new_roles_replace_the_old_ones(database: Database, now: datetime) -> None:
    """Roles are given as a whole."""
    added = await one_official(database, now)
    await database.transaction(lambda tx: people.give_roles(tx, added.id, [Role.AUDITOR]))
    found = await database.read(lambda tx: people.official(tx, added.id))
    assert found is not None
    assert found.roles == {Role.AUDITOR}


async def test_all_officials_are_told_as_they_are_now(database: Database, now: datetime) -> None:
    """After each change, within its transaction and after it, and as before where it is undone."""
    added = await one_official(database, now)
    changes: list[Callable[[Transaction], object]] = [
        lambda tx: people.add_official(tx, "李强", "duty", [Role.LEADER], now),
        lambda tx: people.give_roles(tx, added.id, [Role.AUDITOR]),
        lambda tx: people.keep_department(tx, Department("water", "水务局")),
        lambda tx: people.move_official(tx, added.id, "water"),
        lambda tx: people.remove_official(tx, added.id, now),
    ]

    def as_they_are(tx: Transaction) -> list[Official]:
        return [each for each in people.officials_ever(tx) if each.active]

    for change in changes:
        before = await database.read(people.officials)

        def undone(tx: Transaction, change: Callable[[Transaction], object] = change) -> None:
            asked = Asked(tx)
            change(cast("Transaction", asked))
            assert "officials_mark" not in asked.statements, "nobody asks before the new mark"
            assert people.officials(tx) == as_they_are(tx)
            raise WenzhengError("undone")

        with pytest.raises(WenzhengError, match="undone"):
            await database.transaction(undone)
        assert await database.read(people.officials) == before
        await database.transaction(change)
        assert await database.read(people.officials) == await database.read(as_they_are)
    assert [each.name for each in await database.read(people.officials)] == ["李强"]


async def test_whom_a_mark_tells_are_not_read_again(database: Database, now: datetime) -> None:
    """Each new ticket asks for all officials: that does not cost more where there are many."""
    await one_official(database, now)

    def work(tx: Transaction) -> None:
        asked = Asked(tx)
        told = people.officials(cast("Transaction", asked))
        assert people.officials(cast("Transaction", asked)) == told
        assert asked.statements[-1:] == ["officials_mark"]
        assert asked.statements.count("officials_active") <= 1
        told.clear()
        assert len(people.officials(tx)) == 1

    await database.read(work)


class Asked:
    """A transaction that tells which statements were asked of it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.statements: list[str] = []

    def row(self, statement: str, /, **values: object) -> Row | None:
        """As the transaction's."""
        self.statements.append(statement)
        return self._tx.row(statement, **values)

    def rows(self, statement: str, /, **values: object) -> list[Row]:
        """As the transaction's."""
        self.statements.append(statement)
        return self._tx.rows(statement, **values)

    def run(self, statement: str, /, **values: object) -> int:
        """As the transaction's."""
        self.statements.append(statement)
        return self._tx.run(statement, **values)


async def test_an_account_has_one_holder(database: Database, now: datetime) -> None:
    """Giving a known account to another moves it; taking it away frees it."""
    first = await one_official(database, now)
    second = await one_official(database, now, "李强")
    for holder in (first, second):
        await database.transaction(
            partial(people.give_account, official_id=holder.id, channel="telegram", address="77")
        )
    by_account = partial(people.official_by_account, channel="telegram", address="77")
    assert await database.read(by_account) == second
    assert ("telegram", "77") in await database.read(lambda tx: people.accounts(tx, second.id))
    assert await database.transaction(lambda tx: people.take_account_away(tx, "telegram", "77"))
    assert await database.read(by_account) is None


async def test_a_link_opens_one_session(database: Database, now: datetime) -> None:
    """The second use is refused as used; the session stands for the official until it ends."""
    added = await one_official(database, now)
    token = await database.transaction(lambda tx: people.new_link(tx, added.id, now, 15))
    signed_in, session = await database.transaction(lambda tx: people.sign_in(tx, token, now, 12))
    assert signed_in == added
    with pytest.raises(Refused) as refusal:
        await database.transaction(lambda tx: people.sign_in(tx, token, now, 12))
    assert refusal.value.reason == "sign_in.used"

    async def holder(moment: datetime) -> Official | None:
        return await database.read(lambda tx: people.official_of_session(tx, session, moment))

    assert await holder(now + timedelta(hours=11, minutes=59)) == added
    assert await holder(now + timedelta(hours=12)) is None
    await database.transaction(lambda tx: people.sign_out(tx, session, now))
    assert await holder(now) is None


async def test_of_many_who_use_one_link_at_once_one_gets_in(
    database: Database, now: datetime
) -> None:
    """The database decides the race."""
    added = await one_official(database, now)
    token = await database.transaction(lambda tx: people.new_link(tx, added.id, now, 15))
    tries = [database.transaction(lambda tx: people.sign_in(tx, token, now, 12)) for _ in range(6)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 5


@pytest.mark.parametrize(("later", "reason"), [(15, "sign_in.expired"), (14, "")])
async def test_a_link_expires(database: Database, now: datetime, later: int, reason: str) -> None:
    """At its last moment it is no good any more."""
    added = await one_official(database, now)
    token = await database.transaction(lambda tx: people.new_link(tx, added.id, now, 15))
    moment = now + timedelta(minutes=later)
    try:
        await database.transaction(lambda tx: people.sign_in(tx, token, moment, 12))
        refused = ""
    except Refused as refusal:
        refused = refusal.reason
    assert refused == reason


@pytest.mark.parametrize("token", ["", "x" * 43, "\ud800"])
async def test_a_guessed_link_is_unknown(database: Database, now: datetime, token: str) -> None:
    """Whatever stands in the address, nothing opens."""
    with pytest.raises(Refused) as refusal:
        await database.transaction(lambda tx: people.sign_in(tx, token, now, 12))
    assert refusal.value.reason == "sign_in.unknown"


async def test_who_is_removed_is_out_at_once(database: Database, now: datetime) -> None:
    """Sessions, links and accounts end with the official."""
    added = await one_official(database, now)
    used, unused = [
        await database.transaction(lambda tx: people.new_link(tx, added.id, now, 15)) for _ in "ab"
    ]
    _, session = await database.transaction(lambda tx: people.sign_in(tx, used, now, 12))
    assert await database.transaction(lambda tx: people.remove_official(tx, added.id, now))
    assert await database.read(lambda tx: people.official_of_session(tx, session, now)) is None
    with pytest.raises(Refused):
        await database.transaction(lambda tx: people.sign_in(tx, unused, now, 12))
    assert await database.read(lambda tx: people.accounts(tx, added.id)) == []
    assert not await database.transaction(lambda tx: people.remove_official(tx, added.id, now))


async def test_all_sessions_of_an_official_can_be_ended(database: Database, now: datetime) -> None:
    """A lost telephone is answered by one command."""
    added = await one_official(database, now)
    for _ in range(2):
        token = await database.transaction(lambda tx: people.new_link(tx, added.id, now, 15))
        await database.transaction(partial(people.sign_in, token=token, now=now, hours=12))
    ended = await database.transaction(lambda tx: people.sign_out_everywhere(tx, added.id, now))
    assert ended == 2


async def test_run_out_links_and_sessions_are_swept(database: Database, now: datetime) -> None:
    """What cannot open anything any more is not kept for ever."""
    added = await one_official(database, now)
    token = await database.transaction(lambda tx: people.new_link(tx, added.id, now, 15))
    await database.transaction(lambda tx: people.sign_in(tx, token, now, 12))
    swept = [
        await database.transaction(
            partial(people.sweep_access, before=now + timedelta(hours=hours))
        )
        for hours in (0, 1, 13)
    ]
    assert swept == [0, 1, 1]
