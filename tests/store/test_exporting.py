"""Reading everything out, and the exported file, on both engines."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import sqlite_utils

from bot.errors import StoreError, WenzhengError
from bot.exporting import MASKED, PERSONAL, export
from bot.knowledge.importing import add_entries
from bot.store import contacts, exporting
from bot.store.exporting import Kept
from faq.entries import FaqEntry
from tests.scenes import ANSWERED, ASKED, PHONE, WHISPERED, Past, happen

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.exporting import Scope
    from bot.store import Database, Row, Transaction

ZONE = ZoneInfo("Asia/Shanghai")


async def exported(
    database: Database, target: Path, scope: Scope, now: datetime
) -> sqlite_utils.Database:
    """The exported file, opened as its reader opens it."""
    counts = await export(database, target, scope, "样例市", now, ZONE)
    file = sqlite_utils.Database(target)
    assert {name: file.table(name).count for name in file.table_names()} == counts
    return file


async def test_a_masked_export_tells_nobodys_name(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    """Tickets, events and messages are there; telephone, address and whisper are not."""
    past: Past = await database.transaction(partial(happen, now=now))
    await add_entries(database, [FaqEntry("a", "停水找谁?", "请打 96116")], "a", lambda: now)
    target = tmp_path / "out.db"
    with closing(await exported(database, target, MASKED, now)) as file:
        (ticket,) = file["tickets"].rows
        assert (ticket["number"], ticket["state"]) == (past.answered.number, "replied")
        texts = {row["text"] for row in file["messages"].rows}
        assert ANSWERED in texts
        assert len(texts) == 2
        assert [row["action"] for row in file["ticket_events"].rows] == [
            "register",
            "take",
            "answer",
        ]
        assert [row["id"] for row in file["faq"].rows] == ["a"]
        assert [row["name"] for row in file["officials"].rows] == [past.official]
    content = target.read_bytes()
    for personal in (PHONE, "resident-1", "resident-2", WHISPERED):
        assert personal.encode() not in content
    assert target.stat().st_mode & 0o077 == 0


async def test_an_export_of_personal_data_is_whole_and_noted(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    """As it was written, confidential matters among it; the access log says so."""
    await database.transaction(partial(happen, now=now))
    with closing(await exported(database, tmp_path / "all.db", PERSONAL, now)) as file:
        assert {ASKED, WHISPERED} <= {row["text"] for row in file["messages"].rows}
        assert file["tickets"].count == 2
        assert "resident-1" in {row["address"] for row in file["contacts"].rows}

    def noted(tx: Transaction) -> list[str]:
        return [row["detail"] for row in exporting.accesses(tx, "exported")]

    assert await database.read(noted) == ["all.db"]


async def test_an_empty_service_exports_all_its_tables(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    """Whoever reads the file need not ask which tables there are."""
    with closing(await exported(database, tmp_path / "out.db", MASKED, now)) as file:
        assert set(file.table_names()) >= {"tickets", "ticket_events", "messages", "faq"}
        assert "first_reply_due" in file["tickets"].columns_dict


async def test_an_export_never_takes_another_files_place(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    """What is there is kept, and a failed export leaves nothing."""
    target = tmp_path / "out.db"
    target.write_text("mine")
    with pytest.raises(WenzhengError, match="exists already"):
        await export(database, target, MASKED, "样例市", now, ZONE)
    assert target.read_text() == "mine"
    with pytest.raises(StoreError, match="cannot be written"):
        await export(database, tmp_path / "no" / "out.db", MASKED, "样例市", now, ZONE)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names in (["out.db"], ["data", "out.db"])


async def test_rows_are_read_page_by_page(database: Database, now: datetime) -> None:
    """More than a page, each once, in order."""

    def many(tx: Transaction) -> None:
        for number in range(1_200):
            contacts.arrive(tx, "web", f"r{number}", now)

    await database.transaction(many)

    def read(tx: Transaction) -> list[Row]:
        return list(exporting.rows(tx, Kept.CONTACTS, confidential=False))

    ids = [row["id"] for row in await database.read(read)]
    assert len(ids) == 1_200
    assert ids == sorted(set(ids))


async def test_the_newest_moment_is_of_whatever_came_last(
    database: Database, now: datetime
) -> None:
    """By it a clock that was set back is found out."""
    assert await database.read(exporting.newest_moment) is None
    await database.transaction(partial(happen, now=now))
    assert await database.read(exporting.newest_moment) == now
