"""「没事了，水来了」: what needs nothing more is taken back when its resident says so."""

from __future__ import annotations

import pytest

from bot.models import TicketState, Verdict
from handlers.residents.over import Over, read
from tests.handlers.cast import Hall
from tests.handlers.town import Town, labels, text
from tests.handlers.twins import merge, neighbours

WATER = "幸福路12号停水两天了"
ANSWER = "幸福路停水是阀门坏了，已更换，水已恢复。水务局 12345"


@pytest.mark.parametrize(
    "said",
    [
        "没事了",
        "没事了……",
        "没事了，水来了",
        "没事了 水来了 谢谢",
        "没事了，已经修好了，谢谢你们！",
        "好了，修好了",
        "已经来水了",
        "水来了",
        "来电了",
        "终于来水了",
        "现在有电了，谢谢",
        "我们小区又来电了",
        "3号楼来水了",
        "家里水来了",
        "今天早上来气了",
        "刚刚来电了",
        "水刚刚来了",
        "我们家里的水终于来了",
        "小区有网了",
        "楼道灯亮了",
        "积水清理干净了",
        "井盖装好了",
        "电梯恢复正常了",
        "昨晚水就来了",
        "不用来了，我自己弄好了",
        "算了",
        "沒事了，水來了",
        "已解决",
        "The water is back now, thanks",
        "Never mind, it's fixed",
    ],
)
def test_words_that_say_that_nothing_more_is_needed(said: str) -> None:
    """Politely or not, in two scripts and in English."""
    assert (read(said) or 0) >= Over.DONE


A_NEW_MATTER = [
    "地下室有水了",
    "污水来了",
    "车库来水了",
    "楼上水又来了",
    "配电房有水了",
    "电梯井有水了",
    "井里有煤气了",
    "栏杆通电了",
    "井盖通电了",
    "高压线通电了",
    "围栏有电了",
    "屋顶有水了",
    "墙里有水了，麻烦了",
    "好了，地下室有水了",
    "隔壁又装好了",
    "警报灯亮了",
]
GOOD_OR_BAD = ["家里有水了", "我家有水了", "现在有水了", "水又来了", "我家里有煤气了"]


@pytest.mark.parametrize(
    "said",
    [
        "谢谢",
        "没修好",
        "水来了又停了",
        "水来了吗？",
        "没事了吗",
        "人来过了，没修好",
        "没事了，就是想问问",
        "没事了，另外路灯坏了",
        "我的车被拖走了",
        "隔壁又装修了",
        "the water is not back",
        "It is fixed but now the light is broken",
        "",
        "，，，",
        *A_NEW_MATTER,
    ],
)
def test_words_that_say_something_else(said: str) -> None:
    """A single clause that is something else makes it something else."""
    assert read(said) is None


@pytest.mark.parametrize("said", GOOD_OR_BAD)
def test_what_may_be_good_news_or_bad_is_known_as_such(said: str) -> None:
    """Only the matter that it is about tells."""
    assert read(said) is Over.SUPPLIED_OR_WORSE
    assert read(f"修好了，{said}") is Over.DONE


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        (WATER, "家里有水了"),
        ("幸福路12号水龙头不出水", "我家有水了，谢谢"),
        ("幸福路12号家里没水", "水又来了"),
        ("幸福路12号家里停气三天了", "家里有气了"),
    ],
)
async def test_what_was_lacking_and_is_there_again_is_over(
    town: Town, matter: str, said: str
) -> None:
    """As after any word that it is over, it is asked about."""
    await town.say(matter)
    (told,) = await town.say(said)
    assert labels([told]) == ["1 不用再办了", "2 还要办"]


@pytest.mark.parametrize("said", [*A_NEW_MATTER[:12], *GOOD_OR_BAD])
async def test_a_new_matter_is_registered_where_nothing_is_open(town: Town, said: str) -> None:
    """No word about a thing is taken for a goodbye."""
    assert "随时写给我们" not in text(await town.say(said))
    await town.say("跳过")
    assert said in await town.said_in(await town.ticket())


@pytest.mark.parametrize("matter", ["幸福路12号家里水管爆了，漏水", "人民路路灯坏了三天了"])
@pytest.mark.parametrize("said", [*A_NEW_MATTER[:12], *GOOD_OR_BAD])
async def test_beside_another_matter_it_is_asked_about_or_one_of_its_own(
    town: Town, matter: str, said: str
) -> None:
    """It never goes into that one unasked, nor may that one be taken back for it."""
    await town.say(matter)
    told = await town.say(said)
    own = [said in await town.said_in(each) for each in await town.tickets()]
    assert labels(told)[:2] == ["1 补充上一件", "2 新的一件"] or own == [False, True]


