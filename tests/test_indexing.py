"""A large FAQ is indexed by another process; what comes back answers as if built here."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from filelock import FileLock

from bot.errors import StoreError
from bot.knowledge import matching
from bot.knowledge.importing import replace_entries
from bot.knowledge.indexing import IndexingError, build_apart
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store.opening import open_database
from faq.entries import FaqEntry
from faq.match import Decision

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
FAQ = [
    FaqEntry("water", "停水了打什么电话？", "请打 96116。", ("家里没水了找谁",)),
    FaqEntry("power", "停电了找谁报修？", "请打 95598。", valid_until=date(2027, 1, 1)),
]


@pytest.mark.process
async def test_a_large_faq_is_indexed_apart_and_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the version that it was built from."""
    settings = Settings(data=str(tmp_path))
    database = await open_database(settings, now=NOW)
    try:
        await replace_entries(database, FAQ, "test", lambda: NOW)
        monkeypatch.setattr(matching, "FEW", 1)
        zone = ZoneInfo(settings.timezone)
        known = matching.Knowledge(database, Matching(), Signals(), lambda: NOW, zone, settings)
        assert await known.refresh()
        assert not await known.refresh()
        assert known.version == 1
        found = await known.match("家里没水了找谁？")
        assert (found.decision, found.best.entry) == (Decision.ANSWER, FAQ[0])
    finally:
        await database.close()


@pytest.mark.process
async def test_what_a_killed_service_left_is_taken_away(tmp_path: Path) -> None:
    """And what another one works in or is about to is not; nothing is left of one's own.

    What nobody can lock (a folder of root's), and a stray file, stay and are in nobody's way.
    """
    database = await open_database(Settings(data=str(tmp_path)), now=NOW)
    try:
        await replace_entries(database, FAQ, "test", lambda: NOW)
    finally:
        await database.close()
    work = tmp_path / "work"
    left, others, begun, barred = (work / name for name in ("left", "others", "begun", "barred"))
    for folder in (left, others, begun, barred):
        folder.mkdir(parents=True)
        (folder / "made").write_bytes(b"half of an index")
    (barred / "held").mkdir()
    (work / ".DS_Store").write_bytes(b"")
    with FileLock(others / "held"):
        for old in (left, others, barred, work / ".DS_Store"):
            os.utime(old, (0, 0))
        built, _ = await build_apart(Settings(data=str(tmp_path)))
        assert built.entries == len(FAQ)
        assert {each.name for each in work.iterdir()} == {"others", "begun", "barred", ".DS_Store"}
        assert all((folder / "made").exists() for folder in (others, begun, barred))


async def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With what the system says of it."""
    (tmp_path / "work").write_text("no folder")
    with pytest.raises(StoreError, match=r"work: nothing can be written there \(File exists\)"):
        await build_apart(Settings(data=str(tmp_path)))


@pytest.mark.process
async def test_a_builder_that_fails_is_told_of(tmp_path: Path) -> None:
    """The version in use stays; here there is no database at all."""
    with pytest.raises(IndexingError, match="could not be built"):
        await build_apart(Settings(data=str(tmp_path / "nowhere")))
