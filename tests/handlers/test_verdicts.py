"""The resident's word on an answer; nobody else can say that it is solved."""

from __future__ import annotations

import pytest

from bot.models import Official, Role, Satisfaction, TicketState, Verdict
from bot.store import people
from tests.handlers.town import Town, labels, text

WATER = "幸福路12号停水两天了"


async def answered(town: Town) -> str:
    """The number of a ticket that was answered."""
    await town.say(WATER)
    number = (await town.ticket()).number
    await town.act("answer", number, "阀门已更换，水已恢复。")
    return number


async def test_the_answer_is_followed_by_the_question_whether_it_helped(town: Town) -> None:
    """In the same message, in this order."""
    await answered(town)
    told = (await town.heard())[-1].content
    assert "阀门已更换，水已恢复。" in told.text
    assert labels([told]) == ["已解决", "部分解决", "没解决"]


async def answered_above(
    town: Town, number: str, words: str, *, above: Official | None = None
) -> None:
    """What came back is answered, with the word of whoever stands above."""
    await town.act("answer", number, words)
    await town.act("approve", number, by=above or town.li)


@pytest.mark.parametrize("said", ["已解决", "1", "第一个", "解决了"])
async def test_solved_closes_and_asks_for_the_rating(town: Town, said: str) -> None:
    """In words or digits; then 满意 or 不满意."""
    await answered(town)
    (reply,) = await town.say(said)
    ticket = await town.ticket()
    assert (ticket.state, ticket.verdict) == (TicketState.CLOSED, Verdict.SOLVED)
    assert labels([reply]) == ["满意", "不满意"]
    await town.say("满意")
    assert (await town.ticket()).satisfaction is Satisfaction.SATISFIED
    assert (await town.ticket()).state is TicketState.CLOSED


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("没解决", Verdict.NOT_SOLVED), ("部分解决", Verdict.PARTLY), ("3", "not_solved")],
)
async def test_not_solved_goes_back_one_level_up(town: Town, said: str, verdict: str) -> None:
    """And the resident is told what happens next."""
    await answered(town)
    (reply,) = await town.say(said)
    ticket = await town.ticket()
    assert (ticket.state, ticket.verdict, ticket.level) == (TicketState.REOPENED, verdict, 1)
    assert "提高一级" in reply.text


async def test_a_verdict_given_twice_is_one(town: Town) -> None:
    """A tap that came twice, a tap and a word."""
    number = await answered(town)
    for _ in range(2):
        await town.tap(f"verdict:not_solved:{number}")
        await town.tap("verdict:not_solved", ticket=number)
    assert (await town.actions(await town.ticket())).count("dispute") == 1
    assert (await town.ticket()).level == 1


async def test_a_better_verdict_stands_only_after_a_call_back(town: Town) -> None:
    """The first is kept beside it; who worked on it cannot call, another unit can."""
    number = await answered(town)
    zhou = await town.database.transaction(
        lambda tx: people.add_official(tx, "周县长", "duty", {Role.LEADER}, town.now)
    )
    await town.tap(f"verdict:not_solved:{number}")
    await answered_above(town, number, "又检查了一遍", above=zhou)
    await town.tap(f"verdict:solved:{number}")
    told = (await town.heard())[-1].content.text
    assert "另一个单位打电话核实" in told
    ticket = await town.ticket()
    assert (ticket.state, ticket.verdict) == (TicketState.CLOSED, Verdict.NOT_SOLVED)
    assert ticket.contested_verdict is Verdict.SOLVED
    (own,) = await town.act("call_back", number, "居民说好了", verdict="solved")
    assert own.refused
    await town.act("call_back", number, "居民说水来了", by=town.li, verdict="solved")
    ticket = await town.ticket()
    assert (ticket.verdict, ticket.first_verdict) == (Verdict.SOLVED, Verdict.NOT_SOLVED)
    assert ticket.contested_verdict is None


async def test_a_second_answer_can_fail_again(town: Town) -> None:
    """The same words after another answer are another verdict, another level."""
    number = await answered(town)
    await town.say("没解决")
    await answered_above(town, number, "又检查了一遍")
    await town.tap(f"verdict:not_solved:{number}")
    assert (await town.ticket()).level == 2


async def test_a_follow_up_brings_an_answered_ticket_back(town: Town) -> None:
    """No verdict is read into it, but nobody may overlook it."""
    await answered(town)
    (reply,) = await town.say("还是没来水")
    ticket = await town.ticket()
    assert (ticket.state, ticket.verdict, ticket.level) == (TicketState.REOPENED, None, 0)
    assert "转回工作人员" in reply.text


async def test_what_works_after_all_can_be_said(town: Town) -> None:
    """已解决 is welcome while it waits to be taken up again."""
    number = await answered(town)
    await town.say("还是没来水")
    await town.tap(f"verdict:solved:{number}")
    assert (await town.ticket()).verdict is Verdict.SOLVED


async def test_a_verdict_before_any_answer_is_passed_on(town: Town) -> None:
    """The official sees it; the ticket is not closed behind their back."""
    await town.say(WATER)
    number = (await town.ticket()).number
    await town.tap(f"verdict:solved:{number}")
    ticket = await town.ticket()
    assert (ticket.state, ticket.verdict) == (TicketState.DISPATCHED, None)
    assert await town.actions(ticket) == ["register", "dispatch", "add"]


