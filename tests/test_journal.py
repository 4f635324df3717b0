"""The journal: nothing is lost while the database is away, and what waited goes first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import StoreBusy, StoreError
from bot.intake.journal import Journal, JournaledIntake
from bot.models import InboundMessage, InboxState, Media
from bot.settings import Settings
from bot.store import Database
from tests.rules import Door, Rules, open_door


@pytest.fixture
def door(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Door:
    """An intake whose handlers are simple rules."""
    import handlers

    rules = Rules()
    monkeypatch.setattr(handlers, "handle", rules.handle)
    monkeypatch.setattr(handlers, "admit", rules.admit)
    return open_door(database, settings, rules)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """An empty journal."""
    return Journal(tmp_path / "data" / "journal.jsonl")


def away(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is away."""

    async def fail(_: object) -> object:
        raise StoreBusy("the database is away")

    monkeypatch.setattr(door.database, "transaction", fail)


async def test_w12_what_comes_meanwhile_is_handled_first(
    door: Door, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W12: acknowledged from the journal, in order, before what comes later; and once."""
    intake = JournaledIntake(door.intake, journal)
    with monkeypatch.context() as meanwhile:
        away(door, meanwhile)
        for text in ("一", "二"):
            receipt = await intake.receive(door.message(text, again=text))
            assert (receipt.state, receipt.replies) == (InboxState.RECEIVED, ())
        with pytest.raises(StoreError):
            await journal.replay(door.intake)
    assert journal.waiting
    await intake.receive(door.message("三"))
    await intake.receive(door.message("一", again="一"))
    assert door.rules.handled == ["一", "二", "三"]
    assert not journal.waiting


async def test_w12_it_survives_a_restart_and_a_line_cut_off(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A picture too; half a line was never acknowledged, and is told of."""
    path = tmp_path / "journal.jsonl"
    with monkeypatch.context() as meanwhile:
        away(door, meanwhile)
        picture = Media("image/png", body=b"\x89PNG")
        message = InboundMessage("post", "m1", "A", text="看", media=(picture,))
        await JournaledIntake(door.intake, Journal(path)).receive(message)
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    with path.open("ab") as file:
        file.write(b'{"channel":"post","exter')
    assert await Journal(path).replay(door.intake) == 1
    assert "line 2" in caplog.text
    kept = await door.arrival(1)
    assert [each.size for each in kept.message.attachments] == [4]


async def test_w12_where_neither_can_be_written_nothing_is_acknowledged(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the platform is told nothing, and may come again."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    away(door, monkeypatch)
    monkeypatch.setattr(os, "fsync", full)
    intake = JournaledIntake(door.intake, Journal(tmp_path / "journal.jsonl"))
    with pytest.raises(StoreError, match="No space left"):
        await intake.receive(door.message("一"))
