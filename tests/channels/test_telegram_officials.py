"""Officials in their Telegram group: rows T37 to T53 of the conformance table, and the main job."""

from __future__ import annotations

import pytest

from bot.channels.telegram.menu import OFFICIALS_COMMANDS
from bot.models import RoomMode
from bot.store import people, rooms, tickets
from handlers.grammar import Act, parse
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import GROUP, FakeBotApi
from tests.channels.officials_group import LI, WANG, Group
from tests.channels.refusals import bad
from tests.channels.town import Town

LEAK = "幸福小区水管漏水三天"


async def group_of(town: Town, **more: bool) -> Group:
    """A group with topics in which 王芳 is known."""
    group = Group(town, **more)
    await group.sign_up("王芳", WANG)
    await group.open()
    return group


@pytest.fixture
async def group(polling_town: Town) -> Group:
    """The officials' group of a service that polls."""
    return await group_of(polling_town)


@pytest.mark.parametrize("command", ["/start", "/start@wenzheng_bot", "登记"])
async def test_a_code_makes_the_group_a_room_however_it_is_written(
    polling_town: Town, command: str
) -> None:
    """With the bot's name, as a link writes it, or without, as one types it; other talk is not
    kept."""
    group = Group(polling_town)
    polling_town.platform.says("大家好", GROUP, user_id=WANG)
    await group.open(command=command)
    texts = [arrival.message.text for arrival in await polling_town.inbox()]
    assert len(texts) == 1
    assert "WZ-" in texts[0]


async def test_a_ticket_is_answered_in_the_group(town: Town) -> None:
    """Polled or called: asked, shown in a topic of its own, taken, answered, receipted."""
    group = await group_of(town)
    number = await group.asks(LEAK)
    card = group.message(LEAK)
    thread = town.platform.threads[card["thread"]]
    assert thread.name.startswith("🟢 #0001")
    assert LEAK in thread.name
    group.presses(LEAK, "签收")
    await town.comes(lambda: any("已签收" in each for each in town.platform.notices))
    await town.comes(lambda: "办理中" in group.message(LEAK)["text"])
    group.replies(LEAK, "维修队明天上午九点到。")
    await town.hears("维修队明天上午九点到。")
    await town.comes(lambda: "✓ 已送达" in town.platform.sent[-1]["text"] or _receipted(group))
    await town.comes(lambda: thread.name.startswith("💬"))
    cards = [each for each in town.platform.in_thread(card["thread"]) if number in each["text"]]
    assert cards.count(cards[0]) == 1


def _receipted(group: Group) -> bool:
    return any("✓ 已送达" in each["text"] for each in group.platform.sent)


async def test_plain_groups_do_without_topics(polling_town: Town) -> None:
    """Each card bears its number; replies to it are answers."""
    group = await group_of(polling_town, topics=False)
    number = await group.asks(LEAK)
    assert number in group.message(LEAK)["text"]
    assert not polling_town.platform.threads
    group.replies(LEAK, "明天来修。")
    await polling_town.hears("明天来修。")


async def test_t37_a_group_that_becomes_a_supergroup_is_followed(polling_town: Town) -> None:
    """T37: id replaced everywhere, cards shown anew with topics, both signals idempotent."""
    group = Group(polling_town, -5, topics=False)
    await group.sign_up("王芳", WANG)
    await group.open()
    await group.asks(LEAK)
    platform = polling_town.platform
    platform.migrated[-5] = GROUP
    platform.forums.add(GROUP)
    platform.update(message=platform.message(-5, migrate_to_chat_id=GROUP))
    platform.update(message=platform.message(GROUP, migrate_from_chat_id=-5))
    group.chat_id = GROUP
    await polling_town.hears(LEAK, GROUP)
    group.replies(LEAK, "明天来修。")
    await polling_town.hears("明天来修。")


async def test_t37_the_error_alone_tells_the_move_as_well(polling_town: Town) -> None:
    """T37: the first send into the old group moves the room too."""
    group = Group(polling_town, -5, topics=False)
    await group.sign_up("王芳", WANG)
    await group.open()
    polling_town.platform.migrated[-5] = GROUP
    polling_town.platform.says(f"转人工 {LEAK}")
    await polling_town.hears(LEAK, GROUP)
    found = await polling_town.up.service.database.read(rooms.rooms)
    assert [room.address for room in found] == [str(GROUP)]


