"""Whatever officials, two residents and time do, in whatever order: the promises hold."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.models import (
    Approval,
    Media,
    Message,
    Official,
    Outcome,
    Ticket,
    Verdict,
)
from bot.settings import Settings
from bot.store import Transaction, approvals, messages, people, rates, visits
from bot.tickets.actions import PROPOSABLE
from handlers.grammar import Act
from tests.handlers.cast import STAGE, VISIT, Hall, open_hall
from tests.handlers.life_promises import (
    always_told,
    attributable,
    clocks_are_monotone,
    decided_by_another,
    nobody_waits_in_vain,
    only_others_solve,
    only_people_reply,
    read_by_two,
    second_persons,
)
from tests.handlers.town import open_town

ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
PROPOSED = ("done", "explained", "scheduled", "referred", "merged")
ENDING = (
    "您好，依据《城市供水条例》第十条，户内管道由业主维修。"
    "谁：幸福物业；怎么：打电话预约上门；联系：0571-12345678。水务局，电话12345。"
)
WORK = ("answer", "submit", "ask", "extend", "assist", "record_visit", "call_back", *PROPOSED)
TEXTS = (
    "",
    "好的",
    ANSWER,
    STAGE,
    "已转交",
    "按职责清单第3条",
    "现场 1 明天",
    "同意 1",
    "延期 1 2026-12-20 要等配件到货",
)
TWO = ("zhang", "chen")
"""Two neighbours, each with a matter of the same kind at the same place: they can be merged."""
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
    "幸福路12号停水两天了",
    "另外一件事：楼道的灯也不亮",
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
        "outcome": st.sampled_from([each.value for each in PROPOSABLE]),
        "verdict": st.sampled_from(["solved", "partly", "not_solved"]),
        "department": st.sampled_from(["water", "police", "duty", "nowhere"]),
        "kind": st.sampled_from(["consultation", "complaint", "hard", "letter"]),
        "basis": st.just("《城市供水条例》第十条"),
        "agency": st.just("幸福物业公司"),
        "how": st.just("打电话预约，当天上门"),
        "contact": st.just("0571-12345678"),
        "people": st.sampled_from(["1", "2", "all"]),
        "title": st.just("城东片区停水"),
        "until": st.sampled_from(["2026-12-20", "2027-03-01", "2020-01-01", "2037-12-01"]),
        "officials": st.sampled_from(["赵局长", "谁也不是"]),
        "reason": st.just("情况紧急"),
        "supplement": st.just("yes"),
    },
)
Move = Callable[[Hall], Awaitable[object]]


def act(choice: str, by: int, whose: int, text: str, values: dict[str, str], files: bool) -> Move:
    """An official does something to one of the tickets, or to both together."""

    async def move(hall: Hall) -> None:
        official = _staff(hall)[by]
        numbers = await _numbers(hall)
        number = numbers[whose % len(numbers)]
        form = {**(FORM if choice in ("visit", "record_visit") else {}), **values}
        others = [each for each in numbers if each != number]
        if choice == "merge":
            form["also"] = " ".join(others)
        form["into"] = others[by % len(others)]
        deed = hall.town.deed(choice, number, text, official, **form)
        photo = Media("image/jpeg", "file", body=f"{choice} {number}".encode())
        await hall.town.send(hall.town.with_media(deed, photo) if files else deed)

    return move


def see_to(whose: int, how: str) -> Move:
    """The unit does its work on a ticket: takes it and answers, asks, drafts or ends it."""

    async def move(hall: Hall) -> None:
        numbers = await _numbers(hall)
        number = numbers[whose % len(numbers)]
        anyway = {"reason": "情况紧急，先这样答复", "people": "all", "supplement": "yes"}
        await hall.town.act("take", number, by=hall.li)
        match how:
            case "ask":
                await hall.town.act("ask", number, "请拍一张水表的照片", hall.li)
            case "extend" | "assist":
                values = {"until": "2026-12-20", "department": "police"}
                await hall.town.act(how, number, "等配件，要封路", hall.li, **values)
                for by in (hall.li, hall.zhao):
                    await hall.town.act("grant", number, "", by)
            case "call_back":
                await hall.town.act("answer", number, ENDING, hall.li, **anyway)
                said, verdict = "居民说水来了，压力正常", ("not_solved", "solved")[whose % 2]
                for by in (hall.qian, hall.zhou):
                    await hall.town.act(how, number, said, by, verdict=verdict)
            case _:
                choice, outcome = ("propose", how) if how in set(Outcome) else (how, "")
                into = {"into": next(each for each in numbers if each != number)}
                values = {"outcome": outcome, "until": "2027-03-01", **FORM, **anyway, **into}
                await hall.town.act(choice, number, ENDING, hall.li, **values)
                # Who wrote it tries first.
                for by in (hall.li, hall.zhao, hall.qian):
                    await hall.town.act("approve", number, "", by)

    return move


def say(who: str, text: str) -> Move:
    """A resident writes."""
    return lambda hall: hall.town.say(text, who)


def show(who: str) -> Move:
    """A resident sends a photograph."""
    return lambda hall: hall.town.show("image/jpeg", who=who)


def tap(who: str, value: str) -> Move:
    """A resident taps something about a ticket of theirs, offered or not."""

    async def move(hall: Hall) -> None:
        number = (await hall.town.tickets(who))[-1].number
        await hall.town.tap(f"{value}:{number}", who, ticket=number)

    return move


def take_up(who: str, at: int) -> Move:
    """A resident taps one of the choices that they were last offered: to follow, to part …"""

    async def move(hall: Hall) -> None:
        prompt = await hall.town.prompt(who)
        if prompt is not None and prompt.choices:
            await hall.town.tap(prompt.choices[at % len(prompt.choices)], who)

    return move


def wait(hours: int) -> Move:
    """Time passes, and the clock that acts goes round."""

    async def move(hall: Hall) -> None:
        hall.town.later(hours=hours)
        await hall.time.deadlines.go_round()

    return move


WHO = st.sampled_from(TWO)
BY, WHOSE = st.integers(0, 4), st.integers(0, 5)
MOVES = st.one_of(
    st.builds(
        act, st.sampled_from(DEEDS), BY, WHOSE, st.sampled_from(TEXTS), VALUES, st.booleans()
    ),
    st.builds(
        act,
        st.sampled_from(
            ["take", "answer", "ask", "propose", "approve", "return", "call_back", "extend"]
        ),
        BY,
        WHOSE,
        st.just(ANSWER),
        VALUES,
        st.just(False),
    ),
    st.builds(
        act,
        st.sampled_from(["merge", "split", "share", "announce", "grant", "submit"]),
        BY,
        WHOSE,
        st.sampled_from([ANSWER, "城东片区停水"]),
        VALUES,
        st.just(False),
    ),
    st.builds(
        see_to,
        WHOSE,
        st.sampled_from(WORK),
    ),
    # Ends are proposed often: what nobody tries is not looked at.
    st.builds(see_to, WHOSE, st.sampled_from(PROPOSED)),
    st.builds(say, WHO, st.sampled_from(SAID)),
    st.builds(show, WHO),
    st.builds(tap, WHO, st.sampled_from(TAPPED)),
    st.builds(take_up, WHO, st.integers(0, 3)),
    st.builds(wait, st.sampled_from([1, 20, 24 * 4, 24 * 8, 24 * 40])),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example(
    visit=False,
    review=False,
    moves=[see_to(0, "extend"), see_to(1, "assist"), see_to(1, "merged"), see_to(0, "done")],
)
@example(visit=False, review=True, moves=[see_to(0, "answer"), see_to(1, "explained")])
@given(st.booleans(), st.booleans(), st.lists(MOVES, min_size=4, max_size=40))
def test_whatever_is_done_to_two_residents_tickets_the_promises_hold(
    visit: bool, review: bool, moves: list[Move]
) -> None:
    """No reply without a human, no *solved* by the unit, clocks monotone, everybody named."""
    asyncio.run(_live(moves, visit=visit, review=review))


async def _live(moves: list[Move], *, visit: bool, review: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = await open_town(Settings(data=folder, public_url="http://wz.test"))
        try:
            hall = await open_hall(town)
            for who in TWO:
                # Both can be called back.
                number = await hall.opened("幸福路12号停水两天了，电话13800138000", who)
                if visit:
                    await hall.change(number, visit_required=True)
            if review:
                await town.database.transaction(
                    lambda tx: people.require_review(tx, "water", required=True)
                )
            for move in moves:
                await move(hall)
            assert town.unhandled == 0
            assert await town.broken_chains() == []
            held = [each for who in TWO for each in await town.tickets(who)]
            for who in TWO:
                for ticket in await town.tickets(who):
                    await _check(hall, ticket, who, reading="water" if review else "nobody")
            await _counted_alike(hall, held)
            _nobody_follows_a_follower(held)
            nobody_waits_in_vain(held)
        finally:
            await town.database.close()


def _staff(hall: Hall) -> tuple[Official, ...]:
    return (hall.wang, hall.li, hall.zhao, hall.qian, hall.zhou)


async def _numbers(hall: Hall) -> list[str]:
    return [each.number for who in TWO for each in await hall.town.tickets(who)]


async def _counted_alike(hall: Hall, held: list[Ticket]) -> None:
    """What the rates read from events alone is what stands in the rows."""
    first, last = held[0].created_at.date().replace(month=1), date(2040, 1, 1)
    page = await hall.town.database.read(
        lambda tx: rates.page(tx, first, last, after=0, limit=1_000)
    )
    told = {each.number: each for each in page.matters}
    assert told.keys() == {each.number for each in held}
    for ticket in held:
        matter, first_at = told[ticket.number], ticket.first_reply_at
        assert matter.first_reply_due == ticket.first_reply_due
        assert matter.resolution_due == ticket.resolution_due_original
        assert matter.replied_in_time == (
            first_at is not None and first_at <= ticket.first_reply_due
        )
        assert matter.verdict == ticket.verdict
        assert matter.changed == (
            ticket.verdict is not None and ticket.verdict is not ticket.first_verdict
        )
        assert matter.withdrawn == (ticket.outcome is Outcome.WITHDRAWN)
        assert matter.extended == (ticket.extensions > 0)
        assert not matter.solved or ticket.verdict is Verdict.SOLVED


def _nobody_follows_a_follower(held: list[Ticket]) -> None:
    by_id = {each.id: each for each in held}
    for each in held:
        leader = by_id.get(each.follows_id or 0)
        assert leader is None or leader.follows_id is None or leader.closed_at is not None


async def _check(hall: Hall, ticket: Ticket, who: str, reading: str) -> None:
    events = await hall.town.events(ticket)
    heard = await hall.town.heard(who)

    def read(tx: Transaction) -> tuple[list[Approval], int, list[Message]]:
        said = [line.message for line in messages.of_ticket(tx, ticket.id)]
        return approvals.of(tx, ticket.id), len(visits.of(tx, ticket.id)), said

    decided, visited, said = await hall.town.database.read(read)
    attributable(_staff(hall), ticket, events)
    only_people_reply(ticket, events, said)
    only_others_solve(events)
    clocks_are_monotone(events)
    always_told(events, heard)
    second_persons(decided)
    decided_by_another(events, decided)
    read_by_two(events, reading)
    assert ticket.owner_id is not None, "there is always one named owner"
    assert ticket.asks <= 2
    assert ticket.returns <= 2
    if ticket.visit_required and "done" in (ticket.outcome, ticket.proposed):
        assert visited
