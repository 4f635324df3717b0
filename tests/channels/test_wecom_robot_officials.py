"""Officials who speak to WeCom's robot, in their group and alone: rows C05 to C07, C30 to C35."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from bot.channels.wecom_robot.decode import GROUP as GROUP_ADDRESS
from bot.delivery import gaps
from bot.models import RoomMode
from bot.store import inbox, people, rooms, tickets
from tests.channels.fake_wecom_robot import GROUP, LI, WANG
from tests.channels.robot_cards import buttons
from tests.channels.robot_fixtures import OpenRobot, open_robot, robot_town, robots
from tests.channels.robot_town import RobotTown

__all__ = ["open_robot", "robot_town", "robots"]
LEAK = "幸福小区水管漏水三天了"
ANSWER = "维修队明天上午九点来修水管。负责单位：值班室，电话 0571-1。"


async def test_a_ticket_is_answered_in_the_group(robot_town: RobotTown) -> None:
    """Asked on the page, shown in the group, taken, answered by its number, receipted."""
    town = robot_town
    number = await town.asks(LEAK)
    whole = await town.hears(LEAK)
    assert f"#{number}" in whole
    assert "/desk/tickets/" in whole
    await town.shows("#0001", "签收")
    await town.platform.presses("#0001", "签收")
    await town.hears("已签收")
    await town.comes(lambda: "办理中" in str(town.platform.card("#0001")))
    await town.platform.says(f"#{number[-4:]} {ANSWER}")
    assert number in await town.hears("送达")
    assert ANSWER in await town.told()
    assert (await town.ticket(number)).owner_id is not None


async def test_a_press_changes_its_card_in_place(robot_town: RobotTown) -> None:
    """Within five seconds the card itself shows the new state; no second one is posted."""
    town = robot_town
    await town.asks(LEAK)
    await town.shows("#0001", "签收")
    before = len(town.platform.cards())
    await town.platform.presses("#0001", "签收")
    await town.comes(lambda: "签收" not in str(buttons(town.platform.card("#0001"))))
    await town.settled()
    assert len(town.platform.cards()) == before
    assert [each["updated"] for each in town.platform.sent if each.get("updated")] == [1]


async def test_a_card_is_not_posted_anew_for_nothing(robot_town: RobotTown) -> None:
    """A note changes nothing that can be done: nothing that was sent can be edited, so it stays."""
    town = robot_town
    number = await town.asks(LEAK)
    await town.shows("#0001", "签收")
    before = len(town.platform.cards()), len(town.platform.texts())
    await town.platform.says(f"注 {number[-4:]} 这户去过两次")
    await town.comes(lambda: len(town.platform.texts()) == before[1] + 1)
    await town.settled()
    assert len(town.platform.cards()) == before[0]
    assert "去过两次" not in await town.told()


async def test_a_quote_of_the_card_is_a_reply_to_it(robot_town: RobotTown) -> None:
    """The quoted words tell which ticket it is."""
    town = robot_town
    await town.asks(LEAK)
    whole = await town.hears(LEAK)
    quote = {"msgtype": "text", "text": {"content": whole}}
    await town.platform.says(ANSWER, quote=quote)
    await town.hears("送达")
    assert ANSWER in await town.told()


async def test_a_quote_of_the_template_card_is_a_reply_to_it(robot_town: RobotTown) -> None:
    """Its title and words come cut off, as the card shows them."""
    town = robot_town
    await town.asks(f"{LEAK}，楼道里都是水，老人出门不方便，请尽快派人来看一看")
    await town.shows("#0001", "签收")
    quote = {"msgtype": "template_card", "template_card": town.platform.card("#0001")}
    await town.platform.says(ANSWER, quote=quote)
    await town.hears("送达")
    assert ANSWER in await town.told()


@pytest.mark.parametrize("group", [GROUP, ""])
async def test_c31_words_without_a_number_are_asked_about(
    robot_town: RobotTown, group: str
) -> None:
    """C31: in the group and alone; nothing goes to residents."""
    town = robot_town
    for words, who in ((LEAK, "zhang"), ("学校门口的路灯坏了一个星期", "li")):
        number = await town.asks(words, who)
        await town.platform.says(f"签收 {number[-4:]}")
    await town.hears("已签收", times=2)
    before = await town.told(), await town.told("li")
    await town.platform.says("好的，明天去看", group=group)
    asked = await town.hears("没有发给任何人", group or WANG)
    assert "#2" in asked
    assert (await town.told(), await town.told("li")) == before


async def test_c05_the_same_message_twice_has_one_effect(robot_town: RobotTown) -> None:
    """C05: a repeat of the msgid."""
    town = robot_town
    number = await town.asks(LEAK)
    body = town.platform.text(f"#{number[-4:]} {ANSWER}")
    await town.platform.tell(body)
    await town.platform.tell(body)
    await town.hears("送达")
    await town.settled()
    assert (await town.told()).count(ANSWER) == 1


async def test_c06_a_double_click_takes_once(robot_town: RobotTown) -> None:
    """C06: two events for one press."""
    town = robot_town
    number = await town.asks(LEAK)
    await town.shows("#0001", "签收")
    card = town.platform.card("#0001")
    key = next(each["key"] for each in buttons(card) if each["text"] == "签收")
    await town.platform.tell(town.platform.press(card["task_id"], key))
    await town.platform.tell(town.platform.press(card["task_id"], key))
    await town.comes(lambda: len(town.platform.texts()) >= 4)
    await town.settled()
    events = await town.database.read(lambda tx: tickets.events(tx, 1))
    assert [each.action for each in events].count("take") == 1
    assert (await town.ticket(number)).owner_id is not None


async def test_c07_of_two_who_take_at_once_one_wins(robot_town: RobotTown) -> None:
    """C07: the first keeps it, the card shows the winner, the other is told."""
    town = robot_town
    await town.sign_up("李强", LI)
    number = await town.asks(LEAK)
    await town.shows("#0001", "签收")
    card = town.platform.card("#0001")
    key = next(each["key"] for each in buttons(card) if each["text"] == "签收")
    presses = (town.platform.press(card["task_id"], key, user) for user in (WANG, LI))
    await asyncio.gather(*(town.platform.tell(each) for each in presses))
    await town.hears("已签收")
    await town.settled()
    ticket = await town.ticket(number)
    events = await town.database.read(lambda tx: tickets.events(tx, ticket.id))
    assert [each.action for each in events].count("take") == 1
    winner = await town.database.read(lambda tx: people.official(tx, ticket.owner_id))
    assert winner.name in json.dumps(town.platform.card("#0001"), ensure_ascii=False)
    await town.hears(f"已由{winner.name}签收")


async def test_c30_what_the_robot_does_not_hear_is_told_in_every_card(
    robot_town: RobotTown,
) -> None:
    """C30: without a mention nothing comes; so the card says how to answer, and nothing is sent."""
    await robot_town.asks(LEAK)
    assert "@我" in await robot_town.hears(LEAK)


async def test_c32_a_stranger_answers_nobody(robot_town: RobotTown) -> None:
    """C32: in the group, and alone with the robot; who tried it stays on record."""
    town = robot_town
    number = await town.asks(LEAK)
    before = await town.told()
    await town.platform.says(f"#{number[-4:]} {ANSWER}", LI)
    await town.hears("没有登记")
    await town.platform.says(f"#{number[-4:]} {ANSWER}", LI, group="")
    await town.hears("没有登记", LI)
    assert await town.told() == before
    kept = await town.database.read(lambda tx: [inbox.get(tx, at) for at in range(1, 20)])
    said = [each.message for each in kept if each and ANSWER in each.message.text]
    assert [each.account for each in said] == [LI, LI]


@pytest.mark.parametrize("said", ["#{} ", "{}号工单，", "答{}，", "工单{}号。"])
async def test_c34_a_voice_is_confirmed_before_it_goes_out(
    robot_town: RobotTown, said: str
) -> None:
    """C34: the transcript is shown, however its number was said; a press sends it."""
    town = robot_town
    number = await town.asks(LEAK)
    voice = {"content": f"{said.format(int(number[-4:]))}{ANSWER}"}
    body = town.platform.body(WANG, "", msgtype="voice", voice=voice)
    await town.platform.tell(body)
    await town.comes(lambda: "发送给居民" in str(town.platform.cards(WANG)))
    shown = " ".join((*town.platform.texts(WANG), str(town.platform.cards(WANG))))
    assert "来修水管" in shown
    assert ANSWER not in await town.told()
    card = town.platform.cards(WANG)[-1]
    await town.platform.tell(
        town.platform.press(card["task_id"], buttons(card)[0]["key"], group="")
    )

    async def there() -> bool:
        return ANSWER in await town.told()

    from tests.ledgers import until

    await until(there)


@pytest.mark.parametrize("own_key", [True, False], ids=["its own key", "the robot's key"])
async def test_c35_a_locked_picture_is_opened_and_reaches_the_resident(
    open_robot: OpenRobot, own_key: bool
) -> None:
    """C35: fetched at once, opened (padded to 32), and sent on as a picture."""
    from tests.channels.robot_files import KEY

    town = await open_robot(encoding_key=KEY)
    await town.sign_up()
    await town.opens()
    number = await town.asks(LEAK)
    picture = b"\xff\xd8\xff" + bytes(range(256)) * 7
    item = {"msgtype": "image", "image": town.platform.locked("a", picture, own_key=own_key)}
    words = {"msgtype": "text", "text": {"content": f"@小政 #{number[-4:]} {ANSWER}"}}
    body = town.platform.body(WANG, GROUP, msgtype="mixed", mixed={"msg_item": [words, item]})
    await town.platform.tell(body)
    await town.hears("送达")
    owed = [row for row in await town.owed("web") if ANSWER in row["content"]]
    files = json.loads(owed[-1]["content"])["attachments"]
    assert [(each["media_type"], each["size"]) for each in files] == [("image/jpeg", len(picture))]


async def test_the_residents_picture_is_shown_once_it_is_taken(robot_town: RobotTown) -> None:
    """Laid down with the platform in chunks, and shown as a picture."""
    from bot.models import Media

    town = robot_town
    picture = b"\xff\xd8\xff" + b"leak" * 400_000
    await town.posts(f"转人工 {LEAK}", "zhang", Media("image/jpeg", "a.jpg", picture))
    await town.shows("#0001", "签收")
    assert not [each for each in town.platform.sent if each.get("file")]
    await town.platform.presses("#0001", "签收")
    await town.comes(lambda: [each for each in town.platform.sent if each.get("file") == picture])
    chunks = [each for each in town.platform.frames if each["cmd"] == "aibot_upload_media_chunk"]
    assert len(chunks) == 4


async def test_a_strict_group_shows_numbers_only(open_robot: OpenRobot) -> None:
    """Nothing of the matter; and no answer there."""
    town = await open_robot()
    await town.sign_up()
    await town.opens(mode=RoomMode.STRICT)
    number = await town.asks(LEAK)
    await town.hears(number)
    await town.platform.says(f"#{number[-4:]} {ANSWER}")
    await town.hears("工作台写")
    assert "漏水" not in json.dumps(town.platform.sent, ensure_ascii=False)
    assert ANSWER not in await town.told()


async def test_what_a_button_asks_for_is_answered_by_a_quote(robot_town: RobotTown) -> None:
    """更多 shows all that can be done; a list where that is more than buttons."""
    town = robot_town
    number = await town.asks(LEAK)
    await town.platform.says(f"签收 {number[-4:]}")
    await town.hears("已签收")
    await town.shows("#0001", "更多")
    await town.platform.presses("#0001", "更多")
    await town.comes(lambda: "确定所选" in str(town.platform.card("#0001")))
    card = town.platform.card("#0001")
    submit = card.get("submit_button") or buttons(card)[-1]
    assert f"ask:{number}" in str(card)
    press = town.platform.press(card["task_id"], submit["key"], picked=f"ask:{number}")
    await town.platform.tell(press)
    asked = await town.hears("要居民补充什么")
    quote = {"msgtype": "markdown", "markdown": {"content": asked}}
    await town.platform.says("请告诉我们您家的单元号和门牌号。", quote=quote)
    await town.hears("补充", times=2)
    await town.settled()
    assert "单元号和门牌号" in await town.told()


async def test_everything_has_a_meaning_after_a_restart(open_robot: OpenRobot) -> None:
    """Cards that were sent before it are pressed and quoted after it."""
    town = await open_robot()
    await town.sign_up()
    await town.opens()
    await town.asks(LEAK)
    await town.shows("#0001", "签收")
    await town.settled()
    await town.close()
    town = await open_robot()
    await town.platform.presses("#0001", "签收")
    await town.hears("已签收")
    await town.comes(lambda: "签收" not in str(buttons(town.platform.card("#0001"))))
    found = await town.database.read(rooms.rooms)
    assert [room.address for room in found] == [f"{GROUP_ADDRESS}{GROUP}"]


async def test_nothing_of_a_resident_becomes_markup_or_a_mention(robot_town: RobotTown) -> None:
    """X06: `<@all>` in a resident's words calls nobody, and no link hides behind other words."""
    town = robot_town
    await town.asks("幸福小区<@all>漏水[点这里](http://evil.example)\n# 大字")
    shown = await town.hears("漏水")
    assert "<@all>" not in shown
    assert "](http://evil" not in shown
    assert "\n# " not in shown


