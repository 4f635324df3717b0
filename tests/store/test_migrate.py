"""A database is brought to the program's schema once, whole, safely, or it is refused untouched."""

from __future__ import annotations

import logging
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot.clock import stamp
from bot.errors import StoreError
from bot.store.migrate import load_migrations
from bot.store.postgres_ground import prepare_postgres
from bot.store.sqlite_ground import prepare_sqlite

FIRST = "-- One; two.\nCREATE TABLE notes (id $identity, text TEXT NOT NULL DEFAULT ';');"
SECOND = "ALTER TABLE notes ADD COLUMN at TEXT;\nINSERT INTO notes (text, at) VALUES ('a;b', 'c')"

Select = Callable[[str], list[tuple[object, ...]]]


class Trial:
    """A database without a schema, and a folder of migrations for it."""

    def __init__(self, place: Path | str, folder: Path) -> None:
        self.place = place
        self.folder = folder

    def write(self, **migrations: str) -> None:
        """Put migrations into the folder; `m0001_notes="…"` is 0001_notes.sql."""
        for name, text in migrations.items():
            (self.folder / f"{name[1:]}.sql").write_text(text, encoding="utf-8")

    def prepare(self, now: datetime) -> None:
        """What opening does."""
        if isinstance(self.place, Path):
            prepare_sqlite(self.place, now, self.folder)
        else:
            prepare_postgres(self.place, now, self.folder)

    def select(self, text: str) -> list[tuple[object, ...]]:
        """Rows, read by other means than ours."""
        if isinstance(self.place, Path):
            with closing(sqlite3.connect(self.place)) as file:
                return file.execute(text).fetchall()
        with psycopg.connect(self.place) as server:
            return server.execute(text.encode()).fetchall()


