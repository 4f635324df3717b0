"""人工, 投诉, reports and danger: whoever needs a person reaches one at once."""

from __future__ import annotations

import pytest

from tests.handlers.known import ENTRIES
from tests.handlers.town import Town, labels, text, values

WATER = "幸福路12号停水两天了"


@pytest.mark.parametrize(
    "about", ["人工，我家停水了", "投诉物业乱收停车费", "我要投诉楼下烧烤油烟"]
)
async def test_a_person_is_called_with_what_it_is_about(town: Town, about: str) -> None:
    """The whole sentence becomes the ticket, at once."""
    await town.say(about)
    assert await town.said_in(await town.ticket()) == [about]


async def test_a_bare_call_takes_the_question_that_stood_open(town: Town) -> None:
    """After an answer or candidates that did not help, nobody has to repeat themselves."""
    for who, question in (("a", "身份证丢了怎么补办？"), ("b", "身份证怎么办")):
        await town.say(question, who)
        await town.say("转人工", who)
        assert await town.said_in(await town.ticket(who)) == [question]


async def test_a_bare_call_asks_once_what_it_is_about(town: Town) -> None:
    """The next message becomes the ticket, even one that the FAQ would know."""
    (asked,) = await town.say("人工")
    assert "一句话" in asked.text
    assert await town.tickets() == []
    await town.say("身份证丢了怎么补办？")
    assert await town.said_in(await town.ticket()) == ["身份证丢了怎么补办？"]


async def test_whoever_calls_twice_need_not_explain(town: Town) -> None:
    """A person it is."""
    await town.say("人工")
    await town.say("人工！")
    assert (await town.ticket()).title == "人工！"


async def test_the_first_words_after_a_bare_ticket_are_its_matter(town: Town) -> None:
    """Nothing is asked, and no second ticket made; in every list it is called by them."""
    for said in ("人工", "人工"):
        await town.say(said)
    told = text(await town.say("桥头路灯不亮，请尽快修"))
    ticket = await town.ticket()
    assert ticket.title == "桥头路灯不亮，请尽快修"
    assert f"{ticket.number}「{ticket.title}」" in told
    assert "桥头路灯不亮" in text(await town.act(text=f"单 {ticket.number}"))
    assert ticket.title in text(await town.say("我的"))
    other = text(await town.say("幸福路3号的垃圾没人收"))
    assert "新的一件" in other
    assert ticket.title in other
    assert (await town.ticket()).title == ticket.title


@pytest.mark.parametrize(
    "waiting",
    ["有人在吗", "怎么没人理我", "你们上班吗", "急", "我有事要问", "等了半天了", "please call me"],
)
async def test_who_only_waits_has_told_no_matter_yet(town: Town, waiting: str) -> None:
    """The matter is what is told after that."""
    for said in ("人工", "人工", waiting):
        await town.say(said)
    assert (await town.ticket()).title == "人工"
    await town.say("路灯坏了三天没人修")
    (ticket,) = await town.tickets()
    assert ticket.title == "路灯坏了三天没人修"


async def test_a_matter_that_is_spoken_after_a_call_is_named_by_what_was_said(town: Town) -> None:
    """Without our remark on the recording."""
    for said in ("人工", "人工"):
        await town.say(said)
    await town.say(town.house.wording.say("zh-Hans", "files.heard", text="路灯坏了三天没人修"))
    assert (await town.ticket()).title == "路灯坏了三天没人修"


async def test_calling_on_makes_no_second_bare_ticket(town: Town) -> None:
    """However often somebody calls before they tell what it is."""
    for _ in range(5):
        await town.say("人工")
    assert (await town.ticket()).title == "人工"


async def test_a_question_about_complaints_is_a_question(town: Town) -> None:
    """投诉 within a known question is answered."""
    (reply,) = await town.say("怎么取公积金")
    assert ENTRIES[3].answer in reply.text


async def test_a_report_is_confidential_and_names_the_discipline_line(town: Town) -> None:
    """It is found by the administrator, and by nobody else who is not its owner."""
    (reply,) = await town.say("举报某局长收红包")
    ticket = await town.ticket()
    assert ticket.confidential
    assert "12388" in reply.text
    assert await town.worklist(town.wang) == [ticket.number]
    assert await town.worklist(town.li) == []


async def test_a_plea_for_silence_counts_later_too(town: Town) -> None:
    """保密 said afterwards makes the ticket confidential."""
    await town.say(WATER)
    await town.say("请保密")
    assert (await town.ticket()).confidential


