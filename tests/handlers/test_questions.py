"""Questions: answered by the FAQ, offered candidates, or brought before a person."""

from __future__ import annotations

import pytest

from tests.handlers.known import ENTRIES
from tests.handlers.town import Town, labels, text, values

KNOWN = "身份证丢了怎么补办？"
HALF_KNOWN = "身份证怎么办"
UNKNOWN = "我们村口的桥塌了两年没人管"


async def test_a_known_question_is_answered_word_for_word(town: Town) -> None:
    """The official text, then its basis, its department with telephone, and its date."""
    (reply,) = await town.say(KNOWN)
    assert ENTRIES[0].answer in reply.text
    assert "依据：《居民身份证法》第十一条" in reply.text
    assert "负责单位：公安局，电话 110" in reply.text
    assert "更新日期：2026-11-02" in reply.text
    assert labels([reply]) == ["有用", "没解决，转人工"]
    assert await town.tickets() == []


async def test_the_first_message_is_greeted_in_one_line_and_answered(town: Town) -> None:
    """Nobody has to be welcomed before they are helped, and nobody is greeted twice."""
    (first,) = await town.say(KNOWN)
    (second,) = await town.say(KNOWN)
    assert first.text.startswith("您好，这里是样例市问政。\n\n")
    assert second.text.startswith(ENTRIES[0].answer)


async def test_a_greeting_is_welcomed(town: Town) -> None:
    """What we can do, an example, and the numbers for danger."""
    for greeting in ("/start", "你好"):
        (reply,) = await town.say(greeting)
        assert all(number in reply.text for number in ("110", "119", "120"))
        assert "24 小时" in reply.text


async def test_useful_is_kept_as_evidence(town: Town) -> None:
    """有用, tapped or written."""
    (reply,) = await town.say(KNOWN)
    assert "很高兴" in text(await town.tap(values([reply])[0]))
    await town.say("怎么取公积金")
    assert "很高兴" in text(await town.say("有用"))
    assert await town.matches() == [
        ("answer", "id-card-replace", "useful"),
        ("answer", "fund-withdraw", "useful"),
    ]


async def test_not_solved_becomes_a_ticket_with_the_question(town: Town) -> None:
    """The question itself goes to a person, and tapping twice makes no second ticket."""
    (reply,) = await town.say(KNOWN)
    unsolved = values([reply])[1]
    (accepted,) = await town.tap(unsolved)
    (again,) = await town.tap(unsolved)
    ticket = await town.ticket()
    assert await town.said_in(ticket) == [KNOWN]
    assert ticket.number in accepted.text
    assert f"工单 {ticket.number}" in again.text
    assert await town.matches() == [("answer", "id-card-replace", "unsolved")]


async def test_not_solved_in_words_means_the_answer_that_came_last(town: Town) -> None:
    """没解决 after an answer of the FAQ brings its question before a person."""
    await town.say(KNOWN)
    await town.say("没解决")
    assert await town.said_in(await town.ticket()) == [KNOWN]


async def test_a_half_known_question_is_offered_candidates(town: Town) -> None:
    """At most three, numbered, and a way to a person."""
    (reply,) = await town.say(HALF_KNOWN)
    offered = labels([reply])
    assert 2 <= len(offered) <= 4
    assert [label[0] for label in offered] == [*"123"[: len(offered) - 1], "0"]
    assert offered[-1] == "0 都不是，转人工"
    # As the entries ask it, and not in the words of whoever asked it before.
    assert {label[2:] for label in offered[:-1]} <= {entry.question for entry in ENTRIES}
    assert await town.tickets() == []


async def test_a_picked_candidate_is_answered(town: Town) -> None:
    """By its digit in any form or by a tap; the pick is kept as evidence."""
    (offer,) = await town.say(HALF_KNOWN)
    picked = next(entry for entry in ENTRIES if entry.question in labels([offer])[0])
    (reply,) = await town.say("第一个")
    assert picked.answer in reply.text
    assert await town.matches() == [("suggest", picked.id, "picked")]
    (tapped,) = await town.tap(values([offer])[0])
    assert picked.answer in tapped.text


async def test_none_of_them_goes_to_a_person(town: Town) -> None:
    """0, in digits or words, makes a ticket of the question."""
    for who, none in (("a", "0"), ("b", "都不是"), ("c", "０")):
        await town.say(HALF_KNOWN, who)
        await town.say(none, who)
        assert HALF_KNOWN in await town.said_in(await town.ticket(who))


async def test_after_two_rounds_a_person_takes_over(town: Town) -> None:
    """Nobody is led in circles; both wordings are in the ticket."""
    (first,) = await town.say(HALF_KNOWN)
    (second,) = await town.say("身份证")
    assert values([second])
    await town.say("办身份证")
    ticket = await town.ticket()
    assert await town.said_in(ticket) == [HALF_KNOWN, "办身份证"]
    assert first.text != second.text


async def test_another_matter_never_stands_behind_the_question_before(town: Town) -> None:
    """Whoever goes on to something else is registered with that, and not with what they left."""
    await town.say(HALF_KNOWN)
    (second,) = await town.say("公积金")
    assert values([second])
    await town.say("大安路5号")
    assert await town.said_in(await town.ticket()) == ["公积金", "大安路5号"]


async def test_another_half_known_matter_has_rounds_of_its_own(town: Town) -> None:
    """Three things asked about one after another are three first rounds, and no ticket."""
    for half_known in (HALF_KNOWN, "公积金", "什么电话"):
        (offer,) = await town.say(half_known)
        assert "您问的是下面哪一个" in offer.text, half_known
    assert await town.tickets() == []


