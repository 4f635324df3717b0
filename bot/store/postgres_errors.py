"""Says in a sentence what went wrong in PostgreSQL; never a password, never a row's contents."""

from __future__ import annotations

import psycopg
from psycopg import conninfo, errors

from bot.errors import SettingsError, StoreBusy, StoreError

LOCK_SECONDS = 5


def parse(address: str) -> dict[str, str]:
    """The parts of a PostgreSQL address, by libpq's names for them.

    Raises `SettingsError` for a malformed one, without repeating it: it may hold a password.
    """
    try:
        parts = conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise SettingsError(
            "The setting `database` is not a valid PostgreSQL address; write "
            "postgresql://user:password@host:5432/name, and the password's special characters "
            "as %XX."
        ) from None
    return {name: str(value) for name, value in parts.items() if value is not None}


def place(parts: dict[str, str]) -> str:
    """Where the database is, for people: no user, no password."""
    host = parts.get("host") or parts.get("hostaddr") or "this machine"
    port = f":{parts['port']}" if "port" in parts else ""
    name = parts.get("dbname") or parts.get("user") or "its default database"
    return f"PostgreSQL database {name} on {host}{port}"


def passing(error: psycopg.Error) -> bool:
    """Whether the same transaction may well succeed when it is run again at once."""
    return isinstance(error, errors.SerializationFailure | errors.DeadlockDetected)


def explain(error: psycopg.Error, parts: dict[str, str], statement: str = "") -> StoreError:
    """The `StoreError` (or `StoreBusy`) for an error of PostgreSQL."""
    where = place(parts)
    if isinstance(error, errors.LockNotAvailable):
        return StoreBusy(
            f"{where}: another transaction held the same rows for more than {LOCK_SECONDS} "
            "seconds and nothing was written; try again."
        )
    if passing(error):
        return StoreBusy(
            f"{where}: other transactions kept getting in the way and nothing was written; "
            "try again."
        )
    if isinstance(error, errors.DiskFull):
        return StoreError(
            f"{where}: the server's disk is full and nothing of this was written; "
            "make room there. Wenzheng goes on by itself, without a restart."
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return StoreError(
            f"{where}: the transaction may only read (a standby server, or a read); "
            "the setting `database` must name the primary server."
        )
    if isinstance(error, psycopg.OperationalError):
        return StoreError(
            f"{where} cannot be reached or does not take the connection ({_reason(error, parts)}); "
            "see that the server runs and that user, password and name in `database` are right."
        )
    told = f", statement {statement!r}" if statement else ""
    return StoreError(
        f"{where}{told}: the database refused ({_reason(error, parts)}); "
        "nothing of this was written."
    )


def lost_at_commit(parts: dict[str, str]) -> StoreError:
    """The error for a connection that broke between COMMIT and its answer."""
    return StoreError(
        f"{place(parts)}: the connection was lost during the commit, so that it is not known "
        "whether it was written; look before you do it again."
    )


def _reason(error: psycopg.Error, parts: dict[str, str]) -> str:
    if isinstance(error, psycopg.DataError):
        # Its text repeats the value, which may be what a resident wrote.
        return type(error).__name__
    text = " ".join((error.diag.message_primary or str(error) or type(error).__name__).split())
    password = parts.get("password")
    return text.replace(password, "***") if password else text
