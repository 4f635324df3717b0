"""What officials do, and what they are told where they may not."""

from __future__ import annotations

import pytest

from bot.models import Actor, Media, Outcome, TicketState
from tests.handlers.town import Town, labels, text

WATER = "幸福路12号停水两天了"


async def opened(town: Town) -> str:
    """The number of a new ticket."""
    await town.say(WATER)
    return (await town.ticket()).number


async def test_taking_makes_the_owner_and_tells_the_resident(town: Town) -> None:
    """With the official's own department."""
    number = await opened(town)
    (reply,) = await town.act("take", number, by=town.li)
    ticket = await town.ticket()
    assert not reply.refused
    assert (ticket.state, ticket.owner_id) == (TicketState.IN_PROGRESS, town.li.id)
    assert ticket.department_id == "water"
    told = (await town.heard())[-1]
    assert "水务局" in told.content.text
    assert told.official_id is None
    event = (await town.events(ticket))[-1]
    assert (event.actor, event.actor_id) == (Actor.OFFICIAL, town.li.id)


@pytest.mark.parametrize(
    ("said", "example"),
    [
        ("并", "「并 12 15」"),
        ("/merge", "「/merge 12 15」"),
        ("派", "「派 12」"),
        ("答：水来了", "「答 12：……」"),
    ],
)
async def test_a_command_without_a_number_is_asked_for_it_in_its_own_words(
    town: Town, said: str, example: str
) -> None:
    """And shows the tickets in hand, so that the number need not be looked for."""
    await town.say("幸福路12号停水两天了")
    ticket = await town.ticket()
    (told,) = await town.act(text=said)
    assert example in told.text
    assert f"#{ticket.number} 幸福路12号停水两天了" in told.text
    assert await town.actions(ticket) == ["register", "dispatch"]


async def test_two_cannot_take_one_ticket(town: Town) -> None:
    """The second is told who was faster, and what is possible."""
    number = await opened(town)
    await town.act("take", number, by=town.li)
    (second,) = await town.act("take", number, by=town.wang)
    (again,) = await town.act("take", number, by=town.li)
    assert second.refused
    assert "李强" in second.text
    assert "答复" in second.text
    assert "已经签收" in again.text
    assert await town.actions(await town.ticket()) == ["register", "dispatch", "take"]


async def test_an_answer_reaches_the_resident_word_for_word(town: Town) -> None:
    """The wrapper is in the resident's language, the official text unchanged."""
    await town.say("There has been no water in Garden Road for two days")
    number = (await town.ticket()).number
    words = "阀门已更换，\n水已恢复。{{ 不是模板 }}"
    (receipt,) = await town.act("answer", number, words)
    told = (await town.heard())[-1]
    assert words in told.content.text
    assert told.content.text.startswith("Hello.")
    assert told.official_id == town.wang.id
    assert labels([told.content]) == ["Solved", "Partly solved", "Not solved"]
    assert told.content.link == town.house.ticket_page(number)
    assert "网页" in receipt.text


async def test_answering_takes(town: Town) -> None:
    """Two events, one clock ended, and no second notice."""
    number = await opened(town)
    before = len(await town.heard())
    await town.act("answer", number, "已抢修")
    ticket = await town.ticket()
    assert await town.actions(ticket) == ["register", "dispatch", "take", "answer"]
    assert ticket.owner_id == town.wang.id
    assert ticket.first_reply_at is not None
    assert len(await town.heard()) == before + 1


async def test_files_go_along_with_an_answer(town: Town) -> None:
    """A photograph of the repaired pipe; without words it takes a second look, and a reason."""
    number = await opened(town)
    photo = Media("image/jpeg", "pipe.jpg", body=b"pipe")
    message = town.deed("answer", number)
    await town.send(town.with_media(message, photo))
    assert not (await town.heard())[-1].content.attachments
    message = town.deed("answer", number, reason="照片上看得清楚")
    await town.send(town.with_media(message, photo))
    told = (await town.heard())[-1]
    assert [each.name for each in told.content.attachments] == ["pipe.jpg"]


