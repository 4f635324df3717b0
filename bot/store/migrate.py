"""Brings a database to the schema of this program: numbered migrations, each once and whole."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.clock import stamp
from bot.errors import StoreError
from bot.store.lexing import split_statements
from bot.store.statements import fill

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)")
_LEDGER = """
    CREATE TABLE IF NOT EXISTS migrations (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        applied_at TEXT NOT NULL
    )
"""

_log = logging.getLogger(__name__)


class Ground(Protocol):
    """What a migration needs of an engine."""

    @property
    def place(self) -> str:
        """Where the database is, in words for the reader (never with a password)."""

    @property
    def words(self) -> Mapping[str, str]:
        """The engine's own words."""

    def alone(self) -> AbstractContextManager[None]:
        """A transaction during which no other process migrates; undone by an exception."""

    def execute(self, statement: str, values: Sequence[int | str] = ()) -> list[Sequence[object]]:
        """Carry out a statement with `?` parameters, and fetch what it found."""

    def keep_safe(self, name: str, now: datetime) -> None:
        """Keep what is there before the migration `name` changes it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema; `digest` covers its statements, but not its comments."""

    number: int
    name: str
    script: str
    digest: str


def load_migrations(folder: Path = MIGRATIONS_FOLDER) -> list[Migration]:
    """The migrations of a folder in their order.

    Raises `StoreError` where a name is malformed or the numbers are not 1, 2, 3, …
    """
    migrations = [_read(path) for path in sorted(folder.glob("*.sql"))]
    numbers = [migration.number for migration in migrations]
    if numbers != list(range(1, len(numbers) + 1)):
        raise StoreError(f"The migrations in {folder} must be numbered 1, 2, 3, … without a gap.")
    return migrations


def migrate(ground: Ground, now: datetime, folder: Path = MIGRATIONS_FOLDER) -> int:
    """Carry out the migrations that are still to come, each in a transaction; how many.

    Raises `StoreError` where the database is newer than the program, or where a migration that
    was carried out long ago has since been changed; then nothing is touched.
    """
    migrations = load_migrations(folder)
    done: list[Migration] = []
    # One copy is kept of what was there before, and none of what is only being made.
    while (migration := _next_step(ground, migrations, now, keep=not done)) is not None:
        done.append(migration)
        if done[0].number > 1:
            _log.info("%s: migration %04d %s done", ground.place, migration.number, migration.name)
    if done and done[0].number == 1:
        _log.info("%s was made; its schema is number %d", ground.place, len(done))
    return len(done)


def check_known(place: str, applied: Iterable[Sequence[object]]) -> int:
    """The number of the schema that a database at `place` has, by the rows of its ledger.

    Raises `StoreError` where this program cannot go on with it.
    """
    ledger = [(int(str(number)), str(digest)) for number, digest in applied]
    _check(place, load_migrations(), ledger)
    return len(ledger)


def _next_step(
    ground: Ground, migrations: list[Migration], now: datetime, *, keep: bool
) -> Migration | None:
    with ground.alone():
        ground.execute(_LEDGER)
        applied = ground.execute("SELECT number, digest FROM migrations ORDER BY number")
        _check(ground.place, migrations, [(int(str(n)), str(digest)) for n, digest in applied])
        if len(applied) == len(migrations):
            return None
        migration = migrations[len(applied)]
        if applied and keep:
            ground.keep_safe(f"{migration.number:04d}", now)
        _apply(ground, migration, now)
    return migration


def _apply(ground: Ground, migration: Migration, now: datetime) -> None:
    where = f"migration {migration.number:04d}_{migration.name}"
    for statement in split_statements(fill(migration.script, ground.words, where)):
        ground.execute(statement)
    ground.execute(
        "INSERT INTO migrations (number, name, digest, applied_at) VALUES (?, ?, ?, ?)",
        (migration.number, migration.name, migration.digest, stamp(now)),
    )


def _check(place: str, migrations: list[Migration], applied: list[tuple[int, str]]) -> None:
    if len(applied) > len(migrations):
        raise StoreError(
            f"{place} was written by a newer Wenzheng (its schema is number "
            f"{applied[-1][0]}, this program knows {len(migrations)}); install the newer program "
            "again, or restore the backup that was made before it was installed."
        )
    for migration, (number, digest) in zip(migrations, applied, strict=False):
        if (number, digest) != (migration.number, migration.digest):
            raise StoreError(
                f"{place}: migration {number:04d} was carried out with other contents than "
                f"this program's {migration.number:04d}_{migration.name}.sql; install the program "
                "that wrote this database, and put later changes of the schema in a new migration."
            )


def _read(path: Path) -> Migration:
    match = _FILE_NAME.fullmatch(path.stem)
    if not match:
        raise StoreError(f"{path}: a migration is named like 0002_what_it_does.sql; rename it.")
    script = path.read_text(encoding="utf-8")
    digest = hashlib.sha256("\n;\n".join(split_statements(script)).encode()).hexdigest()
    return Migration(int(match["number"]), match["name"], script, digest)
