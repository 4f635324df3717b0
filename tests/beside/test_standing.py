"""Whatever becomes of the process beside the service, each question is answered, and rightly."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.beside import standing
from bot.beside.partner import PartnerError
from bot.beside.standing import is_wanted
from bot.knowledge import matching
from bot.knowledge.beside.known import Known
from bot.knowledge.beside.partner import Partner
from bot.knowledge.beside.standing import Beside
from bot.knowledge.importing import replace_entries
from bot.knowledge.indexing import Built, Mapped, entry_of, stored_faq
from bot.knowledge.refitting import keep
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store import Database
from bot.store.opening import open_database
from faq.entries import FaqEntry
from tests.beside.known import ASKED, CATALOGUE, FAQ, REFIT, TODAY, asked_and_not_heard, known_of
from tests.conftest import NOW
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="hands down a file as POSIX does")


@asynccontextmanager
async def running(round_: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Something goes round for as long as the block runs."""
    task = asyncio.ensure_future(round_())
    try:
        await asyncio.sleep(0)
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


class Starts:
    """Starts processes as the service does, and tells of each that stands."""

    def __init__(self) -> None:
        self._stood: asyncio.Queue[Partner] = asyncio.Queue()

    async def __call__(self, known: Known) -> Partner:
        """Start one that is waited for as long as a busy machine may take."""
        partner = await Partner.start(known, PATIENCE_SECONDS)
        self._stood.put_nowait(partner)
        return partner

    async def another(self) -> Partner:
        """The next one, when it stands."""
        return await self._stood.get()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was complained of."""
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    ("processors", "choice", "wanted"),
    [(1, "auto", False), (2, "auto", True), (1, "on", True), (8, "off", False)],
)
def test_a_process_is_wanted_where_there_are_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int, choice: str, wanted: bool
) -> None:
    """Or where the settings say so."""
    monkeypatch.setattr(standing, "_processors", lambda: processors)
    assert is_wanted(choice) is wanted


@pytest.mark.process
async def test_one_that_is_killed_is_followed_by_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Who had asked it hears at once that the service must see for itself; one line tells why.

    Each knows the FAQ and the catalogue that the service has then.
    """
    known = known_of(tmp_path)
    starts = Starts()
    beside = Beside(starts, pauses=(0.0,), patience=PATIENCE_SECONDS)
    ask = partial(beside.match, known.matcher)
    beside.learn(CATALOGUE)
    async with running(beside.run):
        await beside.follow(known)
        first = await starts.another()
        assert await beside.weigh(CATALOGUE, "没水了") == CATALOGUE.weigh("没水了")
        asked = await asked_and_not_heard(first.pid, ask)
        os.kill(first.pid, signal.SIGKILL)
        assert await asyncio.gather(*asked) == [None] * len(asked)
        second = await starts.another()
        assert await ask(ASKED[0], TODAY) == known.matcher.match(ASKED[0], TODAY)
        assert await beside.weigh(CATALOGUE, "没水了") == CATALOGUE.weigh("没水了")
        beside.learn(replace(CATALOGUE))
        assert await beside.weigh(CATALOGUE, "没水了") is None
    assert second.exit_code == 0
    assert await ask(ASKED[0], TODAY) is None
    (told,) = warnings(caplog)
    assert "exit code -9" in told


@pytest.mark.process
async def test_a_newer_faq_comes_into_use_without_a_gap(tmp_path: Path) -> None:
    """The former process answers until the next one stands, and then what it was asked before.

    A supervisor that tells every process to stop does not stop it: the service still answers.
    """
    old, new = known_of(tmp_path), known_of(tmp_path, FAQ[:2], REFIT)
    starts = Starts()
    beside = Beside(starts, patience=PATIENCE_SECONDS)
    async with running(beside.run):
        await beside.follow(old)
        first = await starts.another()
        coming = asyncio.create_task(beside.follow(new))
        said = old.matcher.match(ASKED[1], TODAY)
        assert await beside.match(old.matcher, ASKED[1], TODAY) == said
        asked = await asked_and_not_heard(first.pid, partial(beside.match, old.matcher))
        await coming
        assert await beside.match(old.matcher, ASKED[1], TODAY) is None
        for text in ASKED:
            found = await beside.match(new.matcher, text, TODAY)
            assert found == new.matcher.match(text, TODAY)
        os.kill(first.pid, signal.SIGTERM)
        os.kill(first.pid, signal.SIGINT)
        os.kill(first.pid, signal.SIGCONT)
        assert await asyncio.gather(*asked) == [old.matcher.match(each, TODAY) for each in ASKED]
        await first.ended.wait()
        assert first.exit_code == 0
        await beside.follow(None)
        assert beside.partner is None


