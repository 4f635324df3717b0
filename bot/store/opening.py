"""Opens the database that the settings name, brought to this program's schema."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import Settings
from bot.store import Database
from bot.store.sqlite import SqliteDatabase
from bot.store.sqlite_ground import prepare_sqlite

FILE_NAME = "wenzheng.db"


def locate(settings: Settings) -> Path | str:
    """Where everything is kept: the path of a SQLite file, or the address of a PostgreSQL server.

    Raises `SettingsError` where the setting `database` is neither.
    """
    database = settings.database.strip()
    if not database:
        return settings.data_folder / FILE_NAME
    scheme, separator, rest = database.partition("://")
    if not separator:
        return Path(database).expanduser()
    if scheme == "sqlite" and rest.lstrip("/"):
        # An absolute path has three slashes here and four with some other programs.
        return Path(re.sub("^/+", "/", rest)).expanduser()
    if scheme in {"postgresql", "postgres"}:
        return database
    # The rest may hold a password.
    raise SettingsError(
        f"The setting `database` begins with {scheme}://, which Wenzheng does not know; leave it "
        "empty, or write the path of a SQLite file or postgresql://user:password@host:5432/name."
    )


async def open_database(settings: Settings, *, now: datetime, begins: bool = True) -> Database:
    """Open the database of the settings, migrated first where that is needed.

    Where there is none it is made, if whoever opens it `begins` a service. Raises `SettingsError`,
    or `StoreError` where it cannot be opened; neither tells a password.
    """
    place = locate(settings)
    if not begins and isinstance(place, Path) and not place.exists():
        raise SettingsError(
            f"There is no service in {place.parent.absolute()} (no {place.name}). Name the folder "
            "of yours with --data or WENZHENG_DATA; `wenzheng serve` or an import begins a new one."
        )
    return await asyncio.to_thread(_open, place, now)


def _open(place: Path | str, now: datetime) -> Database:
    if isinstance(place, Path):
        prepare_sqlite(place, now)
        return SqliteDatabase(place)
    try:
        # psycopg is an extra: who keeps everything in SQLite need not install it.
        from bot.store.postgres import PostgresDatabase
        from bot.store.postgres_ground import prepare_postgres
    except ImportError as error:
        raise SettingsError(
            "The setting `database` names PostgreSQL, for which psycopg is missing; `make run` "
            "installs it, and so does: pip install --require-hashes -r requirements-postgres.txt"
        ) from error
    prepare_postgres(place, now)
    return PostgresDatabase(place)