async def test_t38_a_group_that_shuts_us_out_is_told_and_found_again(group: Group) -> None:
    """T38: an alarm by another way; the tickets remain; what was owed arrives once we are back."""
    platform = group.platform
    platform.blocked[GROUP] = "bot was kicked from the supergroup chat"
    platform.says(f"转人工 {LEAK}")

    async def lost() -> bool:
        (room,) = await group.town.up.service.database.read(rooms.rooms)
        return room.lost

    from tests.ledgers import until

    await until(lost, lambda: "the room is not lost")
    await group.town.hears("不让我们发消息了", WANG)
    platform.blocked.clear()
    platform.leaves(GROUP, status="member")
    await group.town.hears(LEAK, GROUP)


async def test_t35_officials_see_that_a_resident_shut_us_out_and_came_back(group: Group) -> None:
    """T35: one receipt under the answer, which follows: blocked, then there."""
    platform = group.platform
    await group.asks(LEAK)
    platform.blocked[7] = "bot was blocked by the user"
    group.replies(LEAK, "维修队明天上午九点到。")
    await group.town.hears("用户已屏蔽", GROUP)
    platform.blocked.clear()
    platform.leaves(status="member")
    await group.town.hears("维修队明天上午九点到。")
    await group.town.comes(lambda: _receipted(group))
    assert "用户已屏蔽" not in str(platform.texts(GROUP))


async def test_t42_a_card_that_did_not_change_is_a_success(group: Group) -> None:
    """T42: "not modified" is what we wanted."""
    await group.asks(LEAK)
    group.platform.faults["editMessageText"] = [bad("message is not modified")]
    group.presses(LEAK, "签收")
    await group.town.comes(lambda: group.platform.notices)
    await group.town.settled()
    states = {row["state"] for row in await group.town.owed()}
    assert states == {"sent"}


async def test_t43_a_press_answered_too_late_is_told_as_a_message(group: Group) -> None:
    """T43: the deed is done once; its reply comes into the group instead."""
    await group.asks(LEAK)
    group.platform.faults["answerCallbackQuery"] = [bad("query is too old")]
    group.presses(LEAK, "签收")
    await group.town.comes(lambda: "办理中" in group.message(LEAK)["text"])
    await group.town.hears("已签收", GROUP)


async def test_t44_a_press_counts_once_and_for_officials_only(group: Group) -> None:
    """T44: a stranger's press does nothing, a second one nothing more."""
    await group.asks(LEAK)
    data = group.button(LEAK, "签收")
    group.platform.presses(data, GROUP, LI)
    await group.town.comes(lambda: any("没有登记" in each for each in group.platform.notices))
    for _ in range(2):
        group.platform.presses(data, GROUP, WANG)
    await group.town.comes(lambda: len(group.platform.notices) == 3)
    events = await group.town.up.service.database.read(lambda tx: tickets.events(tx, 1))
    assert [each.action for each in events].count("take") == 1


async def test_t45_a_press_on_a_card_too_old_to_edit_shows_a_new_one(group: Group) -> None:
    """T45: the card is sent anew where it cannot be edited."""
    await group.asks(LEAK)
    group.platform.faults["editMessageText"] = [bad("message can't be edited")]
    before = group.message(LEAK)["message_id"]
    group.presses(LEAK, "签收")
    await group.town.comes(lambda: group.message(LEAK)["message_id"] != before)


async def test_t46_a_deleted_topic_is_made_anew(group: Group) -> None:
    """T46: new topic, mapping replaced, the resident's words are there, and can be answered; the
    card with the question and its buttons is there as well."""
    number = await group.asks(LEAK)
    old = group.message(LEAK)["thread"]
    group.platform.delete_thread(old)
    group.platform.says(f"进度 {number}")
    earlier = next(each for each in group.platform.sent if each["chat_id"] == 7)
    reply = {**group.platform.message(7, "…"), "message_id": earlier["message_id"]}
    group.platform.says("还在漏，楼道都湿了", reply_to_message=reply)
    await group.town.hears("还在漏", GROUP)
    new = group.message("还在漏")["thread"]
    assert new not in (0, old)
    await group.town.comes(
        lambda: [each for each in group.platform.in_thread(new) if LEAK in each["text"]], "the card"
    )
    group.presses(LEAK, "签收")
    await group.town.comes(lambda: "办理中" in group.message(LEAK)["text"])
    assert group.message(LEAK)["thread"] == new
    group.replies("还在漏", "修水管的师傅今天下午三点前到幸福小区修好。")
    await group.town.hears("三点前到幸福小区")