async def test_the_pause_grows_while_none_can_be_started(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """The service goes on by itself; a newer FAQ is tried at once."""
    known, tried = known_of(tmp_path), asyncio.Semaphore(0)

    async def fails(_: Known) -> Partner:
        tried.release()
        raise PartnerError("there is no memory left")

    beside = Beside(fails, pauses=(0.0, 0.001, 3600.0))
    async with running(beside.run):
        await beside.follow(known)
        for _ in range(3):
            await tried.acquire()
        assert await beside.match(known.matcher, ASKED[0], TODAY) is None
        await beside.follow(replace(known))
        await tried.acquire()
    told = warnings(caplog)
    assert all("no memory left" in each for each in told)
    pauses = ["0 seconds", "0.001 seconds", "3600 seconds", "3600 seconds"]
    assert [each.rpartition("another in ")[2] for each in told] == pauses


async def _built(database: Database, folder: Path, _: Settings) -> tuple[Built, Mapped]:
    """The index of the FAQ in force, as another process builds it."""
    version, entries = await database.read(stored_faq)
    known = known_of(folder, map(entry_of, entries))
    return Built(version, len(entries)), Mapped(known.matcher.index, known.file)


@asynccontextmanager
async def answering(
    folder: Path, monkeypatch: pytest.MonkeyPatch, beside: Beside
) -> AsyncIterator[tuple[Database, matching.Knowledge]]:
    """A service's FAQ, taken for a large one, while a process may stand beside it."""
    settings = Settings(data=str(folder), matching=Matching(beside="on"))
    monkeypatch.setattr(matching, "FEW", 1)
    database = await open_database(settings, now=NOW)
    zone = ZoneInfo(settings.timezone)
    monkeypatch.setattr(matching, "build_apart", partial(_built, database, folder))
    known = matching.Knowledge(
        database, settings.matching, Signals(), lambda: NOW, zone, settings, beside
    )
    try:
        async with running(beside.run):
            await replace_entries(database, FAQ, "test", lambda: NOW)
            await known.refresh()
            yield database, known
        assert not known.beside
    finally:
        await database.close()


@pytest.mark.process
async def test_residents_get_the_same_answers_whoever_matches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the service, by the service while the process is dead, and after the FAQ changed."""
    starts = Starts()
    beside = Beside(starts, pauses=(3600.0,), patience=PATIENCE_SECONDS)
    async with answering(tmp_path, monkeypatch, beside) as (database, known):
        said = [known_of(tmp_path).matcher.match(text, TODAY) for text in ASKED]
        first = await starts.another()
        assert known.beside
        assert [await known.match(text) for text in ASKED] == said
        asked = await asked_and_not_heard(first.pid, lambda text, _: known.match(text))
        os.kill(first.pid, signal.SIGKILL)
        assert await asyncio.gather(*asked) == said
        await replace_entries(database, FAQ[:2], "test", lambda: NOW)
        await known.refresh()
        changed = known_of(tmp_path, FAQ[:2]).matcher
        assert [await known.match(each) for each in ASKED] == [
            changed.match(each, TODAY) for each in ASKED
        ]
        assert known.beside


@pytest.mark.process
async def test_a_new_entry_answers_though_no_process_for_it_ever_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so does a new refit: the service matches by itself, for the former one knows neither."""
    starts = Starts()

    async def starts_once(known: Known) -> Partner:
        if beside.partner is not None:
            await asyncio.Event().wait()
        return await starts(known)

    beside = Beside(starts_once, patience=0.0)
    async with answering(tmp_path, monkeypatch, beside) as (database, known):
        first = await starts.another()
        lamp = FaqEntry("lamp", "路灯坏了找谁修？", "请打 12345。")
        await replace_entries(database, [*FAQ, lamp], "test", lambda: NOW)
        await known.refresh()
        changed = known_of(tmp_path, [*FAQ, lamp]).matcher
        asked = "家门口的路灯不亮，找谁修"
        assert await known.match(asked) == changed.match(asked, TODAY)
        assert changed.match(asked, TODAY).best.entry == lamp
        await database.transaction(lambda tx: keep(tx, REFIT, NOW))
        await known.refresh()
        refitted = replace(changed, refit=REFIT).match(asked, TODAY)
        assert await known.match(asked) == refitted != changed.match(asked, TODAY)
        assert beside.partner is first
