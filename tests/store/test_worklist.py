"""The list of work, on both engines: the clock it shows is the one that the rules count."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from bot.models import Actor, Department, Role, TicketState
from bot.store import contacts, people, tickets, worklist
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.actions import Action
from bot.tickets.ladder import nearest
from tests.conftest import NOW
from tests.store.talk import SEAL, ZONE

if TYPE_CHECKING:
    from bot.store import Database, Transaction

_PAST = NOW - timedelta(minutes=5)
_DUES = tuple(NOW + timedelta(hours=hours) for hours in (1, 2))


def _keep(tx: Transaction, **stands: Any) -> None:
    """A ticket that stands like this."""
    contact = contacts.arrive(tx, "web", "a", NOW)
    event = NewEvent(Action.REGISTER, Actor.RESIDENT, contact.id)
    draft = tickets.draft(NewTicket(contact.id, "停水了", NOW), NOW).note(event, NOW, ZONE, SEAL)
    draft.ticket = replace(draft.ticket, **stands)
    tickets.open_ticket(tx, draft, NOW, ZONE, SEAL)


async def test_the_list_shows_the_clock_that_runs_out_first(database: Database) -> None:
    """However the clocks stand: ended, standing, none there, or two at the same moment."""
    ways = product(
        (TicketState.REGISTERED, TicketState.REPLIED, TicketState.CLOSED),
        (None, *_DUES),
        (None, _PAST),
        _DUES,
        (None, _PAST),
        (None, *_DUES),
        (None, _PAST),
    )
    names = ("state", "acceptance_due", "accepted_at", "first_reply_due", "first_reply_at")
    names += ("resolution_due", "paused_at")

    def work(tx: Transaction) -> None:
        people.keep_department(tx, Department("water", "水务局"))
        official = people.add_official(tx, "王芳", "water", {Role.ADMINISTRATOR}, NOW)
        for stands in ways:
            _keep(tx, **dict(zip(names, stands, strict=True)))
        shown = worklist.listed(tx, official, worklist.Wanted(limit=10_000))
        counted = tickets.listed(tx, tickets.Wanted(limit=10_000))
        assert len(shown) == len(counted) == 3 * 3 * 2 * 2 * 2 * 3 * 2
        expected = {each.number: nearest(each) for each in counted}
        assert {line.number: line.clock for line in shown} == expected
        assert len({clock and (clock.watch, clock.due) for clock in expected.values()}) == 7

    await database.transaction(work)


async def test_what_closed_last_stands_first_behind_all_that_is_open(database: Database) -> None:
    """As far as the list has room: what waits for somebody is never pushed out by it."""
    closed = {"state": TicketState.CLOSED}
    soon, later = _DUES

    def work(tx: Transaction) -> None:
        people.keep_department(tx, Department("water", "水务局"))
        official = people.add_official(tx, "王芳", "water", {Role.ADMINISTRATOR}, NOW)
        for title, stands in (
            ("closed first", {**closed, "closed_at": NOW}),
            ("closed last", {**closed, "closed_at": later}),
            ("closed between", {**closed, "closed_at": soon}),
            ("due later", {"first_reply_due": later}),
            ("due soon", {"first_reply_due": soon}),
        ):
            _keep(tx, title=title, **stands)
        for wanted, shown in (
            ({"limit": 4}, ["due soon", "due later", "closed last", "closed between"]),
            ({"limit": 1}, ["due soon"]),
            ({"state": "closed"}, ["closed last", "closed between", "closed first"]),
            ({"open_only": True}, ["due soon", "due later"]),
        ):
            listed = worklist.listed(tx, official, worklist.Wanted(**wanted))
            assert [line.title for line in listed] == shown, wanted

    await database.transaction(work)
