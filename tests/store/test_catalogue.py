"""The dispatch catalogue, on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.models import Department
from bot.store import catalogue, people
from bot.store.catalogue import Kind, Topic

if TYPE_CHECKING:
    from bot.store import Database, Transaction

WATER = Topic("water", "停水", "water", ("没水了", "水管爆了"), Kind.HELP, True, True)


def keep(tx: Transaction, *topics: Topic) -> None:
    """Keep topics of the water bureau."""
    people.keep_department(tx, Department("water", "水务局"))
    for topic in topics:
        catalogue.keep_topic(tx, topic)


async def test_a_topic_is_kept_and_updated_by_its_id(database: Database) -> None:
    """Every field survives; the second import changes and adds none."""
    await database.transaction(lambda tx: keep(tx, WATER))
    assert await database.read(catalogue.topics) == [WATER]
    changed = replace(WATER, kind=Kind.COMPLAINT, urgent=False, variants=())
    await database.transaction(lambda tx: keep(tx, changed))
    assert await database.read(catalogue.topics) == [changed]
    assert await database.read(lambda tx: catalogue.topic(tx, "water")) == changed


async def test_a_removed_topic_is_gone_until_it_is_kept_again(database: Database) -> None:
    """Removing twice says so."""
    await database.transaction(lambda tx: keep(tx, WATER))
    assert await database.transaction(lambda tx: catalogue.remove_topic(tx, "water"))
    assert not await database.transaction(lambda tx: catalogue.remove_topic(tx, "water"))
    assert await database.read(catalogue.topics) == []
    assert await database.read(lambda tx: catalogue.topic(tx, "water")) is None
    await database.transaction(lambda tx: keep(tx, WATER))
    assert await database.read(catalogue.topics) == [WATER]
