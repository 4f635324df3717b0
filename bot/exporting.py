"""Writes tickets, events, messages, FAQ and people into one portable SQLite file."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import sqlite_utils

from bot import __version__
from bot.clock import stamp
from bot.models import Content
from bot.privacy import mask
from bot.store import access, exporting, knowledge, people
from bot.store.exporting import Kept
from bot.store.new_file import check_new, new_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from bot.store import Database, Row, Transaction

    Line = Mapping[str, object]

EXPORTED = "exported"
"""The access log's word for an export of personal data."""

# The columns stand here, so that a table without a row has them too.
_TABLES: dict[str, str] = {
    "about": "key value",
    "departments": "id name name_en phone hours active:int",
    "officials": "id:int name department_id roles active:int",
    "contacts": "id:int channel address name language created_at last_inbound_at",
    "tickets": (
        "id:int number contact_id:int state title language department_id owner_id:int place phone "
        "urgent:int confidential:int outcome verdict satisfaction level:int created_at "
        "created_date updated_at first_reply_due first_reply_at closed_at"
    ),
    "ticket_events": (
        "id:int ticket_id:int sequence:int action actor actor_id:int at local_date from_state "
        "to_state message_id:int detail content_digest previous digest"
    ),
    "messages": (
        "id:int contact_id:int ticket_id:int official_id:int direction kind text "
        "attachments:int at local_date erased_at"
    ),
    "deliveries": (
        "id:int message_id:int contact_id:int ticket_id:int channel state attempts:int "
        "created_at settled_at"
    ),
    "matches": (
        "id:int contact_id:int message_id:int decision entry_id score:float candidates feedback "
        "at local_date"
    ),
    "faq": ("id question variants answer department category source updated valid_until language"),
}
_TYPES: dict[str, type] = {"": str, "int": int, "float": float}
_INDEXED = {
    "tickets": ("number", "state", "department_id"),
    "ticket_events": ("ticket_id",),
    "messages": ("ticket_id", "contact_id"),
    "deliveries": ("message_id",),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """How much an export shows: `text` is done to everything that people wrote."""

    name: str
    confidential: bool
    text: Callable[[str], str]
    secret: Callable[[str], str]


MASKED = Scope("masked", confidential=False, text=mask, secret=lambda text: "***" if text else "")
"""Personal data starred out, confidential tickets left out."""

PERSONAL = Scope("personal data", confidential=True, text=str, secret=str)
"""Everything as it is."""


async def export(
    database: Database, target: Path, scope: Scope, city: str, now: datetime, zone: ZoneInfo
) -> dict[str, int]:
    """Write the new file `target`, whole or not at all; how many rows each table has.

    An export of personal data is noted first. The files that people sent are not in it. Raises
    `WenzhengError` where `target` exists, `StoreError` where it cannot be written.
    """
    await asyncio.to_thread(check_new, target)
    if scope is PERSONAL:
        note = partial(access.note, action=EXPORTED, now=now, zone=zone, detail=target.name)
        await database.transaction(note)
    about = {"city": city, "exported_at": stamp(now), "scope": scope.name, "version": __version__}
    with new_file(target) as draft:
        return await database.read(partial(_write, draft=draft, scope=scope, about=about))


def _write(tx: Transaction, draft: Path, scope: Scope, about: Mapping[str, str]) -> dict[str, int]:
    # The body may be run again from the start.
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with closing(sqlite_utils.Database(draft, execute_plugins=False)) as file:
        for table, rows in _tables(tx, scope, about):
            _fill(file, table, rows)
        return {table: file.table(table).count for table in _TABLES}


def _fill(file: sqlite_utils.Database, name: str, rows: Iterable[Line]) -> None:
    columns = {
        column: _TYPES[kind]
        for column, _, kind in (each.partition(":") for each in _TABLES[name].split())
    }
    table = file.table(name)
    table.create(columns, pk=next(iter(columns)))
    table.insert_all({column: row[column] for column in columns} for row in rows)
    for column in _INDEXED.get(name, ()):
        table.create_index([column])


def _tables(
    tx: Transaction, scope: Scope, about: Mapping[str, str]
) -> Iterator[tuple[str, Iterable[Line]]]:
    def kept(kind: Kept) -> Iterator[Row]:
        return exporting.rows(tx, kind, confidential=scope.confidential)

    yield "about", ({"key": key, "value": value} for key, value in about.items())
    yield "departments", (asdict(each) for each in people.departments(tx))
    yield "officials", (_official(asdict(each)) for each in people.officials_ever(tx))
    yield "contacts", (_contact(row, scope) for row in kept(Kept.CONTACTS))
    yield "tickets", (_ticket(row, scope) for row in kept(Kept.TICKETS))
    yield "ticket_events", (_event(row, scope) for row in kept(Kept.TICKET_EVENTS))
    yield "messages", (_message(row, scope) for row in kept(Kept.MESSAGES))
    yield "deliveries", kept(Kept.DELIVERIES)
    yield "matches", kept(Kept.MATCHES)
    yield "faq", (_entry(asdict(each)) for each in knowledge.entries(tx))


def _official(values: dict[str, object]) -> Line:
    return {**values, "roles": ", ".join(sorted(values["roles"]))}  # type: ignore[call-overload]


def _contact(row: Row, scope: Scope) -> Line:
    return {**row, "address": scope.secret(row["address"]), "name": scope.secret(row["name"])}


def _ticket(row: Row, scope: Scope) -> Line:
    shown = {"title": scope.text(row["title"]), "place": scope.text(row["place"])}
    return {**row, **shown, "phone": scope.secret(row["phone"])}


def _event(row: Row, scope: Scope) -> Line:
    return {**row, "detail": scope.text(row["detail"])}


def _message(row: Row, scope: Scope) -> Line:
    content = msgspec.json.decode(row["content"], type=Content) if row["content"] else Content("")
    return {
        **row,
        "kind": content.kind.value,
        "text": scope.text(content.text),
        "attachments": len(content.attachments),
    }


def _entry(values: dict[str, object]) -> Line:
    plain = {name: "" if value is None else value for name, value in values.items()}
    return {**plain, "variants": msgspec.json.encode(values["variants"]).decode()}
