"""The dispatch catalogue, on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.models import Department
from bot.store import catalogue, people
from bot.store.catalogue import Kind, NewCorrection, Topic
from tests.conftest import NOW
from tests.store.talk import opened

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


async def test_the_version_moves_with_every_change(database: Database) -> None:
    """Whoever holds the catalogue in memory sees that it is out of date."""
    before = await database.read(catalogue.version)
    await database.transaction(lambda tx: keep(tx, WATER))
    kept = await database.read(catalogue.version)
    await database.transaction(lambda tx: catalogue.remove_topic(tx, "water"))
    assert before < kept < await database.read(catalogue.version)


async def test_of_a_ticket_that_goes_round_the_last_word_counts(database: Database) -> None:
    """It is remembered once, from where it was guessed to where it ended, until removed."""

    def send_on(tx: Transaction) -> None:
        for unit in ("water", "power", "streets"):
            people.keep_department(tx, Department(unit, unit))
        official = people.add_official(tx, "王芳", "streets", (), NOW)
        ticket = opened(tx, NOW)
        for to, before in (("power", "water"), ("streets", "power")):
            new = NewCorrection(ticket.id, "没水了", to, before, official.id)
            catalogue.correct(tx, new, NOW)

    await database.transaction(send_on)
    (learnt,) = await database.read(catalogue.corrections)
    assert (learnt.instead_of, learnt.department_id) == ("water", "streets")
    assert (learnt.wording, learnt.official) == ("没水了", "王芳")
    assert await database.transaction(lambda tx: catalogue.remove_correction(tx, learnt.id))
    assert not await database.transaction(lambda tx: catalogue.remove_correction(tx, learnt.id))
    assert await database.read(catalogue.corrections) == []


async def test_what_was_learnt_from_a_ticket_can_be_forgotten(database: Database) -> None:
    """A resident is erased, and so is what their words taught."""

    def learn(tx: Transaction) -> int:
        people.keep_department(tx, Department("water", "水务局"))
        official = people.add_official(tx, "王芳", "water", (), NOW)
        ticket = opened(tx, NOW)
        catalogue.correct(tx, NewCorrection(ticket.id, "没水", "water", "", official.id), NOW)
        return ticket.id

    ticket_id = await database.transaction(learn)
    await database.transaction(lambda tx: catalogue.forget_ticket(tx, ticket_id))
    assert await database.read(catalogue.corrections) == []
