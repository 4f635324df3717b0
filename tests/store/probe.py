"""Engines with a few statements of the tests' own, over the tables of the real schema."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings
from bot.store import Transaction, Work
from bot.store.lexing import numbered_parameters, percent_parameters
from bot.store.opening import locate
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.store.statements import Statements

PROBE = {
    "insert_key": "INSERT INTO keys (name, value) VALUES (:name, :value)",
    "put_key": (
        "INSERT INTO keys (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    ),
    "delete_key": "DELETE FROM keys WHERE name = :name",
    "key": "SELECT value FROM keys WHERE name = :name",
    "keys": "SELECT name, value FROM keys ORDER BY name",
    "keys_like": "SELECT name FROM keys WHERE name LIKE '%:n%' OR name = :name",
    "count_up": (
        "INSERT INTO counters (subject, bucket, count) VALUES (:subject, '', 1)"
        " ON CONFLICT (subject, bucket) DO UPDATE SET count = counters.count + 1"
        " RETURNING count"
    ),
    "keep_contact": (
        "INSERT INTO contacts (channel, address, created_at) VALUES ('t', :address, '')"
        " ON CONFLICT (channel, address) DO NOTHING"
    ),
    "contacts": "SELECT id, address FROM contacts ORDER BY id",
    "put_attachment": (
        "INSERT INTO attachments (sha256, media_type, size, body, created_at)"
        " VALUES (:sha256, '', :size, :body, '')"
    ),
    "attachment": "SELECT size, body FROM attachments WHERE sha256 = :sha256",
    "role_of_nobody": "INSERT INTO official_roles (official_id, role) VALUES (:official_id, '')",
    "check_references_late": "PRAGMA defer_foreign_keys = ON",
    "undo_all": "ROLLBACK",
    "limit_pages": "PRAGMA max_page_count = 1",
    "unlimit_pages": "PRAGMA max_page_count = 1073741823",
}
STATEMENTS = Statements(PROBE, numbered_parameters)

Engine = SqliteDatabase | PostgresDatabase


def open_engine(settings: Settings) -> Engine:
    """The engine of the settings' database, which is migrated already, with the probe's SQL."""
    place = locate(settings)
    if isinstance(place, Path):
        return SqliteDatabase(place, STATEMENTS)
    return PostgresDatabase(place, Statements(PROBE, percent_parameters))


def insert(name: str, value: object = "") -> Work[int]:
    """A transaction body that writes one key."""
    return lambda tx: tx.run("insert_key", name=name, value=value)


def all_keys(tx: Transaction) -> dict[str, str]:
    """Every key with its value."""
    return {row["name"]: row["value"] for row in tx.rows("keys")}
