"""Officials in their own chats with the app: the main job, and rows C06, C07, C30 to C32."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.models import Media, Role, RoomMode, TicketState
from bot.settings import Promises
from bot.store import Transaction, rooms
from tests.channels.conftest import WecomOpen
from tests.channels.corp import LI, WANG, ZHAO
from tests.channels.wecom_town import WecomTown
from tests.web.pictures import picture

LEAK = "幸福小区水管漏水三天了"
WORDS = "维修队明天上午九点到小区检修水管，请您家里留人。"
CLERK = frozenset({Role.OFFICIAL})


@pytest.fixture
async def town(wecom_town: WecomTown) -> WecomTown:
    """王芳 and 李娜 at the duty desk, each in her own chat with the app."""
    await wecom_town.sign_up()
    await wecom_town.sign_up("李娜", LI)
    return wecom_town


async def test_a_ticket_is_taken_and_answered(town: WecomTown) -> None:
    """Shown to both, taken by a press, answered by the next words, receipted; both cards follow."""
    number = await town.asks(LEAK)
    for who in (WANG, LI):
        await town.hears(LEAK, who)
    assert town.platform.labels(LEAK)[:2] == ["签收", "答复…"]
    assert len(town.platform.labels(LEAK)) <= 6
    card = town.platform.card(LEAK).card
    assert card["jump_list"][0]["title"] == "打开工单"
    assert card["jump_list"][0]["url"].endswith(f"/desk/tickets/{number}")
    await town.platform.presses(LEAK, "签收")
    await town.hears("已签收")
    await town.comes(lambda: "办理中" in town.platform.card(LEAK, LI).text)
    await town.platform.presses(LEAK, "答复…")
    await town.hears("请写给居民的答复")
    await town.platform.says(WORDS)
    await town.resident_hears(WORDS)
    assert (await town.ticket(number)).state is TicketState.REPLIED
    await town.hears(number)


async def test_an_answer_names_its_ticket(town: WecomTown) -> None:
    """#12 words, and 答 12：words, as in every other chat."""
    number = await town.asks(LEAK)
    await town.platform.says(f"#{number[-4:]} {WORDS}", LI)
    await town.resident_hears(WORDS)
    again = "水管已经换好，今天下午四点恢复供水，请您看看。"
    await town.platform.says(f"再答 {number}：{again}", WANG)
    await town.resident_hears(again)


async def test_c31_words_that_name_no_ticket_go_to_nobody(town: WecomTown) -> None:
    """C30, C31: without a number, and with nothing asked, it is asked which; nothing is sent."""
    await town.asks(LEAK)
    await town.asks("东门路灯不亮了", "22222222-2222-4333-8444-555555555555")
    await town.platform.says("好的，明天就去处理。")
    assert "没有发给任何人" in await town.hears("请写明是哪件工单")
    await town.settled()
    assert not any("明天就去处理" in each for each in await town.residents_words())


async def test_only_the_words_right_after_a_press_are_meant(town: WecomTown) -> None:
    """A command in between, or 取消, ends it: what comes then goes to nobody."""
    await town.asks(LEAK)
    await town.hears(LEAK)
    for between in ("取消", "待办"):
        await town.platform.presses(LEAK, "答复…")
        await town.hears("请写给居民的答复")
        await town.platform.says(between)
        await town.platform.says(WORDS)
    await town.hears("请写明是哪件工单", times=2)
    await town.settled()
    assert not any(WORDS in each for each in await town.residents_words())


async def test_photographs_before_the_words_go_with_them(town: WecomTown) -> None:
    """A picture each way: sent after the press, it goes to the resident with the words."""
    await town.asks(LEAK)
    await town.hears(LEAK)
    await town.platform.presses(LEAK, "答复…")
    await town.hears("请写给居民的答复")
    await town.platform.shows(picture())
    await town.hears("收到 1 个文件")
    await town.platform.says(WORDS)
    await town.resident_hears(WORDS)
    rows = [row for row in await town.owed() if row["channel"] == "web" and WORDS in row["content"]]
    assert "image/jpeg" in str(rows[-1]["content"])


async def test_the_residents_picture_comes_once_the_ticket_is_taken(town: WecomTown) -> None:
    """The other way: after 签收 the resident's photograph is shown to the circle, once."""
    await town.asks(LEAK, "", Media("image/jpeg", "pipe.jpg", picture()))
    await town.hears(LEAK)
    assert not town.platform.names
    await town.platform.presses(LEAK, "签收")
    await town.hears("[image", LI)
    await town.posts("又漏了，请快一点")
    await town.hears("请快一点", LI)
    await town.settled()
    assert len([each for each in town.platform.got if each.kind == "image"]) == 2


async def test_what_a_voice_says_is_never_sent_unread(town: WecomTown) -> None:
    """C34: a recording after the press goes to nobody; its speaker is asked to write."""
    await town.asks(LEAK)
    await town.hears(LEAK)
    await town.platform.presses(LEAK, "答复…")
    await town.hears("请写给居民的答复")
    await town.platform.shows(b"#!AMR\n0123456789", kind="voice")
    await town.hears("语音不会直接发给居民")
    await town.platform.says(WORDS)
    await town.resident_hears(WORDS)
    rows = [row for row in await town.owed() if row["channel"] == "web" and WORDS in row["content"]]
    assert "audio" not in str(rows[-1]["content"])


