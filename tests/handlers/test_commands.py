"""What residents wish of the service: progress, my matters, withdrawing, reminding, languages."""

from __future__ import annotations

import pytest

from bot.errors import Refused
from tests.handlers.town import Town, labels, text, values

WATER = "幸福路12号停水两天了"
LAMP = "另外一件事：建设街的路灯三天不亮了"


async def test_progress_of_nothing_says_so(town: Town) -> None:
    """Whoever asked nothing is told how to ask."""
    for wish in ("进度", "我的"):
        assert "还没有登记过" in text(await town.say(wish))


async def test_progress_shows_one_of_five_words_with_date_department_and_link(town: Town) -> None:
    """Registered, taken, answered: each in the resident's words."""
    await town.say(WATER)
    ticket = await town.ticket()
    (registered,) = await town.say("进度")
    assert "已收到，11月23日（今天）09:30，值班室" in registered.text
    assert "最晚 11月24日（明天）09:30 前答复您" in registered.text
    assert registered.link == town.house.ticket_page(ticket.number)
    await town.act("take", ticket.number)
    assert "办理中" in text(await town.say("进度"))
    await town.act("answer", ticket.number, "已抢修")
    (answered,) = await town.say("进度")
    assert "已答复" in answered.text
    assert labels([answered]) == ["已解决", "部分解决", "没解决"]


async def test_progress_of_several_lists_each_with_its_link(town: Town) -> None:
    """All that is open; a named one alone."""
    await town.say(WATER)
    await town.say(LAMP)
    first, second = await town.tickets()
    (both,) = await town.say("进度")
    assert all(town.house.ticket_page(each.number) in both.text for each in (first, second))
    (one,) = await town.say(f"进度 {first.number}")
    assert first.number in one.text
    assert second.number not in one.text


async def test_mine_shows_what_is_closed_too(town: Town) -> None:
    """The newest first."""
    await town.say(WATER)
    await town.say("撤回")
    await town.say("1")
    assert "已办结" in text(await town.say("我的"))


async def test_nobody_sees_anothers_matters(town: Town) -> None:
    """By number or without."""
    await town.say(WATER)
    ticket = await town.ticket()
    told = text(await town.say(f"进度 {ticket.number}", "stranger"))
    assert ticket.number not in told
    for value in (f"withdrawn:{ticket.number}", f"verdict:solved:{ticket.number}"):
        (reply,) = await town.tap(value, "stranger")
        assert reply.refused
    assert await town.actions(ticket) == ["register", "dispatch"]


async def test_withdrawing_is_confirmed_first(town: Town) -> None:
    """No is no, yes closes it, and yes again changes nothing."""
    await town.say(WATER)
    ticket = await town.ticket()
    (asked,) = await town.say("撤回")
    assert labels([asked]) == ["撤回", "不撤回"]
    await town.say("不撤回")
    assert await town.actions(ticket) == ["register", "dispatch"]
    await town.say("撤回")
    await town.say("确定")
    await town.tap(values([asked])[0])
    assert await town.actions(ticket) == ["register", "dispatch", "withdraw"]
    assert (await town.ticket()).outcome == "withdrawn"


async def test_of_several_one_is_chosen_to_withdraw(town: Town) -> None:
    """Then it is confirmed like any other."""
    await town.say(WATER)
    await town.say(LAMP)
    first, second = await town.tickets()
    (asked,) = await town.say("撤回")
    assert [label[0] for label in labels([asked])] == ["1", "2", "0"]
    await town.say("2")
    await town.say("1")
    assert await town.actions(first) == ["register", "dispatch", "withdraw"]
    assert await town.actions(second) == ["register", "dispatch"]


@pytest.mark.parametrize("wish", ["撤回", "催办"])
@pytest.mark.parametrize("said", ["0", "都不是"])
async def test_none_of_the_listed_may_have_been_meant(town: Town, wish: str, said: str) -> None:
    """As with the candidates of the FAQ; nothing is withdrawn, reminded of or added."""
    await town.say("幸福路12号停水两天了")
    await town.say("另外一件事：建设街的路灯不亮")
    assert labels(await town.say(wish))[-1] == "0 都不是"
    assert "照常办理" in text(await town.say(said))
    for each in await town.tickets():
        assert await town.actions(each) == ["register", "dispatch"]
    assert "没有要选的选项" in text(await town.say("1"))


