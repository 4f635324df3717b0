"""Contacts: who writes, in which language, what they were last asked, how often they write."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.models import Department, Role
from bot.store import Database, Transaction, contacts, people
from bot.store.contacts import NO_PAST, Past, Prompt, Writing
from tests.store.talk import resident


async def test_a_contact_is_one_however_often_it_writes(database: Database, now: datetime) -> None:
    """The same address is the same contact; on another channel it is another."""
    first = await database.transaction(lambda tx: resident(tx, now))
    again = await database.transaction(lambda tx: resident(tx, now))
    other = await database.transaction(lambda tx: contacts.arrive(tx, "telegram", "zhang", now))
    assert first.id == again.id
    assert other.id != first.id
    assert await database.read(lambda tx: contacts.find(tx, "web", "zhang")) == first
    assert await database.read(lambda tx: contacts.find(tx, "web", "nobody")) is None


async def test_who_writes_to_us_no_longer_blocks_us(database: Database, now: datetime) -> None:
    """Blocking lasts until they come back."""

    def block(tx: Transaction) -> None:
        contacts.block(tx, resident(tx, now).id)

    await database.transaction(block)
    blocked = await database.read(lambda tx: contacts.find(tx, "web", "zhang"))
    assert blocked is not None
    assert blocked.blocked
    assert not (await database.transaction(lambda tx: resident(tx, now))).blocked


async def test_only_a_stranger_is_met(database: Database, now: datetime) -> None:
    """Nobody who has written before, and no official by their own account."""

    def meet(tx: Transaction, address: str = "zhang") -> Writing | None:
        return contacts.meet(tx, "web", address, now, "zh-Hans")

    def official(tx: Transaction) -> None:
        people.keep_department(tx, Department("duty", "值班室"))
        wang = people.add_official(tx, "王芳", "duty", {Role.OFFICIAL}, now)
        people.give_account(tx, wang.id, "web", "wang")

    met = await database.transaction(meet)
    assert met is not None
    assert (met.in_minute, met.past, met.contact.language) == (1, NO_PAST, "zh-Hans")
    assert await database.transaction(meet) is None
    await database.transaction(official)
    assert await database.transaction(lambda tx: meet(tx, "wang")) is None
    assert await database.read(lambda tx: contacts.find(tx, "web", "wang")) is None


async def test_who_has_written_before_has_a_past(database: Database, now: datetime) -> None:
    """How often in this minute is told with what they left behind."""

    def write(tx: Transaction) -> Writing:
        return contacts.write(tx, "web", "zhang", now)

    first = await database.transaction(write)
    await database.transaction(lambda tx: contacts.ask(tx, Prompt(first.contact.id, "place", now)))
    second = await database.transaction(write)
    assert (first.in_minute, first.past) == (1, NO_PAST)
    assert second.contact.id == first.contact.id
    expected = Past(asked=True, tickets=False, notices=False, suspended=False, owed=False)
    assert (second.in_minute, second.past) == (2, expected)


async def test_a_chosen_language_stays(database: Database, now: datetime) -> None:
    """What is recognised afterwards does not change it."""

    def work(tx: Transaction) -> list[str]:
        contact = resident(tx, now)
        spoken = [contact.language]
        contacts.recognise_language(tx, contact.id, "zh-Hant")
        spoken.append(contacts.get(tx, contact.id).language)
        contacts.choose_language(tx, contact.id, "en")
        contacts.recognise_language(tx, contact.id, "zh-Hans")
        return [*spoken, contacts.get(tx, contact.id).language]

    assert await database.transaction(work) == ["", "zh-Hant", "en"]


async def test_a_contact_that_never_was_cannot_be_got(database: Database) -> None:
    """Neither read nor locked."""
    for way in (contacts.get, contacts.lock):
        with pytest.raises(LookupError):
            await database.transaction(partial(way, contact_id=99))


async def test_the_last_question_stands_alone(database: Database, now: datetime) -> None:
    """A new one replaces it, an answer settles it."""

    def work(tx: Transaction) -> list[Prompt | None]:
        contact = resident(tx, now)
        seen = [contacts.prompt(tx, contact.id)]
        for kind in ("place", "matter"):
            contacts.ask(tx, Prompt(contact.id, kind, now, ("a", "b"), 2, 7, 9))
            seen.append(contacts.prompt(tx, contact.id))
        contacts.settle_prompt(tx, contact.id)
        return [*seen, contacts.prompt(tx, contact.id)]

    none, place, matter, settled = await database.transaction(work)
    assert none is None
    assert settled is None
    assert place is not None
    assert place.kind == "place"
    assert matter == Prompt(matter.contact_id if matter else 0, "matter", now, ("a", "b"), 2, 7, 9)


async def test_questions_that_stand_long_are_found(database: Database, now: datetime) -> None:
    """Of their kind, since before a moment, in the order of contacts, not too many at once."""

    def work(tx: Transaction) -> list[list[int]]:
        ids = [resident(tx, now, address).id for address in "abc"]
        for contact_id in reversed(ids):
            contacts.ask(tx, Prompt(contact_id, "matter", now))
        contacts.ask(tx, Prompt(resident(tx, now, "d").id, "place", now))
        late = now + timedelta(minutes=10)
        contacts.ask(tx, Prompt(resident(tx, now, "e").id, "matter", late))
        return [
            ids,
            contacts.standing_long(tx, "matter", now, after=0, limit=10),
            contacts.standing_long(tx, "matter", now, after=0, limit=2),
        ]

    ids, found, few = await database.transaction(work)
    assert found == ids
    assert few == ids[:2]


async def test_counters_count_within_their_bucket(database: Database, now: datetime) -> None:
    """Another subject or another minute counts by itself; old ones are swept."""

    def work(tx: Transaction) -> tuple[list[int], int, int]:
        counted = [
            contacts.count(tx, subject, bucket)
            for subject, bucket in (("a", "1"), ("a", "1"), ("b", "1"), ("a", "2"))
        ]
        swept = contacts.sweep_counters(tx, "2")
        return counted, swept, contacts.counted(tx, "a", "1") + contacts.counted(tx, "a", "2")

    assert await database.transaction(work) == ([1, 2, 1, 1], 2, 1)
