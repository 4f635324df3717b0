"""Telegram's topics, row T47: closed with their tickets, and opened where people closed them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.conftest import Open
from tests.channels.officials_group import WANG, Group
from tests.channels.refusals import bad

LEAK = "幸福小区水管漏水三天"


@pytest.fixture
async def group(open_town: Open) -> Group:
    """A group with topics in which 王芳 is known, and a ticket; nothing waits for its turn."""
    group = Group(await open_town(group_messages_per_minute=1000))
    await group.sign_up("王芳", WANG)
    await group.open()
    await group.asks(LEAK)
    return group


def adds(group: Group, text: str) -> None:
    """The resident writes under what they were told about their ticket."""
    earlier = next(each for each in group.platform.sent if each["chat_id"] == 7)
    reply = {**group.platform.message(7, "…"), "message_id": earlier["message_id"]}
    group.platform.says(text, reply_to_message=reply)


def closes(group: Group, thread: int) -> None:
    """王芳 closes a topic by hand: the bot is told, as an administrator is."""
    group.platform.threads[thread].state = "closed"
    closed: dict[str, Any] = {"message_thread_id": thread, "is_topic_message": True}
    message = group.platform.message(group.chat_id, user_id=WANG, forum_topic_closed={}, **closed)
    group.platform.update(message=message)


async def test_t47_a_topic_closed_by_hand_is_opened_for_what_comes(group: Group) -> None:
    """T47: what the resident writes is there, in the same topic, where everybody can answer it."""
    thread = group.message(LEAK)["thread"]
    closes(group, thread)
    await group.town.all_confirmed()
    adds(group, "还在漏")
    await group.town.hears("还在漏", group.chat_id)
    assert group.message("还在漏")["thread"] == thread
    assert group.platform.in_state("open") == [thread]


async def test_t47_a_closed_topic_that_refuses_us_is_opened(group: Group) -> None:
    """T47: nobody told us that it is closed; the refusal does."""
    thread = group.message(LEAK)["thread"]
    group.platform.threads[thread].state = "closed"
    group.platform.chat_faults[group.chat_id] = [bad("TOPIC_CLOSED")]
    adds(group, "还在漏")
    await group.town.hears("还在漏", group.chat_id)
    assert group.message("还在漏")["thread"] == thread
    await group.town.comes(lambda: group.platform.in_state("open") == [thread])


async def test_t47_what_may_not_be_opened_loses_nothing(group: Group) -> None:
    """T47: without the right to manage topics words stand beside them, and nothing is closed."""
    thread = group.message(LEAK)["thread"]
    group.platform.member["can_manage_topics"] = False
    group.platform.threads[thread].state = "closed"
    adds(group, "还在漏")
    await group.town.hears("还在漏", group.chat_id)
    assert group.message("还在漏")["thread"] == 0
    group.platform.threads[thread].state = "open"
    group.platform.says("撤回")
    await group.town.comes(lambda: group.platform.buttons(7)[0]["text"] == "撤回")
    group.platform.presses(group.platform.buttons(7)[0]["callback_data"])
    await group.town.comes(lambda: "✅" in group.message(LEAK)["text"])
    await group.town.settled()
    assert {row["state"] for row in await group.town.owed()} == {"sent"}
    assert group.platform.in_state("open") == [thread]


async def test_a_topic_is_closed_with_its_ticket_and_opened_again_with_it(group: Group) -> None:
    """What is done with is put away; what is taken up again is there again."""
    thread = group.message(LEAK)["thread"]
    group.replies(LEAK, "维修队明天上午九点到。")
    await group.town.hears("维修队明天上午九点到。")
    await group.town.settled()
    assert group.platform.in_state("open") == [thread]
    solved = next(each for each in group.platform.buttons(7) if each["text"] == "已解决")
    group.platform.presses(solved["callback_data"])
    await group.town.comes(lambda: group.platform.in_state("closed") == [thread])
    assert group.platform.threads[thread].name.startswith("✅")
    group.says("重办 1 居民来电说又漏了", thread=thread)
    await group.town.comes(lambda: group.platform.in_state("open") == [thread])


async def test_a_group_that_gives_topics_later_has_them_from_then_on(open_town: Open) -> None:
    """Without the right its tickets stand side by side; with it the next one has its topic."""
    group = Group(await open_town(group_messages_per_minute=1000))
    await group.sign_up("王芳", WANG)
    await group.open()
    group.platform.faults["createForumTopic"].append(bad("not enough rights to create a topic"))
    await group.asks(LEAK)
    await group.asks("和平路井盖坏了", 8)
    assert [group.message(each)["thread"] for each in (LEAK, "和平路井盖坏了")] == [0, 0]
    group.platform.leaves(group.chat_id, status="administrator")
    await group.town.all_confirmed()
    await group.asks("建设街路灯不亮", 9)
    assert group.message("建设街路灯不亮")["thread"] in group.platform.in_state("open")
