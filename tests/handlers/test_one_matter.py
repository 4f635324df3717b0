"""一事一单: what belongs to an open ticket, what is a matter of its own, and what time decides."""

from __future__ import annotations

import pytest

from bot.store import Transaction
from bot.store.contacts import Prompt
from bot.wording import LANGUAGES
from handlers.residents import held, picks
from handlers.turn import Turn
from tests.handlers.known import ENTRIES
from tests.handlers.town import Town, labels, text, values

WATER = "幸福路12号停水两天了"
LAMP = "建设街的路灯三天不亮了"


async def test_more_about_the_same_matter_joins_its_ticket(town: Town) -> None:
    """The officials see it as an event of the ticket."""
    await town.say(WATER)
    (reply,) = await town.say("还是没来水")
    ticket = await town.ticket()
    assert ticket.number in reply.text
    assert await town.said_in(ticket) == [WATER, "还是没来水"]
    assert await town.actions(ticket) == ["register", "dispatch", "add"]


async def test_a_known_question_touches_no_ticket(town: Town) -> None:
    """Whoever waits for one thing may ask another."""
    await town.say(WATER)
    (reply,) = await town.say("身份证丢了怎么补办？")
    assert ENTRIES[0].answer in reply.text
    assert await town.said_in(await town.ticket()) == [WATER]


@pytest.mark.parametrize(
    "said",
    [f"补充：{LAMP}", f"补充说明:{LAMP}", f"補充：{LAMP}", "Addition: the lamps are out"],
)
async def test_who_says_that_it_is_an_addition_is_not_asked(town: Town, said: str) -> None:
    """One matter is open: where else should it go?"""
    await town.say(WATER)
    (reply,) = await town.say(said)
    ticket = await town.ticket()
    assert ticket.number in reply.text
    assert await town.said_in(ticket) == [WATER, said]


async def test_without_an_open_matter_an_addition_is_one(town: Town) -> None:
    """It is registered like anything else."""
    await town.say(f"补充：{LAMP}")
    assert len(await town.tickets()) == 1


async def test_another_topic_is_asked_about(town: Town) -> None:
    """1 adds it to the open ticket, 2 makes a new one."""
    for who, answer, count in (
        ("a", "1", 1),
        ("b", "②", 2),
        ("c", "新的一件", 2),
        ("d", "补充", 1),
    ):
        await town.say(WATER, who)
        (asked,) = await town.say(LAMP, who)
        assert labels([asked]) == ["1 补充上一件", "2 新的一件"]
        await town.say(answer, who)
        found = await town.tickets(who)
        assert len(found) == count
        assert await town.said_in(found[-1]) == ([WATER, LAMP] if count == 1 else [LAMP])


async def test_a_tapped_choice_counts_however_late(town: Town) -> None:
    """Its value names the message, so that nothing depends on what was asked since."""
    await town.say(WATER)
    (asked,) = await town.say(LAMP)
    await town.say("帮助")
    town.later(hours=3)
    await town.settle()
    await town.tap(values([asked])[1])
    first, second = await town.tickets()
    assert await town.said_in(second) == [LAMP]
    assert await town.said_in(first) == [WATER]


async def test_without_a_word_it_joins_the_open_ticket_marked(town: Town) -> None:
    """After ten minutes nothing waits any longer; the official sees that we were not sure."""
    await town.say(WATER)
    await town.say(LAMP)
    town.later(minutes=9)
    await town.settle()
    assert await town.said_in(await town.ticket()) == [WATER]
    town.later(minutes=2)
    await town.settle()
    ticket = await town.ticket()
    assert await town.said_in(ticket) == [WATER, LAMP]
    added = (await town.events(ticket))[-1]
    assert (added.action, added.detail["unsure"]) == ("add", True)
    told = (await town.heard())[-1].content
    assert ticket.number in told.text
    assert labels([told]) == ["是新的一件"]


