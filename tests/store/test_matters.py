"""What many ask, on both engines: shared matters, followers, people of a topic, notices."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.models import Actor, Department, TicketState
from bot.store import contacts, matters, messages, notices, people, tickets, worklist
from bot.store.notices import NewNotice
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.actions import Action
from tests.conftest import NOW
from tests.store.talk import SEAL, ZONE

if TYPE_CHECKING:
    from bot.models import Official, Ticket
    from bot.store import Database, Transaction

SINCE = NOW - timedelta(minutes=30)


def staff(tx: Transaction) -> Official:
    """An official of the water bureau."""
    people.keep_department(tx, Department("water", "水务局"))
    return people.add_official(tx, "王芳", "water", (), NOW)


def ask(tx: Transaction, who: str, **changes: object) -> Ticket:
    """A resident's ticket about water."""
    contact = contacts.arrive(tx, "web", who, NOW)
    new = NewTicket(contact.id, "停水了", NOW + timedelta(hours=24))
    event = NewEvent(
        Action.REGISTER, Actor.RESIDENT, contact.id, changes={"topic_id": "outage", **changes}
    )
    draft = tickets.draft(new, NOW).note(event, NOW, ZONE, SEAL)
    return tickets.open_ticket(tx, draft, NOW, ZONE, SEAL)


def close(tx: Transaction, ticket: Ticket) -> Ticket:
    """The resident withdraws it."""
    event = NewEvent(Action.WITHDRAW, Actor.RESIDENT, ticket.contact_id, TicketState.CLOSED)
    return tickets.record(tx, tickets.lock(tx, ticket.id), event, NOW, ZONE, SEAL)


async def test_a_shared_matter_stands_until_it_ends(database: Database) -> None:
    """By its approved title; never a confidential one, and never one that follows."""

    def work(tx: Transaction) -> list[str]:
        official = staff(tx)
        first, secret = ask(tx, "a"), ask(tx, "b", confidential=True)
        follower = ask(tx, "c", follows_id=first.id)
        for ticket in (first, secret, follower):
            matters.share(tx, ticket.id, f"停水 {ticket.id}", official.id, NOW)
        assert matters.title_of(tx, first.id) == f"停水 {first.id}"
        standing = [each.ticket.id for each in matters.standing(tx, SINCE)]
        assert standing == [first.id]
        assert matters.unshare(tx, first.id)
        assert not matters.unshare(tx, first.id)
        return [each.title for each in matters.standing(tx, SINCE)]

    assert await database.transaction(work) == []


async def test_people_are_counted_once_and_only_in_public(database: Database) -> None:
    """With a ticket, or with a notice; who asks twice is one."""

    def work(tx: Transaction) -> tuple[int, int]:
        official = staff(tx)
        first = ask(tx, "a")
        ask(tx, "a")
        ask(tx, "b")
        ask(tx, "c", confidential=True)
        notice = notices.post(
            tx,
            NewNotice(first.id, "outage", "", "停水", {"zh-Hans": "抢修中"}, official.id, NOW),
            NOW,
        )
        for who in ("d", "a"):
            reader = contacts.arrive(tx, "web", who, NOW)
            notices.read(tx, notice.id, reader.id, None, NOW)
        later = NOW + timedelta(minutes=1)
        return (
            matters.people_of_topic(tx, "outage", SINCE),
            matters.people_of_topic(tx, "outage", later),
        )

    assert await database.transaction(work) == (3, 0)


async def test_followers_go_on_behind_the_oldest_who_waits(database: Database) -> None:
    """The leader is withdrawn; the approved title and the notice go along."""

    def work(tx: Transaction) -> None:
        official = staff(tx)
        leader = ask(tx, "a")
        second, third = (ask(tx, who, follows_id=leader.id) for who in "bc")
        matters.share(tx, leader.id, "停水", official.id, NOW)
        until = NOW + timedelta(hours=1)
        texts = {"zh-Hans": "抢修中", "en": "Under repair"}
        new = NewNotice(leader.id, "outage", "幸福路", "停水", texts, official.id, until)
        posted = notices.post(tx, new, NOW)
        assert matters.count_followers(tx, leader.id) == 2
        moved = matters.pass_on(tx, close(tx, leader), NOW, ZONE, SEAL)
        assert [(each.id, each.follows_id) for each in moved] == [
            (second.id, None),
            (third.id, second.id),
        ]
        assert matters.title_of(tx, second.id) == "停水"
        assert notices.get(tx, posted.id).ticket_id == second.id
        assert matters.pass_on(tx, tickets.get(tx, third.id), NOW, ZONE, SEAL) == []
        listed = worklist.listed(tx, official, worklist.Wanted(open_only=True))
        assert [(line.number, line.followers) for line in listed] == [(second.number, 1)]
        assert tickets.broken_chains(tx, SEAL) == []

    await database.transaction(work)


