"""Asks the platform something outside a running service: for commands and for the doctor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.tencent.access_token import NoShelf, TokenKeeper
from bot.channels.tencent.calling import Api, Caller
from bot.channels.wechat.rights import fetch_token
from bot.clock import utc_now
from bot.settings.shape import Wechat

QUOTA = "/cgi-bin/openapi/quota/get"
SEND = "/cgi-bin/message/custom/send"


@asynccontextmanager
async def api_of(settings: Wechat) -> AsyncIterator[Api]:
    """The account's API for as long as the block runs."""
    caller = Caller(settings.base_url)
    keeper = TokenKeeper("wechat", fetch_token(caller, settings), NoShelf(), utc_now)
    try:
        yield Api(caller, keeper)
    finally:
        await caller.hang_up()


async def may_send(api: Api) -> None:
    """Return where the account may write of its own accord. Raises `ApiError` 48001 else."""
    await api.post(QUOTA, {"cgi_path": SEND})
