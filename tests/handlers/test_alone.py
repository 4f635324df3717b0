"""Officials who write to us alone, in a circle: what a press asks for, and what is meant by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.models import CIRCLE, Content, Hearing, RoomMode, TicketState
from bot.store import Transaction, rooms
from tests.handlers.officials_room import CHANNEL, OfficialsRoom, leak
from tests.handlers.town import Town, text

LEAK = "幸福小区水管漏水三天了"
ANSWER = "维修队明天上午九点来修水管。负责单位：值班室，电话 0571-1。"
DUTY = f"{CIRCLE}duty"


@dataclass
class Chat(OfficialsRoom):
    """王芳's own chat with us, and the circle that she reads there."""

    address: str = DUTY
    topics: bool = False
    told: list[Content] = field(default_factory=list)

    async def says(self, words: str = "", **fields: Any) -> str:
        """She writes, or presses; what she is told."""
        given = {"circle": True, "by_number": True, **fields}
        return text(await self.alone("wang", words, **given))

    async def presses(self, action: str) -> str:
        """She presses a button of the newest card; what she is asked for, if anything."""
        value = next(each for each in self.values() if each.startswith(f"{action}:"))
        await self.says(choice=value)
        return await self.asked()

    async def asked(self) -> str:
        """What she was last asked for."""

        def read(tx: Transaction) -> str:
            said = rooms.asked_last(tx, CHANNEL, "wang", self.town.now - timedelta(hours=1))
            row = said and tx.row("card_content", channel=CHANNEL, address="wang", card=said.card)
            return str(row["content"]) if row else ""

        return await self.town.database.read(read)


async def sign_up(chat: Chat, town: Town) -> None:
    """By the code, in the chat in which circles are read."""
    from bot.store import invitations

    code = await town.database.transaction(
        lambda tx: invitations.invite_official(tx, town.wang.id, town.now, 15)
    )
    await chat.says(code)
    await chat.deliver()


async def circles(town: Town) -> dict[str, Hearing]:
    """The rooms there are, and how they are heard."""
    found = await town.database.read(rooms.rooms)
    return {each.address: each.hearing for each in found}


async def test_signing_up_opens_the_circles(town: Town) -> None:
    """The department's, and the duty desk's where nobody else does its work; once."""
    chat = Chat(town)
    await sign_up(chat, town)
    opened = await circles(town)
    assert set(opened.values()) == {Hearing.ALONE}
    assert CIRCLE in opened
    assert f"{CIRCLE}{town.wang.department_id}" in opened

    def close_all(tx: Transaction) -> None:
        for each in rooms.rooms(tx):
            rooms.close(tx, each.id)

    await town.database.transaction(close_all)
    await sign_up(chat, town)
    assert await circles(town) == {}


async def test_the_duty_desks_group_goes_on_showing_what_its_officials_read_alone(
    town: Town,
) -> None:
    """Whoever of the desk signs up in a chat of their own takes nothing from the desk's group."""
    chat = Chat(town)
    await sign_up(chat, town)
    group = OfficialsRoom(town)
    await group.open()
    await leak(town, group)
    assert (await town.ticket()).department_id == "duty"
    assert "漏水三天" in group.card().text


@pytest.fixture
async def open_chat(town: Town) -> Chat:
    """王芳 in the circle that the tickets of this town come to."""
    chat = Chat(town)
    await sign_up(chat, town)
    await town.say(f"转人工 {LEAK}")
    found = await town.ticket()
    chat.address = f"{CIRCLE}{found.department_id}"
    await chat.deliver()
    return chat


async def test_the_card_says_how_to_answer(open_chat: Chat) -> None:
    """答复… is a button, before suggested answers; replying is not spoken of."""
    card = open_chat.card()
    assert "答复…" in card.text
    assert "回复这条消息" not in card.text
    verbs = [value.partition(":")[0] for value in open_chat.values()]
    assert verbs[:2] == ["take", "answer"]
    assert "more" in verbs
    assert verbs.index("more") <= 4


async def test_the_words_after_a_press_are_the_answer(town: Town, open_chat: Chat) -> None:
    """Asked for, written, sent; what is written after that belongs to nothing."""
    told = await open_chat.presses("answer")
    assert "请写给居民的答复" in told
    assert "下一句话就算" in told
    await open_chat.says(ANSWER)
    assert (await town.ticket()).state is TicketState.REPLIED
    assert ANSWER in text([each.content for each in await town.heard()])
    assert "没有发给任何人" in await open_chat.says("还有一句话")


@pytest.mark.parametrize("words", ["取消", "算了", "cancel"])
async def test_one_may_think_better_of_it(town: Town, open_chat: Chat, words: str) -> None:
    """取消: nothing is sent, and the next words are not meant either."""
    await open_chat.presses("answer")
    assert "没有写" in await open_chat.says(words)
    assert "没有发给任何人" in await open_chat.says(ANSWER)
    assert (await town.ticket()).state is not TicketState.REPLIED


async def test_a_press_is_waited_for_half_an_hour(town: Town, open_chat: Chat) -> None:
    """Whoever writes an hour later means something else."""
    await open_chat.presses("answer")
    town.now += timedelta(minutes=31)
    assert "没有发给任何人" in await open_chat.says(ANSWER)
    assert (await town.ticket()).state is not TicketState.REPLIED


async def test_a_command_in_between_ends_it(town: Town, open_chat: Chat) -> None:
    """待办 is answered, and what follows is not taken for the answer."""
    await open_chat.presses("answer")
    await open_chat.says("待办")
    assert "没有发给任何人" in await open_chat.says(ANSWER)