@pytest.fixture(params=["sqlite", "postgres"])
def trial(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trial]:
    """A database without a schema, once for each engine."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    if request.param == "sqlite":
        yield Trial(tmp_path / "data" / "trial.db", folder)
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield Trial(server.address(name), folder)
    server.drop(name)


def test_migrations_are_done_in_order_and_noted(trial: Trial, now: datetime) -> None:
    """Every statement of every file, and a line for each in the ledger."""
    trial.write(m0001_notes=FIRST, m0002_times=SECOND)
    trial.prepare(now)
    assert trial.select("SELECT id, text, at FROM notes") == [(1, "a;b", "c")]
    assert trial.select("SELECT number, name, applied_at FROM migrations ORDER BY number") == [
        (1, "notes", stamp(now)),
        (2, "times", stamp(now)),
    ]


def test_a_second_opening_changes_nothing(trial: Trial, now: datetime) -> None:
    """Migrations that are done stay as they are noted."""
    trial.write(m0001_notes=FIRST, m0002_times=SECOND)
    trial.prepare(now)
    trial.prepare(now + timedelta(days=1))
    assert trial.select("SELECT COUNT(*) FROM notes") == [(1,)]
    assert trial.select("SELECT DISTINCT applied_at FROM migrations") == [(stamp(now),)]


def test_what_is_still_to_come_is_done_later(trial: Trial, now: datetime) -> None:
    """A newer program adds only its own steps, and keeps the rows."""
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    trial.write(m0002_times=SECOND)
    trial.prepare(now)
    assert trial.select("SELECT COUNT(*) FROM notes") == [(1,)]


def test_a_migration_that_fails_leaves_no_trace(trial: Trial, now: datetime) -> None:
    """Its first statements are undone with its last, and the next try does it all."""
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    trial.write(m0002_times=";\n".join([SECOND, "INSERT INTO nowhere VALUES (1)"]))
    with pytest.raises(StoreError, match="nowhere"):
        trial.prepare(now)
    assert trial.select("SELECT COUNT(*) FROM notes") == [(0,)]
    assert trial.select("SELECT MAX(number) FROM migrations") == [(1,)]
    trial.write(m0002_times=SECOND)
    trial.prepare(now)
    assert trial.select("SELECT COUNT(*) FROM notes") == [(1,)]


def test_a_database_newer_than_the_program_is_refused(trial: Trial, now: datetime) -> None:
    """An older program must not write into a schema that it does not know."""
    trial.write(m0001_notes=FIRST, m0002_times=SECOND)
    trial.prepare(now)
    (trial.folder / "0002_times.sql").unlink()
    with pytest.raises(StoreError, match=r"newer Wenzheng .*number 2.*knows 1"):
        trial.prepare(now)


def test_a_migration_changed_afterwards_is_refused(trial: Trial, now: datetime) -> None:
    """The schema that the file tells of is not the one that is there."""
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    trial.write(m0001_notes=FIRST.replace("DEFAULT ';'", "DEFAULT ''"), m0002_times=SECOND)
    with pytest.raises(StoreError, match=r"0001_notes\.sql"):
        trial.prepare(now)
    assert trial.select("SELECT COUNT(*) FROM migrations") == [(1,)]


def test_a_comment_may_change(trial: Trial, now: datetime) -> None:
    """A comment and a closing semicolon are no part of the schema."""
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    trial.write(m0001_notes="-- Better said.\n" + FIRST.split("\n", 1)[1].rstrip(";"))
    trial.prepare(now)


def test_processes_that_start_at_once_migrate_once(trial: Trial, now: datetime) -> None:
    """Each waits for the one that came first, and finds the work done."""
    trial.write(m0001_notes=FIRST, m0002_times=SECOND)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(trial.prepare, now) for _ in range(8)]:
            done.result()
    assert trial.select("SELECT COUNT(*) FROM notes") == [(1,)]


@pytest.mark.process
def test_real_processes_that_start_at_once_all_open(tmp_path: Path) -> None:
    """Several programs open one new SQLite file at the same moment, and none is refused."""
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from bot.store.sqlite_ground import prepare_sqlite\n"
        "sys.stdin.readline()\n"
        "prepare_sqlite(Path(sys.argv[1]), datetime.now(UTC))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, tmp_path / "data" / "trial.db"],
            stdin=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(4)
    ]
    for process in processes:
        process.communicate(b"\n")
    assert [process.returncode for process in processes] == [0, 0, 0, 0]


def test_the_file_is_backed_up_before_it_is_changed(tmp_path: Path, now: datetime) -> None:
    """The folder `backups` gets the whole former database; a new one needs no backup."""
    trial = _sqlite_trial(tmp_path)
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    assert not (tmp_path / "data" / "backups").exists()
    with closing(sqlite3.connect(tmp_path / "data" / "trial.db")) as file:
        file.execute("INSERT INTO notes (text) VALUES ('before')")
        file.commit()
    trial.write(m0002_times=SECOND)
    trial.prepare(now)
    (backup,) = (tmp_path / "data" / "backups").iterdir()
    assert backup.name == "before-0002-20261123T013000.000000Z.db"
    with closing(sqlite3.connect(backup)) as file:
        assert file.execute("SELECT * FROM notes").fetchall() == [(1, "before")]


def test_starts_that_are_cut_short_keep_one_copy(tmp_path: Path, now: datetime) -> None:
    """The newest: copies of a large database would fill the disk."""
    trial = _sqlite_trial(tmp_path)
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    trial.write(m0002_times="INSERT INTO nowhere VALUES (1)")
    for minutes in range(3):
        with pytest.raises(StoreError):
            trial.prepare(now + timedelta(minutes=minutes))
    (backup,) = (tmp_path / "data" / "backups").iterdir()
    assert backup.name == "before-0002-20261123T013200.000000Z.db"


def test_a_new_database_is_no_backup_of_itself(tmp_path: Path, now: datetime) -> None:
    """However many migrations make it; and several of one upgrade keep one copy."""
    prepare_sqlite(tmp_path / "data" / "new.db", now)
    assert not (tmp_path / "data" / "backups").exists()
    trial = _sqlite_trial(tmp_path)
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    trial.write(m0002_times=SECOND, m0003_more="CREATE TABLE more (id INTEGER)")
    trial.prepare(now)
    assert len(list((tmp_path / "data" / "backups").iterdir())) == 1


def test_postgres_is_told_that_the_backup_is_its_own(
    postgres_server: object, tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    """A line in the log, before the schema changes, and only where there was one."""
    server = postgres_server
    folder = tmp_path / "migrations"
    folder.mkdir()
    trial = Trial(server.address(server.create()), folder)  # type: ignore[attr-defined]
    trial.write(m0001_notes=FIRST)
    with caplog.at_level(logging.WARNING):
        trial.prepare(now)
        assert not caplog.messages
        trial.write(m0002_times=SECOND)
        trial.prepare(now)
    assert ["pg_dump" in message for message in caplog.messages] == [True]


def test_a_migration_that_would_break_a_reference_is_undone(tmp_path: Path, now: datetime) -> None:
    """Tables may be rebuilt, but no row may point to nothing afterwards."""
    trial = _sqlite_trial(tmp_path)
    trial.write(
        m0001_notes="CREATE TABLE a (id $identity);"
        "CREATE TABLE b (id $identity, a_id INTEGER REFERENCES a (id));"
        "INSERT INTO a (id) VALUES (1); INSERT INTO b (a_id) VALUES (1);",
    )
    trial.prepare(now)
    trial.write(
        m0002_rebuild="CREATE TABLE n (id $identity); DROP TABLE a; ALTER TABLE n RENAME TO a"
    )
    with pytest.raises(StoreError, match="a row of b would point to nothing in a"):
        trial.prepare(now)
    assert trial.select("SELECT COUNT(*) FROM a") == [(1,)]


def test_only_the_owner_may_read_what_is_kept(tmp_path: Path, now: datetime) -> None:
    """The folder is 0700, the file and its log are 0600."""
    trial = _sqlite_trial(tmp_path)
    trial.write(m0001_notes=FIRST)
    trial.prepare(now)
    data = tmp_path / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()} == {0o600}


@pytest.mark.parametrize("names", [["0002_a"], ["0001_a", "0003_b"], ["0001_a", "0001_b"], ["1_a"]])
def test_migrations_are_numbered_without_a_gap(tmp_path: Path, names: list[str]) -> None:
    """A misnumbered folder is a mistake of the makers, and found at once."""
    for name in names:
        (tmp_path / f"{name}.sql").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(StoreError):
        load_migrations(tmp_path)


def _sqlite_trial(tmp_path: Path) -> Trial:
    folder = tmp_path / "migrations"
    folder.mkdir()
    return Trial(tmp_path / "data" / "trial.db", folder)