async def test_it_can_still_be_parted_by_a_word(town: Town) -> None:
    """新的一件 after it was joined makes a ticket of it."""
    await town.say(WATER)
    await town.say(LAMP)
    town.later(minutes=11)
    await town.settle()
    await town.say("是新的一件")
    assert len(await town.tickets()) == 2
    assert await town.said_in((await town.tickets())[1]) == [LAMP]


async def test_the_next_message_settles_what_waited_too_long(town: Town) -> None:
    """Even where the worker has not come by."""
    await town.say(WATER)
    await town.say(LAMP)
    town.later(minutes=30)
    await town.say("2")
    assert await town.said_in((await town.tickets())[0]) == [WATER, LAMP]


async def test_more_of_the_same_waits_together(town: Town) -> None:
    """Whoever tells a matter in three messages answers once for all of them."""
    await town.say(WATER)
    await town.say(LAMP)
    await town.say("路灯杆也歪了")
    await town.say("2")
    assert await town.said_in((await town.tickets())[1]) == [LAMP, "路灯杆也歪了"]


async def test_whoever_goes_on_to_a_third_thing_loses_nothing(town: Town) -> None:
    """What waited joins the open ticket, and the third is asked about in turn."""
    await town.say(WATER)
    await town.say(LAMP)
    third = "学校门口每天放学都堵车"
    await town.say(third)
    await town.say("2")
    first, second = await town.tickets()
    assert await town.said_in(first) == [WATER, LAMP]
    assert await town.said_in(second) == [third]


async def test_whoever_says_it_is_another_matter_is_not_asked(town: Town) -> None:
    """The words decide."""
    for who, words in (("a", "另外一件事："), ("b", "还有件事，"), ("c", "这是第二件：")):
        await town.say(WATER, who)
        await town.say(words + LAMP, who)
        assert len(await town.tickets(who)) == 2


async def test_a_reply_to_a_message_of_a_ticket_belongs_to_it(town: Town) -> None:
    """Whatever its topic, and whichever ticket is newer."""
    await town.say(WATER)
    await town.say("另外一件事：" + LAMP)
    first, _ = await town.tickets()
    own = (await town.lines())[0]
    arrival = await town.external_id(own.id)
    await town.say("垃圾也没有人收", reply_to=arrival)
    assert await town.said_in(first) == [WATER, "垃圾也没有人收"]


async def test_what_is_written_on_a_tickets_page_belongs_to_it(town: Town) -> None:
    """The page says which ticket; another's number is no key."""
    await town.say(WATER)
    ticket = await town.ticket()
    await town.say("进度", ticket=ticket.number)
    assert await town.said_in(ticket) == [WATER, "进度"]
    await town.say(LAMP, "stranger", ticket=ticket.number)
    assert await town.said_in(ticket) == [WATER, "进度"]
    assert await town.said_in(await town.ticket("stranger")) == [LAMP]


async def test_quick_messages_make_one_ticket(town: Town) -> None:
    """The same words sent again by an impatient thumb open no second ticket."""
    for _ in range(3):
        await town.say(WATER)
    assert len(await town.tickets()) == 1


async def test_settling_twice_says_it_once(town: Town) -> None:
    """The second worker finds nothing to do."""
    await town.say(WATER)
    await town.say(LAMP)
    town.later(minutes=11)
    await town.settle()
    told = len(await town.heard())
    await town.settle()
    assert len(await town.heard()) == told
    assert text([message.content for message in await town.heard()]).count("先补充到工单") == 1


async def test_parting_twice_parts_once(town: Town) -> None:
    """The second tap only says where it is; 补充上一件 afterwards finds nothing left to add."""
    await town.say(WATER)
    (asked,) = await town.say(LAMP)
    same, new = values([asked])
    await town.tap(new)
    (again,) = await town.tap(new)
    await town.tap(same)
    first, second = await town.tickets()
    assert second.number in again.text
    assert await town.said_in(first) == [WATER]


