"""Nothing is lost: what was waiting, and what came with a few short words."""

from __future__ import annotations

import pytest

from bot.models import TicketState
from tests.handlers.town import Town

WATER = "幸福路12号停水两天了"
LAMP = "建设街的路灯三天不亮了"


@pytest.mark.parametrize("aside", ["撤回", "催办", "进度", "帮助", "我的", "谢谢", "人工"])
async def test_a_matter_that_waits_is_kept_whatever_is_wished_meanwhile(
    town: Town, aside: str
) -> None:
    """Asked which matter it is, the resident asks for something else, and nothing more comes."""
    await town.say(WATER)
    await town.say(LAMP)
    await town.say(aside)
    town.later(minutes=11)
    await town.settle()
    assert await town.lost([WATER, LAMP]) == []


@pytest.mark.parametrize(
    "words", ["人工", "投诉", "谢谢", "进度", "撤回", "你好", "帮助", "满意", "2", "/nonsense"]
)
async def test_a_photo_with_short_words_reaches_a_person(town: Town, words: str) -> None:
    """With or without an open ticket."""
    for who, first in (("a", ""), ("b", WATER)):
        if first:
            await town.say(first, who)
        await town.show(text=words, who=who)
        town.later(minutes=11)
        await town.settle()
        told = [line for ticket in await town.tickets(who) for line in await town.said_in(ticket)]
        assert words in told, (who, told)


async def test_a_photo_with_the_digit_goes_into_the_new_matter(town: Town) -> None:
    """「2」 and a picture: a new ticket that holds both."""
    await town.say(WATER)
    await town.say(LAMP)
    await town.show(text="2")
    first, second = await town.tickets()
    assert await town.said_in(second) == [LAMP, "2"]
    assert await town.said_in(first) == [WATER]


async def test_the_page_of_one_ticket_speaks_for_no_other(town: Town) -> None:
    """Whoever holds the code of A cannot withdraw B, nor take up what the chat offered."""
    await town.say(WATER)
    await town.say(LAMP)
    await town.say("2")
    first, second = await town.tickets()
    for value in (f"withdrawn:{second.number}", f"verdict:solved:{second.number}", "human"):
        await town.tap(value, contact_id=first.contact_id, ticket=first.number)
    assert [ticket.state for ticket in await town.tickets()] == [TicketState.DISPATCHED] * 2
    await town.tap("withdrawn", contact_id=first.contact_id, ticket=first.number)
    assert (await town.tickets())[0].state is TicketState.CLOSED
