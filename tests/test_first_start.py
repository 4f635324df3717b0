"""The first start: an empty service becomes one that can be tried, a used one is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bot.first_start import SAMPLE_OFFICIAL, first_start
from bot.imports.officials import OfficialRow, keep_official
from bot.knowledge.importing import SAMPLE, add_entries
from bot.models import Department, Role
from bot.store import catalogue, knowledge, people
from faq.entries import FaqEntry

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings
    from bot.store import Database


async def test_an_empty_service_gets_the_samples_once(
    database: Database, settings: Settings, now: datetime
) -> None:
    """Departments, catalogue, FAQ and one official who may do all but watch; never twice."""
    for _ in range(2):
        await first_start(database, settings, now)
    (official,) = await database.read(people.officials)
    assert (official.name, official.department_id) == (SAMPLE_OFFICIAL, "duty")
    assert Role.ADMINISTRATOR in official.roles
    assert Role.AUDITOR not in official.roles
    entries = await database.read(knowledge.count)
    assert entries >= 120
    assert await database.read(lambda tx: knowledge.count_of_origin(tx, SAMPLE)) == entries
    assert await database.read(knowledge.current_version) == 1
    assert len(await database.read(catalogue.topics)) >= 30


async def test_every_sample_entry_names_a_sample_department(
    database: Database, settings: Settings, now: datetime
) -> None:
    """Each sample answer can say who is responsible."""
    await first_start(database, settings, now)
    known = {department.id for department in await database.read(people.departments)}
    named = {entry.department for entry in await database.read(knowledge.entries)}
    assert named <= known


async def test_what_is_there_is_left_alone(
    database: Database, settings: Settings, now: datetime
) -> None:
    """A city that imported its own before the first start keeps only its own."""
    mine = Department("hall", "市民中心")
    await database.transaction(lambda tx: people.keep_department(tx, mine))
    await add_entries(database, [FaqEntry("a", "停水找谁?", "请打12345")], "my.csv", lambda: now)
    await first_start(database, settings, now)
    assert await database.read(people.departments) == [mine]
    assert await database.read(knowledge.count) == 1
    (official,) = await database.read(people.officials)
    assert official.department_id == "hall"


async def test_no_samples_where_they_are_not_wanted(
    database: Database, settings: Settings, now: datetime
) -> None:
    """`sample = false` starts empty."""
    await first_start(database, msgspec.structs.replace(settings, sample=False), now)
    assert await database.read(people.officials) == []
    assert await database.read(knowledge.current_version) == 0


async def test_a_removed_official_does_not_come_back(
    database: Database, settings: Settings, now: datetime
) -> None:
    """Who replaced the sample official does not find it again after a restart."""
    mine = Department("hall", "市民中心")
    await database.transaction(lambda tx: people.keep_department(tx, mine))
    row = OfficialRow("甲", "hall", frozenset({Role.OFFICIAL}))
    await database.transaction(lambda tx: keep_official(tx, row, now))
    (official,) = await database.read(people.officials)
    await database.transaction(lambda tx: people.remove_official(tx, official.id, now))
    await first_start(database, settings, now)
    assert await database.read(people.officials) == []
