"""Where nothing can be replied to by its id: an answer names its ticket, or is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bot.models import Content, Hearing, RoomMode
from bot.store import rooms
from handlers.actions import sending
from tests.handlers.officials_room import CHANNEL, OfficialsRoom
from tests.handlers.town import Town, text

LEAK = "幸福小区三号楼的水管漏水三天了"
EMPTY = "您反映的情况已收悉，我们将尽快处理。业务科 12345678。"
ANSWER = "维修队明天上午九点来修水管。负责单位：值班室，电话 0571-1。"


@dataclass
class DeafRoom(OfficialsRoom):
    """A group of which we hear only what speaks to us, and no reply by its id."""

    topics: bool = False

    async def write(self, text: str = "", account: str = "wang", **fields: Any) -> list[Content]:
        """Somebody speaks to us."""
        given = {"by_number": True, "addressed": True, **fields}
        return await super().write(text, account, **given)

    async def quotes(self, part: str, words: str, **fields: Any) -> list[Content]:
        """Somebody quotes the newest message of ours that holds this."""
        quoted = [each for each in self.shown.values() if part in each.text][-1]
        return await self.write(words, quoted=f"> **{quoted.text}**", **fields)


async def opened(town: Town, mode: RoomMode = RoomMode.MASKED) -> DeafRoom:
    """The duty room, in which 王芳 is known."""
    room = DeafRoom(town)
    await room.open(mode=mode)
    await room.sign_up(town.wang, "wang")
    return room


@pytest.fixture
async def room(town: Town) -> DeafRoom:
    """The duty room."""
    return await opened(town)


async def leak(town: Town, room: DeafRoom, words: str = LEAK, who: str = "zhang") -> str:
    """A ticket; its number."""
    await town.say(f"转人工 {words}", who)
    await room.deliver()
    return (await town.ticket(who)).number


async def told(town: Town, who: str = "zhang") -> str:
    """Everything the resident was told."""
    return text([each.content for each in await town.heard(who)])


async def test_the_room_knows_how_it_is_heard(town: Town, room: DeafRoom) -> None:
    """The card says how to answer there."""
    found = await town.database.read(lambda tx: rooms.at(tx, CHANNEL, room.address))
    assert found is not None
    assert found.hearing is Hearing.NUMBERS
    number = await leak(town, room)
    assert f"#{number}" in room.card().text
    assert "回复这条消息" not in room.card().text


@pytest.mark.parametrize(
    "words",
    ["#{short} {answer}", "#{full}：{answer}", "＃{short}，{answer}", "答 {short}：{answer}"],
)
async def test_words_with_the_number_are_the_answer(town: Town, room: DeafRoom, words: str) -> None:
    """In full or by its last digits; and the receipt names the ticket."""
    number = await leak(town, room)
    await room.write(words.format(short=number[-4:], full=number, answer=ANSWER))
    assert ANSWER in await told(town)
    assert words.partition("{")[0].strip() not in (await told(town)).split(ANSWER)[0][-3:]


async def test_a_quote_of_the_card_is_a_reply_to_it(town: Town, room: DeafRoom) -> None:
    """Its words tell which ticket it is, whatever marks the platform adds."""
    await leak(town, room)
    await room.quotes("漏水", ANSWER)
    assert ANSWER in await told(town)


async def test_a_quote_of_a_colleague_is_none(town: Town, room: DeafRoom) -> None:
    """Only what we said ourselves can be replied to: his words hold a number too."""
    number = await leak(town, room)
    before = await told(town)
    news = await room.write("这户真烦", quoted=f"小李: {number} 这户你去过没有")
    assert await told(town) == before
    assert f"#{number}" in text(news)


async def test_a_quote_of_several_notices_is_asked_about(town: Town, room: DeafRoom) -> None:
    """They may have come as one message: which of them is meant is nobody's guess."""
    first = await leak(town, room)
    second = await leak(town, room, "学校门口的路灯坏了一个星期", "li")
    cards = [each.text for each in room.shown.values() if each.card.startswith("ticket:")]
    assert len(cards) == 2
    before = await told(town), await told(town, "li")
    news = text(await room.write(ANSWER, quoted="\n\n".join(cards)))
    assert "没有发给任何人" in news
    assert (await told(town), await told(town, "li")) == before
    assert first != second