async def test_no_secret_is_told(open_robot: OpenRobot, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the robot's secret nor anybody's words stand in a log."""
    from tests.channels.fake_wecom_robot import SECRET

    caplog.set_level("DEBUG")
    town = await open_robot()
    await town.sign_up()
    await town.opens()
    await town.asks(LEAK)
    await town.hears(LEAK)
    await town.platform.drops()
    await town.close()
    assert SECRET not in caplog.text
    assert LEAK not in caplog.text


async def test_c20_a_long_silence_is_told_to_the_group(
    open_robot: OpenRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C20: what was said meanwhile is not told again by WeCom: the room reads from when to when."""
    monkeypatch.setattr(gaps, "LONG", timedelta(seconds=0))
    town = await open_robot()
    await town.sign_up()
    await town.opens()
    await town.platform.drops()
    await town.hears("没有收到")
    await town.settled()
    await town.close()
    town = await open_robot()
    await town.hears("没有收到", times=2)
    assert "没有收到" not in "".join(town.platform.texts(WANG))


async def test_c20_a_short_silence_is_told_to_nobody(robot_town: RobotTown) -> None:
    """C20: a second without a connection is no news."""
    town = robot_town
    await town.platform.drops()
    await town.comes(lambda: town.platform.subscribed == 2)
    await town.asks(LEAK)
    await town.hears(LEAK)
    assert not any("没有收到" in each for each in town.platform.texts())
