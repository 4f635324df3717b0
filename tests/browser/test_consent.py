"""Consent to notices, walked inside WeChat's browser: the button, the decision, and the desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.acceptance.sample import UNKNOWN
from tests.browser.chromium import DESKTOP, PHONE, page_of
from tests.browser.conftest import in_one_loop
from tests.channels.fake_wechat import (
    ANN,
    APP_ID,
    KEY,
    SECRET,
    TOKEN,
    FakeWechat,
    wechat_api,
)
from tests.channels.wechat_town import Hours

pytestmark = pytest.mark.browser

INSIDE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile MicroMessenger/8.0.50"
NOTICE = "sub-long-term"
SCRIPT = """
const told = { config: null };
window.wx = {
  config(config) { told.config = config; },
  ready(then) { setTimeout(then); },
  error() {},
};
// Its button is drawn in a frame of the platform's.
customElements.define("wx-open-subscribe", class extends HTMLElement {
  connectedCallback() {
    if (!told.config.openTagList.includes("wx-open-subscribe")) return;
    const frame = document.createElement("iframe");
    frame.src = "https://open.weixin.qq.com/subscribe-button";
    this.append(frame);
    addEventListener("message", ({ data }) => {
      const subscribeDetails = JSON.stringify({
        [this.getAttribute("template")]: JSON.stringify({ status: data }),
      });
      const detail = { errMsg: "subscribe:ok", subscribeDetails };
      this.dispatchEvent(new CustomEvent("success", { detail }));
    });
  }
});
"""
FRAME = """<!doctype html><meta charset="utf-8">
<button onclick="parent.postMessage('accept', '*')">允许</button>
<button onclick="parent.postMessage('reject', '*')">取消</button>"""


@dataclass
class City:
    """A program on the fake platform."""

    program: Program
    platform: FakeWechat
    clock: Hours

    async def decides(self, decision: str) -> None:
        """The platform tells of what was decided on a page (PopupScene 1); it counts seconds."""
        self.clock.turn(seconds=1)
        decided = {
            "TemplateId": NOTICE,
            "SubscribeStatusString": decision,
            "PopupScene": "1",
        }
        event = {"SubscribeMsgPopupEvent": {"List": decided}}
        await self.platform.happens("subscribe_msg_popup_event", **event)


@in_one_loop
async def city(make_program: MakeProgram) -> AsyncIterator[City]:
    """An account that has a long-term notice."""
    clock = Hours()
    async with wechat_api(FakeWechat(clock.seconds)) as platform:
        program = make_program(
            wechat_token=TOKEN,
            wechat_app_id=APP_ID,
            wechat_app_secret=SECRET,
            wechat_encoding_key=KEY,
            wechat_base_url=platform.url,
            wechat_subscription_template=NOTICE,
            wechat_subscription_long_term="true",
            wechat_notice_fields="thing1",
        )
        platform.callback = f"{program.url}/channels/wechat"
        await program.start()
        yield City(program, platform, clock)


async def _platform_pages(route: Route) -> None:
    """What WeChat's own servers hand out."""
    if route.request.url.endswith(".js"):
        await route.fulfill(body=SCRIPT, content_type="text/javascript")
    else:
        await route.fulfill(body=FRAME, content_type="text/html")


async def test_a_resident_allows_notices_on_the_ticket_page_and_is_called_back(
    browser: Browser, city: City
) -> None:
    """Asked with the link; refused is not thanked for; allowed, the next answer calls them back,
    and the official reads so."""
    told = await city.platform.says(UNKNOWN)
    assert "接收提醒" in told
    link = re.search(r"http://\S+/t/\S+", told)
    assert link
    async with page_of(browser, PHONE, user_agent=INSIDE) as ticket:
        await ticket.route("https://*.qq.com/**", _platform_pages)
        await ticket.goto(link[0])
        button = ticket.frame_locator("#subscribe iframe")
        await button.get_by_role("button", name="取消").click()
        await expect(ticket.locator("#subscribe-told")).to_contain_text("微信不会提醒您")
        await city.decides("reject")
        await button.get_by_role("button", name="允许").click()
        await expect(ticket.locator("#subscribe-told")).to_have_text(re.compile("微信会提醒您"))
        await expect(ticket.locator("#subscribe")).to_be_hidden()
    await city.decides("accept")
    city.platform.consents[ANN] = 1
    async with page_of(browser, DESKTOP) as desk:
        await _answer_beyond_the_window(desk, city)


async def _answer_beyond_the_window(desk: Page, city: City) -> None:
    """Somebody answers at the desk, when no message reaches the resident any more."""
    city.platform.windows.clear()
    await desk.goto(f"{city.program.url}{city.program.sign_in_path}")
    await desk.get_by_role("button", name="登录").click()
    await desk.wait_for_url("**/desk")
    await desk.locator("#next").click()
    await expect(desk.locator("#answer-text")).to_be_enabled()
    await desk.locator("#answer-text").fill(
        "蜂窝今天上午已经由消防队摘除，现场没有人受伤。负责单位：值班室，电话 12345。"
    )
    await desk.get_by_role("button", name="发送给居民").click()
    conversation = desk.locator("#conversation")
    await expect(conversation).to_contain_text("待窗口：已发微信提醒")
    (notice,) = city.platform.notices
    assert notice["template_id"] == NOTICE
    assert city.program.url in notice["page"]
    sent = {"TemplateId": NOTICE, "MsgID": "3000", "ErrorCode": "0", "ErrorStatus": "success"}
    await city.platform.happens("subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": sent})
    await expect(conversation).to_contain_text("微信提醒已送到")
