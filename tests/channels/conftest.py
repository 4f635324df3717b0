"""A town on Telegram: the whole service in this process, against a Bot API server of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.app import Running, running
from bot.settings import Limits, Promises, Settings, Telegram, Wechat, Wecom
from tests.acceptance.sample import entries
from tests.channels.corp import AGENT, CORP
from tests.channels.corp import KEY as KEY_OF_WECOM
from tests.channels.corp import SECRET as SECRET_OF_WECOM
from tests.channels.corp import TOKEN as TOKEN_OF_WECOM
from tests.channels.fake_bot_api import TOKEN, FakeBotApi, bot_api
from tests.channels.fake_wechat import APP_ID, KEY, SECRET, FakeWechat, wechat_api
from tests.channels.fake_wechat import TOKEN as TOKEN_OF_WECHAT
from tests.channels.fake_wecom import FakeWecom, wecom_api
from tests.channels.machines import City
from tests.channels.town import Town
from tests.channels.wechat_town import Hours, WechatTown
from tests.channels.wecom_app import App, app_of
from tests.channels.wecom_town import WecomTown
from tests.hours import ANY_HOUR
from tests.postgres_server import PostgresServer

KNOWN = entries()[0]
Open = Callable[..., Awaitable[Town]]


@pytest.fixture
async def platform() -> AsyncIterator[FakeBotApi]:
    """Telegram, as far as we need it."""
    async with bot_api() as fake:
        yield fake


@pytest.fixture
async def open_town(platform: FakeBotApi, hours: Hours, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the service on one data folder; `close` and open again is a restart."""
    async with AsyncExitStack() as stack:

        async def open_one(*, messages_per_minute: int = 1000, **telegram: Any) -> Town:
            given = {"token": TOKEN, "base_url": platform.url, "poll_seconds": 1, **telegram}
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=messages_per_minute),
                promises=ANY_HOUR,
                telegram=Telegram(**given),
            )
            own = AsyncExitStack()
            up: Running = await own.enter_async_context(running(settings, hours))
            stack.push_async_callback(own.aclose)
            return Town(up, platform, own)

        yield open_one


@pytest.fixture(params=["polling", "webhook"])
async def town(request: pytest.FixtureRequest, open_town: Open) -> Town:
    """The service, once polling and once called."""
    return await open_town(mode=request.param)


@pytest.fixture
async def polling_town(open_town: Open) -> Town:
    """The service, polling."""
    return await open_town()


WechatOpen = Callable[..., Awaitable[WechatTown]]


@pytest.fixture
def hours() -> Hours:
    """The time, for the service and for the platforms that count by it."""
    return Hours()


@pytest.fixture
async def weixin(hours: Hours) -> AsyncIterator[FakeWechat]:
    """WeChat, as far as we need it."""
    async with wechat_api(FakeWechat(hours.seconds)) as fake:
        yield fake


@pytest.fixture
async def open_wechat(
    weixin: FakeWechat, hours: Hours, tmp_path: Path
) -> AsyncIterator[WechatOpen]:
    """Opens the service on one data folder; `close` and open again is a restart."""
    async with AsyncExitStack() as stack:

        async def open_one(*, messages_per_minute: int = 1000, **wechat: Any) -> WechatTown:
            given = {
                "token": TOKEN_OF_WECHAT,
                "app_id": APP_ID,
                "app_secret": SECRET,
                "encoding_key": KEY,
                "base_url": weixin.url,
                "file_hosts": ("127.0.0.1",),
                "mode": weixin.mode,
                **wechat,
            }
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=messages_per_minute),
                promises=ANY_HOUR,
                wechat=Wechat(**given),
            )
            own = AsyncExitStack()
            up: Running = await own.enter_async_context(running(settings, hours))
            stack.push_async_callback(own.aclose)
            weixin.callback = f"{up.url}/channels/wechat"
            return WechatTown(up, weixin, hours, own)

        yield open_one


@pytest.fixture
async def wechat_town(open_wechat: WechatOpen) -> WechatTown:
    """The service on a verified service account, in safe mode."""
    return await open_wechat()


WecomOpen = Callable[..., Awaitable[WecomTown]]


@pytest.fixture
async def corp(hours: Hours) -> AsyncIterator[FakeWecom]:
    """WeCom, as far as we need it."""
    async with wecom_api(FakeWecom(hours.seconds)) as fake:
        yield fake


@pytest.fixture
async def open_wecom(corp: FakeWecom, hours: Hours, tmp_path: Path) -> AsyncIterator[WecomOpen]:
    """Opens the service on one data folder; `close` and open again is a restart."""
    async with AsyncExitStack() as stack:

        async def open_one(*, promises: Promises = ANY_HOUR, **wecom: Any) -> WecomTown:
            given = {
                "corp_id": CORP,
                "agent_id": AGENT,
                "secret": SECRET_OF_WECOM,
                "token": TOKEN_OF_WECOM,
                "encoding_key": KEY_OF_WECOM,
                "base_url": corp.url,
                **wecom,
            }
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=1000),
                promises=promises,
                wecom=Wecom(**given),
            )
            own = AsyncExitStack()
            up: Running = await own.enter_async_context(running(settings, hours))
            stack.push_async_callback(own.aclose)
            corp.callback = f"{up.url}/channels/wecom"
            return WecomTown(up, corp, hours, own)

        yield open_one


@pytest.fixture
async def wecom_town(open_wecom: WecomOpen) -> WecomTown:
    """The service with an app in WeCom."""
    return await open_wecom()


@pytest.fixture
async def app() -> AsyncIterator[App]:
    """An app of WeCom by itself, whose circle are 王芳 and 李娜."""
    async with app_of() as opened:
        yield opened


@pytest.fixture
async def one_database(
    postgres_server: PostgresServer, migrated_postgres: str, tmp_path: Path
) -> AsyncIterator[City]:
    """A database of its own, taken away at the end."""
    name = postgres_server.create(template=migrated_postgres)
    yield City(postgres_server.address(name), tmp_path)
    postgres_server.drop(name)