async def test_an_empty_answer_is_not_sent(town: Town) -> None:
    """Nor is an empty note kept; nothing at all changes."""
    number = await opened(town)
    for choice in ("answer", "note"):
        (reply,) = await town.act(choice, number, "  ")
        assert reply.refused
    assert await town.actions(await town.ticket()) == ["register", "dispatch"]


async def test_two_who_answer_at_once_do_not_answer_past_each_other(town: Town) -> None:
    """The second sees the first answer, and may then add to it."""
    number = await opened(town)
    await town.act("take", number, by=town.li)
    seen = str((await town.ticket()).version)
    await town.act("answer", number, "已抢修", by=town.li, version=seen)
    (refused,) = await town.act("answer", number, "明天再看", by=town.wang, version=seen)
    assert refused.refused
    assert "李强" in refused.text
    assert "已抢修" in refused.text
    assert "明天再看" not in text([message.content for message in await town.heard()])
    for allowed in ({"supplement": "yes"}, {"version": str((await town.ticket()).version)}):
        (reply,) = await town.act("answer", number, "水压也正常", by=town.wang, **allowed)
        assert not reply.refused
    (written,) = await town.act("answer", number, "再答：谢谢提醒", by=town.li)
    assert not written.refused
    assert "谢谢提醒" in (await town.heard())[-1].content.text
    assert "再答" not in (await town.heard())[-1].content.text


async def test_a_text_begun_before_a_colleagues_answer_is_held_back(town: Town) -> None:
    """However often the page has told the writer since how the ticket stands; a note is none."""
    number = await opened(town)
    begun = str((await town.ticket()).version)
    await town.act("note", number, "打过电话了", by=town.li)
    await town.act("answer", number, "已抢修", by=town.li)
    known = str((await town.ticket()).version)
    await town.act("note", number, "居民很满意", by=town.li)
    await town.say("没解决")
    (refused,) = await town.act("answer", number, "明天再看", version=begun)
    assert refused.refused
    assert "已抢修" in refused.text
    (sent,) = await town.act("answer", number, "再去看看", version=known)
    assert not sent.refused


async def test_closing_with_words_does_not_get_round_a_colleagues_answer(town: Town) -> None:
    """They are an answer too; without words, or put as a further one, the ticket is closed."""
    number = await opened(town)
    begun = str((await town.ticket()).version)
    await town.act("answer", number, "已抢修", by=town.li)
    for seen in ({"version": begun}, {}):
        (refused,) = await town.act("propose", number, "不归我们管", outcome="done", **seen)
        assert refused.refused
        assert "已抢修" in refused.text
    assert (await town.ticket()).state is TicketState.REPLIED
    (closed,) = await town.act(text=f"办结 {number} 已办理 再答：水压也正常")
    assert not closed.refused
    told = (await town.heard())[-1].content.text
    assert "水压也正常" in told
    assert "再答" not in told
    assert "不归我们管" not in text([message.content for message in await town.heard()])


async def test_who_answered_may_go_on(town: Town) -> None:
    """Nobody has to be told their own answer."""
    number = await opened(town)
    await town.act("answer", number, "已抢修")
    (reply,) = await town.act("answer", number, "水压也正常")
    assert not reply.refused
    assert "补充答复" in (await town.heard())[-1].content.text


async def test_a_note_stays_inside(town: Town) -> None:
    """It is kept with the ticket, and no resident ever hears of it."""
    number = await opened(town)
    before = await town.heard()
    await town.act("note", number, "这人又来了")
    await town.act("", number, "再观察一下")
    assert await town.heard() == before
    ticket = await town.ticket()
    assert await town.said_in(ticket) == [WATER, "这人又来了", "再观察一下"]
    assert "这人又来了" not in text([line.content for line in await town.lines()])