async def test_what_waited_for_a_ticket_that_was_closed_becomes_its_own(town: Town) -> None:
    """Nothing is added to a matter that is at its end."""
    await town.say(WATER)
    number = (await town.ticket()).number
    (asked,) = await town.say(LAMP)
    await town.act("take", number)
    await town.act("propose", number, "水已恢复", outcome="done")
    await town.tap(f"verdict:solved:{number}")
    await town.tap(values([asked])[0])
    first, second = await town.tickets()
    assert await town.said_in(second) == [LAMP]
    assert LAMP not in await town.said_in(first)


async def test_a_bare_topic_is_a_question_and_not_the_place_we_asked_for(town: Town) -> None:
    """Right after a ticket is registered 「公积金」 is offered, while 「河西」 is where it is."""
    await town.say("路灯三天不亮了")
    (offered,) = await town.say("公积金")
    assert len(labels([offered])) > 1
    assert (await town.ticket()).place == ""
    await town.say("路灯三天不亮了", "b")
    await town.say("河西", "b")
    assert (await town.ticket("b")).place == "河西"


async def _closed(town: Town, number: str, who: str = "zhang") -> None:
    await town.act("take", number)
    await town.act("propose", number, "路灯已修好", outcome="done")
    await town.tap(f"verdict:solved:{number}", who)


async def test_of_several_open_matters_all_are_offered(town: Town) -> None:
    """A digit for each, and the last for a new one; what waited goes where it was picked."""
    third = "学校门口每天放学都堵车"
    for who, answer, place in (("a", "1", 1), ("b", "二", 0), ("c", "3", 2), ("d", "新的", 2)):
        await town.say(WATER, who)
        await town.say("另外一件事：" + LAMP, who)
        (asked,) = await town.say(third, who)
        assert [label[:4] for label in labels([asked])] == ["1 补充", "2 补充", "3 新的"]
        assert "路灯" in labels([asked])[0]
        await town.say(answer, who)
        found = await town.tickets(who)
        assert third in await town.said_in(found[place])
        assert len(found) == max(2, place + 1)


async def test_a_follow_up_goes_to_the_matter_spoken_of_just_now(town: Town) -> None:
    """「快点处理」 right after the second matter was told is about the second."""
    await town.say(WATER)
    await town.say("另外一件事：" + LAMP)
    await town.say("快点处理")
    first, second = await town.tickets()
    assert "快点处理" in await town.said_in(second)
    assert "快点处理" not in await town.said_in(first)


async def test_a_follow_up_that_may_be_about_either_is_asked_about(town: Town) -> None:
    """Days later nobody can know which of two matters 「还没人来」 is about."""
    await town.say(WATER)
    await town.say("另外一件事：" + LAMP)
    town.later(days=2)
    (asked,) = await town.say("还没人来")
    assert len(labels([asked])) == 3
    await town.say("2")
    first, _ = await town.tickets()
    assert await town.said_in(first) == [WATER, "还没人来"]


async def test_a_follow_up_after_closing_never_lands_on_another_matter(town: Town) -> None:
    """The closed one is offered again; picked, it is worked on anew with these words."""
    await town.say(WATER)
    await town.say("另外一件事：" + LAMP)
    water, lamp = await town.tickets()
    await _closed(town, water.number)
    (asked,) = await town.say("还是没来水")
    assert [label[:6] for label in labels([asked])] == ["1 重新办理", "2 补充「另", "3 新的一件"]
    assert await town.said_in(lamp) == ["另外一件事：" + LAMP]
    await town.say("1")
    water, lamp = await town.tickets()
    assert water.state == "reopened"
    assert "还是没来水" in await town.said_in(water)
    assert await town.broken_chains() == []


