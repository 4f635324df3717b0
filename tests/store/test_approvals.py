"""What a second person decides, and what was done at the place itself."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import parse_stamp, stamp
from bot.models import ApprovalState, Approver, Content, Direction, Role
from bot.store import Database, Transaction, approvals, messages, people, visits
from bot.store.approvals import Request
from bot.store.messages import NewMessage
from bot.store.visits import NewVisit
from tests.store.talk import ZONE, opened

NOW = parse_stamp("2026-11-23T01:30:00.000000Z")


def _official(tx: Transaction) -> int:
    tx.run("department_kept", id="water", name="水务局", name_en="", phone="", hours="")
    return people.add_official(tx, "李强", "water", {Role.OFFICIAL}, NOW).id


async def test_one_request_of_a_kind_waits_and_is_decided_once(database: Database) -> None:
    """Two who decide at once: the first word counts."""

    def work(tx: Transaction) -> None:
        ticket, li = opened(tx, NOW), _official(tx)
        request = Request(
            ticket.id, "extend", Approver.HEAD, "water", li, "要挖开路面", {"until": "2026-12-01"}
        )
        asked = approvals.ask(tx, request, NOW)
        assert asked is not None
        assert approvals.ask(tx, request, NOW) is None
        assert approvals.waiting(tx, ticket.id) == [asked]
        assert (asked.reason, asked.values) == ("要挖开路面", {"until": "2026-12-01"})
        assert approvals.decide(tx, asked.id, ApprovalState.GRANTED, li, NOW, "同意")
        assert not approvals.decide(tx, asked.id, ApprovalState.REFUSED, li, NOW)
        (kept,) = approvals.of(tx, ticket.id)
        assert (kept.state, kept.decided_by, kept.words) == (ApprovalState.GRANTED, li, "同意")
        assert approvals.waiting(tx, ticket.id) == []
        assert approvals.ask(tx, request, NOW) is not None
        assert len(approvals.drop(tx, ticket.id, {"extend", "submit", "propose"}, NOW)) == 1
        assert approvals.waiting(tx, ticket.id) == []

    await database.transaction(work)


async def test_a_visit_is_a_record(database: Database) -> None:
    """Who, when, where, what was found and done, and the photographs of before and after."""

    def work(tx: Transaction) -> None:
        ticket, li = opened(tx, NOW), _official(tx)
        said = NewMessage(Direction.INBOUND, Content("去过了"), ticket_id=ticket.id, official_id=li)
        new = NewVisit(
            ticket_id=ticket.id,
            official_id=li,
            visited_at=NOW - timedelta(hours=1),
            place="幸福路12号",
            found="阀门漏水",
            done="已更换阀门",
            message_id=messages.keep(tx, said, NOW, ZONE),
            before=("a" * 64,),
            after=("b" * 64, "c" * 64),
        )
        kept = visits.keep(tx, new, NOW)
        assert visits.of(tx, ticket.id) == [kept]
        assert stamp(kept.visited_at) == stamp(new.visited_at)
        assert (kept.before, kept.after) == (new.before, new.after)

    await database.transaction(work)


async def test_a_department_may_want_a_second_look(database: Database) -> None:
    """Its answers go out only after another person has read them."""

    def work(tx: Transaction) -> None:
        _official(tx)
        people.require_review(tx, "water", required=True)
        department = people.department(tx, "water")
        assert department is not None
        assert department.review

    await database.transaction(work)