async def test_plain_talk_is_sent_to_nobody(town: Town) -> None:
    """Not even where only one ticket is open."""
    await opened(town)
    before = await town.heard()
    (reply,) = await town.act(text="已修好")
    assert reply.refused
    assert "没有发给任何人" in reply.text
    assert await town.heard() == before


async def test_closing_needs_an_outcome_and_words(town: Town) -> None:
    """Each refusal names what is missing."""
    number = await opened(town)
    await town.act("take", number)
    (nothing,) = await town.act("propose", number, "办好了")
    (silent,) = await town.act("propose", number, "", outcome="done")
    (made_up,) = await town.act("propose", number, "办好了", outcome="unconfirmed")
    assert "已办理、已解释" in nothing.text
    assert "还没有答复过" in silent.text
    assert nothing.refused
    assert silent.refused
    assert made_up.refused
    assert (await town.ticket()).state is TicketState.IN_PROGRESS


async def test_proposing_an_end_with_words_is_an_answer_too(town: Town) -> None:
    """It ends the clock, and closes nothing: the resident is asked, and no verdict is given."""
    number = await opened(town)
    await town.act("take", number)
    (reply,) = await town.act("propose", number, "水已恢复。", outcome="done")
    ticket = await town.ticket()
    assert not reply.refused
    assert await town.actions(ticket) == ["register", "dispatch", "take", "answer", "propose"]
    assert (ticket.state, ticket.proposed) == (TicketState.REPLIED, Outcome.DONE)
    assert (ticket.outcome, ticket.verdict) == (None, None)
    assert ticket.first_reply_at is not None
    told = (await town.heard())[-1].content
    assert "已办理" in told.text
    assert "水已恢复。" in told.text
    assert labels([told]) == ["已解决", "部分解决", "没解决"]


async def test_proposing_an_end_after_an_answer_needs_no_more_words(town: Town) -> None:
    """The answer was given already; the resident's word makes it the end."""
    number = await opened(town)
    await town.act("answer", number, "经现场检查，水已恢复。")
    await town.act("propose", number, "", outcome="done")
    assert (await town.ticket()).proposed is Outcome.DONE
    assert (await town.heard())[-1].official_id is None
    await town.say("已解决")
    ticket = await town.ticket()
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.DONE)


async def test_reopening_is_for_those_who_decide(town: Town) -> None:
    """And raises no level, for nobody complained."""
    number = await opened(town)
    await town.act("take", number, by=town.li)
    await town.act("propose", number, "办好了", by=town.li, outcome="done")
    await town.say("已解决")
    (refused,) = await town.act("reopen", number, "查错了", by=town.li)
    assert refused.refused
    assert "角色" in refused.text
    await town.act("reopen", number, "查错了", by=town.wang)
    ticket = await town.ticket()
    assert (ticket.state, ticket.level, ticket.outcome) == (TicketState.REOPENED, 0, None)
    assert "查错了" not in text([line.content for line in await town.lines()])


async def test_what_is_closed_cannot_be_answered(town: Town) -> None:
    """The refusal says what is possible instead."""
    number = await opened(town)
    await town.say("撤回")
    await town.say("1")
    for choice in ("answer", "take", "propose"):
        (reply,) = await town.act(choice, number, "已抢修", outcome="done")
        assert reply.refused
        assert "重办" in reply.text
    assert await town.actions(await town.ticket()) == ["register", "dispatch", "withdraw"]


@pytest.mark.parametrize("number", ["20200101-0001", "", "999", "nonsense", "%", "0001-"])
async def test_an_unknown_ticket_is_refused(town: Town, number: str) -> None:
    """Whatever stands where a number should."""
    await opened(town)
    (reply,) = await town.act("take", number)
    assert reply.refused