async def test_a_reminder_is_kept_and_answered_with_the_time(town: Town) -> None:
    """And with an apology once the time is over."""
    await town.say(WATER)
    assert "11月24日（明天）09:30" in text(await town.say("催办"))
    town.later(hours=25)
    assert "抱歉" in text(await town.say("催一下"))
    assert await town.actions(await town.ticket()) == ["register", "dispatch", "remind", "remind"]


async def test_an_answered_matter_is_not_reminded_of_but_judged(town: Town) -> None:
    """It is the resident's turn."""
    await town.say(WATER)
    await town.act("answer", (await town.ticket()).number, "已抢修")
    assert labels(await town.say("催办")) == ["已解决", "部分解决", "没解决"]


async def test_nothing_open_is_nothing_to_withdraw_or_remind(town: Town) -> None:
    """Said plainly."""
    for wish in ("撤回", "催办"):
        assert "没有正在办的事情" in text(await town.say(wish))


async def test_a_question_mark_brings_what_is_waited_for(town: Town) -> None:
    """「?」 makes no ticket and asks no FAQ: it shows where the matter stands."""
    assert "直接写您要问的事" in text(await town.say("？"))
    await town.say(WATER)
    await town.act("answer", (await town.ticket()).number, "已抢修")
    assert "已答复" in text(await town.say("?"))
    assert len(await town.tickets()) == 1


@pytest.mark.parametrize(
    ("wish", "said"),
    [("English", "in English"), ("繁體", "繁體中文"), ("/lang zh-Hans", "简体中文")],
)
async def test_the_language_can_be_chosen(town: Town, wish: str, said: str) -> None:
    """From then on whatever is written in another does not change it."""
    assert said in text(await town.say(wish))
    language = {"English": "You have not", "繁體": "您還沒有", "/lang zh-Hans": "您还没有"}[wish]
    await town.say("How do I withdraw my housing fund?")
    await town.say("身份證丟了怎麼補辦？請問要帶什麼去辦理")
    await town.say("身份证丢了怎么补办？请问要带什么去办理")
    assert language in text(await town.say("进度"))


async def test_the_language_follows_what_is_written(town: Town) -> None:
    """Traditional is answered in Traditional, English in English; a digit changes nothing."""
    assert "查詢碼" in text(await town.say("幸福路十二號停水兩天了，沒有人來處理"))
    assert "查詢" not in text(await town.say("1"))
    assert "您" in text(await town.say("進度"))
    assert "Query code" in text(await town.say("The water has been cut off for two days", "smith"))
    assert "Ticket" in text(await town.say("👍", "smith") + await town.say("status", "smith"))
    # A Chinese address may be copied; who writes our commands in Chinese reads it.
    assert "Noted" in text(await town.say("幸福路3号", "smith"))
    assert "工单" in text(await town.say("进度", "smith"))


async def test_the_page_says_which_language_until_words_do(town: Town) -> None:
    """A reader of the English page is spoken to in English from the first sign on."""
    assert "in a sentence" in text(await town.say("...", language="en"))


async def test_thanks_make_no_ticket(town: Town) -> None:
    """With an open answer they are the moment to ask whether it helped."""
    assert "不客气" in text(await town.say("谢谢"))
    await town.say(WATER)
    await town.act("answer", (await town.ticket()).number, "已抢修")
    assert labels(await town.say("谢谢您！")) == ["已解决", "部分解决", "没解决"]
    assert (await town.ticket()).state == "replied"


async def test_an_unknown_command_is_explained(town: Town) -> None:
    """Kindly, and without a ticket."""
    assert "/foo" in text(await town.say("/foo bar"))
    assert await town.tickets() == []


async def test_who_writes_too_fast_is_held_back_before_anything_is_kept(town: Town) -> None:
    """The page shows the message as unsent; a minute later it may go."""
    limit = town.house.settings.limits.messages_per_minute
    start = town.now
    for number in range(limit):
        town.now = start
        await town.say(f"第{number}次来信说路灯不亮")
    town.now = start
    with pytest.raises(Refused, match=r"limits\.too_many"):
        await town.say("路灯不亮")
    kept = len(await town.lines())
    town.now = start
    await town.say("路灯不亮", "another")
    assert len(await town.lines()) == kept
    town.later(minutes=1)
    await town.say("路灯不亮")
    assert len(await town.lines()) > kept
