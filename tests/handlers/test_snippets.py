"""模板: words that a unit keeps ready, shown to colleagues and used as an answer in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import TicketState
from bot.tickets.blanks import blanks, filled, read_values
from handlers.actions import sending
from tests.handlers.officials_room import OfficialsRoom
from tests.handlers.town import Town, text

WATER = "幸福路12号停水两天了"
KEPT = "模板 停水：停水是因为【原因】，预计【时间】前恢复。供水热线 87654321"


async def test_what_is_kept_is_listed_and_shown(town: Town) -> None:
    """All of them in a line each, one in full with how it is used."""
    (first,) = await town.act(text="模板")
    assert "还没有模板" in first.text
    (kept,) = await town.act(text=KEPT)
    assert "原因、时间" in kept.text
    (listed,) = await town.act(text="模板")
    assert "· 停水：停水是因为【原因】" in listed.text
    (one,) = await town.act(text="模板 停水")
    assert "模板 12 停水 原因：… 时间：…" in one.text


async def test_a_snippet_answers_a_ticket_with_its_blanks_filled_in(town: Town) -> None:
    """Word for word, as any answer; who follows later reads the same words."""
    await town.say(WATER)
    await town.act(text=KEPT)
    await town.act(text="模板 1 停水 原因：水管破裂；时间：今晚八点")
    told = text([each.content for each in await town.heard()])
    assert "停水是因为水管破裂，预计今晚八点前恢复。供水热线 87654321" in told
    ticket = await town.ticket()
    assert ticket.state is TicketState.REPLIED
    words = await town.database.read(lambda tx: sending.last_words(tx, ticket))
    assert words in told
    assert "水管破裂" in words


async def test_a_blank_that_is_left_sends_nothing(town: Town) -> None:
    """It says which, and how it is written."""
    await town.say(WATER)
    before = await town.heard()
    await town.act(text=KEPT)
    (refused,) = await town.act(text="模板 1 停水 原因：水管破裂")
    assert refused.refused
    assert "请填上时间" in refused.text
    assert await town.heard() == before


async def test_the_answer_check_holds_a_snippet_too(town: Town) -> None:
    """A ready word is no better than a written one; a reason sends it as it was filled in."""
    await town.say(WATER)
    await town.act(text="模板 快了：我们将尽快恢复供水，近期完成【什么】。供水热线 87654321")
    (held,) = await town.act(text="模板 1 快了 更换阀门")
    assert held.doubted
    await town.act(text="仍发 1 备件还在运输途中")
    assert "近期完成更换阀门。" in text([each.content for each in await town.heard()])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("模板 李：联系住户李建国 13912345678，供水热线 87654321", "个人信息"),
        ("模板 空：正在办理。", "没有说出什么"),
        (f"模板 {'长' * 21}：供水热线 87654321", "20 个字以内"),
        ("模板 没有的", "没有模板「没有的」"),
        ("删模板 没有的", "没有模板「没有的」"),
    ],
)
async def test_what_cannot_be_kept_or_found_is_told(town: Town, said: str, why: str) -> None:
    """In one sentence, and nothing is kept."""
    (refused,) = await town.act(text=said)
    assert refused.refused
    assert why in refused.text
    assert "还没有模板" in (await town.act(text="模板"))[0].text


async def test_a_units_words_are_its_own(town: Town) -> None:
    """Another unit neither sees nor deletes them."""
    await town.act(text=KEPT)
    assert "还没有模板" in (await town.act(text="模板", by=town.li))[0].text
    assert (await town.act(text="删模板 停水", by=town.li))[0].refused
    assert "已删除" in (await town.act(text="删模板 停水"))[0].text
    assert "还没有模板" in (await town.act(text="模板"))[0].text


async def test_in_a_room_showing_ready_words_sends_nothing(town: Town, room: OfficialsRoom) -> None:
    """Only with a number are they an answer."""
    await town.say(f"转人工 {WATER}")
    await room.deliver()
    await room.write("模板 稍等：已安排抢修队今天下午到现场检修。供水热线 87654321")
    before = await town.heard()
    await room.write("模板 稍等", topic=await room.topic())
    assert await town.heard() == before
    await room.write("模板 1 稍等", topic=await room.topic())
    assert "抢修队今天下午" in text([each.content for each in await town.heard()])


@given(
    st.dictionaries(
        st.sampled_from(["时间", "原因", "电话"]), st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True)
    )
)
def test_every_blank_that_is_named_is_filled(values: dict[str, str]) -> None:
    """And those that are not stay, to be asked for."""
    kept = "因【原因】，【时间】前恢复，请拨【电话】；【时间】后再试"
    written = "；".join(f"{name}：{value}" for name, value in values.items())
    read = read_values(written, blanks(kept))
    assert read == values
    assert set(blanks(filled(kept, read))) == {"原因", "时间", "电话"} - values.keys()
