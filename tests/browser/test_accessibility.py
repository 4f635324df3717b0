"""Every page before axe: no serious finding, on a phone and on a wide screen, light and dark."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.acceptance.program import Program
from tests.browser.chromium import DESKTOP, PHONE, page_of, serious_findings
from tests.browser.test_main_job import LATE, line, open_first_ticket, say

pytestmark = pytest.mark.browser
PAGES = ("/", "/?lang=en", "/?embed=1", "/t", "/desk", "/desk/sign-in/unknown", "/nowhere")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_public_pages_have_no_serious_finding(
    browser: Browser, standing: Program, viewport: dict[str, int], scheme: str
) -> None:
    """What anybody can open."""
    async with page_of(browser, viewport, color_scheme=scheme) as page:
        for path in PAGES:
            await page.goto(f"{standing.url}{path}")
            assert await serious_findings(page) == [], path


async def test_a_conversation_and_its_ticket_page_have_no_serious_finding(
    visitor: Page, standing: Program
) -> None:
    """An answer, candidates, a ticket with choices, and the ticket's own page."""
    await say(visitor, "身份证丢了，怎么补一张新的？")
    await line(visitor, "依据").to_be_visible(timeout=LATE)
    await say(visitor, "河边栈道的木板断了三块，一直没人管")
    await line(visitor, "查询码").to_be_visible(timeout=LATE)
    assert await serious_findings(visitor) == []
    href = await visitor.locator("#lines a[href*='/t/']").last.get_attribute("href")
    assert href
    await visitor.goto(href if href.startswith("http") else f"{standing.url}{href}")
    await expect(visitor.locator("main")).to_contain_text("已收到", timeout=LATE)
    assert await serious_findings(visitor) == []


async def test_the_desk_has_no_serious_finding(chat: Page, desk: Page) -> None:
    """The list, an open ticket, and a dialog."""
    await say(chat, "河边栈道的木板断了三块，一直没人管")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    assert await serious_findings(desk) == []
    await open_first_ticket(desk)
    assert await serious_findings(desk) == []
    await desk.locator("#help-open").click()
    assert await serious_findings(desk) == []


async def test_the_page_of_knowledge_has_no_serious_finding(
    chat: Page, desk: Page, program: Program
) -> None:
    """With a question that the FAQ did not know, and with the form that drafts an entry."""
    await say(chat, "河边栈道的木板断了三块，一直没人管")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await open_first_ticket(desk)
    await desk.locator("#answer-text").fill("11月30日前换好木板，请打城管局电话 0571-12345678。")
    await desk.get_by_role("button", name="发送给居民").click()
    await line(chat, "换好木板").to_be_visible(timeout=LATE)
    (ticket,) = await asyncio.to_thread(program.tell, "tickets", "list")
    for viewport, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        await desk.set_viewport_size(viewport)
        await desk.emulate_media(color_scheme=scheme)
        for path in ("/desk/knowledge", f"/desk/knowledge?ticket={ticket['number']}"):
            await desk.goto(f"{program.url}{path}")
            await expect(desk.locator("main")).to_contain_text("河边栈道", timeout=LATE)
            assert await serious_findings(desk) == [], path


async def test_a_resident_can_do_everything_by_keyboard(visitor: Page) -> None:
    """Focus reaches the text, Enter sends, and the choices can be reached and pressed.

    At 320 px with letters of twice the size as well as with usual ones.
    """
    await visitor.set_viewport_size({"width": 320, "height": 640})
    await visitor.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await visitor.evaluate("document.documentElement.scrollWidth") <= 320
    box = await visitor.locator("#text").bounding_box()
    assert box
    assert box["width"] >= 5 * 32
    assert box["x"] + box["width"] <= 320
    await visitor.locator("#text").focus()
    await visitor.keyboard.type("公积金")
    await visitor.keyboard.press("Enter")
    await expect(visitor.get_by_role("button", name="都不是").last).to_be_visible(timeout=LATE)
    await visitor.get_by_role("button", name="都不是").last.focus()
    await visitor.keyboard.press("Enter")
    await line(visitor, "查询码").to_be_visible(timeout=LATE)
