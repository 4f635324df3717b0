"""The main job in two real browsers: ask, be answered, be escalated, be answered by a person."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.program import Program
from tests.browser.chromium import LATE

pytestmark = pytest.mark.browser


async def say(chat: Page, text: str) -> None:
    """Write into the page and send."""
    await chat.locator("#text").fill(text)
    await chat.get_by_role("button", name="发送").click()


def line(chat: Page, text: str) -> object:
    """The newest line of the conversation that holds a text."""
    return expect(chat.locator("#lines").get_by_text(text, exact=False).last)


async def open_first_ticket(desk: Page) -> None:
    """Open the ticket that is due next."""
    await desk.locator("#next").click()
    await expect(desk.locator("#ticket-pane")).to_be_visible(timeout=LATE)


async def test_the_faq_answers_and_says_where_it_is_written(visitor: Page) -> None:
    """A question of the FAQ gets the official text with its source, and can be called useful."""
    await say(visitor, "身份证丢了，怎么补一张新的？")
    await line(visitor, "依据").to_be_visible(timeout=LATE)
    await visitor.get_by_role("button", name="有用").last.click()
    await expect(visitor.locator("#lines")).to_contain_text("有用", timeout=LATE)


async def test_what_is_half_known_is_offered_to_choose_from(visitor: Page) -> None:
    """A bare topic gets a few questions; choosing one gives its answer."""
    await say(visitor, "公积金")
    await expect(visitor.get_by_role("button", name="都不是").last).to_be_visible(timeout=LATE)
    await say(visitor, "1")
    await line(visitor, "依据").to_be_visible(timeout=LATE)


async def test_an_officials_answer_arrives_without_a_reload_and_is_rated(
    chat: Page, desk: Page
) -> None:
    """Unknown to the FAQ: a ticket, an official at the desk, the answer, 已解决 and 满意."""
    await say(chat, "幸福路口那棵歪脖子大树快倒了，枝子压着电线，请派人来看看")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await open_first_ticket(desk)
    await expect(desk.locator("#conversation")).to_contain_text("歪脖子大树", timeout=LATE)
    await desk.locator("#actions").get_by_role("button", name="签收").click()
    await expect(desk.locator("#answer-text")).to_be_enabled(timeout=LATE)
    await desk.locator("#answer-text").fill(
        "您好，园林所今天上午已锯掉枯枝，电线已由供电公司检修。"
    )
    paper = {"name": "检修记录.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 record"}
    await desk.locator("#answer-file").set_input_files(paper)
    await desk.get_by_role("button", name="发送给居民").click()
    await line(chat, "园林所今天上午已锯掉枯枝").to_be_visible(timeout=LATE)
    await expect(chat.get_by_role("link", name="检修记录.pdf · 0.1 MB")).to_be_visible()
    await expect(desk.locator("#conversation")).to_contain_text("已送达", timeout=LATE)
    # One Escape leaves the box, whether or not something is still being said below it.
    await desk.locator("#answer-text").press("Escape")
    await expect(desk.locator("#ticket-title")).to_be_focused()
    await chat.get_by_role("button", name="已解决", exact=True).last.click()
    await chat.get_by_role("button", name="满意", exact=True).last.click(timeout=LATE)
    await expect(desk.locator("#timeline")).to_contain_text("居民评分", timeout=LATE)


async def test_an_internal_note_never_reaches_the_resident(chat: Page, desk: Page) -> None:
    """What is written as a note stays at the desk, and in its box when Escape leaves it."""
    await say(chat, "河边栈道的木板断了三块，一直没人管")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await open_first_ticket(desk)
    await desk.locator("#tab-note").click()
    await desk.locator("#note-text").fill("先问问园林所谁管这一段")
    await desk.locator("#note-text").press("Escape")
    await expect(desk.locator("#ticket-title")).to_be_focused()
    await desk.get_by_role("button", name="存为内部备注").click()
    await expect(desk.locator("#conversation")).to_contain_text("先问问园林所", timeout=LATE)
    await chat.reload()
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    await expect(chat.locator("#lines")).not_to_contain_text("先问问园林所")


async def test_an_answer_that_nobody_has_seen_survives_the_kill_and_arrives_once(
    chat: Page, desk: Page, program: Program
) -> None:
    """Written while no page is open, killed, started again: shown once, and told at the desk."""
    await say(chat, "三号楼后面的化粪池满了往外冒，臭了一个星期")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    # A page that is left has no line; what a browser calls offline leaves an open one standing.
    await chat.goto("about:blank")
    await open_first_ticket(desk)
    await desk.locator("#actions").get_by_role("button", name="签收").click()
    await expect(desk.locator("#answer-text")).to_be_enabled(timeout=LATE)
    await desk.locator("#answer-text").fill("您好，环卫所已安排今天下午抽运。")
    await desk.get_by_role("button", name="发送给居民").click()
    answer = desk.locator("#conversation li").filter(has_text="抽运")
    await expect(answer).to_contain_text("待窗口", timeout=LATE)
    program.kill()
    await expect(desk.locator("#line")).to_have_attribute("data-state", "off", timeout=LATE)
    await program.start()
    await expect(desk.locator("#line")).to_have_attribute("data-state", "on", timeout=LATE)
    await chat.goto(program.url)
    await line(chat, "环卫所已安排今天下午抽运").to_be_visible(timeout=LATE)
    await expect(answer).to_contain_text("已送达", timeout=LATE)
    await chat.reload()
    await line(chat, "环卫所已安排今天下午抽运").to_be_visible(timeout=LATE)
    assert await chat.locator("#lines").get_by_text("环卫所已安排今天下午抽运").count() == 1


async def test_what_is_written_while_the_service_is_down_is_kept_once(
    chat: Page, program: Program
) -> None:
    """The page tries again by itself until the service is back; nothing is lost or doubled."""
    await say(chat, "三号楼后面的化粪池满了往外冒，臭了一个星期")
    await line(chat, "查询码").to_be_visible(timeout=LATE)
    program.kill()
    await say(chat, "还是很臭")
    await expect(chat.locator("#connection")).to_be_visible(timeout=LATE)
    await program.start()
    await expect(chat.locator(".line--pending")).to_have_count(0, timeout=LATE)
    # That it is back is told, and taken away again though news come meanwhile.
    await expect(chat.locator("#connection")).to_be_hidden(timeout=LATE)
    await chat.reload()
    await line(chat, "还是很臭").to_be_visible(timeout=LATE)
    assert await chat.locator("#lines").get_by_text("还是很臭", exact=True).count() == 1


async def test_the_conversation_survives_a_reload(visitor: Page) -> None:
    """History is there again after the page was closed and opened."""
    await say(visitor, "身份证丢了，怎么补一张新的？")
    await line(visitor, "依据").to_be_visible(timeout=LATE)
    await visitor.reload()
    await line(visitor, "身份证丢了，怎么补一张新的？").to_be_visible(timeout=LATE)
    await line(visitor, "依据").to_be_visible(timeout=LATE)


async def test_the_ticket_page_shows_a_stranger_masked_text_only(
    visitor: Page, standing: Program
) -> None:
    """The link in another browser hides what is personal, until the query code is given."""
    await say(visitor, "我叫王小明，电话13812345678，楼道灯坏了半个月，物业总说马上修")
    await line(visitor, "查询码").to_be_visible(timeout=LATE)
    href = await visitor.locator("#lines a[href*='/t/']").last.get_attribute("href")
    assert href
    await say(visitor, "我的")
    named = visitor.locator("#lines").get_by_role("link", name="查看工单").last
    await expect(named).to_be_visible(timeout=LATE)
    assert await named.get_attribute("href") == href
    await expect(visitor.locator("#lines")).not_to_contain_text("?k=")
    assert visitor.context.browser
    stranger = await visitor.context.browser.new_page()
    await stranger.goto(href if href.startswith("http") else f"{standing.url}{href}")
    await expect(stranger.locator("main")).to_contain_text("已收到", timeout=LATE)
    await expect(stranger.locator("body")).not_to_contain_text("13812345678")
    await stranger.close()


async def test_the_ticket_page_ends_where_its_record_ends(visitor: Page, standing: Program) -> None:
    """A long record scrolls with the page, not in a box of its own, and leaves no blank below."""
    await say(visitor, "河边栈道的木板断了三块，一直没人管")
    await line(visitor, "查询码").to_be_visible(timeout=LATE)
    href = await visitor.locator("#lines a[href*='/t/']").last.get_attribute("href")
    assert href
    await visitor.set_viewport_size({"width": 375, "height": 667})
    await visitor.goto(href if href.startswith("http") else f"{standing.url}{href}")
    for more in ("栏杆也松了，晚上没有灯", "今天又有人摔了一跤", "断口有钉子露出来"):
        await visitor.locator("#text").fill(more)
        await visitor.get_by_role("button", name="提交补充").click()
        await line(visitor, more).to_be_visible(timeout=LATE)
    await expect(visitor.locator("#lines .line")).to_have_count(8, timeout=LATE)
    blank, hidden = await visitor.evaluate(
        """() => {
          const [page, main] = [document.documentElement, document.getElementById("main")];
          const log = document.getElementById("lines");
          const end = main.getBoundingClientRect().bottom + scrollY;
          return [page.scrollHeight - end, log.scrollHeight - log.clientHeight];
        }"""
    )
    assert abs(blank) <= 1
    assert hidden <= 1


async def test_the_welcome_is_read_from_its_beginning(visitor: Page, standing: Program) -> None:
    """Even where it is longer than a small telephone, in every language."""
    await visitor.set_viewport_size({"width": 320, "height": 568})
    room = "document.querySelector('#main')"
    for language in ("zh-Hans", "zh-Hant", "en"):
        await visitor.goto(f"{standing.url}/?lang={language}")
        await expect(visitor.locator("#welcome")).to_be_visible(timeout=LATE)
        await visitor.wait_for_timeout(300)
        assert await visitor.evaluate(f"{room}.scrollHeight > {room}.clientHeight")
        assert await visitor.evaluate(f"{room}.scrollTop") == 0


async def test_the_page_follows_the_language_of_the_conversation(visitor: Page) -> None:
    """`English` and 中文 change the page's own words too, in place, and no draft is lost."""
    await say(visitor, "河边栈道的木板断了三块，一直没人管")
    await line(visitor, "查询码").to_be_visible(timeout=LATE)
    await visitor.evaluate("window.unloaded = false")
    await visitor.locator("#text").fill("English")
    await visitor.keyboard.press("Enter")
    await visitor.locator("#text").fill("half a sentence")
    await expect(visitor.locator("#text")).to_have_attribute("placeholder", re.compile("[a-z]"))
    await expect(visitor.get_by_role("button", name="Send", exact=True)).to_be_visible(timeout=LATE)
    await expect(visitor.locator("html")).to_have_attribute("lang", "en")
    await expect(visitor.locator("#lines .line__foot").first).not_to_contain_text("已")
    # What was said before and what is said now have one name over them.
    names = set(await visitor.locator("#lines .line__who").all_text_contents())
    assert names == {"Wenzheng"}
    await expect(visitor.locator("#text")).to_have_value("half a sentence")
    await visitor.locator("#text").fill("中文")
    await visitor.keyboard.press("Enter")
    await expect(visitor.get_by_role("button", name="发送", exact=True)).to_be_visible(timeout=LATE)
    await expect(visitor.locator("#lines .line__foot").first).to_contain_text("已收到")
    assert await visitor.evaluate("window.unloaded") is False
    await visitor.reload()
    await expect(visitor.locator("html")).to_have_attribute("lang", "zh-Hans")