@pytest.mark.parametrize("quote", ["#{number}", "{number}"])
async def test_a_quote_of_a_bare_number_is_none_of_ours(
    town: Town, room: DeafRoom, quote: str
) -> None:
    """A colleague may have written it: the question names it, and nothing is sent."""
    number = await leak(town, room)
    before = await told(town)
    news = text(await room.write("这户真烦", quoted=quote.format(number=number)))
    assert f"#{number}" in news
    assert await told(town) == before


async def test_words_without_a_number_are_asked_about(town: Town, room: DeafRoom) -> None:
    """C31: two open tickets and a bare "好的": which one? Nothing goes to anybody."""
    first = await leak(town, room)
    second = await leak(town, room, "学校门口的路灯坏了一个星期", "li")
    for number in (first, second):
        await room.press(f"take:{number}")
    before = await told(town), await told(town, "li")
    news = text(await room.write("好的，明天去"))
    assert "「好的，明天去」没有发给任何人" in news
    assert first in news
    assert second in news
    assert (await told(town), await told(town, "li")) == before


async def test_a_long_text_is_named_by_its_beginning_and_without_personal_data(
    town: Town, room: DeafRoom
) -> None:
    """Several replies may come as one message: each says of which words it is."""
    await leak(town, room)
    news = text(await room.write("打13800138000给他，明天上午九点到楼下"))
    assert "「打138****8000给他" in news
    assert "到楼下」" not in news


async def test_a_group_that_is_no_room_yet_says_how_it_becomes_one(town: Town) -> None:
    """Whoever mentions us there is no resident: silence would be a riddle."""
    news = text(await DeafRoom(town).write("在吗"))
    assert "wenzheng room code" in news


async def test_the_same_holds_between_two(town: Town, room: DeafRoom) -> None:
    """One open ticket is no reason to guess."""
    number = await leak(town, room)
    await room.press(f"take:{number}")
    before = await told(town)
    news = text(await room.alone("wang", "好的，明天去", by_number=True))
    assert "没有发给任何人" in news
    assert number in news
    assert await told(town) == before
    await room.alone("wang", f"#{number[-4:]} {ANSWER}", by_number=True)
    assert ANSWER in await told(town)


async def test_a_number_alone_shows_the_ticket(town: Town, room: DeafRoom) -> None:
    """It says nothing to the resident."""
    number = await leak(town, room)
    before = await told(town)
    assert number in text(await room.write(f"#{number[-4:]}"))
    assert await told(town) == before


async def test_what_a_button_asks_for_is_quoted(town: Town, room: DeafRoom) -> None:
    """补充…: the words are the quote of our question."""
    number = await leak(town, room)
    await room.press(f"take:{number}")
    await room.press(f"ask:{number}")
    await room.quotes("要居民补充什么", "请告诉我们您家的单元号和门牌号。")
    assert "单元号和门牌号" in await told(town)


async def test_a_note_with_a_number_stays_inside(town: Town, room: DeafRoom) -> None:
    """`注 12 …`, and // with a quote."""
    number = await leak(town, room)
    before = await told(town)
    await room.write(f"注 {number[-4:]} 这户去过两次")
    await room.quotes("漏水", "//先别回")
    assert await told(town) == before


async def test_what_was_heard_is_confirmed_first(town: Town, room: DeafRoom) -> None:
    """C34: a transcript is shown, and goes out when its speaker presses; once."""
    number = await leak(town, room)
    before = await told(town)
    news = await room.write(f"#{number[-4:]} {ANSWER}", heard=True)
    asked = next(each for each in news if each.choices)
    assert ANSWER in asked.text
    assert await told(town) == before
    value = asked.choices[0].value
    await room.press(value, "stranger")
    assert await told(town) == before
    await room.press(value)
    assert (await told(town)).count(ANSWER) == 1
    ticket = (await town.tickets())[0]
    assert await town.database.read(lambda tx: sending.last_words(tx, ticket)) == ANSWER
    await room.press(value)
    assert (await told(town)).count(ANSWER) == 1