async def test_t48_two_first_messages_make_one_topic(group: Group) -> None:
    """T48: the same resident writes twice at once: one ticket, one topic."""
    for text in (f"转人工 {LEAK}", "楼道也湿了"):
        group.platform.says(text)
    await group.town.hears(LEAK, GROUP)
    await group.town.settled()
    (ticket,) = await group.town.up.service.database.read(
        lambda tx: tickets.listed(tx, tickets.Wanted())
    )
    names = [each for each in group.platform.threads.values() if ticket.number[-4:] in each.name]
    assert len(names) == 1


async def test_t50_an_answer_whose_message_was_deleted_is_receipted_all_the_same(
    group: Group,
) -> None:
    """T50: the receipt asks to be sent without its reply, where that is gone."""
    await group.asks(LEAK)
    group.replies(LEAK, "明天来修。")
    await group.town.comes(lambda: _receipted(group))
    receipt = next(each for each in group.platform.sent if "已送达" in each["text"])
    assert receipt["reply"]["allow_sending_without_reply"] is True


async def test_t53_internal_words_never_reach_a_resident(group: Group) -> None:
    """T53: plain talk, //, and a reply to a colleague stay inside, even with a resident near."""
    await group.asks(LEAK)
    thread = group.message(LEAK)["thread"]
    before = len(group.platform.texts(7))
    group.says("这户老投诉，真烦", thread=thread)
    group.says("//internal 先别回", thread=thread)
    group.replies(LEAK, "//先别回他")
    group.says("午饭吃什么")
    group.says("/show 1", thread=thread)
    await group.town.hears("现在可以", GROUP)
    await group.town.settled()
    assert len(group.platform.texts(7)) == before


async def test_t53_a_stranger_in_the_group_says_nothing_to_anybody(group: Group) -> None:
    """T53: being in the group is not enough to speak for the city."""
    await group.asks(LEAK)
    before = len(group.platform.texts(7))
    group.replies(LEAK, "我替他们回：马上修", user_id=LI)
    await group.town.hears("没有登记", GROUP)
    assert len(group.platform.texts(7)) == before


async def test_t19_an_edited_command_in_a_topic_is_not_carried_out(group: Group) -> None:
    """T19: what was talk does not become a command by editing."""
    await group.asks(LEAK)
    thread = group.message(LEAK)["thread"]
    said = group.platform.message(
        GROUP,
        "答：改成了答复",
        user_id=WANG,
        message_thread_id=thread,
        is_topic_message=True,
    )
    group.platform.update(edited_message={**said, "edit_date": said["date"] + 1})
    group.says("/help")
    await group.town.hears("不会发给居民", GROUP)
    assert "改成了答复" not in "".join(group.platform.texts(7))


async def test_t18_an_anonymous_admin_speaks_for_nobody(group: Group) -> None:
    """T18: who cannot be told apart cannot answer."""
    await group.asks(LEAK)
    before = len(group.platform.texts(7))
    anonymous = {"id": GROUP, "type": "supergroup"}
    group.replies(LEAK, "匿名答复", user_id=1087968824, sender_chat=anonymous)
    await group.town.settled()
    assert len(group.platform.texts(7)) == before


async def test_a_strict_group_shows_numbers_only(polling_town: Town) -> None:
    """Abroad nothing of the matter is to be read: the desk's link, and no answer there."""
    group = Group(polling_town)
    await group.sign_up("王芳", WANG)
    await group.open(mode=RoomMode.STRICT)
    polling_town.platform.says(f"转人工 {LEAK}")
    await polling_town.hears("/desk/tickets/", GROUP)
    await polling_town.settled()
    assert "漏水" not in str(polling_town.platform.texts(GROUP))
    assert "漏水" not in str([each.name for each in polling_town.platform.threads.values()])


