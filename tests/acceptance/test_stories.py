"""Whole conversations, awkward ones on purpose, in a town with one official."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.settings import Settings
from bot.wording import Wording
from tests.acceptance.town import WEEK, Town, moment, town
from tests.ledgers import ZONE, until

pytestmark = pytest.mark.process
WORDING = Wording(ZONE)


@pytest.fixture
async def holiday(settings: Settings) -> AsyncIterator[Town]:
    """The first evening of the national holiday, on either engine."""
    async with town(settings, "2026-10-01 20:00") as opened:
        yield opened


def _question(name: str) -> str:
    return WORDING.say("zh-Hans", name)


async def test_a_voice_message_in_dialect_on_a_holiday(holiday: Town) -> None:
    """〈路灯三天不亮咯〉 as a recording: a ticket, due in 24 hours, its place asked once."""
    accepted = await holiday.phones("grandmother", recording=b"OggS" + bytes(200))
    assert _question("tickets.ask_place_and_phone") in accepted
    assert "10月2日（明天）20:00" in accepted
    assert "最晚 10月13日（周二）" in accepted
    assert (
        "5 个工作日，从 10月8日数到 10月13日，国庆节 10月1日至10月7日不算，周末不算，"
        "10月10日调休上班，算"
    ) in accepted
    ticket = await holiday.only_ticket()
    assert ticket["number"] in accepted
    assert ticket["first_reply_due"].startswith("2026-10-02T12:00:00")
    recorded = ticket["messages"][0]["attachments"][0]
    assert recorded["media_type"] == "audio/ogg"
    told = [accepted, await holiday.phones("grandmother", "幸福路小学门口")]
    progress = await holiday.phones("grandmother", "进度")
    assert ticket["number"] in progress
    asked = [text for text in [*told, progress] if _question("tickets.ask_place") in text]
    assert len(asked) <= 1
    assert len(await holiday.official.tickets(state="any")) == 1


async def test_a_holiday_excuses_no_first_reply(holiday: Town) -> None:
    """At 20:00 the next day, unanswered: the desk sees that it is late."""
    async with holiday.resident().page() as resident:
        await resident.asks("幸福路小学门口的旗杆歪了,快要倒下来")
        holiday.turns_to("2026-10-02 20:01")
        (listed,) = await holiday.official.tickets()
        assert listed["clock"]["due"] < holiday.clock().isoformat()
        (state,) = await holiday.official.tickets(state="dispatched")
        assert state["number"] == listed["number"]


async def test_school_gate(holiday: Town) -> None:
    """「校门口天天堵死!上周你们回个"已转交警",有用吗???」 brings the old ticket back."""
    async with holiday.resident().page() as resident:
        first = await resident.asks("实验小学校门口天天堵死,接孩子根本进不去")
        number = first["ticket"]
        await holiday.official.act(number, "take")
        held = await holiday.official.tries(number, "answer", "已转交警。")
        assert held["replies"][0]["doubted"]
        await holiday.official.act(number, "answer", "已转交警。", reason="先让交警去现场")
        await resident.hears_text("已转交警。")
        holiday.clock.now += WEEK
        again = await resident.asks('校门口天天堵死!上周你们回个"已转交警",有用吗???')
        assert again["ticket"] == number
        ticket = await holiday.only_ticket()
        assert (ticket["number"], ticket["verdict"]) == (number, None)
        assert (ticket["state"], ticket["closed_at"]) == ("reopened", None)


async def test_no_water_asked_in_two_languages(holiday: Town) -> None:
    """「停水了」 from many, one of them in English: each is answered, in their own language."""
    residents = [holiday.resident() for _ in range(6)]
    said = ["停水了"] * 5 + ["There is no water at home since this morning."]
    for resident, text in zip(residents, said, strict=True):
        async with resident.page():
            reply = await resident.asks(text)
            assert reply["choices"] or reply["ticket"]
            greeting = "Hello" if text.isascii() else "您好"
            assert any(said.startswith(greeting) for said in resident.texts())


async def test_talk_among_officials_stays_inside(holiday: Town) -> None:
    """「这人又来了」 as a note: kept on the ticket, and never sent to the resident."""
    async with holiday.resident().page() as resident:
        number = (await resident.asks("人民路3号的公告栏玻璃碎了,扎人"))["ticket"]
        await holiday.official.act(number, "note", "这人又来了")
        await holiday.official.act(number, "answer", "玻璃已换新。城管局 12319。")
        await resident.hears_text("玻璃已换新")
        assert not any("这人又来了" in text for text in resident.texts())
    ticket = await holiday.only_ticket()
    assert [m["text"] for m in ticket["messages"] if m["from"] == "note"] == ["这人又来了"]


async def test_an_answer_waits_for_who_is_away(holiday: Town) -> None:
    """Answered on day 4, unread: 待窗口, on the ticket page, there when they come back: 「?」."""
    answer = "您反映的路面塌陷已于今天修复。交通局 12328。"
    away = holiday.resident()
    async with away.page():
        number = (await away.asks("光明街27号门前的人行道砖塌下去一大块"))["ticket"]
    holiday.clock.now = moment("2026-10-09 10:00")
    await holiday.official.act(number, "answer", answer)
    page = await holiday.ticket_page(away, number)
    assert any(answer in line["text"] for line in page["answers"])
    await until(lambda: _is_waiting(holiday, number, answer))
    # Before the week is over in which nothing said means unconfirmed.
    holiday.clock.now += WEEK - timedelta(hours=1)
    async with holiday.resident(away.token).page() as back:
        came = await back.hears_text(answer)
        asked = await back.asks("?")
        assert asked["id"] > came["id"]
        assert any(choice["value"].startswith("verdict:solved") for choice in asked["choices"])
    ticket = await holiday.only_ticket()
    assert (ticket["number"], ticket["state"]) == (number, "replied")
    assert await holiday.receipt(number, answer) == "sent"


async def _is_waiting(holiday: Town, number: str, answer: str) -> bool:
    return await holiday.receipt(number, answer) == "waiting_contact"


async def test_the_bridge_in_the_village(holiday: Town) -> None:
    """「请县长看看,村里的桥塌了两年」 is nobody's FAQ: it reaches a person, by number."""
    async with holiday.resident().page() as resident:
        accepted = await resident.asks("请县长看看,村里的桥塌了两年")
        assert accepted["ticket"] in accepted["text"]
    assert "桥" in (await holiday.only_ticket())["title"]
