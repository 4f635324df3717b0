"""What officials say in their group: answers, notes, drafts, receipts."""

from __future__ import annotations

import pytest

from bot.models import Direction, Media, OutboxState, Role, TicketState
from bot.store import Transaction, consents, messages, people, worklist
from tests.handlers.officials_room import (
    OfficialsRoom,
    heard,
    leak,
)
from tests.handlers.town import Town, text


async def test_plain_talk_stays_inside(town: Town, room: OfficialsRoom) -> None:
    """What colleagues say in a ticket's topic is a note; nothing of it reaches the resident."""
    await leak(town, room)
    before = await heard(town)
    news = await room.write("这户我认识，态度很差", topic=await room.topic())
    assert await heard(town) == before
    assert not [each for each in news if each.card == ""]
    assert (await town.actions(await town.ticket()))[-1] == "note"


async def test_talk_about_no_ticket_is_nothing(town: Town, room: OfficialsRoom) -> None:
    """In the general topic colleagues chat as they like."""
    await leak(town, room)
    assert await room.write("中午吃什么") == []
    assert "note" not in await town.actions(await town.ticket())


async def test_a_reply_to_the_card_is_the_answer(town: Town, room: OfficialsRoom) -> None:
    """Word for word, to the resident; the card tells that it was answered."""
    await leak(town, room)
    news = await room.reply("漏水三天", "维修队明天上午九点到。水务局 12345")
    assert "维修队明天上午九点到。" in await heard(town)
    ticket = await town.ticket()
    assert (ticket.state, ticket.owner_id) == (TicketState.REPLIED, town.wang.id)
    assert any(each.card.startswith("receipt:") for each in news)
    assert "已答：维修队明天上午九点到。水务局 12345\n" in room.card().text


async def test_nobody_is_asked_for_words_they_may_not_act_by(
    town: Town, room: OfficialsRoom
) -> None:
    """改派…: who dispatches is asked where to; others are told at once what they may do."""
    number = await leak(town, room)
    await room.sign_up(town.li, "li")
    (refused,) = await room.press(f"transfer:{number}", "li")
    assert refused.refused
    assert "您的角色不能改派" in refused.text
    assert "签收" in refused.text
    (asked,) = await room.press(f"transfer:{number}")
    assert asked.card.startswith("ask:transfer")
    await town.say("撤回")
    await town.say("撤回")
    assert (await town.ticket()).state is TicketState.CLOSED
    for action in ("ask", "answer"):
        late = await room.press(f"{action}:{number}")
        assert any(each.refused for each in late)
        assert not any(each.card.startswith("ask:") for each in late)


async def test_an_auditor_is_asked_for_no_answer_and_no_reason(
    town: Town, room: OfficialsRoom
) -> None:
    """答复…, 重办: who answers is asked for the words, of a ticket that nobody has taken too."""
    number = await leak(town, room)
    await room.sign_up(town.li, "li")
    await town.database.transaction(lambda tx: people.give_roles(tx, town.li.id, [Role.AUDITOR]))
    (refused,) = await room.press(f"answer:{number}", "li")
    assert refused.refused
    (asked,) = await room.press(f"answer:{number}")
    assert asked.card.startswith("ask:answer")
    await town.say("撤回")
    await town.say("撤回")
    assert any(each.refused for each in await room.press(f"reopen:{number}", "li"))
    assert [each.card for each in await room.press(f"reopen:{number}")][-1].startswith("ask:reopen")


@pytest.mark.parametrize("words", ["答：马上修好。", "答:马上修好。", "答 1：马上修好。"])
async def test_an_answer_may_be_said_outright(town: Town, room: OfficialsRoom, words: str) -> None:
    """答: in the topic, 答 123: anywhere."""
    await leak(town, room)
    await room.write(words, topic=await room.topic())
    assert "马上修好。" in await heard(town)


async def test_two_slashes_keep_it_inside_even_in_a_reply(town: Town, room: OfficialsRoom) -> None:
    """T53: //internal never reaches the resident."""
    await leak(town, room)
    before = await heard(town)
    await room.reply("漏水三天", "//internal 他上周也来过")
    assert await heard(town) == before
    assert (await town.actions(await town.ticket()))[-1] == "note"


async def test_a_reply_to_a_colleague_is_a_note(town: Town, room: OfficialsRoom) -> None:
    """Only a reply to the card or the resident's words goes out."""
    await leak(town, room)
    before = await heard(town)
    await room.write("收到，我去看看", reply_to="g77", topic=await room.topic())
    assert await heard(town) == before


