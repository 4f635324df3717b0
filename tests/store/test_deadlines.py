"""What time works with, on both engines: timetable, steps, reminders, stand-ins, dues, rates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from bot.models import Actor, Department, Role, TicketState
from bot.store import (
    Database,
    Transaction,
    contacts,
    dues,
    links,
    people,
    rates,
    reminders,
    stand_ins,
    tickets,
    timetable,
)
from bot.store import calendar as days
from bot.store.reminders import Reminder
from bot.store.stand_ins import Absence
from bot.store.tickets import NewEvent, NewTicket
from bot.store.timetable import Basis
from bot.tickets.calendar import CalendarDay, DayKind
from bot.tickets.lifecycle import Action
from tests.ledgers import ZONE
from tests.store.test_statistics import SEAL

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def officials(tx: Transaction, now: datetime) -> list[int]:
    """Three officials of one department; their ids."""
    people.keep_department(tx, Department("duty", "值班室"))
    return [
        people.add_official(tx, name, "duty", {Role.OFFICIAL}, now).id
        for name in ("甲", "乙", "丙")
    ]


def registered(tx: Transaction, now: datetime, owner: int, number: int = 0) -> int:
    """A ticket that nobody has answered; its id."""
    contact = contacts.arrive(tx, "web", f"r{number}", now)
    event = NewEvent(
        Action.REGISTER, Actor.RESIDENT, contact.id, changes={"owner_id": owner, "kind": "help"}
    )
    new = tickets.draft(NewTicket(contact.id, "路灯", now + DAY), now)
    return tickets.open_ticket(tx, new.note(event, now, ZONE, SEAL), now, ZONE, SEAL).id


async def test_what_is_due_is_found_by_its_moment(database: Database, now: datetime) -> None:
    """The longest waiting first; a ticket has one moment, or none."""

    def work(tx: Transaction) -> list[list[int]]:
        owner = officials(tx, now)[0]
        first, second = (registered(tx, now, owner, number) for number in range(2))
        timetable.plan(tx, first, now + HOUR)
        timetable.plan(tx, second, now)
        found = [timetable.due(tx, now + 2 * HOUR, 10), timetable.due(tx, now, 10)]
        timetable.plan(tx, second, None)
        assert not timetable.is_due(tx, second, now)
        return [*found, timetable.due(tx, now + 2 * HOUR, 10)]

    both, early, left = await database.transaction(work)
    assert both == early + left
    assert (len(early), len(left)) == (1, 1)


async def test_a_step_is_taken_once(database: Database, now: datetime) -> None:
    """Whoever comes second is told so."""

    def work(tx: Transaction) -> tuple[bool, bool, set[str]]:
        ticket = registered(tx, now, officials(tx, now)[0])
        twice = (timetable.take(tx, ticket, "a", now), timetable.take(tx, ticket, "a", now))
        return (*twice, timetable.taken(tx, ticket))

    assert await database.transaction(work) == (True, False, {"a"})


async def test_a_new_basis_lets_every_ticket_be_looked_at(
    database: Database, now: datetime
) -> None:
    """And counted again where it is the calendar that changed; asked only once."""

    def work(tx: Transaction) -> tuple[list[bool], int]:
        ticket = registered(tx, now, officials(tx, now)[0])
        timetable.plan(tx, ticket, now + DAY)
        assert timetable.basis(tx) is None
        timetable.keep_basis(tx, Basis("one", "p"))
        timetable.plan_anew(tx, Basis("two", "p"), now, recount=True)
        assert timetable.basis(tx) == Basis("two", "p")
        asked = [timetable.wants_recount(tx, ticket) for _ in range(2)]
        return asked, len(timetable.due(tx, now, 10))

    assert await database.transaction(work) == ([True, False], 1)


async def test_reminders_wait_for_a_bundle(database: Database, now: datetime) -> None:
    """What waits is in the next one, which one process begins."""

    def work(tx: Transaction) -> None:
        official = officials(tx, now)[0]
        ticket = registered(tx, now, official)
        new = Reminder(
            official, ticket, "first_reply", "warn", now + HOUR, "写「单 1」", "点「看」"
        )
        reminders.keep(tx, new, now)
        assert reminders.officials(tx) == [official]
        assert reminders.waiting(tx, official) == [new]
        today = now.date()
        assert reminders.bundle(tx, official, today, 1, now)
        assert not reminders.bundle(tx, official, today, 1, now)
        assert reminders.officials(tx) == []
        bundled = reminders.bundled(tx, today)[official]
        assert (bundled.count, bundled.latest) == (1, now)
        assert not reminders.has_begun(tx, today)
        reminders.begin_day(tx, today)
        reminders.begin_day(tx, today)
        assert reminders.has_begun(tx, today)
        assert reminders.sweep(tx, now + 3 * DAY) == 3
        assert not reminders.has_begun(tx, today)

    await database.transaction(work)


async def test_who_stands_in_and_who_is_away(database: Database, now: datetime) -> None:
    """A removed deputy stands in for nobody; an absence ends by itself."""

    def work(tx: Transaction) -> None:
        first, second, third = officials(tx, now)
        stand_ins.name_deputy(tx, first, second)
        stand_ins.name_deputy(tx, first, third)
        assert stand_ins.deputies(tx) == {first: third}
        people.remove_official(tx, third, now)
        assert stand_ins.deputies(tx) == {}
        stand_ins.name_deputy(tx, first, None)
        stand_ins.go_away(tx, Absence(first, now, now + HOUR))
        assert stand_ins.absent(tx, now) == {first}
        assert stand_ins.absent(tx, now + HOUR) == frozenset()
        assert stand_ins.come_back(tx, first)
        assert not stand_ins.come_back(tx, first)

    await database.transaction(work)


async def test_what_is_due_today_and_late(database: Database, now: datetime) -> None:
    """For one official, and for the city; an answered ticket goes by its resolution."""

    def work(tx: Transaction) -> None:
        first, second, _ = officials(tx, now)
        early = registered(tx, now - 25 * HOUR, first, 1)
        today = registered(tx, now - 20 * HOUR, first, 2)
        registered(tx, now, second, 3)
        end = now + 6 * HOUR
        assert dues.owners(tx, end) == {first}
        assert [each.id for each in dues.of(tx, first, end)] == [early, today]
        city = dues.city(tx, now, end)
        assert (city.today, city.late) == (1, 1)
        answer = NewEvent(Action.STAGE_REPLY, Actor.OFFICIAL, first, TicketState.IN_PROGRESS)
        taken = NewEvent(Action.TAKE, Actor.OFFICIAL, first, TicketState.IN_PROGRESS)
        ticket = tickets.record(tx, tickets.get(tx, early), taken, now, ZONE, SEAL)
        tickets.record(tx, ticket, answer, now, ZONE, SEAL)
        assert [each.id for each in dues.of(tx, first, end)] == [today]
        (asked,) = dues.asked_since(tx, now - 30 * HOUR)
        assert (asked.topic, asked.count) == ("", 3)

    await database.transaction(work)


async def test_the_calendar_has_a_version(database: Database, now: datetime) -> None:
    """It moves with every change, so that nobody counts by an old one."""
    versions = []
    day = CalendarDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")
    for work in (
        partial(days.keep, new=day),
        partial(days.keep, new=CalendarDay(day.day, DayKind.WORKDAY)),
        partial(days.drop, wanted=day.day),
    ):
        await database.transaction(work)
        versions.append(await database.read(days.version))
    assert len(set(versions)) == 3
    assert not await database.transaction(partial(days.drop, wanted=day.day))
    assert await database.read(days.version) == versions[-1]
    assert await database.read(partial(days.days, year=2027)) == []


async def test_the_rows_of_a_frozen_period_are_kept_as_they_were(
    database: Database, now: datetime
) -> None:
    """Once, and read back the same."""
    day = now.astimezone(ZONE).date()

    def work(tx: Transaction) -> None:
        registered(tx, now, officials(tx, now)[0])
        page = rates.page(tx, day, day, after=0, limit=10)
        assert page.matters[0].first_reply_due == now + DAY
        assert rates.page(tx, day, day, after=page.last, limit=10).last == 0
        assert rates.frozen(tx, "2026-11") is None
        assert rates.freeze(tx, "2026-11", page.matters, now)
        assert not rates.freeze(tx, "2026-11", (), now)
        kept = rates.frozen(tx, "2026-11")
        assert kept is not None
        assert (kept.at, kept.matters) == (now, page.matters)

    await database.transaction(work)


async def test_one_person_on_two_channels_is_a_duplicate_of_themselves(
    database: Database, now: datetime
) -> None:
    """Who follows their own ticket from another channel counts once; another person counts."""
    day = now.astimezone(ZONE).date()

    def work(tx: Transaction) -> list[str | None]:
        owner = officials(tx, now)[0]
        first, second, third = (registered(tx, now, owner, number) for number in range(3))
        for each in (second, third):
            follow = NewEvent(Action.MERGE, Actor.OFFICIAL, owner, changes={"follows_id": first})
            tickets.record(tx, tickets.get(tx, each), follow, now, ZONE, SEAL)
        links.join(tx, tickets.get(tx, first).contact_id, tickets.get(tx, second).contact_id)
        page = rates.page(tx, day, day, after=0, limit=10)
        return [each.exclusion for each in page.matters]

    assert await database.transaction(work) == [None, "duplicate", None]
