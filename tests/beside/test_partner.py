"""The process beside the service says exactly what the matcher says, or nothing, and in time."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.beside.partner import PartnerError
from bot.knowledge.beside.known import Known, OpenFile
from bot.knowledge.beside.partner import Partner
from bot.knowledge.catalogue import NO_CATALOGUE, Catalogue
from faq.match import Match, Thresholds
from tests.beside.known import (
    ASKED,
    BUILT_IN,
    CATALOGUE,
    FAQ,
    REFIT,
    TODAY,
    asked_and_not_heard,
    known_of,
    lives,
)
from tests.patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from bot.knowledge.catalogue import Topical

T = TypeVar("T")
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="hands down an open file as POSIX does"),
]
EAGER = Thresholds(answer=0.5, suggest=0.1, margin=0.0)
WORDINGS = [text for entry in FAQ for text in (entry.question, *entry.variants)]
WRITTEN = st.text(st.characters(exclude_categories=()), max_size=300)
LIKE_IT = st.builds(
    lambda wording, at, more: wording[:at] + more + wording[at:],
    st.sampled_from(WORDINGS),
    st.integers(0, 20),
    st.text(max_size=4),
)
MATTERS = ["我家没水了，水管爆了", "小区门口的路灯坏了，晚上施工", "井盖丢了没人管", "burst pipe"]
LIKE_A_MATTER = st.builds(
    lambda matter, more: f"{more}{matter}", st.sampled_from(MATTERS), st.text(max_size=4)
)


class Asking:
    """A loop and a process that answers in it, for a property of many examples."""

    def __init__(self, runner: asyncio.Runner, folder: Path) -> None:
        self.runner = runner
        known = known_of(folder, refit=REFIT, thresholds=EAGER)
        self.matcher = known.matcher
        self.partner = runner.run(Partner.start(known, PATIENCE_SECONDS))

    def ask(self, texts: list[str]) -> list[Match | None]:
        """What the process says about each, asked at the same time."""
        return self._every(partial(self.partner.match, today=TODAY), texts)

    def weigh(self, texts: list[str]) -> list[tuple[Topical, ...] | None]:
        """Whose matter each is, asked at the same time."""
        return self._every(self.partner.weigh, texts)

    def _every(
        self, ask: Callable[[str], Coroutine[object, object, T]], texts: list[str]
    ) -> list[T]:
        async def asked() -> list[T]:
            return await asyncio.gather(*(ask(text) for text in texts))

        return self.runner.run(asked())

    def learn(self, catalogue: Catalogue) -> None:
        """Let the process weigh by it."""

        async def learnt() -> None:
            self.partner.learn(catalogue)

        self.runner.run(learnt())

    def end(self) -> None:
        """Let the process go."""
        self.runner.run(self.partner.end())


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """One process for all examples."""
    with asyncio.Runner() as runner:
        asking = Asking(runner, tmp_path_factory.mktemp("asked"))
        yield asking
        asking.end()


@given(st.lists(WRITTEN | LIKE_IT, min_size=1, max_size=20))
@settings(max_examples=30)
def test_the_process_says_what_the_matcher_says(asking: Asking, texts: list[str]) -> None:
    """About any text, many at a time, by the same refit."""
    assert asking.ask(texts) == [asking.matcher.match(text, TODAY) for text in texts]


@given(st.lists(WRITTEN | LIKE_A_MATTER, min_size=1, max_size=10))
@settings(max_examples=20)
def test_the_process_weighs_as_the_catalogue_does(asking: Asking, texts: list[str]) -> None:
    """By topics and by what officials corrected."""
    asking.learn(CATALOGUE)
    assert asking.weigh(texts) == [CATALOGUE.weigh(text) for text in texts]


def test_a_changed_catalogue_counts_from_the_next_text_on(asking: Asking) -> None:
    """Whatever it held before."""
    few = Catalogue.build([each for each in CATALOGUE.topics if each.id == "lamp"], [])
    for catalogue in (CATALOGUE, few, NO_CATALOGUE):
        asking.learn(catalogue)
        assert asking.weigh(MATTERS) == [catalogue.weigh(text) for text in MATTERS]


def test_what_the_settings_call_sure_holds_there_too(asking: Asking) -> None:
    """The thresholds and the refit that it was told decide, not the built-in ones."""
    found, matcher = asking.ask([*ASKED]), asking.matcher
    for other in (replace(matcher, refit=None), replace(matcher, thresholds=BUILT_IN)):
        assert found != [other.match(text, TODAY) for text in ASKED]


async def test_nobody_waits_for_a_process_that_is_silent(tmp_path: Path) -> None:
    """Nobody waits for it longer than it is given; one that speaks again is asked again."""
    known = known_of(tmp_path)
    partner = await Partner.start(known, 0.2, PATIENCE_SECONDS)
    asked = await asked_and_not_heard(partner.pid, partner.match)
    assert await asyncio.gather(*asked) == [None] * len(asked)
    assert not partner.speaks
    assert await partner.match(ASKED[0], TODAY) is None
    os.kill(partner.pid, signal.SIGCONT)
    while not (found := await partner.match(ASKED[0], TODAY)):  # noqa: ASYNC110 - as it comes
        await asyncio.sleep(0.01)
    assert found == known.matcher.match(ASKED[0], TODAY)
    await partner.end()


async def test_where_one_has_waited_for_too_long_nobody_is_overtaken(tmp_path: Path) -> None:
    """Whoever asked meanwhile is told with the first, in order, not when their own time is up."""
    partner = await Partner.start(known_of(tmp_path), 0.4, PATIENCE_SECONDS)
    os.kill(partner.pid, signal.SIGSTOP)
    told: list[str] = []

    async def ask(text: str) -> None:
        assert await partner.match(text, TODAY) is None
        told.append(text)

    asked = []
    for text in ASKED:
        asked.append(asyncio.create_task(ask(text)))
        await asyncio.sleep(0.05)
    await asked[0]
    await asyncio.sleep(0)
    assert all(each.done() for each in asked)
    assert told == list(ASKED)
    os.kill(partner.pid, signal.SIGCONT)
    await partner.end()


async def test_a_process_that_is_silent_for_ever_is_ended(tmp_path: Path) -> None:
    """It is stopped, and stays so."""
    partner = await Partner.start(known_of(tmp_path), 0.01, 0.02)
    asked = await asked_and_not_heard(partner.pid, partner.match)
    assert await asyncio.gather(*asked) == [None] * len(asked)
    await partner.ended.wait()


def test_who_no_longer_waits_takes_no_answer_from_others(asking: Asking) -> None:
    """Their answer comes all the same, and is nobody's."""

    async def one_goes() -> list[Match | None]:
        partner = asking.partner
        first, *others = await asked_and_not_heard(partner.pid, partner.match)
        first.cancel()
        os.kill(partner.pid, signal.SIGCONT)
        return await asyncio.gather(*others)

    said = [asking.matcher.match(text, TODAY) for text in ASKED]
    assert asking.runner.run(one_goes()) == said[1:]
    assert asking.ask([*ASKED]) == said


async def test_a_process_that_cannot_read_the_index_is_told_of(tmp_path: Path) -> None:
    """It ends before it is ready."""
    (tmp_path / "none").write_bytes(b"no index")
    known = Known(known_of(tmp_path).matcher, OpenFile(tmp_path / "none"))
    with pytest.raises(PartnerError, match="before it was ready"):
        await Partner.start(known)


_ASKS = """
import asyncio, sys
from pathlib import Path
from bot.knowledge.beside.partner import Partner
from tests.beside.known import known_of

async def main():
    partner = await Partner.start(known_of(Path(sys.argv[1])))
    print(partner.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc, which Linux has")
def test_a_service_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    """Its questions end with it, and so does who answers them."""
    command = [sys.executable, "-c", _ASKS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout
        beside = int(service.stdout.readline())
        assert lives(beside)
        service.send_signal(signal.SIGKILL)
        service.wait()
        end = time.monotonic() + PATIENCE_SECONDS
        while lives(beside) and time.monotonic() < end:
            time.sleep(0.02)
    assert not lives(beside)