async def test_a_rating_changes_with_the_last_word(town: Town) -> None:
    """The same twice is one event; another is another."""
    number = await answered(town)
    await town.tap(f"verdict:solved:{number}")
    for satisfaction in ("satisfied", "satisfied", "dissatisfied"):
        await town.tap(f"satisfaction:{satisfaction}:{number}")
    assert (await town.actions(await town.ticket())).count("rate") == 2
    assert (await town.ticket()).satisfaction is Satisfaction.DISSATISFIED


async def test_no_rating_before_anybody_worked_on_it(town: Town) -> None:
    """There is nothing to rate yet."""
    await town.say(WATER)
    (reply,) = await town.tap(f"satisfaction:satisfied:{(await town.ticket()).number}")
    assert reply.refused


async def test_an_objection_is_heard_once(town: Town) -> None:
    """Against "not our business" it goes one level up; a second time it is refused."""
    number = await answered(town)
    await town.act("propose", number, "请向法院起诉", outcome="out_of_scope")
    assert "请向法院起诉" not in text([line.content for line in await town.heard()])
    await town.act("approve", number, by=town.li)
    told = (await town.heard())[-1].content
    assert labels([told])[-1] == "我不同意"
    assert "不属于本平台受理" in told.text
    (first,) = await town.tap("object", ticket=number, text="这就是你们管的")
    assert not first.refused
    ticket = await town.ticket()
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
    assert "这就是你们管的" in await town.said_in(ticket)
    await town.act("take", number)
    await town.act("propose", number, "请向法院起诉", outcome="out_of_scope")
    await town.act("approve", number, by=town.li)
    (second,) = await town.tap("object", ticket=number)
    assert second.refused


async def test_a_closed_matter_comes_back_within_thirty_days(town: Town) -> None:
    """After that it is registered anew."""
    number = await answered(town)
    await town.tap(f"verdict:solved:{number}")
    town.later(days=29)
    assert "重新办理" in text(await town.tap("reopen", ticket=number))
    assert (await town.ticket()).state is TicketState.REOPENED
    await answered_above(town, number, "修好了")
    await town.tap(f"verdict:solved:{number}")
    town.later(days=31)
    (late,) = await town.tap("reopen", ticket=number)
    assert late.refused
    assert "30 天" in late.text
    assert (await town.ticket()).state is TicketState.CLOSED


async def test_words_under_a_closed_ticket_bring_it_back(town: Town) -> None:
    """What is written on its page is heard; long after it becomes a ticket of its own."""
    number = await answered(town)
    await town.tap(f"verdict:solved:{number}")
    await town.say("昨晚又停水了", ticket=number)
    assert (await town.ticket()).state is TicketState.REOPENED
    await answered_above(town, number, "修好了")
    await town.tap(f"verdict:solved:{number}")
    town.later(days=40)
    await town.say("又停水了", ticket=number)
    assert len(await town.tickets()) == 2


async def test_thanks_and_verdicts_on_the_page_are_understood(town: Town) -> None:
    """没解决 written into the page's box is a verdict, thanks are no addition."""
    number = await answered(town)
    await town.say("谢谢", ticket=number)
    assert (await town.ticket()).state is TicketState.REPLIED
    await town.say("没解决", ticket=number)
    assert (await town.ticket()).verdict is Verdict.NOT_SOLVED
    await town.say("不满意", ticket=number)
    assert (await town.ticket()).satisfaction is Satisfaction.DISSATISFIED


async def test_a_word_out_of_the_blue_means_the_last_answer(town: Town) -> None:
    """没解决 a week later, after other questions."""
    await answered(town)
    await town.say("怎么取公积金")
    await town.say("有用")
    town.later(days=7)
    await town.say("没有解决")
    assert (await town.ticket()).verdict is Verdict.NOT_SOLVED
    await town.say("帮助")
    await town.say("很不满意")
    assert (await town.ticket()).satisfaction is Satisfaction.DISSATISFIED


async def test_an_answer_does_not_take_the_place_of_a_question_that_holds_words(town: Town) -> None:
    """A digit goes on meaning the choice that had digits."""
    number = await answered(town)
    await town.say("建设街的路灯三天不亮了")
    await town.act("answer", number, "再答：水压也正常了")
    await town.say("2")
    assert len(await town.tickets()) == 2
    assert (await town.tickets())[0].verdict is None


async def test_a_second_rating_in_words_is_a_rating(town: Town) -> None:
    """Also while another question stands open, which goes on standing; it is no addition."""
    await answered(town)
    for said in ("部分解决", "不满意"):
        await town.say(said)
    assert "不用再办了吗" in text(await town.say("已解决"))
    before = await town.actions(await town.ticket())
    told = text(await town.say("满意"))
    ticket = await town.ticket()
    assert "已补充" not in told
    assert ticket.satisfaction is Satisfaction.SATISFIED
    assert await town.actions(ticket) == [*before, "rate"]
    assert "继续办理" in text(await town.say("还要办"))


async def test_a_rating_long_after_changes_no_rating(town: Town) -> None:
    """Satisfied with what, nobody knows then."""
    await answered(town)
    for said in ("没解决", "不满意"):
        await town.say(said)
    town.later(hours=3)
    await town.say("满意")
    assert (await town.ticket()).satisfaction is Satisfaction.DISSATISFIED