async def test_c07_two_press_at_once_and_one_has_it(town: WecomTown) -> None:
    """C06, C07: the first wins, both cards say so, the other is told; a double press is one."""
    number = await town.asks(LEAK)
    await town.hears(LEAK, LI)
    pressed = [town.platform.press(LEAK, "签收", who) for who in (WANG, LI, WANG)]
    await asyncio.gather(*map(town.platform.push, pressed))
    await town.settled()
    ticket = await town.ticket(number)
    assert ticket.state is TicketState.IN_PROGRESS
    winner, loser = (WANG, LI) if await _is(town, ticket.owner_id, "王芳") else (LI, WANG)
    name = "王芳" if winner == WANG else "李娜"
    await town.hears("已签收", winner)
    await town.hears(f"已由{name}签收", loser)
    assert not [each for each in town.platform.texts(loser) if each.startswith("已签收")]
    for who in (WANG, LI):
        await town.comes(lambda who=who: name in town.platform.card(LEAK, who).text, "the winner")


async def _is(town: WecomTown, official_id: int | None, name: str) -> bool:
    from bot.store import people

    found = await town.database.read(lambda tx: people.official(tx, official_id or 0))
    return bool(found and found.name == name)


async def test_all_that_can_be_done_is_shown_to_the_one_who_asks(town: WecomTown) -> None:
    """更多: more than six things are picked from a list; nobody else's card changes."""
    await town.asks(LEAK)
    await town.hears(LEAK, LI)
    await town.platform.presses(LEAK, "更多", LI)

    def more() -> Any:
        cards = [each for each in town.platform.got if each.to == LI and each.card]
        return len(cards) > 1 and cards[-1]

    await town.comes(more, "the full card")
    options = more().card["button_selection"]["option_list"]
    assert len(options) > 2
    assert len([each for each in town.platform.got if each.to == WANG and each.card]) == 1
    await town.platform.presses("", "退单…", LI)
    await town.hears("写上应办单位和依据", LI)


async def test_c18_a_ticket_whose_words_are_refused_is_found_at_the_desk(town: WecomTown) -> None:
    """C18: nobody misses a ticket because WeCom does not show its words; it is not insisted on."""
    town.platform.faults["message/send"] = [85002]
    number = await town.asks(LEAK)
    for who in (WANG, LI):
        told = await town.hears("85002", who)
        assert told.endswith(f"/desk/tickets/{number}")
    await town.settled()
    failed = [row for row in await town.owed() if row["state"] == "failed"]
    assert ["85002" in row["error"] for row in failed] == [True]
    assert not any(LEAK in each for each in town.platform.texts())


async def test_departments_have_circles_of_their_own(town: WecomTown) -> None:
    """A ticket that is transferred goes to the other department's chats; here it says farewell."""
    await town.sign_up("赵敏", ZHAO, "water", CLERK)
    number = await town.asks(LEAK)
    await town.hears(LEAK, WANG)
    await town.platform.says(f"派 {number} water")
    await town.hears(LEAK, ZHAO)
    await town.comes(lambda: any("已转到" in text for text in town.platform.texts(WANG)))


async def test_strict_circles_show_numbers_and_take_no_words(town: WecomTown) -> None:
    """Where nothing of a matter may be read on the platform, residents are answered at the desk."""
    known = await town.database.read(rooms.rooms)

    def strict(tx: Transaction) -> None:
        for room in known:
            rooms.change(tx, room.id, room.department_id, RoomMode.STRICT)

    await town.database.transaction(strict)
    number = await town.asks(LEAK)
    await town.hears("内容请到工作台查看")
    assert not any(LEAK in each for each in town.platform.texts())
    await town.platform.says(f"#{number} {WORDS}")
    await town.hears("请到工作台写")
    await town.settled()
    assert not any(WORDS in each for each in await town.residents_words())


async def test_what_is_urgent_comes_once_to_who_is_in_both_circles(open_wecom: WecomOpen) -> None:
    """The desk's own circle and the duty circle both show it; 李娜, of the water works, dispatches
    and has it by the latter alone.
    """
    town = await open_wecom()
    dispatching = CLERK | {Role.DISPATCHER}
    await town.sign_up("王芳", WANG, "duty", dispatching)
    await town.sign_up("李娜", LI, "water", dispatching)
    await town.asks("幸福小区煤气泄漏，味道很大")
    await town.posts("补充：幸福小区煤气泄漏，三号楼的味道更大")
    for who in (WANG, LI):
        await town.hears("味道更大", who)
    await town.settled()
    for who in (WANG, LI):
        cards = [each for each in town.platform.got if each.to == who and each.card]
        assert len(cards) == 1
        assert sum("味道更大" in each for each in town.platform.texts(who)) == 1


async def test_by_night_only_what_is_urgent_rings(open_wecom: WecomOpen) -> None:
    """Quiet hours: a new ticket waits for the morning, a gas leak does not."""
    town = await open_wecom(promises=Promises(quiet_from="00:00", quiet_until="23:59"))
    await town.sign_up()
    await town.asks(LEAK)
    await town.asks("幸福小区煤气泄漏，味道很大", "22222222-2222-4333-8444-555555555555")
    await town.hears("煤气泄漏")
    await town.settled()
    assert not any(LEAK in each for each in town.platform.texts())
    assert any(each.card for each in town.platform.got)


async def test_personal_reminders_come_to_the_same_chat(town: WecomTown) -> None:
    """Who is called on finds it in their own chat with the app."""
    await town.sign_up("赵敏", ZHAO, "water", CLERK)
    number = await town.asks(LEAK)
    await town.platform.says(f"派 {number} water")
    await town.hears(number[-4:], ZHAO)