async def test_a_number_that_was_not_offered_changes_nothing(town: Town) -> None:
    """The candidates go on standing."""
    await town.say(HALF_KNOWN)
    assert "没有这个选项" in text(await town.say("9"))
    assert await town.tickets() == []
    assert labels(await town.say("1"))[0] == "有用"


@pytest.mark.parametrize("said", ["是的", "不是", "對"])
async def test_yes_and_no_are_no_question(town: Town, said: str) -> None:
    """Where nothing was asked they meet no list of questions, and make no ticket."""
    (reply,) = await town.say(said)
    assert "直接写您要问的事" in reply.text
    assert await town.tickets() == []
    await town.say(UNKNOWN)
    await town.say("跳过")
    await town.say(said)
    assert (await town.said_in(await town.ticket()))[-1] == said


async def test_a_number_of_two_digits_is_no_supplement(town: Town) -> None:
    """99 picks nothing, and lands in no ticket."""
    await town.say(UNKNOWN)
    assert "没有要选的选项" in text(await town.say("99"))
    assert await town.said_in(await town.ticket()) == [UNKNOWN]


async def test_place_and_telephone_after_candidates_belong_to_the_question(town: Town) -> None:
    """Whoever says where it is has told a matter: the ticket has both, and is called by it."""
    await town.say(HALF_KNOWN)
    await town.say("幸福小区，13800001111")
    ticket = await town.ticket()
    assert await town.said_in(ticket) == [HALF_KNOWN, "幸福小区，13800001111"]
    assert (ticket.title, ticket.phone) == (HALF_KNOWN, "13800001111")


async def test_a_second_question_in_one_breath_is_not_forgotten(town: Town) -> None:
    """Answered at once or picked: they are told which of their words still wait."""
    both = f"{KNOWN}还有我家楼道的灯坏了半个月"
    left = "您还说到「还有我家楼道的灯坏了半个月」"
    (reply,) = await town.say(both)
    if labels([reply])[0] != "有用":
        (reply,) = await town.say("1")
    assert ENTRIES[0].answer in reply.text
    assert left in reply.text
    (alone,) = await town.say(KNOWN, "b")
    assert "您还说到" not in alone.text


async def test_an_unknown_question_is_registered_with_promises(town: Town) -> None:
    """Number, query code, department, the time of the reply and how it was counted, and a link."""
    (reply,) = await town.say(UNKNOWN)
    ticket = await town.ticket()
    assert ticket.number in reply.text
    assert town.house.signer.code(ticket.number) in reply.text
    assert "值班室" in reply.text
    assert "11月24日（明天）09:30（从现在起 24 小时，节假日照算）" in reply.text
    assert reply.link == town.house.ticket_page(ticket.number)
    assert (ticket.title, ticket.department_id) == (UNKNOWN, "duty")
    assert (ticket.first_reply_due - ticket.created_at).total_seconds() == 24 * 3600
    assert await town.actions(ticket) == ["register", "dispatch"]


async def test_a_picked_entry_that_was_taken_back_goes_to_a_person(town: Town) -> None:
    """What the city no longer says is not said."""
    (offer,) = await town.say(HALF_KNOWN)
    await town.withdraw_faq()
    await town.tap(values([offer])[0])
    assert await town.said_in(await town.ticket()) == [HALF_KNOWN]


async def test_a_choice_that_never_was_is_refused_kindly(town: Town) -> None:
    """Forged, foreign or outdated values do nothing."""
    (offer,) = await town.say(HALF_KNOWN, "other")
    stolen = values([offer])[0]
    forged = ["pick:999:1", "pick", "verdict:great:1", "same:1:2", "new:x", "object", "held:1"]
    forged += ["useful:99999999999999999999", "skip:20200101-0001", "nonsense", ":", "new:1:x"]
    for value in (stolen, *forged):
        (reply,) = await town.tap(value)
        assert reply.refused
    assert await town.tickets() == []


async def test_a_very_long_message_is_kept_whole(town: Town) -> None:
    """Nothing is cut from what an official will read."""
    story = "我们小区的事情是这样的，" * 4000
    await town.say(story)
    assert await town.said_in(await town.ticket()) == [story]


async def test_another_language_is_registered_as_it_is(town: Town) -> None:
    """No language of ours: kept as written, and answered in English too."""
    (reply,) = await town.say("У нас третий день нет воды в доме")
    assert "A person will read it and reply by 24 Nov (tomorrow), 09:30" in reply.text
    assert await town.said_in(await town.ticket()) == ["У нас третий день нет воды в доме"]


async def test_a_question_in_english_is_answered_in_english(town: Town) -> None:
    """The official text unchanged, the words around it in the reader's language."""
    (reply,) = await town.say("How do I withdraw my housing fund?")
    assert ENTRIES[5].answer in reply.text
    assert "Department: Housing Fund Centre" in reply.text
    assert labels([reply])[0] == "Helpful"


async def test_nothing_but_signs_is_asked_about(town: Town) -> None:
    """An emoji or a row of dots is no matter yet."""
    for signs in ("😭", "……", "!!!"):
        assert "一句话" in text(await town.say(signs))
    assert await town.tickets() == []


async def test_a_bare_number_makes_no_ticket(town: Town) -> None:
    """With nothing to choose, a digit says nothing."""
    assert "没有要选的" in text(await town.say("2"))
    assert await town.tickets() == []