async def test_files_go_both_ways(group: Group) -> None:
    """A photograph of the resident is shown once somebody took it; an official's reaches them."""
    platform = group.platform
    platform.files["leak"] = b"\xff\xd8leak"
    await group.asks(LEAK)
    photo = [{"file_id": "leak", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 6}]
    earlier = next(each for each in platform.sent if each["chat_id"] == 7)
    reply = {**platform.message(7, "…"), "message_id": earlier["message_id"]}
    platform.says(photo=photo, reply_to_message=reply)
    await group.town.hears("签收后可见", GROUP)
    group.presses(LEAK, "签收")
    await group.town.comes(
        lambda: [each for each in platform.sent if each["chat_id"] == GROUP and each.get("files")]
    )
    platform.files["fixed"] = b"\xff\xd8fixed"
    fixed = [{"file_id": "fixed", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 7}]
    group.replies(LEAK, photo=fixed, caption="修好了")
    await group.town.comes(
        lambda: [each for each in platform.sent if each["chat_id"] == 7 and each.get("files")]
    )


async def test_the_officials_menu_stands_in_their_group_and_their_chat(group: Group) -> None:
    """Each scope its own commands; every one of them is understood."""
    await group.town.comes(lambda: {GROUP, WANG} <= set(group.platform.chat_commands))
    names = {each["command"] for each in group.platform.chat_commands[GROUP]["zh"]}
    assert names == set(OFFICIALS_COMMANDS)
    for name in names:
        command = parse(f"/{name}")
        assert command is not None
        assert command.act is not Act.UNKNOWN


async def test_what_was_asked_of_an_official_in_private_is_answered_there(group: Group) -> None:
    """待办 in the private chat; plain talk there goes to nobody."""
    await group.asks(LEAK)
    group.platform.says("待办", WANG)
    await group.town.hears("待办 1 件", WANG)
    group.platform.says("随便说一句", WANG)
    await group.town.hears("没有发给任何人", WANG)


async def test_everything_has_a_meaning_after_a_restart(
    open_town: Open, platform: FakeBotApi
) -> None:
    """Buttons, topics and replies of before the restart are understood after it."""
    town = await open_town()
    group = await group_of(town)
    await group.asks(LEAK)
    await town.close()
    group.town = await open_town()
    group.presses(LEAK, "签收")
    await group.town.comes(lambda: "办理中" in group.message(LEAK)["text"])
    group.replies(LEAK, "明天来修。")
    await group.town.hears("明天来修。")
    assert len({each["thread"] for each in platform.sent if LEAK in each["text"]} - {0}) == 1


async def test_several_groups_each_show_their_own(polling_town: Town) -> None:
    """A department's tickets in its group, the others in the duty group."""
    duty = await group_of(polling_town)
    water = Group(polling_town, -1002, topics=False)
    await polling_town.up.service.database.transaction(
        lambda tx: people.keep_department(tx, people.Department("water-bureau", "水务"))
    )
    await water.open("water-bureau")
    await duty.asks(LEAK)
    await polling_town.settled()
    shown = [LEAK in str(polling_town.platform.texts(chat)) for chat in (GROUP, -1002)]
    assert shown.count(True) == 1


async def test_t34_many_tickets_in_a_minute_all_arrive_in_the_end(open_town: Open) -> None:
    """T34: a burst of tickets: paced, each once, none lost; the newest state only."""
    town = await open_town()
    group = await group_of(town, topics=False)
    for number in range(12):
        town.platform.says(f"转人工 第{number}户停水了", chat_id=1000 + number)
    await town.comes(lambda: len(town.platform.texts(GROUP)) >= 11, "the first cards")
    owed = [row for row in await town.owed() if row["address"] == str(group.chat_id)]
    assert {row["state"] for row in owed} <= {"sent", "queued", "sending"}
    cards = [row["card"] for row in owed if row["card"].startswith("ticket:")]
    assert len(set(cards)) == 12
    times = [each["at"] for each in town.platform.sent if each["chat_id"] == GROUP]
    within = [sum(begin <= each < begin + 60 for each in times) for begin in times]
    assert max(within) <= 18
