"""A message's own page: our words, whole, to who holds the address, for a week."""

from __future__ import annotations

import aiohttp

from bot.web.residents.message_page import address_of
from tests.channels.conftest import WechatOpen


async def test_a_long_answer_stands_on_its_page(open_wechat: WechatOpen) -> None:
    """All of it, escaped; not without the signature, not a resident's words, not after a week."""
    town = await open_wechat(account="unverified")
    await town.platform.says("我的 <b>")
    service = town.up.service
    addresses = [address_of(service.signer, town.up.url, number) for number in (1, 2, 99)]
    async with aiohttp.ClientSession() as http:

        async def get(address: str) -> tuple[int, str]:
            async with http.get(address, headers={"Accept": "text/html"}) as response:
                return response.status, await response.text()

        told = await get(addresses[1])
        assert told[0] == 200
        assert "答复全文" in told[1]
        wrong = f"{town.up.url}/m/2?k=wrong"
        for address in (addresses[0], addresses[2], wrong, wrong.split("?")[0]):
            assert (await get(address))[0] == 404
        town.clock.turn(days=8)
        assert (await get(addresses[1]))[0] == 404