async def test_a_press_takes_the_ticket_once(town: Town, room: OfficialsRoom) -> None:
    """A second press changes nothing and says so."""
    number = await leak(town, room)
    await room.press(f"take:{number}")
    assert (await town.ticket()).owner_id == town.wang.id
    assert f"take:{number}" not in room.values()
    news = await room.press(f"take:{number}")
    assert any(each.refused for each in news)
    assert (await town.actions(await town.ticket())).count("take") == 1


async def test_the_receipt_under_an_answer_follows_it(town: Town, room: OfficialsRoom) -> None:
    """Waiting for the window first, delivered in the end: the same message, told anew."""
    await leak(town, room)
    await room.reply("漏水三天", "维修队明天到。")
    await room.arrive(OutboxState.WAITING_CONTACT)
    (waiting,) = await room.round()
    assert "待窗口" in waiting.text
    assert await room.round() == []

    def come(tx: object) -> None:
        from bot.store import outbox

        outbox.returned(tx, "web", "zhang", town.now)  # type: ignore[arg-type]

    await town.database.transaction(come)
    await room.arrive(OutboxState.SENT)
    await room.round()
    assert "已送达" in text(list(room.shown.values()))
    assert "待窗口" not in text(list(room.shown.values()))


@pytest.mark.parametrize(("arrived", "told"), [(True, "已送到"), (False, "没有送到，请考虑打电话")])
async def test_the_receipt_tells_of_the_notice_that_calls_the_resident_back(
    town: Town, room: OfficialsRoom, arrived: bool, told: str
) -> None:
    """What waits, and was called back by a notice, says so; what became of that follows, in the
    room and at the desk."""
    number = await leak(town, room)
    await room.reply("漏水三天", "维修队明天到。")
    await room.arrive(OutboxState.WAITING_CONTACT)
    await room.round()
    seen = await _pulse(town, number)

    def call(tx: Transaction) -> None:
        rows = [tx.row("outbox_by_ids_message", id=number) for number in range(1, 50)]
        owed = [row["id"] for row in rows if row and row["state"] == "waiting_contact"]
        consents.called(tx, "web", "n-1", owed[-1], town.now)

    await town.database.transaction(call)
    (called,) = await room.round()
    assert "已发微信提醒" in called.text
    called_back = await _pulse(town, number)
    await town.database.transaction(lambda tx: consents.became(tx, "web", "n-1", arrived=arrived))
    (became,) = await room.round()
    assert told in became.text
    assert len({seen, called_back, await _pulse(town, number)}) == 3


async def _pulse(town: Town, number: str) -> str:
    return await town.database.read(lambda tx: worklist.pulse(tx, town.wang, number))


async def test_a_suggested_answer_is_used_in_one_tap_and_once(
    town: Town, room: OfficialsRoom
) -> None:
    """The official text goes out word for word; a second tap sends nothing more."""
    await town.say("身份证")
    await town.say("人工")
    await room.deliver()
    uses = [value for value in room.values() if value.startswith("use:")]
    assert uses
    await room.press(uses[0])
    said = await heard(town)
    assert (await town.ticket()).state is TicketState.REPLIED
    assert any(each.refused for each in await room.press(uses[0]))
    assert await heard(town) == said


async def test_closing_asks_for_outcome_and_words(town: Town, room: OfficialsRoom) -> None:
    """Button, outcome, words as a reply: three steps, nothing to remember."""
    number = await leak(town, room)
    await room.press(f"take:{number}")
    (asked,) = await room.press(f"propose:{number}")
    assert "结果" in asked.text
    outcome = next(each.value for each in asked.choices if ".explained:" in each.value)
    (words,) = await room.press(outcome)
    await room.reply(words.text[:8], "属于产权单位维修范围，依据《物业管理条例》。")
    assert "物业管理条例" in await heard(town)
    assert (await town.ticket()).proposed == "explained"


async def test_a_resident_who_writes_again_is_heard_in_the_topic(
    town: Town, room: OfficialsRoom
) -> None:
    """Their words are passed on masked, and a reply to them is an answer."""
    await leak(town, room)
    await town.say("又漏了，我的电话13912345678", reply_to="", ticket=(await town.ticket()).number)
    news = await room.deliver()
    (said,) = [each for each in news if each.card.startswith("said:")]
    assert "又漏了" in said.text
    assert "13912345678" not in said.text
    await room.reply("又漏了", "已派人更换阀门，现已通水。")
    assert "已派人更换阀门" in await heard(town)


