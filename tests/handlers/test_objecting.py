"""「我不同意」 and 「不是一件事」 in words and digits, in each script, on each channel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.wechat.encode import whole
from bot.models import Outcome, Ticket, TicketState
from bot.store import Transaction, contacts, messages, tickets
from tests.handlers.cast import Hall
from tests.handlers.town import labels, text

ELSEWHERE = (
    "您好，这是小区内部管道。谁：幸福物业李经理；怎么：打电话预约，当天上门；联系：12345678。水务局"
)
PLANNED = "您好，管网改造已列入2027年计划。水务局12345。"
EXPLAINED = "您好，户内管道由业主维修，依据《城市供水条例》第十条。水务局"


async def referred(hall: Hall, outcome: str = "referred") -> str:
    """A ticket whose end somebody outside approved; its number."""
    number = await hall.taken()
    await hall.done("propose", number, ELSEWHERE, outcome=outcome)
    await hall.done("approve", number, by=hall.qian)
    return number


async def merged(hall: Hall) -> tuple[Ticket, Ticket]:
    """Two neighbours, one of whom follows the other by an official's deed: leader, follower."""
    numbers = []
    for who in ("a", "b"):
        await hall.town.say("幸福路12号停水两天了", who)
        numbers.append((await hall.ticket(who)).number)
    await hall.done("merge", numbers[0], by=hall.wang, also=numbers[1])
    both = [await hall.by_number(number) for number in numbers]
    (follower,) = [each for each in both if each.follows_id is not None]
    (leader,) = [each for each in both if each.follows_id is None]
    return leader, follower


async def of(hall: Hall, ticket: Ticket) -> str:
    """Whose ticket it is."""
    return await hall.town.database.read(lambda tx: contacts.get(tx, ticket.contact_id).address)


@pytest.mark.parametrize("outcome", ["referred", "out_of_scope"])
@pytest.mark.parametrize(
    "said",
    [
        "我不同意",
        "4",
        "第四个",
        "4 我不同意",
        "不同意。",
        "我有異議",
        "不服",
        "I disagree",
        "I don't agree!",
        "I object",
        "我不同意，这就是你们管的",
    ],
)
async def test_an_objection_is_heard_in_words_and_digits(
    hall: Hall, said: str, outcome: str
) -> None:
    """It comes back one level up, at once, and what was said with it is kept."""
    number = await referred(hall, outcome)
    (reply,) = await hall.town.say(said)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
    assert "已收到您的异议" in reply.text or "objection" in reply.text
    assert (await hall.town.actions(ticket)).count("object") == 1
    assert len(await hall.town.tickets()) == 1
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("said", ["我不同意", "不同意", "I disagree"])
async def test_out_of_the_blue_it_is_about_the_end_that_was_told(hall: Hall, said: str) -> None:
    """Whatever was asked and said between; after the silence has closed it, too."""
    number = await referred(hall)
    await hall.town.say("公积金怎么提取")
    await hall.town.say("有用")
    await hall.time.through("2026-12-03 12:00")
    assert (await hall.by_number(number)).state is TicketState.CLOSED
    await hall.town.say(said)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)


async def test_progress_offers_the_objection_again(hall: Hall) -> None:
    """Who has lost the message finds 我不同意 behind its digit."""
    number = await referred(hall)
    (told,) = await hall.town.say("进度")
    assert labels([told])[-1] == "我不同意"
    await hall.town.say("4")
    assert (await hall.by_number(number)).level == 1


async def test_under_the_ticket_it_is_an_objection_too(hall: Hall) -> None:
    """As written into the page's box, with a reason."""
    number = await referred(hall)
    await hall.town.say("不同意，路面下面的归你们管", ticket=number)
    ticket = await hall.by_number(number)
    assert "object" in await hall.town.actions(ticket)
    assert "不同意，路面下面的归你们管" in await hall.town.said_in(ticket)


@pytest.mark.parametrize("spelt", [False, True])
async def test_where_choices_are_only_digits_the_line_that_was_read_is_heard(
    hall: Hall, *, spelt: bool
) -> None:
    """WeChat spells them out as 「4 我不同意」: the digit counts, and the line itself."""
    town = hall.town
    await town.say("幸福路12号停水两天了", "ann", channel="wechat")

    def newest(tx: Transaction) -> Ticket:
        contact = contacts.find(tx, "wechat", "ann")
        assert contact
        return tickets.of(tx, contact.id, 1)[0]

    number = (await town.database.read(newest)).number
    await town.act("transfer", number, by=hall.wang, department="water")
    await hall.done("take", number)
    await hall.done("propose", number, ELSEWHERE, outcome="out_of_scope")
    await hall.done("approve", number, by=hall.qian)

    def read(tx: Transaction) -> str:
        said = messages.of_ticket(tx, newest(tx).id)
        told = [line.message.content for line in said if line.message.content.choices]
        return whole(told[-1], "")

    lines = (await town.database.read(read)).splitlines()
    assert "4 我不同意" in lines
    await town.say("4 我不同意" if spelt else "4", "ann", channel="wechat")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)