async def test_danger_shows_the_number_first_and_opens_an_urgent_ticket(town: Town) -> None:
    """Before anything else, and without a greeting."""
    (reply,) = await town.say("我家着火了！")
    ticket = await town.ticket()
    assert "119" in reply.text.splitlines()[0]
    assert ticket.number in reply.text
    assert ticket.urgent
    assert await town.said_in(ticket) == ["我家着火了！"]


async def test_despair_is_no_part_of_another_urgent_matter(town: Town) -> None:
    """Who smells gas and then despairs needs other people: a ticket of its own."""
    await town.say("煤气漏了，屋里味道很大")
    await town.say("不想活了")
    despair, gas = sorted(await town.tickets(), key=lambda each: each.title)
    assert [each.title for each in (despair, gas)] == ["不想活了", "煤气漏了，屋里味道很大"]
    assert despair.urgent
    assert gas.urgent


async def test_self_harm_meets_no_menu_and_no_question(town: Town) -> None:
    """The number, a kind word, an urgent ticket; and whoever writes on is heard there too."""
    for despair in ("我不想活了", "真的活不下去了"):
        (reply,) = await town.say(despair)
        assert "12356" in reply.text
        assert "110" in reply.text
        assert reply.choices == ()
    ticket = await town.ticket()
    assert ticket.urgent
    assert await town.said_in(ticket) == ["我不想活了", "真的活不下去了"]
    assert await town.prompt() is None


async def test_who_writes_on_in_despair_is_told_no_number(town: Town) -> None:
    """Plain words after it get the line and a kind word, no 「已补充到工单」."""
    await town.say("我不想活了")
    (reply,) = await town.say("没人管我")
    assert "12356" in reply.text
    assert "工单" not in reply.text
    assert await town.said_in(await town.ticket()) == ["我不想活了", "没人管我"]


async def test_who_despaired_is_written_to_as_a_person(town: Town) -> None:
    """Their words are not said back to them, and no official letter asks whether it is solved."""
    await town.say("我不想活了")
    number = (await town.ticket()).number
    await town.act("take", number)
    assert "不想活" not in (await town.heard())[-1].content.text
    words = "您好，值班室王芳给您打过电话，没有接通。十点前我再打一次，您也可以打 12345 找我。"
    await town.act("answer", number, words)
    letter = (await town.heard())[-1].content
    assert words in letter.text
    assert "12356" in letter.text
    assert letter.choices == ()
    for said in ("不想活", "解决了吗", "您反映的"):
        assert said not in letter.text


@pytest.mark.parametrize("said", ["我的", "进度", "撤回", "催办"])
async def test_a_list_says_no_words_of_despair(town: Town, said: str) -> None:
    """Whoever looks at the same telephone reads nothing of it; other matters bear their names."""
    await town.say("幸福路12号停水两天了")
    await town.say("我不想活了")
    told = await town.say(said)
    seen = text(told) + "".join(labels(told))
    assert "不想活" not in seen
    assert "您的来信" in seen
    assert "幸福路12号停水两天了" in seen


async def test_a_question_about_danger_is_answered(town: Town) -> None:
    """The FAQ knows the number, and no engine is sent."""
    (reply,) = await town.say("火警电话是多少？")
    assert ENTRIES[4].answer in reply.text
    assert await town.tickets() == []


async def test_an_open_matter_that_catches_fire_becomes_urgent(town: Town) -> None:
    """The same matter is not registered twice, but moved up."""
    await town.say("楼道里乱堆杂物，电线老化")
    await town.say("楼道里的杂物着火了")
    ticket = await town.ticket()
    assert ticket.urgent
    assert await town.actions(ticket) == ["register", "dispatch", "add"]


async def test_where_it_burns_is_asked_and_kept(town: Town) -> None:
    """After the number, not before."""
    await town.say("着火了快来人")
    await town.say("阳光小区2栋")
    ticket = await town.ticket()
    assert ticket.place == "阳光小区2栋"
    assert await town.actions(ticket) == ["register", "dispatch", "describe"]


async def test_place_and_phone_are_asked_once_and_kept(town: Town) -> None:
    """In one question, answered in one message."""
    (accepted,) = await town.say("路灯三天不亮了")
    assert "在哪里？联系电话？" in accepted.text
    assert labels([accepted]) == ["跳过"]
    (thanks,) = await town.say("幸福路3号，13800138000")
    ticket = await town.ticket()
    assert (ticket.place, ticket.phone) == ("幸福路3号", "13800138000")
    assert "13800138000" in thanks.text
    (again,) = await town.say("还没修")
    assert "在哪里" not in again.text