@pytest.mark.parametrize("said", ["没事了", "没事了，水来了", "已解决", "好了，修好了，谢谢"])
async def test_an_unanswered_matter_is_asked_about_and_taken_back(town: Town, said: str) -> None:
    """Which one is not asked; the words stand in the ticket, and nobody has judged an answer."""
    await town.say(WATER)
    (told,) = await town.say(said)
    assert labels([told]) == ["1 不用再办了", "2 还要办"]
    assert "停水" in told.text
    ticket = await town.ticket()
    assert ticket.state is TicketState.DISPATCHED
    assert await town.said_in(ticket) == [WATER, said]
    await town.say("1")
    ticket = await town.ticket()
    assert (ticket.state, ticket.outcome, ticket.verdict) == ("closed", "withdrawn", None)


@pytest.mark.parametrize("said", ["2", "还要办", "不是"])
async def test_it_goes_on_where_it_is_still_needed(town: Town, said: str) -> None:
    """As if nothing had been asked."""
    await town.say(WATER)
    await town.say("没事了，水来了")
    assert "继续办理" in text(await town.say(said))
    assert (await town.ticket()).state is TicketState.DISPATCHED


@pytest.mark.parametrize("said", ["不用了", "是的", "不用再办了"])
async def test_yes_is_said_in_many_words(town: Town, said: str) -> None:
    """「不用了」 says here that nothing more is needed."""
    await town.say(WATER)
    await town.say("没事了，水来了")
    await town.say(said)
    assert (await town.ticket()).outcome == "withdrawn"


@pytest.mark.parametrize("said", ["水来了，谢谢", "谢谢，好了"])
async def test_an_answered_matter_is_asked_about_and_not_sent_back_to_work(
    town: Town, said: str
) -> None:
    """「水来了，谢谢」 after the answer is no complaint about it; the verdict is the resident's."""
    await town.say(WATER)
    await town.act("answer", (await town.ticket()).number, ANSWER)
    (told,) = await town.say(said)
    assert labels([told]) == ["已解决", "部分解决", "没解决"]
    ticket = await town.ticket()
    assert (ticket.state, ticket.verdict) == (TicketState.REPLIED, None)
    await town.say("1")
    assert (await town.ticket()).verdict is Verdict.SOLVED


async def test_said_of_nothing_it_registers_nothing(town: Town) -> None:
    """Neither out of the blue nor where we asked what it is about."""
    assert "随时写给我们" in text(await town.say("没事了，已经好了"))
    await town.say("人工")
    assert "随时写给我们" in text(await town.say("算了，不用了"))
    assert await town.tickets() == []


async def test_after_an_answer_of_the_faq_it_is_about_the_question(town: Town) -> None:
    """The matter that is open beside it is not meant."""
    await town.say(WATER)
    await town.say("身份证丢了怎么补办？")
    (told,) = await town.say("没事了，谢谢")
    assert labels([told]) == []


async def test_of_several_matters_none_is_guessed(town: Town) -> None:
    """It goes on as any message does that may belong to one of them."""
    await town.say(WATER)
    await town.say("人民路路灯坏了三天了")
    await town.say("2")
    await town.say("没事了，修好了")
    open_ones = [each.state for each in await town.tickets()]
    assert open_ones == [TicketState.DISPATCHED] * 2


async def test_nobody_in_despair_is_asked_to_send_us_away(town: Town) -> None:
    """Their words reach who looks after them, and they read the line again."""
    await town.say("我不想活了")
    (told,) = await town.say("没事了，谢谢")
    assert "12356" in told.text
    assert told.choices == ()
    assert "没事了，谢谢" in await town.said_in(await town.ticket())


async def test_what_was_merged_is_taken_back_and_not_parted(hall: Hall) -> None:
    """More words would make it a matter of its own again; these end it."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    (told,) = await hall.town.say("没事了，水来了")
    assert "不用再办了" in "".join(labels([told]))
    assert (await hall.by_number(second)).state is TicketState.CLOSED
    await hall.town.say("1")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.outcome, ticket.follows_id) == ("closed", "withdrawn", None)
