"""Whatever officials, residents and time do to a ticket, in whatever order: the promises hold."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models import Actor, Approval, Message, Ticket, TicketEvent, TicketState
from bot.settings import Settings
from bot.store import Transaction, approvals, messages, visits
from bot.tickets.actions import Action, ClockEffect
from bot.tickets.fold import Standing, changes, step
from bot.tickets.lifecycle import RULES, clock_effects
from handlers.grammar import Act
from tests.handlers.cast import STAGE, VISIT, Hall, open_hall
from tests.handlers.town import open_town

ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
TEXTS = (
    "",
    "好的",
    ANSWER,
    STAGE,
    "已转交",
    "按职责清单第3条",
    "现场 1 明天",
    "同意 1",
    "延期 1 2026-12-20 等配件",
)
SAID = (
    "已解决",
    "没解决",
    "部分解决",
    "满意",
    "我已说明白",
    "还是没水",
    "催办",
    "撤回",
    "1",
    "幸福路12号",
    "？",
)
TAPPED = (
    "reopen",
    "object",
    "insist",
    "verdict:solved",
    "verdict:not_solved",
    "remind",
    "withdrawn",
)
DEEDS = tuple(
    act
    for act in Act
    if act not in (Act.TODO, Act.SEARCH, Act.HELP, Act.UNKNOWN, Act.FAQ, Act.SHOW)
)
FORM = {**VISIT, "at": "2026-11-23 10:00"}
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "outcome": st.sampled_from(
            ["done", "explained", "scheduled", "referred", "out_of_scope", "unreachable"]
        ),
        "verdict": st.sampled_from(["solved", "partly", "not_solved"]),
        "department": st.sampled_from(["water", "police", "duty", "nowhere"]),
        "until": st.sampled_from(["2026-12-20", "2027-03-01", "2020-01-01", "2037-12-01"]),
        "officials": st.sampled_from(["赵局长", "谁也不是"]),
        "reason": st.just("情况紧急"),
        "supplement": st.just("yes"),
    },
)
Move = Callable[[Hall], Awaitable[object]]


def act(choice: str, by: int, text: str, values: dict[str, str]) -> Move:
    """An official does something."""

    async def move(hall: Hall) -> None:
        official = (hall.wang, hall.li, hall.zhao, hall.qian, hall.zhou)[by]
        form = {**(FORM if choice in ("visit", "record_visit") else {}), **values}
        await hall.town.act(choice, (await hall.town.tickets())[0].number, text, official, **form)

    return move


def say(text: str) -> Move:
    """The resident writes."""
    return lambda hall: hall.town.say(text)


def tap(value: str) -> Move:
    """The resident taps something, offered or not."""

    async def move(hall: Hall) -> None:
        number = (await hall.town.tickets())[0].number
        await hall.town.tap(f"{value}:{number}", ticket=number)

    return move


def wait(hours: int) -> Move:
    """Time passes, and the clock that acts goes round."""

    async def move(hall: Hall) -> None:
        hall.town.later(hours=hours)
        await hall.time.deadlines.go_round()

    return move


MOVES = st.one_of(
    st.builds(act, st.sampled_from(DEEDS), st.integers(0, 4), st.sampled_from(TEXTS), VALUES),
    st.builds(
        act,
        st.sampled_from(["take", "answer", "ask", "propose", "approve", "return", "call_back"]),
        st.integers(0, 4),
        st.just(ANSWER),
        VALUES,
    ),
    st.builds(say, st.sampled_from(SAID)),
    st.builds(tap, st.sampled_from(TAPPED)),
    st.builds(wait, st.sampled_from([1, 20, 24 * 4, 24 * 8, 24 * 40])),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.booleans(), st.lists(MOVES, min_size=4, max_size=30))
def test_whatever_is_done_to_a_ticket_the_promises_hold(visit: bool, moves: list[Move]) -> None:
    """No reply without a human, no *solved* by the unit, clocks monotone, everybody named."""
    asyncio.run(_live(moves, visit=visit))


async def _live(moves: list[Move], *, visit: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = await open_town(Settings(data=folder, public_url="http://wz.test"))
        try:
            hall = await open_hall(town)
            number = await hall.opened()
            if visit:
                await hall.change(number, visit_required=True)
            for move in moves:
                await move(hall)
            assert town.unhandled == 0
            assert await town.broken_chains() == []
            for ticket in await town.tickets():
                await _check(hall, ticket)
        finally:
            await town.database.close()


async def _check(hall: Hall, ticket: Ticket) -> None:
    events = await hall.town.events(ticket)
    heard = await hall.town.heard()

    def read(tx: Transaction) -> tuple[list[Approval], int, list[Message]]:
        said = [line.message for line in messages.of_ticket(tx, ticket.id)]
        return approvals.of(tx, ticket.id), len(visits.of(tx, ticket.id)), said

    decided, visited, said = await hall.town.database.read(read)
    _attributable(hall, ticket, events)
    _only_people_reply(ticket, events, said)
    _only_others_solve(events)
    _clocks_are_monotone(events)
    _always_told(events, heard)
    _second_persons(decided)
    assert ticket.asks <= 2
    assert ticket.returns <= 2
    if ticket.visit_required and "done" in (ticket.outcome, ticket.proposed):
        assert visited


def _attributable(hall: Hall, ticket: Ticket, events: Iterable[TicketEvent]) -> None:
    officials = {each.id for each in (hall.wang, hall.li, hall.zhao, hall.qian, hall.zhou)}
    for event in events:
        match event.actor:
            case Actor.OFFICIAL:
                assert event.actor_id in officials
            case Actor.RESIDENT:
                assert event.actor_id == ticket.contact_id
            case Actor.SYSTEM:
                assert event.actor_id is None


def _only_people_reply(ticket: Ticket, events: list[TicketEvent], said: Iterable[Message]) -> None:
    """The first-reply clock is ended by an official's words, which the resident was sent."""
    ending = [each for each in events if _ends_first_reply(each)]
    assert all(each.actor is Actor.OFFICIAL for each in ending)
    assert ticket.first_reply_at == (ending[0].at if ending else None)
    words = {line.at for line in said if line.direction == "out" and line.official_id}
    assert {each.at for each in ending} <= words