async def test_what_becomes_confidential_stands_alone(database: Database) -> None:
    """It neither follows nor leads, and nobody is offered it."""

    def work(tx: Transaction) -> None:
        official = staff(tx)
        leader = ask(tx, "a")
        follower = ask(tx, "b", follows_id=leader.id)
        matters.share(tx, follower.id, "停水", official.id, NOW)
        *_, alone = matters.keep_apart(tx, follower, NOW, ZONE, SEAL)
        assert (alone.follows_id, matters.title_of(tx, follower.id)) == (None, "")

    await database.transaction(work)


async def test_a_notice_stands_until_it_is_ended_or_runs_out(database: Database) -> None:
    """In the reader's language where it has one, else as it was written first."""

    def work(tx: Transaction) -> None:
        official = staff(tx)
        ticket, until = ask(tx, "a"), NOW + timedelta(hours=1)
        texts = {"zh-Hans": "抢修中", "en": "Under repair"}
        new = NewNotice(ticket.id, "outage", "", "停水", texts, official.id, until)
        first, second = notices.post(tx, new, NOW), notices.post(tx, new, NOW)
        assert [each.id for each in notices.standing(tx, NOW)] == [second.id, first.id]
        assert (first.text("en"), first.text("zh-Hant")) == ("Under repair", "抢修中")
        assert notices.standing(tx, until) == []
        assert notices.end(tx, first.id, NOW)
        assert not notices.end(tx, first.id, NOW)
        assert notices.end_of_ticket(tx, ticket.id, NOW) == [second.id]
        assert notices.standing(tx, NOW) == []
        assert [each.ticket for each in notices.listed(tx, 10)] == [ticket.number] * 2

    await database.transaction(work)


async def test_a_reader_is_remembered_with_what_they_asked(database: Database) -> None:
    """The last notice counts; who leaves, or is erased, is told no more."""

    def work(tx: Transaction) -> None:
        official = staff(tx)
        ticket, until = ask(tx, "a"), NOW + timedelta(hours=1)
        new = NewNotice(ticket.id, "outage", "", "停水", {"zh-Hans": "x"}, official.id, until)
        notice = notices.post(tx, new, NOW)
        reader = contacts.arrive(tx, "web", "reader", NOW)
        notices.read(tx, notice.id, reader.id, None, NOW)
        notices.read(tx, notice.id, reader.id, None, NOW)
        assert notices.readers(tx, notice.id) == [reader.id]
        last = notices.last_read(tx, reader.id, SINCE)
        assert last is not None
        assert last[0].id == notice.id
        assert notices.last_read(tx, reader.id, NOW + timedelta(minutes=1)) is None
        notices.leave(tx, notice.id, reader.id)
        assert notices.readers(tx, notice.id) == []
        notices.read(tx, notice.id, reader.id, None, NOW)
        matters.forget_person(tx, reader.id)
        assert notices.readers(tx, notice.id) == []

    await database.transaction(work)


async def test_what_is_alike_is_looked_for_among_public_tickets(database: Database) -> None:
    """Unanswered ones of a topic, those without one, the newest public ones."""

    def work(tx: Transaction) -> None:
        first, second = ask(tx, "a"), ask(tx, "b", hot=True)
        ask(tx, "c", confidential=True)
        assert [each.id for each in matters.unanswered_of_topic(tx, "outage", SINCE)] == [
            first.id,
            second.id,
        ]
        assert matters.not_hot_of_topic(tx, "outage", SINCE) == [first.id]
        assert matters.first_of_topic(tx, "outage", SINCE) == first.id
        assert matters.first_of_topic(tx, "lamps", SINCE) is None
        bare = ask(tx, "d", topic_id="")
        assert [each.id for each in matters.without_topic(tx, SINCE, 10)] == [bare.id]
        found = matters.recent_public(tx, first.id, SINCE, 10)
        assert [each.id for each in found] == [bare.id, second.id]
        assert messages.told_in(tx, first.id) == []

    await database.transaction(work)