async def test_the_last_digits_are_enough(town: Town) -> None:
    """Of several that are open it asks which; a closed one does not stand in the way."""
    await opened(town)
    (taken,) = await town.act(text="签收 1")
    assert not taken.refused
    town.later(days=1)
    await town.say(WATER, "li")
    (asked,) = await town.act(text="签收 0001")
    assert asked.refused
    assert "20261123-0001" in asked.text
    assert "20261124-0001" in asked.text
    await town.act(text="办结 20261123-0001 已办理 水已恢复")
    await town.say("已解决")
    (closed,) = await town.act(text="签收 #1")
    assert not closed.refused
    assert (await town.ticket("li")).owner_id == town.wang.id


async def test_a_written_answer_reaches_the_resident(town: Town) -> None:
    """答 with a colon, and only so."""
    await opened(town)
    await town.act(text="答 1：阀门已更换")
    assert "阀门已更换" in (await town.heard())[-1].content.text
    (talk,) = await town.act(text="答 1 好像修好了")
    assert talk.refused
    assert "好像修好了" not in text([line.content for line in await town.lines()])


async def test_the_worklist_and_a_ticket_can_be_read_in_the_chat(town: Town) -> None:
    """待办, 单, 搜 and 帮助; a person's own data stays masked."""
    assert "没有待办" in text(await town.act(text="待办"))
    await town.say(f"{WATER}，我的电话13800138000")
    ticket = await town.ticket()
    assert ticket.number in text(await town.act(text="/todo"))
    (shown,) = await town.act(text="单 1")
    assert "13800138000" not in shown.text
    assert "停水两天" in shown.text
    assert "签收" in shown.text
    assert ticket.number in text(await town.act(text="搜 停水"))
    assert "没有找到" in text(await town.act(text="搜 路灯"))
    assert (await town.act(text="搜"))[0].refused
    assert "答 12：" in text(await town.act(text="帮助"))


async def test_an_unknown_command_is_told_what_comes_near(town: Town) -> None:
    """A slip of the finger costs nothing."""
    (reply,) = await town.act(text="/todoo")
    assert reply.refused
    assert "todo」？" in reply.text
    (strange,) = await town.act(text="/xyzxyz")
    assert "「xyzxyz」这个命令。" in strange.text


async def test_a_button_that_is_none_is_refused(town: Town) -> None:
    """Whatever a page may post."""
    number = await opened(town)
    for choice in ("confirm", "rate", "register", "verdict:solved", "boom"):
        (reply,) = await town.act(choice, number, "x")
        assert reply.refused
    assert await town.actions(await town.ticket()) == ["register", "dispatch"]


async def test_a_confidential_ticket_is_found_by_few(town: Town) -> None:
    """By its owner and the administrator; others are told that there is none."""
    await town.say("举报某局长收红包")
    number = (await town.ticket()).number
    for choice in ("take", "note", "answer"):
        (reply,) = await town.act(choice, number, "x", by=town.li)
        assert reply.refused
        assert "没有找到" in reply.text
    (taken,) = await town.act("take", number, by=town.wang)
    assert not taken.refused


async def test_every_change_is_chained_and_adds_up(town: Town) -> None:
    """The row is the fold of its events."""
    number = await opened(town)
    await town.act("note", number, "x")
    await town.act("answer", number, "已抢修")
    await town.say("没解决")
    await town.act("take", number)
    await town.act("propose", number, "修好了", outcome="done")
    await town.say("1")
    assert await town.broken_chains() == []


async def test_who_is_in_need_reads_first_that_somebody_is_on_it(town: Town) -> None:
    """A day's limit alone would frighten; the reply is promised all the same."""
    await town.say("楼下着火了，快来人")
    ticket = await town.ticket()
    await town.act("take", ticket.number)
    told = (await town.heard())[-1].content.text
    first, last = told.splitlines()
    assert "已经有工作人员接手" in first
    assert "现在就在办" in first
    due = town.house.wording.when("zh-Hans", ticket.first_reply_due, town.now)
    assert last == f"最晚 {due} 前给您答复。"
