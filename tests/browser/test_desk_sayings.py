"""What the desk says at once: in sight, but over nothing that an official needs."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.program import Program
from tests.browser.chromium import DESKTOP, serious_findings
from tests.browser.test_main_job import LATE, line, open_first_ticket, say

pytestmark = pytest.mark.browser
SMALL = {"width": 375, "height": 667}
HIDDEN_BY_A_SAYING = """ids => {
  const strips = [...document.querySelectorAll(".toast")].filter((each) => each.offsetParent);
  return ids.filter((id) => {
    const node = document.querySelector(id);
    const place = node?.getBoundingClientRect();
    if (!place?.width || place.top >= innerHeight) return false;
    const middle = [place.left + place.width / 2, place.top + place.height / 2];
    const over = document.elementFromPoint(...middle);
    return strips.some((strip) => strip.contains(over));
  });
}"""
NEEDED = ["#line", ".who", "#ticket-head", "#actions button", "#next-here", "#back"]
BELOW = ["#answer-text", "#answer-send"]


async def strip(desk: Page) -> int:
    """How many sayings are in sight."""
    return await desk.locator(".toast:visible").count()


async def test_an_urgent_word_covers_nothing_and_is_dismissed_by_escape(
    chat: Page, desk: Page, program: Program
) -> None:
    """One at a time, on a wide screen and a telephone; Escape takes it away, the ticket stays."""
    await say(chat, "三号楼五楼漏燃气，味道很大，家里有老人，怎么办")
    await line(chat, "查看这件事的进展").to_be_visible(timeout=LATE)
    await expect(desk.locator("#toasts")).to_contain_text("前必须有人处理", timeout=LATE)
    await expect(desk.locator("#toasts")).to_contain_text("月")
    await expect(desk.locator("#toasts")).not_to_contain_text("-20")
    await open_first_ticket(desk)
    # Two hours to be taken, then the day for the reply: the clock that runs has a name.
    head = desk.locator("#ticket-head")
    await expect(head).to_contain_text("待签收：还有 1 小时")
    await desk.locator("#actions").get_by_role("button", name="签收").click()
    await expect(head).to_contain_text("首次答复：还有 23 小时", timeout=LATE)
    await expect(desk.locator("#toasts .toast")).to_have_count(2, timeout=LATE)
    for viewport in (DESKTOP, SMALL):
        await desk.set_viewport_size(viewport)
        assert await strip(desk) == 1
        assert await desk.evaluate(HIDDEN_BY_A_SAYING, NEEDED) == []
        await desk.locator("#answer-send").scroll_into_view_if_needed()
        await desk.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert await desk.evaluate(HIDDEN_BY_A_SAYING, BELOW) == []
        assert await serious_findings(desk) == []
        await desk.evaluate("scrollTo(0, 0)")
    await desk.locator("#answer-text").focus()
    while await strip(desk):
        await desk.keyboard.press("Escape")
    await expect(desk.locator("#ticket-pane")).to_be_visible()
    program.kill()
    await expect(desk.locator("#line")).to_be_visible(timeout=LATE)
    await expect(desk.locator("#line")).to_contain_text("连接断了", timeout=LATE)


async def test_what_was_done_before_is_not_told_beside_what_is_refused_now(
    chat: Page, desk: Page
) -> None:
    """「没有发出」 stands alone: nobody reads the last deed's success as this one's."""
    await say(chat, "河边栈道的木板断了三块，一直没人管")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await open_first_ticket(desk)
    await desk.locator("#answer-text").fill("木板今天下午换好，园林所 12345。")
    await desk.get_by_role("button", name="发送给居民").click()
    await expect(desk.locator("#toasts")).to_contain_text("的答复已交给", timeout=LATE)
    await desk.locator("#answer-text").fill("正在核实")
    await desk.get_by_role("button", name="发送给居民").click()
    await expect(desk.locator("#alerts")).to_contain_text("没有发出", timeout=LATE)
    assert await desk.locator("#toasts").get_by_text("的答复已交给").count() == 0