@pytest.mark.parametrize(
    ("outcome", "words", "fields"),
    [
        ("scheduled", PLANNED, {"until": "2027-03-01"}),
        ("explained", EXPLAINED, {}),
        ("done", "您好，阀门已更换，今早恢复供水。水务局，电话12345。", {}),
    ],
)
async def test_an_end_without_objection_says_what_can_be_done(
    hall: Hall, outcome: str, words: str, fields: dict[str, str]
) -> None:
    """Never a menu of other people's questions: 没解决 stands there, and its digit counts."""
    number = await hall.taken()
    await hall.done("propose", number, words, outcome=outcome, **fields)
    if outcome == "scheduled":
        await hall.done("approve", number, by=hall.zhao)
    (told,) = await hall.town.say("我不同意")
    assert number in told.text
    assert "没解决" in told.text
    assert ("2027年3月1日" in told.text) == (outcome == "scheduled")
    assert labels([told]) == ["已解决", "部分解决", "没解决"]
    assert (await hall.by_number(number)).state is TicketState.REPLIED
    await hall.town.say("3")
    assert (await hall.by_number(number)).state is TicketState.REOPENED


async def test_a_second_objection_is_told_what_can_be_done(hall: Hall) -> None:
    """It is offered no more, and the words lead to 没解决."""
    number = await referred(hall)
    await hall.town.say("我不同意")
    await hall.done("propose", number, ELSEWHERE + "再次核实", outcome="referred")
    await hall.done("approve", number, by=hall.qian)
    offered = (await hall.town.heard())[-1].content
    assert labels([offered]) == ["已解决", "部分解决", "没解决"]
    assert "可以提出一次异议" not in offered.text
    (told,) = await hall.town.say("我不同意")
    assert "没解决" in labels([told])
    assert (await hall.town.actions(await hall.by_number(number))).count("object") == 1


async def test_long_after_the_end_it_is_told_to_write_anew(hall: Hall) -> None:
    """Beyond thirty days nothing is taken up again."""
    number = await hall.answered()
    await hall.town.say("已解决")
    hall.town.now += timedelta(days=40)
    (told,) = await hall.town.say("我不同意")
    assert "新登记" in told.text
    assert (await hall.by_number(number)).state is TicketState.CLOSED


async def test_before_any_end_the_official_reads_it(hall: Hall) -> None:
    """Somebody disagrees with what goes on: it stands with the matter, and no menu comes."""
    number = await hall.taken()
    (told,) = await hall.town.say("我不同意")
    assert number in told.text
    assert "我不同意" in await hall.town.said_in(await hall.by_number(number))


async def test_who_took_it_back_is_told_that_nothing_waits(hall: Hall) -> None:
    """There is nothing to disagree with but their own word."""
    await hall.town.say("幸福路12号停水两天了")
    await hall.town.tap("withdrawn", ticket=(await hall.ticket()).number)
    (told,) = await hall.town.say("我不同意")
    assert "直接写下来" in told.text


@pytest.mark.parametrize("said", ["我不同意", "不是一件事", "不是同一件", "not the same"])
async def test_a_merged_resident_parts_theirs_with_a_word(hall: Hall, said: str) -> None:
    """At once, by one event; whoever has the matter is told."""
    leader, follower = await merged(hall)
    who, before = await of(hall, follower), await hall.town.actions(follower)
    told = text(await hall.town.say(said, who))
    assert follower.number in told
    assert "单独办理" in told or "by itself" in told
    now = await hall.by_number(follower.number)
    assert (now.follows_id, now.state) == (None, follower.state)
    assert await hall.town.actions(now) == [*before, "add"]
    await hall.done("answer", leader.number, "您好，阀门已更换，今早恢复供水。水务局，电话12345。")
    assert (await hall.by_number(follower.number)).first_reply_at is None
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("said", ["我不同意", "不是同一件事"])
async def test_after_the_answer_to_all_the_word_brings_it_back(hall: Hall, said: str) -> None:
    """What was answered was another matter: theirs is worked on again, by itself."""
    leader, follower = await merged(hall)
    words = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
    await hall.done("answer", leader.number, words, people="2")
    assert (await hall.by_number(follower.number)).state is TicketState.REPLIED
    told = text(await hall.town.say(said, await of(hall, follower)))
    now = await hall.by_number(follower.number)
    assert (now.follows_id, now.state) == (None, TicketState.REOPENED)
    assert "另行答复" in told
    assert (await hall.by_number(leader.number)).state is TicketState.REPLIED


async def test_what_its_resident_parted_is_merged_again_for_a_reason_only(hall: Hall) -> None:
    """Else the next tap would undo their word; the unit's people know that they parted it."""
    leader, follower = await merged(hall)
    await hall.town.say("不是一件事", await of(hall, follower))
    both = {"by": hall.wang, "also": follower.number}
    why = await hall.refused("merge", leader.number, **both)
    assert follower.number in why
    assert "理由" in why
    await hall.done("merge", leader.number, "现场查看是同一根主管道爆裂", **both)
    assert (await hall.by_number(follower.number)).follows_id is not None


async def test_the_head_hears_that_it_was_an_objection(hall: Hall) -> None:
    """Not that it is "not solved": nobody said so."""
    number = await referred(hall)
    await hall.town.say("我不同意")
    (told,) = [each for each in await hall.time.told(hall.zhao) if "不同意" in each]
    assert number in told
    assert "没解决" not in told


async def test_merging_ends_nothing(hall: Hall) -> None:
    """As docs/lifecycle.md tells: an end as merged is proposed by itself, and names where."""
    leader, follower = await merged(hall)
    for ticket in (leader, follower):
        assert ticket.outcome is None
        await hall.refused("propose", ticket.number, "与另一件相同", outcome=Outcome.MERGED.value)
