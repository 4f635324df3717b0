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


async def test_a_draft_is_read_and_approved_by_a_second_person_at_the_desk(
    browser: Browser, chat: Page, desk: Page, program: Program
) -> None:
    """Both pages say what the answer waits for and what may be done; then the resident has it."""
    token = await colleague(program)
    for change in (
        ("official", "roles", "李强", "department_head"),
        ("department", "review", "duty"),
    ):
        assert program.run(*change).returncode == 0
    await say(chat, "幸福路口那棵歪脖子大树快倒了，枝子压着电线，请派人来看看")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await open_first_ticket(desk)
    await desk.locator("#answer-text").fill("园林所今天上午已锯掉枯枝。园林所 12345。")
    await desk.get_by_role("button", name="发送给居民").click()
    await expect(desk.locator("#answer-shut")).to_contain_text("要改，请先点上面的「收回送审」")
    await expect(desk.locator("#answer-send")).to_be_disabled()
    async with page_of(browser, DESKTOP) as other:
        await other.goto(f"{program.url}/desk/sign-in/{token}")
        await other.get_by_role("button", name="登录").click()
        await other.wait_for_url("**/desk")
        await other.locator("#rows a").first.click()
        await expect(other.locator("#answer-shut")).to_contain_text("正等您审核")
        await expect(other.locator("#conversation")).to_contain_text("送审稿 · 居民还看不到")
        await expect(chat.locator("#lines")).not_to_contain_text("锯掉枯枝")
        await other.locator("#actions").get_by_role("button", name="审核通过").click()
        words = other.locator("dialog[open]").get_by_label("给居民的话")
        await expect(words).to_have_value("园林所今天上午已锯掉枯枝。园林所 12345。")
        await other.locator("dialog[open]").get_by_role("button", name="审核通过").click()
        await line(chat, "锯掉枯枝").to_be_visible(timeout=LATE)
    await expect(desk.locator("#answer-send")).to_be_enabled()


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