def _ends_first_reply(event: TicketEvent) -> bool:
    before = event.from_state or TicketState.REGISTERED
    return ClockEffect.ENDS_FIRST_REPLY in clock_effects(event.action, before)


def _only_others_solve(events: Iterable[TicketEvent]) -> None:
    for event in events:
        changed = changes(event.detail)
        if changed.get("verdict") or changed.get("contested_verdict") or "satisfaction" in changed:
            caller = event.action == Action.CALL_BACK
            assert event.actor is Actor.RESIDENT or caller
        if event.to_state is TicketState.CLOSED and event.from_state is not TicketState.CLOSED:
            approved = event.action in (Action.APPROVE, Action.CALL_BACK)
            assert event.actor is not Actor.OFFICIAL or approved


def _clocks_are_monotone(events: Iterable[TicketEvent]) -> None:
    lived = [Standing()]
    for event in events:
        lived.append(
            step(
                lived[-1],
                event.action,
                event.actor,
                event.to_state,
                event.at,
                changes(event.detail),
            )
        )
    for before, after in pairwise(lived[2:]):
        assert after.first_reply_due == before.first_reply_due
        assert after.resolution_due_original == before.resolution_due_original
        assert after.resolution_due is not None
        assert before.resolution_due is not None
        assert after.resolution_due >= before.resolution_due
        for name in ("accepted_at", "first_reply_at", "first_verdict"):
            assert getattr(before, name) in (None, getattr(after, name))
        assert after.paused_minutes >= before.paused_minutes


def _always_told(events: Iterable[TicketEvent], heard: Iterable[Message]) -> None:
    """Where a row owes the resident a sentence, they were told something at that moment."""
    told, supervised = {message.at for message in heard}, False
    for event in events:
        owed = [
            row.notice
            for row in RULES
            if row.action == event.action
            and event.from_state in row.sources
            and (row.target or event.from_state) is event.to_state
            and event.actor is not Actor.RESIDENT
        ]
        # A proposed end that waits for its approval is told when it has it.
        waits = event.action == Action.PROPOSE and "outcome" in event.detail
        # Time supervises by several clocks, and says so once.
        again = event.action == Action.SUPERVISE and supervised
        supervised |= event.action == Action.SUPERVISE
        if any(owed) and event.action != Action.DISPATCH and not (waits or again):
            assert event.at in told, event


def _second_persons(decided: Iterable[Approval]) -> None:
    for each in decided:
        assert each.decided_by is None or each.decided_by != each.asked_by
