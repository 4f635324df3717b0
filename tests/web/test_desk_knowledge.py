"""The desk's page of knowledge: plain forms that work on any browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.models import Official, Role
from bot.settings import Settings
from bot.store import Database, knowledge
from tests.web.desk_house import DeskHouse, open_desk

ANSWER = "路灯已修好，城管局 0571-87654321，或到3号窗口找李强。"
FORM = {"question": "路灯不亮找谁修？", "answer": ANSWER, "source": "", "until": "2027-11-23"}


@pytest.fixture
async def house(settings: Settings, database: Database) -> AsyncIterator[DeskHouse]:
    """A running desk."""
    async with open_desk(settings, database) as opened:
        yield opened


@pytest.fixture
async def wang(house: DeskHouse) -> Official:
    """A plain official of the urban department."""
    return await house.official("王敏")


async def test_an_answer_goes_from_the_ticket_to_the_faq(house: DeskHouse, wang: Official) -> None:
    """The form holds the masked answer; a second person's press puts it in force."""
    ticket = await house.ticket("路灯坏了")
    chief = await house.official("赵编辑", Role.KNOWLEDGE_EDITOR)
    async with house.browser(wang) as browser:
        await browser.act(ticket.number, "answer", text=ANSWER)
        status, page = await browser.get(f"/desk/knowledge?ticket={ticket.number}")
        assert status == 200
        assert ANSWER in page
        assert "通过，马上生效" not in page
        status, page = await browser.send("/desk/knowledge", {**FORM, "ticket": ticket.number})
        assert "已拟成第 1 号草稿" in page
    async with house.browser(chief) as browser:
        _, page = await browser.get("/desk/knowledge")
        assert "路灯不亮找谁修？" in page
        _, page = await browser.send("/desk/knowledge", {"words": "准 1"})
        assert "马上就能看到" in page
    entry = await house.database.read(lambda tx: knowledge.entry(tx, f"ticket-{ticket.number}"))
    assert entry is not None
    assert entry.answer == ANSWER


async def test_what_was_refused_stands_in_the_form_as_it_was_written(
    house: DeskHouse, wang: Official
) -> None:
    """Nobody writes a long answer twice."""
    ticket = await house.ticket("路灯坏了")
    async with house.browser(wang) as browser:
        await browser.act(ticket.number, "answer", text=ANSWER)
        wrong = {**FORM, "ticket": ticket.number, "answer": "请找李建国，电话13812345678，很快。"}
        _, page = await browser.send("/desk/knowledge", wrong)
    assert "还有个人信息" in page
    assert "很快。" in page
    assert 'value="路灯不亮找谁修？"' in page


async def test_a_ticket_that_one_may_not_see_gives_no_entry(
    house: DeskHouse, wang: Official
) -> None:
    """Neither its words nor the fact that there is one."""
    ticket = await house.ticket("举报某科长", confidential=True)
    async with house.browser(wang) as browser:
        _, page = await browser.get(f"/desk/knowledge?ticket={ticket.number}")
        assert "举报" not in page
        status, _ = await browser.send("/desk/knowledge", {**FORM, "ticket": ticket.number})
    assert status == 404


async def test_only_officials_of_this_site_get_in(house: DeskHouse, wang: Official) -> None:
    """Nobody signed out, and no form of another site."""
    async with house.browser() as browser:
        status, _ = await browser.get("/desk/knowledge")
        assert status == 401
    async with house.browser(wang) as browser:
        form = {"words": "准 1"}
        status, _ = await browser.send("/desk/knowledge", form, origin="http://evil.test")
        assert status == 403
