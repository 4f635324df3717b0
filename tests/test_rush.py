"""A rush: more messages come than can be handled; nothing is lost, and nobody waits too long."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

import handlers
from bot.channels import Receipt
from bot.intake.line import IN_HAND, Line
from bot.models import Department, InboxState, Role
from bot.settings import Settings
from bot.store import Database, Transaction, people
from bot.worker import BATCH, Worker
from faq.match import Match
from tests.conftest import NOW
from tests.ledgers import until
from tests.rules import Door, Rules, open_door


@dataclass
class Slow(Rules):
    """Rules whose matching takes until the bell is rung, and tells what was matched."""

    bell: asyncio.Event = field(default_factory=asyncio.Event)
    matched: list[str] = field(default_factory=list)

    async def match(self, text: str) -> Match:
        """What the FAQ says, when the bell has been rung."""
        self.matched.append(text)
        await self.bell.wait()
        return await super().match(text)


@dataclass
class Rush:
    """A door before which a crowd stands, and seconds that pass when the test says so."""

    door: Door
    rules: Slow
    settings: Settings
    seconds: float = 0.0

    async def come(self, *texts: str) -> list[asyncio.Task[Receipt]]:
        """Everybody with a message of their own; returns when all of them stand in line."""
        tasks = [asyncio.create_task(self.door.comes(text, f"of {text}")) for text in texts]
        await asyncio.sleep(0)
        return tasks


@pytest.fixture
def rush(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Rush:
    """Matching is slow, and nobody has come yet."""
    rules = Slow(broken=set())
    for name in ("handle", "admit", "overdue_questions"):
        monkeypatch.setattr(handlers, name, getattr(rules, name))
    made = Rush(None, rules, settings)  # type: ignore[arg-type] - the door comes with the line's clock
    made.door = open_door(database, settings, rules, line=Line(lambda: made.seconds))
    return made


IN_TIME = tuple(f"in time {number}" for number in range(IN_HAND))
WAITING = tuple(f"waiting {number}" for number in range(BATCH + 5))


async def test_in_a_rush_messages_are_kept_unmatched_and_handled_when_there_is_time(
    rush: Rush,
) -> None:
    """Whoever has waited for two seconds, and whoever comes then, is acknowledged; all are
    handled once afterwards.
    """
    in_time, waiting = await rush.come(*IN_TIME), await rush.come(*WAITING)
    rush.seconds = 2.1
    (newcomer,) = await rush.come("newcomer")
    receipt = await newcomer
    assert (receipt.state, receipt.replies) == (InboxState.RECEIVED, ())
    rush.rules.bell.set()
    done = await asyncio.gather(*in_time)
    late = await asyncio.gather(*waiting)
    assert {each.state for each in done} == {InboxState.DONE}
    assert {each.state for each in late} == {InboxState.RECEIVED}
    assert rush.rules.matched == list(IN_TIME)
    await _worked_off(rush)
    everybody = len(IN_TIME) + len(WAITING) + 1
    assert await rush.door.counts() == {InboxState.DONE: everybody}
    assert sorted(rush.rules.handled) == sorted((*IN_TIME, *WAITING, "newcomer"))


async def test_what_is_brought_again_in_a_rush_is_one_message(rush: Rush) -> None:
    """The platform's retry finds it kept, and is not matched."""
    await rush.come(*IN_TIME, "front")
    rush.seconds = 2.1
    first = await rush.door.comes("路灯坏了", again="x")
    again = await rush.door.comes("路灯坏了", again="x")
    assert (again.inbox_id, again.state, again.repeated) == (
        first.inbox_id,
        InboxState.RECEIVED,
        True,
    )
    assert "路灯坏了" not in rush.rules.matched
    rush.rules.bell.set()


async def test_in_a_rush_officials_go_on_working(rush: Rush) -> None:
    """What they do is no question to the FAQ, and does not stand in the residents' line."""
    await rush.come(*IN_TIME, "front")
    rush.seconds = 60.0

    def hire(tx: Transaction) -> int:
        people.keep_department(tx, Department("duty", "值班"))
        return people.add_official(tx, "王", "duty", [Role.OFFICIAL], NOW).id

    official_id = await rush.door.database.transaction(hire)
    receipt = await rush.door.intake.receive(rush.door.deed("办结", official_id))
    assert receipt.state is InboxState.DONE
    rush.rules.bell.set()


async def test_in_a_rush_who_is_in_danger_stands_in_no_line(rush: Rush) -> None:
    """The number that helps is said at once, however many wait."""
    await rush.come(*IN_TIME, "front")
    rush.seconds = 60.0
    (asking,) = await rush.come("停水了找谁")
    (help_me,) = await rush.come("家里煤气泄漏了，快来人")
    assert (await asking).state is InboxState.RECEIVED
    rush.rules.bell.set()
    assert (await help_me).state is InboxState.DONE


async def test_who_has_something_kept_waits_behind_it(rush: Rush) -> None:
    """One person's messages are handled in the order they were written, though the line be gone
    when the second comes; a cry for help waits behind nothing.
    """
    await rush.come(*IN_TIME, "front")
    rush.seconds = 60.0
    first = await rush.door.comes("first of hers", "she")
    rush.rules.bell.set()
    await asyncio.sleep(0)
    rush.seconds = 61.0

    async def the_line_is_gone() -> bool:
        # Whoever stood in front is kept as well.
        counts = await rush.door.counts()
        return counts == {InboxState.DONE: len(IN_TIME), InboxState.RECEIVED: 2}

    await until(the_line_is_gone)
    second = await rush.door.comes("second of hers", "she")
    assert (first.state, second.state) == (InboxState.RECEIVED, InboxState.RECEIVED)
    assert (await rush.door.comes("of another", "he")).state is InboxState.DONE
    assert (await rush.door.comes("家里煤气泄漏了，快来人", "she")).state is InboxState.DONE
    await _worked_off(rush)
    hers = [text for text in rush.rules.handled if text.endswith("of hers")]
    assert hers == ["first of hers", "second of hers"]
    assert (await rush.door.comes("third of hers", "she")).state is InboxState.DONE


async def test_what_was_kept_before_a_restart_is_not_overtaken(rush: Rush) -> None:
    """Another service on the same books learns of it, and of what somebody else has handled."""
    await rush.come(*IN_TIME, "front")
    rush.seconds = 60.0
    await rush.door.comes("first of hers", "she")
    rush.rules.bell.set()
    again = open_door(rush.door.database, rush.settings, rush.rules)
    await again.intake.behind.recall()
    second = again.message("second of hers", "she", "after")
    assert (await again.intake.receive(second)).state is InboxState.RECEIVED
    await _worked_off(rush)
    third = again.message("third of hers", "she", "last")
    assert (await again.intake.receive(third)).state is InboxState.DONE


async def _worked_off(rush: Rush) -> None:
    worker = Worker(rush.door.database, rush.door.intake, rush.door.signals, rush.door.clock)
    at_work = asyncio.create_task(worker.run())

    async def nothing_waits() -> bool:
        return InboxState.RECEIVED not in await rush.door.counts()

    try:
        await until(nothing_waits)
    finally:
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)
