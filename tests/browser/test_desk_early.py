"""What is pressed while the desk is still loading is done as soon as it stands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.acceptance.program import Program
from tests.browser.chromium import DESKTOP, page_of
from tests.browser.test_main_job import line, say

pytestmark = pytest.mark.browser
SCRIPT, LIST = "**/static/*/desk.js", "**/desk/api/tickets?*"


@asynccontextmanager
async def held(desk: Page, address: str) -> AsyncIterator[None]:
    """The desk is opened, and something that it needs arrives only after the block."""
    come = asyncio.Event()

    async def hold(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await desk.route(address, hold)
    await desk.goto(desk.url.partition("/desk")[0] + "/desk", wait_until="commit")
    await expect(desk.locator("#next")).to_be_visible()
    await expect(desk.locator("#rows a")).to_have_count(0)
    yield
    come.set()


async def test_what_is_pressed_while_the_desk_loads_is_done_when_it_stands(
    browser: Browser, visitor: Page, standing: Program
) -> None:
    """下一件 by mouse and by key before the script is there; a row down before the list is."""
    await say(visitor, "河边栈道的木板断了三块，一直没人管")
    await line(visitor, "查询码").to_be_visible()
    async with page_of(browser, DESKTOP) as desk:
        await desk.goto(f"{standing.url}{standing.sign_in_path}")
        await desk.get_by_role("button", name="登录").click()
        await desk.wait_for_url("**/desk")
        async with held(desk, SCRIPT):
            # Pressed twice in impatience, it opens one ticket, and one step leads back.
            await desk.locator("#next").dblclick()
        await expect(desk.locator("#ticket-pane")).to_be_visible()
        await desk.go_back()
        await expect(desk.locator("#ticket-pane")).to_be_hidden()
        async with held(desk, SCRIPT):
            await desk.keyboard.press("n")
        await expect(desk.locator("#ticket-pane")).to_be_visible()
        async with held(desk, LIST):
            await expect(desk.locator("#scope-all")).to_have_attribute("aria-pressed", "true")
            await desk.keyboard.press("j")
        await expect(desk.locator("#rows a").first).to_be_focused()
        await desk.unroute_all(behavior="ignoreErrors")