@pytest.mark.parametrize("before", ["答：", "现场：", "答复 ", ""])
async def test_half_a_command_is_what_was_asked_for(
    town: Town, open_chat: Chat, before: str
) -> None:
    """Who was asked for an answer and writes 现场：… means the answer."""
    await open_chat.presses("answer")
    await open_chat.says(f"{before}{ANSWER}")
    assert (await town.ticket()).state is TicketState.REPLIED
    assert ANSWER in text([each.content for each in await town.heard()])


async def test_what_names_another_ticket_goes_there(town: Town, open_chat: Chat) -> None:
    """#2 … after a press on ticket 1 is for ticket 2."""
    await open_chat.presses("answer")
    first = await town.ticket()
    await town.say("转人工 东门路的路灯不亮了", "li")
    second = await town.ticket("li")
    await open_chat.says(f"#{second.number} {ANSWER}")
    assert (await town.ticket("li")).state is TicketState.REPLIED
    assert (await town.ticket()).state is first.state


async def test_an_action_that_needs_words_is_asked_for_as_well(town: Town, open_chat: Chat) -> None:
    """要求补充…: the next words are what the resident is asked for."""
    await open_chat.presses("take")
    await open_chat.deliver()
    value = f"ask:{(await town.ticket()).number}"
    await open_chat.says(choice=value)
    assert "要居民补充什么" in await open_chat.asked()
    await open_chat.says("请告诉我们是几号楼哪一户，维修队好上门。")
    assert (await town.ticket()).state is TicketState.AWAITING_RESIDENT


async def test_all_that_can_be_done_is_told_to_the_one_who_asks(open_chat: Chat) -> None:
    """更多: in her own chat, with more choices than the card; the circle's card stays."""
    before = open_chat.card()
    value = next(each for each in open_chat.values() if each.startswith("more:"))
    message = await open_chat.alone("wang", choice=value, circle=True, by_number=True)
    assert len(message[0].choices) > len(before.choices)
    assert await open_chat.deliver() == []


async def test_the_next_one_is_shown_with_what_can_be_done(town: Town, open_chat: Chat) -> None:
    """下一件: taken, and shown to who asked: the circle's card may lie far above."""
    told = await open_chat.alone("wang", "下一件", circle=True, by_number=True)
    assert (await town.ticket()).owner_id == town.wang.id
    assert [each.text for each in told if "已签收" in each.text]
    shown = told[-1]
    assert LEAK in shown.text
    assert f"answer:{(await town.ticket()).number}" in {each.value for each in shown.choices}
    assert len(shown.choices) <= 5


async def test_an_old_card_shows_nothing_that_has_become_confidential(
    town: Town, open_chat: Chat
) -> None:
    """更多 and answers on a card of before: not for who may not see the ticket any more."""
    number = (await town.ticket()).number
    await town.say("保密")
    assert (await town.ticket()).confidential
    await open_chat.sign_up(town.li, "li")
    for verb in ("more", "answer", "take"):
        told = await open_chat.alone("li", choice=f"{verb}:{number}", circle=True, by_number=True)
        assert len(told) == 1
        assert told[0].refused
        assert LEAK not in told[0].text


async def test_a_voice_is_written_down_first(town: Town, open_chat: Chat) -> None:
    """C34: what a machine heard is shown to its speaker, and goes to nobody."""
    await open_chat.presses("answer")
    assert ANSWER in await open_chat.says(ANSWER, heard=True)
    assert (await town.ticket()).state is not TicketState.REPLIED


async def test_strict_holds_in_the_own_chat_too(town: Town, open_chat: Chat) -> None:
    """Words for residents are written at the desk, by button, number or command."""

    def strict(tx: Transaction) -> None:
        for each in rooms.rooms(tx):
            rooms.change(tx, each.id, each.department_id, RoomMode.STRICT)

    await town.database.transaction(strict)
    number = (await town.ticket()).number
    for said in (f"#{number} {ANSWER}", f"答 {number}：{ANSWER}"):
        assert "请到工作台写" in await open_chat.says(said)
    assert "请到工作台写" in await open_chat.says(choice=f"answer:{number}")
    for told in (
        await open_chat.says("下一件"),
        await open_chat.says(f"单 {number}"),
        await open_chat.says(choice=f"more:{number}"),
    ):
        assert number in told
        assert "漏水" not in told
    await town.say("楼上漏水怎么办", "somebody")
    asked = await open_chat.says("faq 缺")
    assert "到工作台" in asked
    assert "漏水" not in asked


async def test_by_night_a_card_waits_for_the_morning(town: Town) -> None:
    """Quiet hours: not drawn, nor what is said meanwhile; all of it in the morning, once."""
    chat = Chat(town)
    await sign_up(chat, town)
    town.now = town.now.replace(hour=15)  # 23:00 in the city
    await town.say(f"转人工 {LEAK}")
    chat.address = f"{CIRCLE}{(await town.ticket()).department_id}"
    assert await chat.deliver() == []
    await town.say("又漏了，水已经流到楼道里")
    assert await chat.deliver() == []
    town.now += timedelta(hours=9, minutes=1)  # 08:01
    news = await chat.round()
    assert [LEAK in each.text for each in news].count(True) == 1
    assert any("流到楼道里" in each.text for each in news)
    assert await chat.round() == []


async def test_by_night_what_is_urgent_rings(town: Town) -> None:
    """A gas leak is drawn at once."""
    chat = Chat(town)
    await sign_up(chat, town)
    town.now = town.now.replace(hour=15)
    await town.say("幸福小区煤气泄漏，味道很大")
    chat.address = f"{CIRCLE}{(await town.ticket()).department_id}"
    assert any("煤气" in each.text for each in await chat.deliver())
