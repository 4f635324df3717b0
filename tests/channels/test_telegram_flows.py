"""What residents and officials do on Telegram from end to end, beside the conformance rows."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram.encode import LONGEST_TEXT
from bot.models import Role
from bot.store import people
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import GROUP
from tests.channels.officials_group import LI, WANG, Group

LEAK = "幸福小区水管漏水三天"
WORDS = "维修队明天上午九点到。负责单位：值班室，电话 0571-12345。"


@pytest.fixture
async def group(open_town: Open) -> Group:
    """A group with topics in which 王芳 is known; nothing waits for its turn."""
    group = Group(await open_town(group_messages_per_minute=1000, messages_per_second=1000))
    await group.sign_up("王芳", WANG)
    await group.open()
    return group


async def test_a_draft_goes_out_with_a_second_persons_press(group: Group) -> None:
    """Where the unit wants it, an answer is a draft: its writer cannot send it, another can."""
    li = await group.sign_up("李强", LI)
    database = group.town.up.service.database
    await database.transaction(
        lambda tx: people.give_roles(tx, li.id, {Role.OFFICIAL, Role.REVIEWER})
    )
    number = await group.asks(LEAK)
    group.presses(LEAK, "签收")
    await group.town.comes(lambda: "办理中" in group.message(LEAK)["text"])
    thread = group.message(LEAK)["thread"]
    group.says(f"审 {number} {WORDS}", thread=thread)
    await group.town.comes(lambda: "维修队" in group.message(LEAK)["text"], "the draft")
    group.presses(LEAK, "审核通过")
    await group.town.comes(lambda: group.platform.notices)
    before = [text for text in group.platform.texts(7) if "维修队" in text]
    assert before == []
    group.presses(LEAK, "审核通过", LI)
    await group.town.hears("维修队明天上午九点到")


async def test_a_link_with_a_department_sends_the_matter_there(group: Group) -> None:
    """/start d_water, as a link of the water bureau's has it."""
    database = group.town.up.service.database
    await database.transaction(
        lambda tx: people.keep_department(tx, people.Department("water", "水务局"))
    )
    await group.sign_up("赵敏", 503, "water")
    group.platform.says("/start d_water")
    await group.town.hears("水务局")
    number = await group.asks("这件事你们管不管")
    assert number in group.message("这件事")["text"]
    assert "水务局" in group.message("这件事")["text"]


async def test_officials_read_what_a_resident_changed(group: Group) -> None:
    """An edit of what lies in a ticket is shown in its topic."""
    said = group.platform.says(f"转人工 {LEAK}")["message"]
    await group.town.hears(LEAK, GROUP)
    changed = {**said, "text": f"转人工 {LEAK}，楼道也湿了", "edit_date": said["date"] + 9}
    group.platform.update(edited_message=changed)
    await group.town.hears("楼道也湿了", GROUP)
    assert group.message("楼道也湿了")["thread"] == group.message(LEAK)["thread"]


async def test_a_long_answer_comes_in_parts_and_the_last_asks(group: Group) -> None:
    """Whole, in order, and the question whether it is solved stands under its end."""
    await group.asks(LEAK)
    long = "".join(f"第{n}条：漏水的水管由物业派人来修。" for n in range(300))
    group.replies(LEAK, f"{long}负责单位：值班室，电话 0571-12345。")
    await group.town.hears("第299条")
    parts = [
        each for each in group.platform.sent if each["chat_id"] == 7 and "条：" in each["text"]
    ]
    assert len(parts) > 1
    assert max(len(each["text"]) for each in parts) <= LONGEST_TEXT
    assert long in "".join(each["text"] for each in parts)
    assert [bool(each["buttons"]) for each in parts] == [False] * (len(parts) - 1) + [True]


async def test_personal_data_is_masked_in_the_group(group: Group) -> None:
    """A group sees the matter and no telephone."""
    group.platform.says(f"转人工 {LEAK}，我的电话是13812345678")
    await group.town.hears(LEAK, GROUP)
    await group.town.settled()
    assert "13812345678" not in str(group.platform.sent)
    assert "13812345678" not in str([each.name for each in group.platform.threads.values()])


def _held(platform: Any, name: str, kind: str) -> dict[str, Any]:
    platform.files[name] = name.encode()
    return {"file_id": name, "file_unique_id": name, "duration": 3, "mime_type": kind}


async def test_a_voice_reaches_the_official_and_an_album_the_resident(group: Group) -> None:
    """A recording is the ticket; photographs of an official go together with their words."""
    platform = group.platform
    platform.says(voice=_held(platform, "voice", "audio/ogg"))
    await group.town.comes(lambda: platform.buttons(GROUP), "the card")
    card = next(each for each in platform.sent if each["chat_id"] == GROUP and each["buttons"])
    platform.presses(
        next(each["callback_data"] for each in card["buttons"] if each["text"] == "签收"),
        GROUP,
        WANG,
    )
    await group.town.comes(
        lambda: [b"voice"] in [e.get("files") for e in platform.sent if e["chat_id"] == GROUP]
    )
    for name in ("one", "two"):
        platform.files[name] = b"\xff\xd8" + name.encode()
        size = [{"file_id": name, "file_unique_id": name, "width": 9, "height": 9}]
        words = {"caption": WORDS} if name == "one" else {}
        reply = {
            **platform.message(GROUP, card["text"]),
            "message_id": card["message_id"],
            "from": {"id": 1, "is_bot": True, "first_name": "x", "username": "wenzheng_bot"},
        }
        platform.says(
            chat_id=GROUP,
            user_id=WANG,
            photo=size,
            media_group_id="fixed",
            reply_to_message=reply,
            message_thread_id=card["thread"],
            is_topic_message=True,
            **words,
        )
    await group.town.hears("维修队明天上午九点到")
    await group.town.comes(
        lambda: [e for e in platform.sent if e["chat_id"] == 7 and len(e.get("files") or []) == 2]
    )
