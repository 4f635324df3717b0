"""打开工单 in a real browser on a phone within WeCom: at the ticket without a tap, or told how."""

from __future__ import annotations

from tests.browser.chromium import PHONE, chromium, page_of, serious_findings
from tests.channels.conftest import WecomOpen
from tests.channels.corp import LI
from tests.channels.fake_wecom import FakeWecom
from tests.channels.test_wecom_oauth import PHONE as WITHIN_WECOM

LEAK = "幸福小区水管漏水三天了"


async def test_a_press_opens_the_ticket(corp: FakeWecom, open_wecom: WecomOpen) -> None:
    """Out to WeCom, back, and on to the ticket: the strict cookie goes with it."""
    town = await open_wecom(authorize_url=corp.url)
    await town.sign_up()
    number = await town.asks(LEAK)
    address = f"{town.up.url}/desk/tickets/{number}"
    async with (
        chromium() as browser,
        page_of(browser, PHONE, user_agent=WITHIN_WECOM["User-Agent"]) as page,
    ):
        corp.holder = LI
        await page.goto(address)
        await page.get_by_text("还没有登记为工作人员").wait_for()
        assert await serious_findings(page) == []
        corp.holder = "WangFang"
        await page.goto(address)
        await page.get_by_text(LEAK).locator("visible=true").first.wait_for()
        assert page.url.startswith(address)
