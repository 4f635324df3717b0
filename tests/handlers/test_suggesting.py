"""What was answered to others who asked the same stands on a card, ready for one tap."""

from __future__ import annotations

import pytest

from bot.models import TicketState
from tests.handlers.officials_room import OfficialsRoom
from tests.handlers.town import Town, text

ASKED = "转人工 解放路小学门口的路灯不亮，晚上接孩子很危险"
ALIKE = "转人工 解放路小学门口路灯不亮好几天了，晚上接孩子看不见"
ANSWER = "路灯维修队今晚十点前更换灯泡。城管局 87654321"


async def answered(town: Town, room: OfficialsRoom, words: str = ANSWER) -> None:
    """Zhang's street lamp was answered in the room."""
    await town.say(ASKED)
    await room.deliver()
    await room.reply("路灯", words)


def reuses(room: OfficialsRoom) -> list[str]:
    """The buttons that answer once more what was answered before."""
    return [value for value in room.values() if value.startswith("reuse:")]


async def asks_alike(town: Town, room: OfficialsRoom, words: str = ALIKE) -> None:
    """Li asks of it too; the newest card is Li's."""
    await town.say(words, "li")
    await room.deliver()


async def test_a_card_with_suggestions_has_no_gap(town: Town, room: OfficialsRoom) -> None:
    """One empty line between its parts."""
    await answered(town, room)
    await asks_alike(town, room)
    assert "①" in room.card().text
    assert "\n\n\n" not in room.card().text


async def test_an_earlier_answer_is_used_in_one_tap(town: Town, room: OfficialsRoom) -> None:
    """Word for word, and once; the card tells whose ticket it was written for."""
    await answered(town, room)
    await asks_alike(town, room)
    assert "曾答复 #0001" in room.card().text
    (reuse,) = reuses(room)
    await room.press(reuse)
    said = text([each.content for each in await town.heard("li")])
    assert ANSWER in said
    assert (await town.ticket("li")).state is TicketState.REPLIED
    assert any(each.refused for each in await room.press(reuse))
    assert text([each.content for each in await town.heard("li")]) == said


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("转人工 幸福小区的电梯坏了三天没有人修", ANSWER),
        ("转人工 人民公园门口的路灯不亮，晚上散步很危险", ANSWER),
        (ALIKE, "路灯已修好，请您联系住户李建国 13912345678。城管局 87654321"),
    ],
    ids=["another matter", "another place", "somebody's own data"],
)
async def test_what_fits_nobody_else_is_not_suggested(
    town: Town, room: OfficialsRoom, words: str, answer: str
) -> None:
    """Neither another thing, nor the same at another place, nor an answer that names a person."""
    await answered(town, room, answer)
    if (await town.ticket()).state is not TicketState.REPLIED:
        await room.write("仍发 1 住户本人要求把他的联系人写在答复里")
    assert (await town.ticket()).state is TicketState.REPLIED
    await asks_alike(town, room, words)
    assert reuses(room) == []


async def test_what_was_not_solved_is_no_pattern(town: Town, room: OfficialsRoom) -> None:
    """Who said that it did not help has spoken for the next one too."""
    await answered(town, room)
    await town.say("没解决")
    await room.deliver()
    await asks_alike(town, room)
    assert reuses(room) == []


async def test_what_became_confidential_is_not_sent_by_an_old_button(
    town: Town, room: OfficialsRoom
) -> None:
    """The button stays on the card; the words behind it do not."""
    await answered(town, room)
    await asks_alike(town, room)
    (reuse,) = reuses(room)
    await town.say("保密", ticket=(await town.ticket()).number)
    assert (await town.ticket()).confidential
    assert any(each.refused for each in await room.press(reuse))
    assert ANSWER not in text([each.content for each in await town.heard("li")])


async def test_a_ready_answer_that_is_doubted_is_sent_by_a_reason(
    town: Town, room: OfficialsRoom
) -> None:
    """What was tapped is what is held: a reason sends it, word for word."""
    await answered(town, room, "维修队近期更换灯泡。城管局 87654321")
    await room.write("仍发 1 采购还没有定下日期")
    await asks_alike(town, room)
    (reuse,) = reuses(room)
    assert any(each.doubted for each in await room.press(reuse))
    await room.write("仍发 2 采购还没有定下日期")
    assert "维修队近期更换灯泡。" in text([each.content for each in await town.heard("li")])
