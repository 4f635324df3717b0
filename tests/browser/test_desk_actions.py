"""The forms of the desk, on a telephone: drawn from the table, usable by touch and by keyboard."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect
from playwright.async_api import TimeoutError as TooLate

from tests.acceptance.program import Program
from tests.browser.chromium import PHONE, page_of, serious_findings
from tests.browser.test_main_job import LATE, line, say

pytestmark = pytest.mark.browser
ZONE = ZoneInfo("Asia/Shanghai")
A_MOMENT = 1_000
"""Milliseconds, after which it is looked again whether 更多 is still open."""
SHOTS = os.environ.get("WENZHENG_SHOTS", "")


async def shot(page: Page, name: str) -> None:
    """A picture to look at, where somebody wants to."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png")


async def test_a_stage_reply_is_asked_for_part_by_part_on_a_telephone(
    browser: Browser, chat: Page, program: Program
) -> None:
    """Four fields; what is refused stays there to be mended; what is sent the resident reads."""
    await say(chat, "幸福路口那棵歪脖子大树快倒了，枝子压着电线，请派人来看看")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    async with page_of(browser, PHONE) as desk:
        await desk.goto(f"{program.url}{program.sign_in_path}")
        await desk.get_by_role("button", name="登录").click()
        await desk.wait_for_url("**/desk")
        await desk.locator("#next").click()
        await desk.locator('#actions [data-action="take"]').click()
        stage = desk.locator('#actions [data-action="stage_reply"]')
        await expect(stage).to_be_visible(timeout=LATE)
        await shot(desk, "actions")
        assert await desk.locator("#actions > button").count() <= 4
        await _more_stays_on_the_screen(desk)
        await stage.click()
        dialog = desk.locator("#action-dialog")
        await expect(dialog).to_be_visible()
        assert await serious_findings(desk) == []
        await desk.get_by_label("查了什么").fill("正在核实")
        await desk.get_by_label("下一步做什么").fill("锯掉压线的枝子，加支撑")
        await desk.get_by_label("谁来办").fill("园林队李强")
        await desk.get_by_label("什么时候办好").fill(datetime.now(ZONE).date().isoformat())
        await shot(desk, "stage-reply")
        await desk.locator("#action-submit").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("没有发送", timeout=LATE)
        await shot(desk, "stage-reply-refused")
        await expect(desk.get_by_label("谁来办")).to_have_value("园林队李强")
        await desk.get_by_label("查了什么").fill("到路口看过，两根枝子压在电线上")
        await desk.locator("#action-submit").click()
        await expect(dialog).to_be_hidden(timeout=LATE)
        await line(chat, "锯掉压线的枝子").to_be_visible(timeout=LATE)
        await desk.locator('#actions [data-action="propose"]').click()
        await expect(desk.get_by_label("日期")).to_be_hidden()
        await desk.get_by_text("已列计划", exact=True).click()
        await expect(desk.get_by_label("日期")).to_be_visible()
        assert await serious_findings(desk) == []
        await desk.get_by_text("已解释", exact=True).click()
        await expect(desk.get_by_label("日期")).to_be_hidden()
        await expect(desk.locator("#action-basis")).to_be_visible()
        await shot(desk, "propose-explained")
        await desk.get_by_text("已转他途径", exact=True).click()
        for name in ("agency", "how", "contact"):
            await expect(desk.locator(f"#action-{name}")).to_be_visible()
        assert await serious_findings(desk) == []
        await shot(desk, "propose")
        await dialog.get_by_text("并单", exact=True).click()
        await expect(desk.locator("#action-into")).to_be_visible()
        await expect(desk.locator("#action-agency")).to_be_hidden()
        await shot(desk, "propose-merged")
        await desk.locator("#action-cancel").click()
        await _press_in_more(desk, "classify")
        await desk.get_by_text("疑难", exact=True).click()
        await desk.get_by_label("为什么").fill("要和电力公司一起断电施工")
        assert await serious_findings(desk) == []
        await shot(desk, "classify")
        await desk.locator("#action-submit").click()
        await line(chat, "按「疑难件」办理").to_be_visible(timeout=LATE)
        await _press_in_more(desk, "record_visit")
        await shot(desk, "visit")
        assert await serious_findings(desk) == []
        # 更多 has closed behind its form: one Escape closes the form.
        await expect(desk.locator("#actions .menu__panel")).to_be_hidden()
        await desk.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()


async def _press_in_more(desk: Page, action: str) -> None:
    """Press what stands under 更多; a ticket that is drawn anew meanwhile may have closed it."""
    pressed = desk.locator(f'#actions [data-action="{action}"]')
    async with asyncio.timeout(LATE / 1000):
        while True:
            if not await pressed.is_visible():
                await desk.locator("#actions summary").click()
            with suppress(TooLate):
                return await pressed.click(timeout=A_MOMENT)


async def _more_stays_on_the_screen(desk: Page) -> None:
    """更多 opens inside the narrowest screen, and Escape closes it without leaving the ticket."""
    await desk.set_viewport_size({"width": 320, "height": 640})
    await desk.locator("#actions summary").click()
    panel = desk.locator("#actions .menu__panel")
    await expect(panel).to_be_visible(timeout=LATE)
    box = await panel.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert await desk.evaluate("document.documentElement.scrollWidth") <= 320
    await desk.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(desk.locator("#ticket-pane")).to_be_visible()
    await desk.set_viewport_size(PHONE)


async def test_one_answer_for_several_has_a_receipt_for_each(
    browser: Browser, chat: Page, program: Program
) -> None:
    """Pick them in the list, write once; each resident reads it, and it says how far each came."""
    for text in (
        "幸福路口那棵歪脖子大树快倒了，枝子压着电线",
        "另外一件事：建设街的井盖松了，路灯也不亮",
    ):
        await say(chat, text)
        await line(chat, text).to_be_visible(timeout=LATE)
        await line(chat, "查询码").to_be_visible(timeout=LATE)
    async with page_of(browser, PHONE) as desk:
        await desk.goto(f"{program.url}{program.sign_in_path}")
        await desk.get_by_role("button", name="登录").click()
        await desk.wait_for_url("**/desk")
        await expect(desk.locator("#rows li")).to_have_count(2, timeout=LATE)
        await desk.get_by_role("button", name="批量答复").click()
        for box in await desk.locator(".item__pick input").all():
            await box.check()
        await shot(desk, "batch-pick")
        await desk.get_by_role("button", name="写答复").click()
        assert await serious_findings(desk) == []
        await desk.locator("#batch-text").fill("您好，今天已扶正加固。园林局，电话12345。")
        await desk.locator("#batch-send").click()
        # A tree and a manhole cover: the same words to both are doubted, and one reason is enough.
        await expect(desk.locator("#check-doubts")).to_contain_text("几乎一样", timeout=LATE)
        await desk.locator("#check-reason").fill("一个施工队一起处理的")
        await desk.locator('#check-form [type="submit"]').click()
        receipts = desk.locator("#batch-receipts li")
        await expect(receipts).to_have_count(2, timeout=LATE)
        await expect(desk.locator("#batch-receipts").get_by_text("已送达")).to_have_count(
            2, timeout=LATE
        )
        await shot(desk, "batch-receipts")
    await expect(chat.locator("#lines").get_by_text("今天已扶正加固")).to_have_count(
        2, timeout=LATE
    )
