"""The same words again: quiet while nothing has changed, answered where the FAQ has learnt."""

from __future__ import annotations

from faq.entries import FaqEntry
from tests.handlers.known import ENTRIES
from tests.handlers.town import Town, text, values

BRIDGE = "我们村口的桥塌了两年没人管"
LEARNT = FaqEntry(
    id="village-bridge",
    question=BRIDGE,
    answer="村口桥的重建 11 月 20 日已开工,2027 年 3 月通行,施工期间请走东边便桥。",
    language="zh-Hans",
)


async def test_the_same_words_join_their_ticket_quietly(town: Town) -> None:
    """Kept with the ticket, and told that we have it."""
    await town.say(BRIDGE)
    town.later(minutes=5)
    (reply,) = await town.say(BRIDGE)
    ticket = await town.ticket()
    assert "已经登记" in reply.text
    assert ticket.number in reply.text
    assert await town.said_in(ticket) == [BRIDGE, BRIDGE]


async def test_what_the_faq_has_learnt_meanwhile_is_answered(town: Town) -> None:
    """A person who asks again is not sent back to wait for what the city can say by now."""
    await town.say(BRIDGE)
    town.learns(LEARNT)
    town.later(minutes=5)
    (reply,) = await town.say(BRIDGE)
    assert LEARNT.answer in reply.text
    assert await town.said_in(await town.ticket()) == [BRIDGE]


async def test_an_answer_that_did_not_help_is_not_given_again(town: Town) -> None:
    """The question is with a person already; the same text a second time would mock."""
    question = ENTRIES[0].question
    (reply,) = await town.say(question)
    await town.tap(values([reply])[1])
    town.later(minutes=5)
    again = text(await town.say(question))
    assert "已经登记" in again
    assert ENTRIES[0].answer not in again
