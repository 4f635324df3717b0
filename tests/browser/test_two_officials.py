"""Two officials with one ticket in hand, each at a desk that tells them live what happens."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from bot.clock import utc_now
from bot.store import Transaction, people
from bot.store.opening import FILE_NAME
from bot.store.sqlite import SqliteDatabase
from tests.acceptance.program import Program
from tests.browser.chromium import DESKTOP, page_of
from tests.browser.test_main_job import LATE, line, open_first_ticket, say

pytestmark = pytest.mark.browser


async def colleague(program: Program) -> str:
    """The token of a sign-in link for a second official; commands print it to terminals only."""
    assert program.run("official", "add", "李强", "--department", "duty").returncode == 0
    database = SqliteDatabase(program.data / FILE_NAME)

    def work(tx: Transaction) -> str:
        found = people.official_by_name(tx, "李强")
        assert found
        return people.new_link(tx, found.id, utc_now(), 5)

    try:
        return await database.transaction(work)
    finally:
        await database.close()


async def test_words_begun_before_a_colleagues_answer_are_not_sent_past_it(
    browser: Browser, chat: Page, desk: Page, program: Program
) -> None:
    """The page shows the colleague's answer at once; what was begun before it still waits."""
    await say(chat, "幸福路口那棵歪脖子大树快倒了，枝子压着电线，请派人来看看")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await open_first_ticket(desk)
    await desk.locator("#answer-text").fill("不归我们管。")
    async with page_of(browser, DESKTOP) as other:
        await other.goto(f"{program.url}/desk/sign-in/{await colleague(program)}")
        await other.get_by_role("button", name="登录").click()
        await other.wait_for_url("**/desk")
        # It is in another's hands: "next" offers it to them alone, the list to everybody.
        await other.locator("#rows a").first.click()
        await expect(other.locator("#ticket-pane")).to_be_visible(timeout=LATE)
        await other.locator("#answer-text").fill("今天下午锯掉。")
        await other.get_by_role("button", name="发送给居民").click()
        await line(chat, "今天下午锯掉").to_be_visible(timeout=LATE)
    await expect(desk.locator("#conversation")).to_contain_text("今天下午锯掉", timeout=LATE)
    await desk.get_by_role("button", name="发送给居民").click()
    await expect(desk.locator("body")).to_contain_text("您的这条没有发送", timeout=LATE)
    await expect(desk.locator("#answer-text")).to_have_value("不归我们管。")
    await expect(chat.locator("#lines")).not_to_contain_text("不归我们管")
