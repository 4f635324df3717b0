"""Rows W60 to W67: one token for all, one refresh at a time, no storm whatever is wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from bot.channels.tencent.access_token import Token, TokenKeeper
from bot.channels.tencent.calling import Api, Caller
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.wechat.rights import fetch_token
from bot.settings import Wechat
from tests.channels.fake_wechat import APP_ID, CUT, HTML, SECRET, FakeWechat, wechat_api
from tests.ledgers import Hands

QUOTA = "openapi/quota/get"
TOKEN_PATH = "stable_token"


class Board:
    """A shelf that any number of keepers share."""

    def __init__(self) -> None:
        self.lying: dict[str, Token] = {}

    async def look(self, name: str) -> Token | None:
        """The token that lies there."""
        return self.lying.get(name)

    async def put(self, name: str, token: Token) -> None:
        """Lay it there."""
        self.lying[name] = token

    async def drop(self, name: str, value: str) -> None:
        """Take this very one."""
        if name in self.lying and self.lying[name].value == value:
            del self.lying[name]


class Process:
    """A process of ours with its own connections and keeper."""

    def __init__(self, fake: FakeWechat, board: Board, clock: Hands, secret: str = SECRET) -> None:
        settings = Wechat(token="x1x", app_id=APP_ID, app_secret=secret, base_url=fake.url)
        self.caller = Caller(settings.base_url)
        self.keeper = TokenKeeper("wechat", fetch_token(self.caller, settings), board, clock)
        self.api = Api(self.caller, self.keeper)

    async def call(self) -> object:
        """A harmless call."""
        return await self.api.post("/cgi-bin/openapi/quota/get", {"cgi_path": "/x"})


class World:
    """The platform, a shelf, a clock, and processes."""

    def __init__(self, fake: FakeWechat) -> None:
        self.fake = fake
        self.board = Board()
        self.clock = Hands()
        self.processes: list[Process] = []

    def process(self, secret: str = SECRET) -> Process:
        """One more process."""
        self.processes.append(Process(self.fake, self.board, self.clock, secret))
        return self.processes[-1]

    def fetched(self) -> int:
        """How often a token was asked for."""
        return self.fake.calls.count(TOKEN_PATH)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """All of it."""
    async with wechat_api(FakeWechat(lambda: 1_700_000_000.0)) as fake:
        made = World(fake)
        yield made
        for each in made.processes:
            await each.caller.hang_up()


async def test_w60_an_expired_token_is_replaced_and_the_call_made_once_more(world: World) -> None:
    """W60: whatever the platform calls it."""
    one = world.process()
    await one.call()
    for code in (42001, 40014, 40001):
        world.fake.faults[QUOTA] = [code]
        await one.call()
    assert world.fake.calls.count(QUOTA) == 7
    assert world.fetched() == 4


async def test_w61_many_that_fail_together_refresh_once(world: World) -> None:
    """W61: fifty calls meet a dead token: one refresh, fifty retries."""
    one = world.process()
    await one.call()
    world.fake.rotate()
    await asyncio.gather(*(one.call() for _ in range(50)))
    assert world.fetched() == 2


async def test_w62_processes_share_what_one_has_fetched(world: World) -> None:
    """W62: the second finds it on the shelf; fetching both would give the same one."""
    await world.process().call()
    await world.process().call()
    assert world.fetched() == 1
    world.board.lying.clear()
    await world.process().call()
    assert len(world.fake.tokens) == 1


async def test_w60_a_token_that_stays_bad_is_not_asked_for_without_end(world: World) -> None:
    """W60: the call fails twice: it is told, and not tried a third time."""
    one = world.process()
    world.fake.faults[QUOTA] = [40001, 40001, 40001]
    with pytest.raises(ApiError) as caught:
        await one.call()
    assert (caught.value.code, world.fake.calls.count(QUOTA)) == (40001, 2)


async def test_w63_only_the_stable_family_is_asked_and_never_by_force(world: World) -> None:
    """W63, W62: whoever else fetches tokens the old way (cgi-bin/token) does not disturb ours."""
    one = world.process()
    for code in (42001, 40001, -1):
        world.fake.faults[QUOTA] = [code]
        with suppress(ApiError):
            await one.call()
    assert set(world.fake.calls) == {QUOTA, TOKEN_PATH}
    assert len(world.fake.tokens) == 1


async def test_w64_a_wrong_secret_is_no_storm(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """W64: one try in thirty seconds, and an alarm without the secret."""
    one = world.process(secret="0" * 32)
    for _ in range(20):
        with pytest.raises(ApiError):
            await one.call()
    assert world.fetched() == 1
    world.clock.turn(31)
    with pytest.raises(ApiError):
        await one.call()
    assert world.fetched() == 2
    assert "AppID and secret do not belong together" in caplog.text
    assert "0" * 32 not in caplog.text


async def test_w65_an_address_that_is_not_listed_is_named(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W65: the operator reads which address to add; asked again after five minutes only."""
    from tests.channels import fake_wechat

    words = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 0000-00ab"
    monkeypatch.setattr(fake_wechat, "refusal", lambda code, _="": _refused(code, words))
    one = world.process()
    world.fake.faults[TOKEN_PATH] = [40164, 40164]
    for seconds in (0, 31, 200):
        world.clock.turn(seconds)
        with pytest.raises(ApiError):
            await one.call()
    assert world.fetched() == 1
    assert "203.0.113.7 to the account's IP allow list" in caplog.text


def _refused(code: int, words: str) -> object:
    from aiohttp import web

    return web.json_response({"errcode": code, "errmsg": words})


async def test_w66_a_short_token_is_no_busy_loop(world: World) -> None:
    """W66: near its end it is used for a minute, and then asked for again."""
    world.fake.expires_in = 300
    one = world.process()
    for _ in range(5):
        await one.call()
    assert world.fetched() == 1
    world.clock.turn(61)
    await one.call()
    assert world.fetched() == 2


async def test_w67_a_platform_out_of_order_is_busy(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """W67: HTML is -1; a connection that breaks or is refused has facts of its own."""
    caplog.set_level(logging.INFO)
    one = world.process()
    world.fake.faults[TOKEN_PATH] = [HTML]
    with pytest.raises(ApiError) as caught:
        await one.call()
    assert caught.value.code == -1
    world.clock.turn(6)
    world.fake.faults[QUOTA] = [CUT]
    with pytest.raises(NoAnswer):
        await one.call()
    lost = Caller("http://127.0.0.1:9")
    with pytest.raises(NotSent):
        await lost.post("/x", {})
    await lost.hang_up()
    assert all(token not in caplog.text for token in world.fake.tokens)
