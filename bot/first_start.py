"""Fills an empty service with the published calendar and the samples: it can be tried at once."""

from __future__ import annotations

import logging
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import published_calendar
from bot.errors import WenzhengError
from bot.imports import calendar, catalogue, departments
from bot.imports.officials import OfficialRow, keep_official
from bot.imports.tables import Noun, Table, import_rows
from bot.knowledge.importing import SAMPLE, add_entries, read_entries
from bot.models import Role
from bot.store import calendar as store
from bot.store import knowledge, people
from faq import samples
from faq.samples import sample_files
from faq.tables import read_rows, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.settings import Settings
    from bot.store import Database, Transaction
    from faq.entries import FaqEntry
    from faq.importing import Refusal
    from faq.rows import Row

FOLDER = Path(samples.__file__).with_name("sample")
SAMPLE_OFFICIAL = "值班员"
SAMPLE_DEPARTMENT = "duty"

# Who watches does not act: the auditor is somebody else.
_ROLES = frozenset(Role) - {Role.RESIDENT, Role.AUDITOR}

log = logging.getLogger(__name__)


async def first_start(database: Database, settings: Settings, now: datetime) -> None:
    """Give a service that lacks them departments, a catalogue, an FAQ and one official.

    The published calendar comes in any case, the samples only where the setting `sample` is on;
    what is there already is left alone. Raises `WenzhengError` or `StoreError`.
    """
    await _seed_calendar(database, settings, now)
    if not settings.sample:
        return
    if not await database.read(people.departments):
        await _import(database, departments.TABLE, FOLDER / "departments.yaml")
        await _import(database, catalogue.TABLE, FOLDER / "catalogue.yaml")
    if not await database.read(knowledge.current_version):
        await _import_faq(database, now)
    await database.transaction(partial(_first_official, now=now))


async def _seed_calendar(database: Database, settings: Settings, now: datetime) -> None:
    first = now.astimezone(ZoneInfo(settings.timezone)).year - 1
    days = await database.transaction(lambda tx: published_calendar.seed(tx, first))
    file = settings.data_folder / calendar.FILE_NAME
    if not days or file.exists() or not file.parent.is_dir():
        return
    kept = await database.read(store.days)
    write_rows(file, [calendar.values(each) for each in kept], tuple(calendar.COLUMNS))


async def _import(database: Database, table: Table[Noun], path: Path) -> None:
    report = await import_rows(database, table, _sample_rows(path))
    _check(path, report.refused)


async def _import_faq(database: Database, now: datetime) -> None:
    entries = _sample_entries()
    await add_entries(database, entries, SAMPLE, lambda: now)
    log.info("the sample FAQ was loaded: %s entries", len(entries))


# Read once a process: whoever opens many services, as the tests do, waits for YAML once.
@cache
def _sample_rows(path: Path) -> tuple[Row, ...]:
    return tuple(read_rows(path))


@cache
def _sample_entries() -> tuple[FaqEntry, ...]:
    entries: list[FaqEntry] = []
    seen: dict[str, int] = {}
    for path in sample_files():
        found, refused = read_entries(read_rows(path), seen)
        _check(path, refused)
        entries += found
    return tuple(entries)


def _first_official(tx: Transaction, now: datetime) -> None:
    if people.officials_ever(tx):
        return
    known = people.departments(tx)
    home = people.department(tx, SAMPLE_DEPARTMENT) or known[0]
    keep_official(tx, OfficialRow(SAMPLE_OFFICIAL, home.id, _ROLES), now)
    log.info("%s was made the first official", SAMPLE_OFFICIAL)


def _check(path: Path, refused: Sequence[Refusal]) -> None:
    if refused:
        first = refused[0]
        raise WenzhengError(
            f"The sample {path.name} is broken (row {first.row}: {first.field} {first.reason}); "
            "set `sample = false` to start without samples."
        )
