"""The page's live connection, whatever the network does to it: it always begins anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, WebSocketRoute

from bot.web import static
from tests.browser.chromium import PHONE, page_of
from tests.browser.conftest import in_one_loop
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.browser

STATIC = Path(static.__file__).parent / "static"
SITE = "http://wenzheng.test"
PAGE = """<!doctype html><script type="module">
import { Live } from "/live.js";
window.told = [];
window.identity = () => "me";
window.live = new Live("/stream", {
  hello: async () => ({ type: "hello", token: await window.identity() }),
  heard: (frame) => window.told.push(frame.type),
  state: (up) => window.told.push(up),
  refused: () => window.told.push("refused"),
});
</script>"""


@dataclass
class Far:
    """The other end: which connections were asked for, and what was said on each."""

    page: Page
    asked: asyncio.Queue[WebSocketRoute] = field(default_factory=asyncio.Queue)
    said: asyncio.Queue[str | bytes] = field(default_factory=asyncio.Queue)
    opens: bool = True

    async def answer(self, socket: WebSocketRoute) -> None:
        """Take a connection, or leave it hanging for ever."""
        socket.on_message(self.said.put_nowait)
        self.asked.put_nowait(socket)
        if not self.opens:
            await asyncio.Event().wait()

    async def next(self) -> WebSocketRoute:
        """The next connection that the page asks for."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.asked.get()

    async def hears(self) -> str | bytes:
        """What the page says next."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.said.get()

    async def later(self, seconds: int) -> None:
        """Let the page's own time go by."""
        await self.page.clock.run_for(seconds * 1000)


@in_one_loop
async def far(browser: Browser) -> AsyncIterator[Far]:
    """A page with our script and nothing else; its clock is the test's."""

    async def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{SITE}/")
        if name:
            await route.fulfill(path=STATIC / name)
        else:
            await route.fulfill(body=PAGE, content_type="text/html")

    async with page_of(browser, PHONE) as page:
        far = Far(page)
        await page.clock.install()
        await page.route(f"{SITE}/**", serve)
        await page.route_web_socket("**/stream", far.answer)
        await page.goto(f"{SITE}/")
        await page.wait_for_function("window.live")
        yield far


async def test_what_neither_opens_nor_fails_is_begun_anew(far: Far) -> None:
    """A phone that changes networks: after fifteen seconds another is opened."""
    far.opens = False
    await far.page.evaluate("live.start()")
    await far.next()
    far.opens = True
    await far.later(16)
    await far.next()
    await far.page.wait_for_function("told.length === 1 && told[0] === false")
    assert await far.hears() == '{"type":"hello","token":"me"}'


async def test_an_identity_that_never_comes_holds_up_no_line(far: Far) -> None:
    """Nothing is said before the page has said who it is; then the line is begun anew."""
    await far.page.evaluate("void (identity = () => new Promise(() => {}))")
    await far.page.evaluate("live.start()")
    await far.next()
    await far.page.wait_for_function("live.socket.readyState === WebSocket.OPEN")
    await far.page.evaluate(
        "live.say({ type: 'look' }); live.hurry(); void (identity = () => 'me')"
    )
    await far.later(16)
    await far.next()
    assert await far.hears() == '{"type":"hello","token":"me"}'


async def test_a_line_on_which_nobody_answers_is_begun_anew(far: Far) -> None:
    """The page asks now and then; who does not answer has gone."""
    await far.page.evaluate("live.start()")
    first = await far.next()
    assert await far.hears() == '{"type":"hello","token":"me"}'
    first.send('{"type":"messages"}')
    await far.page.wait_for_function("told.length === 2")
    await far.later(21)
    assert await far.hears() == '{"type":"look"}'
    await far.later(9)
    second = await far.next()
    first.send('{"type":"late"}')
    assert await far.hears() == '{"type":"hello","token":"me"}'
    second.send('{"type":"here"}')
    await far.page.wait_for_function("told.length === 5")
    assert await far.page.evaluate("told") == [True, "messages", False, True, "here"]


async def test_whoever_is_not_known_begins_anew_with_another_name(far: Far) -> None:
    """The server does not know us any more (4401): the page is told, and comes back."""
    await far.page.evaluate("live.start()")
    first = await far.next()
    await far.hears()
    await first.close(code=4401)
    await far.page.wait_for_function("told.length === 2")
    assert await far.page.evaluate("told") == [False, "refused"]
    await far.later(2)
    await far.next()


@pytest.mark.parametrize("times", [1, 12])
async def test_however_often_it_fails_the_next_try_comes_within_seconds(
    far: Far, times: int
) -> None:
    """The pauses grow to eight seconds and no further."""
    await far.page.evaluate("live.start()")
    for _ in range(times):
        await (await far.next()).close(code=1011)
        await far.page.wait_for_function("live.waiting")
        await far.later(8)
    await far.next()