async def test_a_stranger_is_told_so(town: Town, room: DeafRoom) -> None:
    """C32: being in the group is no authority, whatever was said."""
    number = await leak(town, room)
    before = await told(town)
    news = await room.write(f"#{number[-4:]} {ANSWER}", "stranger")
    assert "没有登记" in text(news)
    assert await told(town) == before


async def test_a_strict_room_answers_at_the_desk(town: Town) -> None:
    """Numbers only, and nothing of what the tickets in hand are about."""
    room = await opened(town, RoomMode.STRICT)
    number = await leak(town, room)
    await room.press(f"take:{number}")
    before = await told(town)
    assert "工作台" in text(await room.write(f"#{number[-4:]} {ANSWER}"))
    assert "漏水" not in text(await room.write("好的"))
    assert await told(town) == before


async def test_the_number_is_no_part_of_the_answer(town: Town, room: DeafRoom) -> None:
    """`#12 words`: the card, an entry that is made of it, and who asks the same read the words."""
    number = await leak(town, room)
    await room.write(f"#{number[-4:]} {ANSWER}")
    await room.deliver()
    assert f"已答：{ANSWER}" in room.card().text
    ticket = (await town.tickets())[0]
    assert await town.database.read(lambda tx: sending.last_words(tx, ticket)) == ANSWER


async def test_what_was_held_goes_out_without_its_number(town: Town, room: DeafRoom) -> None:
    """仍发 sends the words of `#12 words`, not the number in front of them."""
    number = await leak(town, room)
    await room.write(f"#{number[-4:]} {EMPTY}")
    await room.write(f"仍发 {number[-4:]} 明天开会才定")
    assert EMPTY in await told(town)
    assert f"#{number[-4:]}" not in await told(town)


@pytest.mark.parametrize("house", ["#1楼", "#1号楼", "＃1单元", "#1栋"])
async def test_a_house_number_names_no_ticket(town: Town, room: DeafRoom, house: str) -> None:
    """Which ticket it is about is asked, and nobody is sent half of the words."""
    await leak(town, room)
    before = await told(town)
    assert "没有发给任何人" in text(await room.write(f"{house}的水管已经修好。"))
    assert await told(town) == before


async def test_a_house_number_is_part_of_the_answer(town: Town, room: DeafRoom) -> None:
    """`#3楼` names no ticket in a reply to the card, nor in words from the desk."""
    number = await leak(town, room)
    words = f"#3楼的水管已经修好。{ANSWER}"
    await room.quotes("漏水", words)
    ticket = (await town.tickets())[0]
    assert await town.database.read(lambda tx: sending.last_words(tx, ticket)) == words
    further = f"#1楼的水管也修好了。{ANSWER}"
    await town.act("answer", number, further, supplement="yes")
    assert further in await told(town)
    assert await town.database.read(lambda tx: sending.last_words(tx, ticket)) == further


async def test_a_colleagues_answer_is_shown_first(town: Town, room: DeafRoom) -> None:
    """X01: the second answer is held, and goes out when it is said to be a further one."""
    await room.sign_up(town.li, "li")
    number = await leak(town, room)
    await room.write(f"#{number[-4:]} {ANSWER}")
    news = text(
        await room.write(f"#{number[-4:]} 已经安排后天去修。负责单位：值班室，电话 0571-1。", "li")
    )
    assert ANSWER in news
    assert "后天去修" not in await told(town)
    await room.write(
        f"再答 {number[-4:]}：后天还会有人去检查水表井。负责单位：值班室，电话 0571-1。", "li"
    )
    assert "检查水表井" in await told(town)
