"""Consent to be called back: asked for with the ticket, given on its page inside WeChat."""

from __future__ import annotations

import hashlib
import re

import aiohttp

from tests.acceptance.sample import UNKNOWN
from tests.channels.conftest import WechatOpen
from tests.channels.test_wechat_notices import POPUP

INSIDE = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.50", "Accept": "text/html"}
OUTSIDE = {"User-Agent": "Mozilla/5.0", "Accept": "text/html"}


async def test_consent_is_asked_for_with_the_ticket_until_it_is_decided(
    open_wechat: WechatOpen,
) -> None:
    """With the ticket's link, in the same response; not again once it was decided."""
    town = await open_wechat(subscription_template="sub-1")
    assert "接收提醒" in await town.platform.says(UNKNOWN)
    await town.platform.happens("subscribe_msg_popup_event", **POPUP)
    assert "接收提醒" not in await town.platform.says("进度")


async def test_without_a_template_nobody_is_asked(open_wechat: WechatOpen) -> None:
    """The account has no such notice: not a word of it, in the chat or on the page."""
    town = await open_wechat()
    told = await town.platform.says(UNKNOWN)
    assert "接收提醒" not in told
    link = _link(told)
    async with aiohttp.ClientSession() as http:
        async with http.get(link, headers=INSIDE) as response:
            assert "subscribe.js" not in await response.text()
        address = f"{town.up.url}/api/wechat/page"
        async with http.get(address, params={"url": link}) as response:
            assert response.status == 404


async def test_the_page_asks_inside_wechat_only(open_wechat: WechatOpen) -> None:
    """There the platform's script may run, and on no other page; its call is signed."""
    town = await open_wechat(subscription_template="sub-1")
    link = _link(await town.platform.says(UNKNOWN))
    async with aiohttp.ClientSession() as http:
        async with http.get(link, headers=INSIDE) as response:
            assert "subscribe.js" in await response.text()
            assert "https://res.wx.qq.com" in response.headers["Content-Security-Policy"]
        async with http.get(link, headers=OUTSIDE) as response:
            assert "subscribe.js" not in await response.text()
            assert "res.wx.qq.com" not in response.headers["Content-Security-Policy"]
        address = f"{town.up.url}/api/wechat/page"
        async with http.get(address, params={"url": link}) as response:
            told = await response.json()
        async with http.get(address, params={"url": "https://evil.example/t/1"}) as response:
            assert response.status == 404
    nonce, stamp = told["nonce"], told["timestamp"]
    together = f"jsapi_ticket=page-ticket&noncestr={nonce}&timestamp={stamp}&url={link}"
    assert told["signature"] == hashlib.sha1(together.encode(), usedforsecurity=False).hexdigest()
    assert told["template"] == "sub-1"
    assert town.platform.calls.count("ticket/getticket") == 1


def _link(told: str) -> str:
    found = re.search(r"http://\S+/t/\S+", told)
    assert found, told
    return found[0]