async def test_the_same_again_after_closing_is_asked_about(town: Town) -> None:
    """With nothing else open: once more the old one, or a new one; without a word a new one."""
    for who, answer, count in (("a", "1", 1), ("b", "2", 2), ("c", "", 2)):
        await town.say(WATER, who)
        await _closed(town, (await town.ticket(who)).number, who)
        (asked,) = await town.say("幸福路12号又停水了", who)
        assert len(labels([asked])) == 2
        if answer:
            await town.say(answer, who)
        town.later(minutes=11)
        await town.settle()
        assert len(await town.tickets(who)) == count


async def test_what_was_withdrawn_or_closed_long_ago_is_not_offered_again(town: Town) -> None:
    """A new message makes a new ticket."""
    await town.say(WATER, "a")
    await town.say("撤回", "a")
    await town.say("1", "a")
    await town.say(WATER, "a")
    assert len(await town.tickets("a")) == 2
    await town.say(WATER, "b")
    await _closed(town, (await town.ticket("b")).number, "b")
    town.later(days=40)
    await town.say(WATER, "b")
    assert len(await town.tickets("b")) == 2


async def test_a_question_that_cannot_be_settled_keeps_no_other_open(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each contact has a transaction of their own; what failed is tried again in the next round."""
    for who in ("a", "b", "c"):
        await town.say(WATER, who)
        await town.say(LAMP, who)
    town.later(minutes=11)
    settle = held.settle

    def refuse_one(tx: Transaction, turn: Turn, prompt: Prompt) -> None:
        settle(tx, turn, prompt)
        if turn.resident.address == "b":
            raise RuntimeError("provoked")

    monkeypatch.setattr(held, "settle", refuse_one)
    await town.settle()
    kept = [LAMP in await town.said_in(await town.ticket(who)) for who in ("a", "b", "c")]
    assert kept == [True, False, True]
    monkeypatch.undo()
    await town.settle()
    assert LAMP in await town.said_in(await town.ticket("b"))


async def test_what_they_do_besides_goes_on_about_them(town: Town) -> None:
    """他还…… says of whom: the matter that was told just now."""
    await town.say("楼下烧烤店半夜还在冒油烟")
    (added,) = await town.say("他们还骂人")
    assert "已补充到工单" in added.text
    assert len(await town.tickets()) == 1


@pytest.mark.parametrize("words", ["新的一件", "是新的一件", "a new matter"])
async def test_a_choice_of_matter_may_be_written_out_late(town: Town, words: str) -> None:
    """Where nothing can be tapped, the words do what the choice does, after another answer too."""
    await town.say("转人工 幸福路的路灯坏了三天了")
    market = "东门市场有人占道经营，天天堵路"
    await town.say(market)
    town.later(minutes=11)
    asked = text(await town.say("身份证丢了怎么补办"))
    assert "已先补充" in asked
    assert "新的一件" in asked
    await town.say(words)
    assert sorted(each.title for each in await town.tickets()) == sorted(
        ["幸福路的路灯坏了三天了", market]
    )


async def test_a_choice_of_matter_alone_is_no_matter(town: Town) -> None:
    """Nothing was offered: it says nothing, and makes no ticket, no addition and no place."""
    await town.say("转人工 幸福路的路灯坏了三天了")
    for words in ("新的一件", "另一件事", "补充上一件"):
        assert "没有要选的选项" in text(await town.say(words))
    (only,) = await town.tickets()
    assert not only.place


@pytest.mark.parametrize("words", ["补充", "新问题", "different", "add"])
async def test_a_word_that_may_mean_anything_is_no_late_choice(town: Town, words: str) -> None:
    """Nothing was offered: whoever begins with it is heard as before."""
    assert "没有要选的选项" not in text(await town.say(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_matter_is_known_when_it_is_written_out(town: Town, language: str) -> None:
    """Whatever the language, its label says nothing else."""
    for name in ("choice_same", "choice_new", "choice_part"):
        assert picks.says_only_which(town.house.wording.say(language, f"tickets.{name}"))
