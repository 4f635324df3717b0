"""The main job: a resident asks, the FAQ or an official answers, nothing is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.conftest import at_the_desk
from tests.acceptance.official import Official
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident

pytestmark = pytest.mark.process
ANSWER = "您好,马蜂窝已于今天上午由消防队员摘除,周围已清理,请放心。城管局 12319。"


async def test_what_the_faq_knows_is_answered_with_its_source(resident: Resident) -> None:
    """The official text word for word, its basis, and under it whether it helped."""
    entry = sample.entries()[0]
    reply = await resident.asks(entry.question)
    assert entry.answer.strip() in reply["text"]
    assert entry.source in reply["text"]
    useful, unsolved = reply["choices"]
    assert (useful["value"].split(":")[0], unsolved["value"].split(":")[0]) == (
        "useful",
        "unsolved",
    )


async def test_of_what_the_faq_half_knows_a_digit_picks_one(resident: Resident) -> None:
    """At most three questions are offered, and a person; a digit chooses."""
    offer = await resident.asks(sample.HALF_KNOWN)
    labels = [choice["label"] for choice in offer["choices"]]
    assert 2 <= len(labels) <= 4
    assert labels[0].startswith("1 ")
    assert labels[-1].startswith("0 ")
    chosen = labels[1].removeprefix("2 ")
    entry = next(each for each in sample.entries() if chosen in (each.question, *each.variants))
    reply = await resident.asks("第二个")
    assert entry.answer.strip() in reply["text"]


async def test_what_the_faq_does_not_know_reaches_an_official_and_comes_back(
    resident: Resident, official: Official
) -> None:
    """A numbered ticket, taken and answered at the desk, shown without a reload, and rated."""
    accepted = await resident.asks(sample.UNKNOWN)
    number = accepted["ticket"]
    assert number in accepted["text"]
    (listed,) = await official.tickets()
    assert (listed["number"], listed["state"]) == (number, "dispatched")
    connections = resident.hellos
    await official.act(number, "take")
    await official.act(number, "answer", ANSWER)
    answer = await resident.hears_text(ANSWER)
    assert answer["official"]
    solved = _choice(answer, "verdict:solved")
    liked = await resident.asks(choice=solved)
    await resident.asks(choice=_choice(liked, "satisfaction:satisfied"))
    assert resident.hellos == connections
    ticket = await official.ticket(number)
    assert (ticket["state"], ticket["verdict"], ticket["satisfaction"]) == (
        "closed",
        "solved",
        "satisfied",
    )


async def test_an_answer_outlives_a_kill_and_is_delivered_once(
    http: aiohttp.ClientSession, program: Program
) -> None:
    """Killed with an answer that nobody was there to read: all is there after the restart."""
    away = Resident(http, program.url)
    async with away.page():
        number = (await away.asks(sample.UNKNOWN))["ticket"]
    await away.say("补充一下,马蜂窝在秋千旁边", ticket=number)
    async with at_the_desk(program) as official:
        await official.act(number, "take")
        await official.act(number, "answer", ANSWER)
    program.kill()
    await program.start()
    async with away.page():
        await away.hears_text(ANSWER)
        ticket = await _desk(program, number)
        assert ticket["state"] == "replied"
        program.kill()
        await program.start()
        await away.asks("谢谢")
    again = Resident(http, program.url, token=away.token)
    async with again.page():
        await again.hears_text(ANSWER)
    assert again.texts() == away.texts()
    assert sum(ANSWER in text for text in again.texts()) == 1
    assert program.terminate() == 0
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()


async def _desk(program: Program, number: str) -> dict[str, Any]:
    async with at_the_desk(program) as official:
        return await official.ticket(number)


async def test_a_sign_in_link_is_good_once(program: Program) -> None:
    """The button works once; looking at the page uses nothing up."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        official = Official(browser, program.url)
        for _ in range(3):
            async with browser.get(f"{program.url}{program.sign_in_path}") as preview:
                assert preview.status == 200
        assert await official.press(program.sign_in_path) == 303
        assert await official.press(program.sign_in_path) == 410


async def test_only_officials_get_in(program: Program) -> None:
    """Without a session the desk shows nothing and takes nothing."""
    async with aiohttp.ClientSession() as browser:
        for path in ("/desk", "/desk/api/tickets", "/desk/tickets/20261123-0001"):
            async with browser.get(f"{program.url}{path}") as response:
                assert response.status == 401
        async with browser.post(
            f"{program.url}/desk/api/messages", json={}, headers={"Origin": program.url}
        ) as response:
            assert response.status == 401


async def test_a_dropped_line_misses_and_doubles_nothing(
    http: aiohttp.ClientSession, program: Program
) -> None:
    """What was said while the page was closed is there when it opens, each message once."""
    resident = Resident(http, program.url)
    known = sample.entries()[:5]
    for entry in known:
        async with resident.page():
            await resident.hears_all_so_far()
        await resident.say(entry.question)
    async with resident.page(), Resident(http, program.url, token=resident.token).page() as other:
        for entry in known:
            await resident.hears_text(entry.answer.strip()[:40])
        await other.hears_text(known[-1].answer.strip()[:40])
        await asyncio.sleep(0)
        assert resident.texts() == other.texts()
        assert len(resident.heard()) == len(known)


def _choice(line: dict[str, list[dict[str, str]]], beginning: str) -> str:
    return next(
        choice["value"] for choice in line["choices"] if choice["value"].startswith(beginning)
    )
