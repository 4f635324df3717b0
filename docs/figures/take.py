"""Takes the pictures of the README from the running program: `make figures`."""

from __future__ import annotations

import asyncio
import base64
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.acceptance.program import Program
from tests.browser.chromium import DESKTOP, PHONE, chromium, page_of
from tests.browser.test_main_job import LATE, line, open_first_ticket, say

HERE = Path(__file__).parent
QUESTION = "幸福路 12 号门前的路灯三天不亮了，晚上黑，老人出门怕摔"
REPLY = (
    "您好。路灯管理所今天下午到幸福路 12 号看过，是变压器烧了，已换新，今晚起恢复照明。"
    "晚上如果还不亮，请在这里回一句，我们马上再去。路灯管理所 刘工，热线 12345。"
)
OVERVIEW = """<!doctype html><meta charset="utf-8">
<style>
body { margin: 0; width: 1500px; height: 880px; background: #e7ece8; color: #14424c;
  font: 600 22px "Noto Sans CJK SC", sans-serif; }
img { position: absolute; top: 70px; border-radius: 14px; box-shadow: 0 10px 40px #0003; }
.phone { left: 40px; width: 350px; border-radius: 26px; }
.desk { left: 430px; width: 1040px; }
p { position: absolute; top: 18px; margin: 0; }
</style>
<p style="left: 40px">居民 Residents</p>
<p style="left: 430px">工作台 The officials' desk</p>
<img class="phone" src="data:image/png;base64,PHONE">
<img class="desk" src="data:image/png;base64,DESK">
"""


async def main() -> None:
    """Play one conversation on both sides, and keep what the pages show."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder) / "data")
        await program.start()
        try:
            async with chromium() as browser:
                await _play(browser, program)
        finally:
            program.terminate()


async def _play(browser: Browser, program: Program) -> None:
    async with (
        page_of(browser, PHONE, device_scale_factor=2) as chat,
        page_of(browser, DESKTOP, device_scale_factor=1.5) as desk,
    ):
        await chat.goto(program.url)
        await _keep(chat, "welcome")
        await desk.goto(f"{program.url}{program.sign_in_path}")
        await desk.get_by_role("button", name="登录").click()
        await desk.wait_for_url("**/desk")
        await say(chat, "身份证丢了，怎么补一张新的？")
        await line(chat, "依据").to_be_visible(timeout=LATE)
        await _keep(chat, "answer")
        await say(chat, QUESTION)
        await line(chat, "查询码").to_be_visible(timeout=LATE)
        await open_first_ticket(desk)
        await desk.locator("#actions").get_by_role("button", name="签收").click()
        await desk.locator("#answer-text").fill(REPLY)
        await desk.get_by_role("button", name="发送给居民").click()
        await line(chat, "变压器烧了").to_be_visible(timeout=LATE)
        await expect(desk.locator("#conversation")).to_contain_text("已送达", timeout=LATE)
        # What the desk says for a few seconds stands before the picture.
        await expect(desk.locator("#toasts > *")).to_have_count(0, timeout=LATE)
        phone, wide = await _keep(chat, "conversation"), await _keep(desk, "desk")
        link = await chat.locator("#lines a[href*='/t/']").last.get_attribute("href")
        await chat.goto(f"{link}" if link and link.startswith("http") else f"{program.url}{link}")
        await asyncio.sleep(1)
        await _keep(chat, "ticket")
    async with page_of(browser, {"width": 1500, "height": 880}) as page:
        overview = OVERVIEW.replace("PHONE", _inline(phone)).replace("DESK", _inline(wide))
        await page.set_content(overview)
        await _keep(page, "overview")


async def _keep(page: Page, name: str) -> Path:
    await asyncio.sleep(0.4)
    target = HERE / f"{name}.png"
    await page.screenshot(path=target)
    print(target.relative_to(HERE.parent.parent))
    return target


def _inline(picture: Path) -> str:
    return base64.b64encode(picture.read_bytes()).decode()


if __name__ == "__main__":
    asyncio.run(main())
