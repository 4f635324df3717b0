"""Knowledge, the answer check and being forgotten, through the whole service on either engine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings
from tests.acceptance.town import Town, town
from tests.ledgers import until

pytestmark = pytest.mark.process
ASKED = "幸福社区的自习室几点关门，电话13812345678"
ANSWER = "自习室每天9点到21点开放，电话0571-12345678。"


@pytest.fixture
async def morning(settings: Settings) -> AsyncIterator[Town]:
    """A Monday morning."""
    async with town(settings, "2026-11-23 09:30") as opened:
        yield opened


async def test_the_next_resident_who_asks_gets_what_the_first_was_answered(morning: Town) -> None:
    """Answered, drafted, approved (by the only official, which is marked), and known at once."""
    official = morning.official
    async with morning.resident().page() as first, morning.resident().page() as second:
        await first.asks(ASKED)
        number = (await morning.only_ticket())["number"]
        held = await official.tries(number, "answer", "自习室的开放时间正在研究，近期答复。")
        assert held["replies"][0]["doubted"]
        await official.act(number, "answer", ANSWER)
        await first.hears_text(ANSWER)
        drafted = await official.act(number, "faq", question="社区自习室几点关门？")
        assert "第 1 号草稿" in drafted["replies"][0]["text"]
        version = (await morning.program.health())["faq_version"]
        form = {"words": "准 1"}
        async with official.http.post(
            f"{official.url}/desk/knowledge", data=form, headers={"Origin": official.url}
        ) as response:
            assert "一人值守" in await response.text()

        async def in_use() -> bool:
            return bool((await morning.program.health())["faq_version"] > version)

        await until(in_use)
        answered = await second.asks("社区自习室几点关门")
        assert ANSWER in answered["text"]
        assert len(await official.tickets(state="any")) == 1


async def test_a_resident_who_is_forgotten_leaves_numbers_and_no_word(morning: Town) -> None:
    """Asked once; the page forgets, the desk shows nothing, the chain stays whole."""
    async with morning.resident().page() as resident:
        await resident.asks(ASKED)
        number = (await morning.only_ticket())["number"]
        asked = await resident.asks("删除我的资料")
        assert "找不回来" in asked["text"]
        await resident.say(choice=asked["choices"][0]["value"])
        await resident.hears_text("已经全部删除")
        shown = await morning.official.ticket(number)
        assert shown["outcome"] == "withdrawn"
        assert "13812345678" not in str(shown)
        assert "自习室" not in str(shown)
        assert await morning.official.tickets(state="any", q="自习室") == []
    assert await morning.broken_chains() == []
