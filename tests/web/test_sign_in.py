"""The way into the desk: one link, one button, one session, and out again."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import ClientSession

from bot.models import Official
from bot.settings import Settings
from bot.store import Database, people
from bot.web.desk.session import COOKIE
from tests.web.desk_house import DeskHouse, open_desk

COMMAND = "wenzheng official link"


@pytest.fixture
async def house(settings: Settings, database: Database) -> AsyncIterator[DeskHouse]:
    """A running desk."""
    async with open_desk(settings, database) as opened:
        yield opened


@pytest.fixture
async def wang(house: DeskHouse) -> Official:
    """An official who wants to get in."""
    return await house.official("王敏")


async def test_opening_a_link_uses_nothing_up(house: DeskHouse, wang: Official) -> None:
    """A chat fetches addresses for its previews; only the button counts."""
    link = await house.link(wang)
    async with house.browser() as preview, house.browser() as browser:
        for _ in range(3):
            status, page = await preview.get(link)
            assert status == 200
            assert 'method="post"' in page
        assert (await browser.press(link))[:2] == (303, "/desk")


async def test_the_button_begins_a_session_that_no_script_and_no_other_site_can_use(
    house: DeskHouse, wang: Official
) -> None:
    """The cookie is HttpOnly, SameSite=Strict, and goes to the desk alone."""
    headers = {"Origin": house.origin}
    async with (
        ClientSession(house.origin) as session,
        session.post(await house.link(wang), headers=headers, allow_redirects=False) as response,
    ):
        cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/desk"
    assert not cookie["secure"]  # this desk is served over plain http


async def test_the_session_travels_by_https_only_where_residents_reach_us_so(
    settings: Settings, database: Database
) -> None:
    """Behind a proxy with a certificate the cookie is Secure."""
    public = msgspec.structs.replace(settings, public_url="https://wen.example")
    async with open_desk(public, database) as house:
        link = await house.link(await house.official("王敏"))
        headers = {"Origin": "https://wen.example"}
        async with (
            ClientSession(house.origin) as session,
            session.post(link, headers=headers, allow_redirects=False) as response,
        ):
            assert response.cookies[COOKIE]["secure"]


async def test_who_has_signed_in_sees_the_desk(house: DeskHouse, wang: Official) -> None:
    """The page names the official and the department."""
    async with house.browser(wang) as browser:
        status, page = await browser.get("/desk")
    assert status == 200
    assert "王敏" in page
    assert "市城市管理局" in page


async def test_a_link_works_once_and_then_says_how_to_get_another(
    house: DeskHouse, wang: Official
) -> None:
    """A used link opens nothing, and its page names the command."""
    link = await house.link(wang)
    async with house.browser() as first, house.browser() as second:
        await first.press(link)
        status, _, page = await second.press(link)
        assert (await second.json("/desk/api/me"))[0] == 401
    assert status == 410
    assert "已经用过" in page
    assert COMMAND in page


async def test_an_expired_link_says_so(house: DeskHouse, wang: Official) -> None:
    """After its minutes the link opens nothing."""
    link = await house.link(wang)
    house.clock.turn(house.service.settings.desk.link_minutes * 60 + 1)
    async with house.browser() as browser:
        status, _, page = await browser.press(link)
    assert status == 410
    assert "过期" in page
    assert COMMAND in page


async def test_an_unknown_link_says_so(house: DeskHouse) -> None:
    """A made-up or cut-off link is told apart from an expired one."""
    async with house.browser() as browser:
        status, _, page = await browser.press("/desk/sign-in/made-up")
    assert status == 410
    assert "不对" in page
    assert COMMAND in page


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_no_other_site_can_press_the_button(
    house: DeskHouse, wang: Official, origin: str
) -> None:
    """A form from elsewhere is refused, and the link stays good."""
    link = await house.link(wang)
    async with house.browser() as browser:
        assert (await browser.press(link, origin=origin))[0] == 403
        assert (await browser.press(link))[0] == 303


async def test_the_answer_keeps_the_language_of_the_page(house: DeskHouse) -> None:
    """The form posts to the language it is shown in: a turn to another would lose the answer."""
    async with house.browser() as browser:
        _, page = await browser.get("/desk/sign-in/made-up?lang=en")
        assert 'action="/desk/sign-in/made-up?lang=en"' in page
        _, _, answer = await browser.press("/desk/sign-in/made-up?lang=en")
    assert "not valid" in answer


async def test_signing_out_ends_the_session_everywhere(house: DeskHouse, wang: Official) -> None:
    """A copy of the cookie is worth nothing afterwards."""
    async with house.browser(wang) as browser, house.browser() as thief:
        thief.session.cookie_jar.update_cookies(
            {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
        )
        assert (await thief.json("/desk/api/me"))[0] == 200
        assert (await browser.press("/desk/sign-out"))[:2] == (303, "/desk/sign-out")
        assert (await browser.json("/desk/api/me"))[0] == 401
        assert (await thief.json("/desk/api/me"))[0] == 401
        status, page = await browser.get("/desk/sign-out")
    assert status == 200
    assert "您已退出" in page


async def test_another_site_cannot_sign_anyone_out(house: DeskHouse, wang: Official) -> None:
    """The session outlives a form from elsewhere."""
    async with house.browser(wang) as browser:
        assert (await browser.press("/desk/sign-out", origin="https://evil.example"))[0] == 403
        assert (await browser.json("/desk/api/me"))[0] == 200


async def test_a_session_ends_after_its_hours(house: DeskHouse, wang: Official) -> None:
    """Who comes back the next day signs in anew."""
    async with house.browser(wang) as browser:
        house.clock.turn(house.service.settings.desk.session_hours * 3600 + 1)
        assert (await browser.json("/desk/api/me"))[0] == 401


async def test_a_removed_official_is_out_at_once(house: DeskHouse, wang: Official) -> None:
    """Neither the session nor an unused link lets them in."""
    link = await house.link(wang)
    async with house.browser(wang) as browser:
        await house.database.transaction(
            lambda tx: people.remove_official(tx, wang.id, house.clock())
        )
        assert (await browser.json("/desk/api/me"))[0] == 401
        assert (await browser.press(link))[0] == 410


async def test_a_fetch_of_the_link_by_a_preview_keeps_it_out_of_every_store(
    house: DeskHouse, wang: Official
) -> None:
    """The page with the token is not to be kept, framed, or told to another site."""
    link = await house.link(wang)
    async with ClientSession(house.origin) as session, session.get(link) as response:
        headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
