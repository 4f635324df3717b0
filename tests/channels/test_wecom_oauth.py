"""打开工单 on the phone: signed in by WeCom, state checked, known officials only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from bot.web.desk.session import COOKIE
from tests.channels.corp import AGENT, CORP, LI, WANG
from tests.channels.fake_wechat import HTML
from tests.channels.fake_wecom import UNTRUSTED
from tests.channels.wecom_town import WecomTown

PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/7.0.1 wxwork/4.1.30 Language/zh",
    "Accept": "text/html",
}
TICKET = "/desk/tickets/20261126-0001"


@pytest.fixture
async def town(wecom_town: WecomTown) -> WecomTown:
    """王芳 is known, 李娜 is a member of the corp and nothing more."""
    await wecom_town.sign_up()
    return wecom_town


class Phone:
    """A browser within WeCom."""

    def __init__(self, town: WecomTown, http: ClientSession) -> None:
        self.town = town
        self.http = http

    async def opens(self, path: str) -> tuple[int, str]:
        """Open an address of ours; where it leads, or its page."""
        async with self.http.get(path, headers=PHONE, allow_redirects=False) as response:
            return response.status, response.headers.get("Location", "") or await response.text()

    async def leaves(self, path: str = TICKET) -> str:
        """Open a page without a session; the state with which WeCom is asked."""
        status, way = await self.opens(path)
        assert (status, way) == (303, f"/desk/wecom?to={path}")
        status, address = await self.opens(way)
        assert status == 303
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}" == "https://open.weixin.qq.com"
        assert (parts.path, parts.fragment) == ("/connect/oauth2/authorize", "wechat_redirect")
        assert (asked["appid"], asked["agentid"]) == (CORP, str(AGENT))
        assert asked["redirect_uri"] == f"{self.town.up.url}/desk/wecom/back"
        assert len(asked["state"]) <= 128
        assert asked["state"].isalnum()
        return asked["state"]

    async def comes_back(self, state: str, who: str = WANG) -> tuple[int, str]:
        """WeCom sends the phone back with a code."""
        self.town.platform.phones["the-code"] = who
        return await self.opens(f"/desk/wecom/back?code=the-code&state={state}")

    @property
    def session(self) -> str:
        """The desk's session, if there is one."""
        return next((each.value for each in self.http.cookie_jar if each.key == COOKIE), "")


@pytest.fixture
async def phone(town: WecomTown) -> AsyncIterator[Phone]:
    """A phone that holds nothing yet."""
    from aiohttp import CookieJar

    async with ClientSession(town.up.url, cookie_jar=CookieJar(unsafe=True)) as http:
        yield Phone(town, http)


async def test_an_official_is_at_the_ticket_without_a_password(phone: Phone) -> None:
    """Out to WeCom and back: a page of ours leads on, so that the strict cookie goes with it."""
    status, page = await phone.comes_back(await phone.leaves())
    assert status == 200
    assert f"url={TICKET}?from=wecom" in page
    assert phone.session
    status, page = await phone.opens(f"{TICKET}?from=wecom")
    assert status == 200
    assert "王芳" in page


@pytest.mark.parametrize("kind", ["other state", "no cookie", "no state", "code twice", "no code"])
async def test_what_did_not_leave_from_here_gets_no_session(phone: Phone, kind: str) -> None:
    """A state that this browser does not hold, or a code that is spent, is worth nothing."""
    state = await phone.leaves()
    if kind == "no cookie":
        phone.http.cookie_jar.clear()
    if kind == "code twice":
        await phone.comes_back(state)
        phone.http.cookie_jar.clear()
        state = await phone.leaves()
    phone.town.platform.phones["the-code"] = "" if kind == "code twice" else WANG
    given = {"other state": "0" * 32, "no state": ""}.get(kind, state)
    code = "" if kind == "no code" else "the-code"
    status, page = await phone.opens(f"/desk/wecom/back?code={code}&state={given}")
    assert status == 403
    assert "没有认出您" in page
    assert not phone.session


@pytest.mark.parametrize("who", [LI, "oStranger-0123"])
async def test_only_known_officials_get_in(phone: Phone, who: str) -> None:
    """A member of the corp who is no official, and one who is not even a member."""
    status, page = await phone.comes_back(await phone.leaves(), who)
    assert status == 403
    assert "还没有登记为工作人员" in page
    assert not phone.session


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/t/1", "/desk/sign-out"]
)
async def test_the_way_leads_to_the_desk_only(phone: Phone, to: str) -> None:
    """Whatever an address asks for, one arrives at the desk."""
    _, address = await phone.opens(f"/desk/wecom?to={to}")
    state = parse_qs(urlsplit(address).query)["state"][0]
    _, page = await phone.comes_back(state)
    assert "url=/desk?from=wecom" in page


async def test_where_the_session_does_not_hold_nobody_goes_in_circles(phone: Phone) -> None:
    """Just sent back and still out: the ordinary page, which tells how to get a link."""
    status, page = await phone.opens(f"{TICKET}?from=wecom")
    assert status == 401
    assert "请先登录" in page


async def test_other_browsers_are_not_sent_to_wecom(town: WecomTown) -> None:
    """A desk computer's browser sees the page with which one signs in."""
    async with (
        ClientSession(town.up.url) as http,
        http.get(TICKET, headers={"Accept": "text/html"}, allow_redirects=False) as response,
    ):
        assert response.status == 401


@pytest.mark.parametrize("fault", [UNTRUSTED, HTML])
async def test_wecom_out_of_reach_is_said(phone: Phone, fault: int | str) -> None:
    """An address that is not trusted there, or a platform that is away: what to do instead."""
    state = await phone.leaves()
    phone.town.platform.faults["auth/getuserinfo"] = [fault]
    status, page = await phone.opens(f"/desk/wecom/back?code=x&state={state}")
    assert status == 403
    assert "联系不上企业微信" in page
