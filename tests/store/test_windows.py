"""Windows and their budgets, consents, tokens: counted in the store, shared by all processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from bot.models import Window
from bot.store import Database, Transaction, consents, tokens, windows
from bot.store.consents import Decision
from tests.conftest import NOW

HOURS, MINUTE = timedelta(hours=48), timedelta(minutes=1)


def message(at: timedelta = timedelta(0)) -> Window:
    """The window of a message."""
    return Window("message", NOW + at, NOW + at + HOURS, 5)


TAP = Window("tap", NOW, NOW + MINUTE, 3)


async def test_what_ends_first_is_spent_first(database: Database) -> None:
    """A tap's minute before a message's two days; and never more than there is."""

    def work(tx: Transaction) -> list[object]:
        for window in (message(), TAP):
            windows.open_for(tx, "wechat", "A", window)
        seen: list[object] = [windows.left(tx, "wechat", "A", NOW)]
        seen += [windows.spend(tx, "wechat", "A", count, 0, NOW) for count in (2, 3, 4, 3, 1)]
        return seen

    assert await database.transaction(work) == [
        8,
        {"tap": 2},
        {"tap": 1, "message": 2},
        None,
        {"message": 3},
        None,
    ]


async def test_a_window_ends_and_opens_anew(database: Database) -> None:
    """After its time nothing is left; a later message begins anew, a late push does not."""

    def work(tx: Transaction) -> list[int]:
        windows.open_for(tx, "wechat", "A", message())
        windows.spend(tx, "wechat", "A", 5, 0, NOW)
        seen = [windows.left(tx, "wechat", "A", NOW)]
        windows.open_for(tx, "wechat", "A", message(timedelta(hours=-1)))
        seen.append(windows.left(tx, "wechat", "A", NOW))
        windows.open_for(tx, "wechat", "A", message(timedelta(hours=1)))
        later = (NOW, NOW + timedelta(hours=48.5), NOW + timedelta(hours=49))
        return [*seen, *(windows.left(tx, "wechat", "A", now) for now in later)]

    assert await database.transaction(work) == [0, 0, 5, 5, 0]


async def test_a_reserve_is_kept_and_what_was_not_sent_given_back(database: Database) -> None:
    """A mere notice leaves room for an answer; what the platform refuses is believed."""

    def work(tx: Transaction) -> list[object]:
        windows.open_for(tx, "wechat", "A", message())
        first = windows.spend(tx, "wechat", "A", 4, 1, NOW)
        second = windows.spend(tx, "wechat", "A", 1, 1, NOW)
        windows.refund(tx, "wechat", "A", first or {})
        after = windows.left(tx, "wechat", "A", NOW)
        windows.use_up(tx, "wechat", "A")
        return [first, second, after, windows.left(tx, "wechat", "A", NOW)]

    assert await database.transaction(work) == [{"message": 4}, None, 5, 0]


async def test_a_consent_is_counted(database: Database) -> None:
    """Each allows one notice, or all until it is taken back; a retold decision changes nothing."""

    def use(tx: Transaction, *, keep: bool) -> bool:
        return consents.use(tx, "wechat", "A", "t", keep=keep)

    def work(tx: Transaction) -> list[bool]:
        seen = [use(tx, keep=False)]
        for at in (NOW, NOW, NOW + MINUTE):
            consents.decide(tx, decision(at))
        seen += [use(tx, keep=True), use(tx, keep=False), use(tx, keep=False), use(tx, keep=False)]
        consents.decide(tx, decision(NOW + HOURS))
        consents.spend(tx, "wechat", "A", "t", NOW + HOURS + 2 * MINUTE)
        return [*seen, use(tx, keep=True)]

    assert await database.transaction(work) == [False, True, True, True, False, False]


@pytest.mark.parametrize(
    ("given", "used", "left"),
    [
        ((NOW, NOW + HOURS), 0, 1),
        ((NOW, NOW + MINUTE + HOURS), 1, 1),
        ((NOW, NOW, NOW + HOURS), 3, 0),
        ((NOW, NOW + HOURS - MINUTE / 2), 1, 1),
    ],
)
async def test_a_consent_given_since_the_platform_was_asked_is_kept(
    database: Database, given: tuple[datetime, ...], used: int, left: int
) -> None:
    """Refused, all is forgotten that was given before; nothing is counted that was used since."""

    def work(tx: Transaction) -> int:
        for number, at in enumerate(given):
            consents.decide(tx, decision(at, f"accept {number}"))
        for _ in range(used):
            assert consents.use(tx, "wechat", "A", "t", keep=False)
        consents.spend(tx, "wechat", "A", "t", NOW + HOURS)
        counted = 0
        while consents.use(tx, "wechat", "A", "t", keep=False):
            counted += 1
        return counted

    assert await database.transaction(work) == left


def decision(at: datetime, said: str = "accept 1") -> Decision:
    """What A says of a notice."""
    return Decision("wechat", "A", "t", at, said.startswith("accept"), said)


LATER = NOW + timedelta(seconds=1)
TOLD: list[tuple[tuple[Decision, ...], int]] = [
    ((decision(NOW), decision(NOW, "accept 2")), 2),
    ((decision(NOW), decision(NOW, "reject 1")), 1),
    ((decision(NOW), decision(NOW, "accept 2"), decision(LATER, "reject 1")), 0),
    ((decision(NOW), decision(NOW, "reject 1"), decision(LATER)), 2),
    ((decision(NOW), decision(LATER, "reject 1"), decision(LATER), decision(LATER, "accept 2")), 2),
]


@pytest.mark.parametrize(("told", "left"), TOLD)
async def test_decisions_count_by_when_they_were_made_and_not_by_when_they_are_told(
    database: Database, told: tuple[Decision, ...], left: int
) -> None:
    """In every order, each told twice: both of one second count, and the later one stands."""

    def left_of(tx: Transaction, order: Sequence[Decision]) -> int:
        for each in (*order, *reversed(order)):
            consents.decide(tx, each)
        used = 0
        while consents.use(tx, "wechat", order[0].address, "t", keep=False):
            used += 1
        return used

    def work(tx: Transaction) -> set[int]:
        orders = enumerate(permutations(told))
        return {
            left_of(tx, [replace(each, address=f"A{number}") for each in order])
            for number, order in orders
        }

    assert await database.transaction(work) == {left}


async def test_a_token_is_dropped_only_by_its_own_name_and_value(database: Database) -> None:
    """Who saw the old one fail takes nothing from who has fetched a new one."""

    def work(tx: Transaction) -> list[object]:
        tokens.lay(tx, "wechat:wx1", "old", NOW)
        tokens.lay(tx, "wechat:wx1", "new", NOW + HOURS)
        tokens.drop(tx, "wechat:wx1", "old")
        kept = tokens.look(tx, "wechat:wx1")
        tokens.drop(tx, "wechat:wx1", "new")
        return [kept, tokens.look(tx, "wechat:wx1")]

    assert await database.transaction(work) == [("new", NOW + HOURS), None]
