"""The desk when many ask the same: what is alike is merged by a tap, and an answer says to whom."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.acceptance.program import Program
from tests.acceptance.resident import Resident
from tests.browser.chromium import LATE, serious_findings

pytestmark = pytest.mark.browser


async def test_what_is_alike_is_merged_by_a_tap_and_answered_at_once(
    desk: Page, program: Program
) -> None:
    """Three have no water: two taps merge them, the button says that three people read it."""
    async with aiohttp.ClientSession() as http:
        for _ in range(3):
            await Resident(http, program.url).say("停水了")
    await expect(desk.get_by_role("link", name="停水了")).to_have_count(3, timeout=LATE)
    await desk.locator("#next").click()
    await expect(desk.locator("#many")).to_contain_text("停水了", timeout=LATE)
    for people in (2, 3):
        await desk.locator("#many").get_by_role("button", name="并单").first.click()
        await expect(desk.locator("#ticket-head")).to_contain_text(f"{people} 人", timeout=LATE)
    await expect(desk.locator("#answer-send")).to_have_text("发送给 3 人")
    assert await serious_findings(desk) == []
    await desk.locator("#answer-text").fill("水管已修好，请打开龙头试试。供水热线 12345。")
    await desk.locator("#answer-send").click()
    await expect(desk.locator("#conversation")).to_contain_text("水管已修好", timeout=LATE)
    assert {each["state"] for each in program.tell("tickets", "list")} == {"replied"}