async def test_files_are_shown_once_somebody_took_the_ticket(
    town: Town, room: OfficialsRoom
) -> None:
    """Before that only that there are some."""
    await leak(town, room)
    number = (await town.ticket()).number
    media = Media("image/jpeg", "p.jpg", body=b"jpeg")
    await town.send(town.inbound("zhang", text="照片", ticket=number, media=(media,)))
    news = await room.deliver()
    assert not any(each.attachments for each in news)
    news = await room.press(f"take:{number}")
    assert [len(each.attachments) for each in news if each.attachments] == [1]
    assert not any(each.attachments for each in await room.press(f"more:{number}"))


async def test_an_officials_file_reaches_the_resident(town: Town, room: OfficialsRoom) -> None:
    """A picture as a reply to the card is an answer."""
    await leak(town, room)
    media = Media("image/jpeg", "p.jpg", body=b"repaired")
    await room.reply("漏水三天", "修好了", media=(media,))
    heard = await town.heard()
    assert any(each.content.attachments for each in heard)


async def test_nothing_said_elsewhere_is_kept(town: Town, room: OfficialsRoom) -> None:
    """A group that is no room of ours: what is not meant for us leaves no trace."""
    before = await town.database.read(messages.newest)
    room.address = "-999"
    town.later(minutes=1)
    await room.write("隔壁群的闲聊", account="wang")
    assert await town.database.read(messages.newest) == before


async def test_an_officials_note_stands_with_the_ticket(town: Town, room: OfficialsRoom) -> None:
    """Whoever opens the ticket at the desk reads it there."""
    await leak(town, room)
    await room.write("钥匙在门卫", topic=await room.topic())
    ticket = await town.ticket()
    lines = await town.database.read(lambda tx: messages.of_ticket(tx, ticket.id))
    assert "钥匙在门卫" in [
        line.message.content.text for line in lines if line.message.direction is Direction.NOTE
    ]


async def test_commands_work_in_the_group(town: Town, room: OfficialsRoom) -> None:
    """Chinese as text, Latin as commands."""
    await leak(town, room)
    for command in ("待办", "/todo", "/show 1", "单 1", "帮助", "/help", "值班", "/duty"):
        assert await room.write(command), command


async def test_a_draft_goes_out_after_a_second_persons_approval(
    town: Town, room: OfficialsRoom
) -> None:
    """The words stand in the card with 审核通过 and 退回修改; their writer cannot approve."""
    await room.sign_up(town.li, "li")
    number = await leak(town, room)
    await room.press(f"take:{number}")
    await town.database.transaction(
        lambda tx: people.give_roles(tx, town.li.id, {Role.OFFICIAL, Role.REVIEWER})
    )
    await room.write(f"审 {number} 维修队明天上午九点到，电话 12345。")
    assert (await town.ticket()).state is TicketState.IN_REVIEW
    assert "维修队明天" in room.card().text
    assert "维修队明天" not in await heard(town)
    assert {f"approve:{number}", f"send_back:{number}"} <= set(room.values())
    assert any(each.refused for each in await room.press(f"approve:{number}"))
    # Its writer may still think better of it: the card shows no draft then.
    await room.write(f"收回 {number}")
    assert "维修队明天" not in room.card().text
    assert f"approve:{number}" not in room.values()
    await room.write(f"审 {number} 维修队明天上午九点到，电话 12345。")
    news = await room.press(f"approve:{number}", account="li")
    assert "维修队明天上午九点到" in await heard(town)
    assert any(each.card.startswith("receipt:") for each in news)


async def test_what_becomes_confidential_is_taken_back(town: Town, room: OfficialsRoom) -> None:
    """Card and the words that were passed on say nothing of the matter any more."""
    number = await leak(town, room)
    await town.say("其实是邻居故意弄坏的", ticket=number)
    await room.deliver()
    assert "故意" in text(list(room.shown.values()))
    await town.act("confide", number, "涉及邻里纠纷", officials="李强")
    await room.deliver()
    shown = text(list(room.shown.values()))
    assert "故意" not in shown
    assert "漏水" not in shown
    assert "保密" in shown


async def test_what_a_resident_erased_is_taken_back(town: Town, room: OfficialsRoom) -> None:
    """忘记我 reaches the group as well."""
    number = await leak(town, room)
    await town.say("我住三楼东户", ticket=number)
    await room.deliver()
    await town.say("忘记我")
    await town.tap("erase")
    await room.deliver()
    shown = text(list(room.shown.values()))
    assert "三楼东户" not in shown
    assert "漏水" not in shown
