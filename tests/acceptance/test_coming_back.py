"""What is disputed, comes back or goes to many, through one running service of a frozen clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from bot.models import TicketState, Verdict
from bot.settings import Settings
from tests.acceptance.hall import Hall, hall
from tests.ledgers import until

pytestmark = [pytest.mark.process, pytest.mark.asyncio(loop_scope="module")]
ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
BASIS = "按职责清单第3条，小区内部管道归住建部门"
FIVE = ("b", "c", "d", "e", "f")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    """A working Monday for all of these tests: one service, starting once."""
    data = str(tmp_path_factory.mktemp("city") / "data")
    async with hall(Settings(data=data), "2026-11-23 09:30") as opened:
        yield opened


async def test_a_return_is_disputed_twice_and_the_duty_desk_decides(city: Hall) -> None:
    """Each unit returns once, naming another; then it is decided, and the clocks ran on."""
    number = await city.sent("returned", "小区门口的消火栓漏水")
    due = (await city.ticket(number)).first_reply_due
    await city.does("li", number, "return", BASIS, department="police")
    assert "由值班" not in await city.told("returned")
    await city.does("duty", number, "transfer", "先到公安", department="police")
    assert "公安局" in await city.told("returned")
    await city.does("qian", number, "return", "消火栓归水务局维护", department="water")
    assert "值班负责人" in await city.tries("qian", number, "transfer", department="water")
    await city.does("duty", number, "transfer", "以我为准", department="water")
    assert "退过一次" in await city.tries("li", number, "return", BASIS, department="police")
    await city.does("li", number, "take")
    ticket = await city.ticket(number)
    assert (ticket.returns, ticket.department_id) == (2, "water")
    assert (ticket.state, ticket.first_reply_due) == (TicketState.IN_PROGRESS, due)
    assert ticket.first_reply_at is None


async def test_a_merged_ticket_is_answered_to_five_followers(city: Hall) -> None:
    """One merge, one answer; each reads it in their language with their own number and verdict."""
    first = await city.sent("first", "家里停水了")
    others = [await city.sent("b", "There is no water at home since this morning.")]
    others += [await city.sent(who, "家里停水了") for who in FIVE[1:]]
    assert "共 6 人" in await city.does("li", first, "merge", also=" ".join(others))
    held = await city.tries("li", first, "answer", ANSWER)
    assert "6 人" in held
    assert not any(ANSWER in said for _, said in await city.heard("c"))
    await city.does("li", first, "answer", ANSWER, people="6")
    for who, number in zip(("first", *FIVE), (first, *others), strict=True):
        said = await city.told(who)
        assert ANSWER in said
        assert number in said
        ticket = await city.ticket(number)
        assert (ticket.state, ticket.first_reply_at is None) == (TicketState.REPLIED, False)
    assert "replies" in await city.told("b")
    await city.says("c", "已解决")
    await city.says("d", "没解决")
    by_who = dict(zip(FIVE, others, strict=True))
    solved, parted = [await city.ticket(by_who[who]) for who in ("c", "d")]
    assert (solved.state, solved.verdict) == (TicketState.CLOSED, Verdict.SOLVED)
    assert (parted.state, parted.follows_id) == (TicketState.REOPENED, None)
    assert (await city.ticket(by_who["e"])).verdict is None


async def test_one_answer_to_twelve_has_twelve_receipts_one_of_them_waiting(city: Hall) -> None:
    """Eleven look at their pages; the official sees that one answer waits (待窗口)."""
    people = [f"bench {at}" for at in range(12)]
    numbers = [await city.sent(who, "城北公园入口的长椅坏了") for who in people]
    words = "您好，长椅的木条今早换好了，请放心坐。水务局，电话12345。"
    async with AsyncExitStack() as pages:
        for who in people[1:]:
            await pages.enter_async_context((await city.resident(who)).page())
        told = await city.does("li", numbers[0], "answer", words, also=" ".join(numbers[1:]))
        assert all(number in told for number in numbers)
        for who in people[1:]:
            await (await city.resident(who)).hears_text(words)
        receipts: dict[str, str] = {}

        async def settled() -> bool:
            receipts.update(await city.desks["li"].receipts(numbers))
            return receipts[numbers[0]] == "waiting_contact" and _sent(receipts) == numbers[1:]

        await until(settled, lambda: str(receipts))
    assert list(receipts) == numbers


def _sent(receipts: dict[str, str]) -> list[str]:
    return [number for number, receipt in receipts.items() if receipt == "sent"]


async def test_what_is_not_solved_goes_back_one_level_up(city: Hall) -> None:
    """The head hears of it, and answers for the next answer; a better verdict soon after stands
    only when somebody with no part in it has asked.
    """
    number = await city.at_work("again", "河边步道积水")
    await city.does("li", number, "answer", "您好，步道的排水口已清通。水务局，电话12345。")
    await city.says("again", choice=f"verdict:not_solved:{number}")
    ticket = await city.ticket(number)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
    for who in ("li", "zhao"):
        assert number in await city.heard_at_the_desk(who)
    await city.does("li", number, "take")
    words = "您好，今早又抽了一次水，路面已干。水务局，电话12345。"
    await city.does("li", number, "answer", words, supplement="yes")
    assert words not in await city.told("again")
    await city.does("zhao", number, "approve")
    assert words in await city.told("again")
    await city.says("again", choice=f"verdict:solved:{number}")
    contested = await city.ticket(number)
    assert (contested.verdict, contested.contested_verdict) == (
        Verdict.NOT_SOLVED,
        Verdict.SOLVED,
    )
    assert "没有经手过" in await city.tries("zhao", number, "call_back", "说好了", verdict="solved")
    await city.does("sun", number, "call_back", "居民说水退了", verdict="solved")
    stands = await city.ticket(number)
    assert (stands.first_verdict, stands.verdict) == (Verdict.NOT_SOLVED, Verdict.SOLVED)


@pytest.mark.parametrize("words", ["", "正在办理", "已转交", "查了：已了解情况；下一步：尽快处理"])
async def test_an_empty_stage_reply_ends_no_clock(city: Hall, words: str) -> None:
    """Refused, with what is missing; the resident hears nothing."""
    who = f"staged-{words}"
    number = await city.at_work(who, "幼儿园门口的树倒了")
    heard = len(await city.heard(who))
    assert "阶段性答复要写明" in await city.tries("li", number, "stage_reply", words)
    assert (await city.ticket(number)).first_reply_at is None
    assert len(await city.heard(who)) == heard


async def test_i_have_said_it_all_goes_to_the_head(city: Hall) -> None:
    """「我已说明白」: the clock runs again, and the head of the unit reads it."""
    number = await city.at_work("clear", "公厕下水堵了")
    await city.does("li", number, "ask", "请说一下门牌号")
    assert (await city.ticket(number)).paused_at is not None
    await city.says("clear", choice=f"insist:{number}")
    ticket = await city.ticket(number)
    assert (ticket.state, ticket.paused_at) == (TicketState.IN_PROGRESS, None)
    assert number in await city.heard_at_the_desk("zhao")
    assert "单位负责人" in await city.told("clear")


async def test_no_official_closes_what_they_did(city: Hall) -> None:
    """They propose; approving, confirming or closing it themselves is refused, in words."""
    number = await city.at_work("closing", "公交站牌歪了")
    assert "还没有答复" in await city.tries("li", number, "propose", "", outcome="done")
    words = "您好，站牌已扶正并加固。水务局，电话12345。"
    await city.does("li", number, "propose", words, outcome="done")
    for choice in ("approve", "call_back", "reopen"):
        await city.tries("li", number, choice, "居民说好了", verdict="solved")
    ticket = await city.ticket(number)
    assert (ticket.state, ticket.outcome, ticket.verdict) == (TicketState.REPLIED, None, None)