@pytest.mark.parametrize(
    "between",
    ["身份证丢了怎么补办？", "公积金", "人民公园的健身器材也坏了", "帮助", "我的", "谢谢"],
)
async def test_place_and_phone_are_understood_though_another_message_came_between(
    town: Town, between: str
) -> None:
    """A question to the FAQ, a bare topic, another matter, a command: what we asked for is open."""
    await town.say("路灯三天不亮了")
    await town.say(between)
    (thanks, *_) = await town.say("幸福路3号，13800138000")
    (ticket,) = [each for each in await town.tickets() if each.title.startswith("路灯")]
    assert "记下了" in thanks.text
    assert (ticket.place, ticket.phone) == ("幸福路3号", "13800138000")


async def test_which_matter_stays_open_when_the_place_is_told_instead(town: Town) -> None:
    """The place is kept, and the question put again."""
    await town.say("路灯三天不亮了")
    await town.say("垃圾没有人收")
    told = await town.say("幸福路3号")
    assert (await town.ticket()).place == "幸福路3号"
    assert labels(told) == ["1 补充上一件", "2 新的一件"]
    await town.say("2")
    assert len(await town.tickets()) == 2


async def test_another_number_to_call_is_kept_without_a_question(town: Town) -> None:
    """Also where there is one already, and though a name stands before it."""
    await town.say("幸福路12号路灯不亮，电话13800138000")
    (thanks,) = await town.say("王芳 13987654321")
    assert "记下了" in thanks.text
    assert (await town.ticket()).phone == "13987654321"


async def test_a_plea_for_discretion_waits_for_no_choice(town: Town) -> None:
    """While we ask which matter it is: what waited joins it, and the ticket is confidential."""
    await town.say("幸福路12号路灯不亮，电话13800138000")
    await town.say("垃圾没有人收")
    told = text(await town.say("保密"))
    assert "已标为保密" in told
    assert (await town.ticket()).confidential


async def test_an_address_that_nobody_asked_for_is_no_answer(town: Town) -> None:
    """Where the place was told already, another one is another matter."""
    await town.say("幸福路12号路灯不亮，电话13800138000")
    await town.say("谢谢")
    told = await town.say("人民路5号")
    assert "记下了" not in text(told)


async def test_skipping_delays_nothing(town: Town) -> None:
    """By a tap, by a word, or by writing about something else."""
    for who, skip in (("a", "跳过"), ("b", "不方便说"), ("d", "略過")):
        await town.say("路灯三天不亮了", who)
        assert "不影响" in text(await town.say(skip, who))
        assert await town.prompt(who) is None
    (accepted,) = await town.say("路灯三天不亮了", "c")
    assert "不影响" in text(await town.tap(values([accepted])[0], "c"))


@pytest.mark.parametrize(
    "said",
    [
        "有用",
        "满意",
        "保密",
        "请为我保密，不要公开",
        "楼上的邻居半夜拉小提琴",
        "停水",
        "催一下",
        "it is urgent",
    ],
)
async def test_what_names_no_place_is_none(town: Town, said: str) -> None:
    """A word about something else, or the matter itself, never stands where people would go."""
    await town.say("路灯三天不亮了")
    await town.say(said)
    assert not any(ticket.place for ticket in await town.tickets())


async def test_a_plea_for_discretion_after_the_place_question_is_heard(town: Town) -> None:
    """The ticket becomes confidential, and the resident is told so."""
    await town.say("路灯三天不亮了")
    (reply,) = await town.say("保密")
    assert (await town.ticket()).confidential
    assert "已标为保密" in reply.text


async def test_another_matter_is_not_swallowed_as_a_place(town: Town) -> None:
    """A question is answered, a complaint is heard."""
    await town.say("路灯三天不亮了")
    (reply,) = await town.say("身份证丢了怎么补办？")
    assert ENTRIES[0].answer in reply.text
    (asked,) = await town.say("幸福路的垃圾没有人收")
    assert labels([asked]) == ["1 补充上一件", "2 新的一件"]
    assert (await town.ticket()).place == ""


async def test_what_was_told_at_once_is_not_asked_again(town: Town) -> None:
    """Place and telephone in the first message are enough."""
    (accepted,) = await town.say("幸福路12号路灯不亮，电话13800138000")
    assert "在哪里" not in accepted.text
    assert "联系电话？" not in accepted.text
    assert (await town.ticket()).phone == "13800138000"


async def test_an_hour_later_a_place_is_no_answer_any_more(town: Town) -> None:
    """It is more likely about something else."""
    await town.say("路灯三天不亮了")
    town.later(hours=2)
    await town.say("人民广场")
    assert (await town.ticket()).place == ""
