"""The server's manners: headers, origins, addresses, brakes, logs, and how it fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused, StoreError
from bot.settings import Settings
from bot.web import SERVICE
from bot.web.access_log import line
from bot.web.brake import Brake
from bot.web.problems import explain
from bot.web.security import client_address, is_loopback, is_own_origin, origin_of
from bot.web.static import FOLDER, asset
from tests.conftest import NOW
from tests.web.resident_house import SIGNER, House

PAGES = ["/", "/t", "/t/20261123-0001", "/nothing", "/healthz", "/desk", "/widget.js"]


def asked(settings: Settings, remote: str = "198.51.100.1", **headers: str) -> web.Request:
    """A request as the server sees it."""

    class Known:
        """Just enough of a service."""

    known = Known()
    known.settings = settings  # type: ignore[attr-defined]
    app = web.Application()
    app[SERVICE] = known  # type: ignore[misc]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = make_mocked_request("GET", "/", headers={"Host": "ask.city", **named}, app=app)
    return request.clone(remote=remote)


@pytest.mark.parametrize("path", PAGES)
async def test_every_response_keeps_the_browser_in_bounds(house: House, path: str) -> None:
    """No inline script, no foreign one, no sniffing, no address told to others."""
    async with house.browser() as page:
        response, text = await page.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "base-uri 'none'; form-action 'self'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "<script>" not in text
    assert " style=" not in text
    assert " onclick=" not in text


async def test_only_the_citys_sites_may_frame_the_conversation(house: House) -> None:
    """And nobody the desk."""
    async with house.browser() as page:
        chat, _ = await page.get("/?embed=1")
        desk, _ = await page.get("/desk")
    framed = "frame-ancestors 'self' https://www.qinghe.example"
    assert framed in chat.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in desk.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("", 200),
        ("https://www.qinghe.example", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:1", 403),
        ("https://www.qinghe.example.evil.example", 403),
        ("file://", 403),
    ],
)
async def test_another_sites_page_cannot_post(house: House, origin: str, status: int) -> None:
    """With the reason in a sentence."""
    headers = {"Origin": origin} if origin else {}
    async with (
        house.browser() as page,
        page.session.post("/api/session", headers=headers) as response,
    ):
        answer = await response.json()
    assert response.status == status
    if status == 403:
        assert answer["code"] == "origin"


@pytest.mark.parametrize(
    ("public", "origin", "own"),
    [
        ("", "https://ask.city", True),
        ("", "http://ask.city", True),
        ("", "https://ask.city:8443", False),
        ("", "https://ask.city.evil", False),
        ("https://wz.gov", "https://wz.gov", True),
        ("https://wz.gov:443/", "https://wz.gov", True),
        ("https://wz.gov", "http://wz.gov", False),
        ("https://wz.gov", "https://ask.city", True),
        ("", "null", False),
        ("", "", False),
    ],
)
def test_our_own_origin_is_the_public_one_or_the_one_in_use(
    public: str, origin: str, own: bool
) -> None:
    """Behind a proxy that speaks https for us too."""
    assert is_own_origin(asked(Settings(public_url=public)), origin) is own


def test_an_origin_is_written_as_browsers_write_it() -> None:
    """Small letters, no usual port, no path."""
    assert origin_of("https://City.CN:443/a?b") == "https://city.cn"
    assert origin_of("http://city.cn:8080") == "http://city.cn:8080"
    assert origin_of("javascript:alert(1)") == ""


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        ((), "198.51.100.1", "203.0.113.7", "198.51.100.1"),
        (("198.51.100.1",), "198.51.100.1", "203.0.113.7", "203.0.113.7"),
        (("198.51.100.0/24",), "198.51.100.1", "6.6.6.6, 203.0.113.7, 198.51.100.2", "203.0.113.7"),
        (("198.51.100.1",), "198.51.100.1", "", "198.51.100.1"),
        (("198.51.100.1",), "198.51.100.1", "203.0.113.7, nonsense", "198.51.100.1"),
        (("198.51.100.1",), "198.51.100.1", "<script>", "198.51.100.1"),
        (("not an address",), "198.51.100.1", "203.0.113.7", "198.51.100.1"),
        ((), "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ((), "::ffff:198.51.100.1", "", "198.51.100.1"),
        ((), "::1", "", "::1"),
        ((), "", "", ""),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(
    proxies: tuple[str, ...], remote: str, forwarded: str, address: str
) -> None:
    """The last one that somebody we trust has seen; anybody can write the others."""
    request = asked(Settings(trusted_proxies=proxies), remote, X_Forwarded_For=forwarded)
    assert client_address(request) == address


@given(st.text(max_size=60), st.text(max_size=20))
def test_no_forwarded_nonsense_breaks_us(forwarded: str, remote: str) -> None:
    """Headers are whatever somebody sends."""
    sent = (
        forwarded.encode("utf-8", "replace").decode("latin-1").replace("\r", "").replace("\n", "")
    )
    request = asked(Settings(trusted_proxies=("0.0.0.0/0",)), remote, X_Forwarded_For=sent)
    assert isinstance(client_address(request), str)


def test_this_machine_is_known_as_such() -> None:
    """In each of its addresses."""
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("198.51.100.1")
    assert not is_loopback("2001:db8::/64")
    assert not is_loopback("")


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 5), st.integers(1, 40))
def test_a_brake_never_lets_more_through_than_it_says(
    pauses: list[int], calls: int, seconds: int
) -> None:
    """In any stretch of time; and who waits as long as told gets through."""
    brake, now = Brake(calls, seconds), NOW
    passed = []
    for pause in pauses:
        now += timedelta(seconds=pause)
        wait = brake.wait("a", now)
        if wait == 0:
            passed.append(now)
        else:
            assert 0 < wait <= seconds
        recent = [each for each in passed if now - each < timedelta(seconds=seconds)]
        assert len(recent) <= calls
        if wait:
            now += timedelta(seconds=wait)
            assert brake.wait("a", now) == 0
            passed.append(now)


def test_a_brake_holds_each_caller_by_itself_and_forgets_the_idle() -> None:
    """So that nobody fills the memory with addresses."""
    brake = Brake(1, 10)
    for n in range(10_001):
        assert brake.wait(f"caller {n}", NOW) == 0
    assert brake.wait("caller 0", NOW) == 10
    later = NOW + timedelta(seconds=11)
    assert brake.wait("another", later) == 0
    assert len(brake._seen) == 1


async def test_identities_are_given_out_slowly_to_one_caller(house: House) -> None:
    """Others, and this machine itself, are not held back."""
    async with house.browser(begun=False) as page:

        async def begin(address: str) -> tuple[int, str | None]:
            headers = page.headers(**({"X-Forwarded-For": address} if address else {}))
            async with page.session.post("/api/session", headers=headers) as response:
                return response.status, response.headers.get("Retry-After")

        for _ in range(60):
            assert await begin("203.0.113.7") == (200, None)
        assert await begin("203.0.113.7") == (429, "60")
        assert await begin("203.0.113.8") == (200, None)
        for _ in range(70):
            assert await begin("") == (200, None)
        house.clock.turn(60)
        assert await begin("203.0.113.7") == (200, None)


async def test_static_files_are_kept_for_a_year_at_their_own_address(house: House) -> None:
    """A page that asks for an older edition gets the newest, to be asked for again."""
    async with house.browser() as page:
        current, text = await page.get(asset("chat.js"))
        older, _ = await page.get("/static/000000000000/chat.js")
        _, front = await page.get("/")
    assert current.content_type == "text/javascript"
    assert text == (FOLDER / "chat.js").read_text("utf-8")
    assert current.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert older.headers["Cache-Control"] == "no-cache"
    assert asset("chat.js") in front
    with pytest.raises(KeyError):
        asset("missing.js")


@pytest.mark.parametrize(
    "path", ["/static/x/../../server.py", "/static/x/%2e%2e%2fserver.py", "/static/x/none.js"]
)
async def test_nothing_but_static_files_is_served(house: House, path: str) -> None:
    """No way out of the folder."""
    async with house.browser() as page:
        response, _ = await page.get(path)
    assert response.status == 404


async def test_the_service_tells_how_it_is(house: House) -> None:
    """Counts, nobody's words; 503 with a reason when the database does not answer."""
    async with house.browser() as page:
        await page.post("我叫王建国")
        status, state = await page.call("GET", "/healthz")
        assert (status, state["status"], state["inbox"]) == (200, "ok", {"done": 1})
        assert state["version"]
        status, state = await page.call("GET", "/healthz", **{"X-Forwarded-For": "8.8.8.8"})
        assert (status, state.keys()) == (200, {"status", "version"})
        await house.database.close()
        status, state = await page.call("GET", "/healthz")
    assert (status, state["status"]) == (503, "unavailable")
    assert state["reason"]


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (StoreError("/secret/path is broken"), 503, "not_kept"),
        (Refused("limits.too_many"), 429, "too_many"),
        (Refused("no such words"), 409, "refused"),
        (RuntimeError("王建国"), 500, "unexpected"),
        (web.HTTPRequestEntityTooLarge(max_size=1, actual_size=2), 413, "too_large"),
        (web.HTTPMethodNotAllowed("PUT", ["GET"]), 405, "not_found"),
    ],
)
async def test_each_failure_has_one_sentence(
    house: House, failure: Exception, status: int, code: str
) -> None:
    """JSON for a script, a page for a person; never what the failure itself said."""

    async def fail(_: web.Request) -> web.StreamResponse:
        raise failure

    app = web.Application(middlewares=[explain])
    app[SERVICE] = house.service
    app.router.add_get("/api/fail", fail)
    app.router.add_get("/fail", fail)
    async with TestServer(app) as server, house.browser() as page:
        async with page.session.get(server.make_url("/api/fail")) as response:
            answer: dict[str, Any] = await response.json()
        person = {"Accept": "text/html"}
        async with page.session.get(server.make_url("/fail"), headers=person) as other:
            text = await other.text()
    assert (response.status, answer["code"]) == (status, code)
    assert other.status == status
    assert answer["error"].split("编号")[0] in text
    for secret in ("secret", "王建国", "Traceback"):
        assert secret not in text + answer["error"]


async def test_the_access_log_tells_routes_and_no_secrets(house: House) -> None:
    """The declared address, never the one that was asked for."""
    lines: list[tuple[str, str]] = []

    @web.middleware
    async def listen(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            lines.append(line(request))

    app = web.Application(middlewares=[listen])

    async def well(_: web.Request) -> web.Response:
        return web.Response()

    app.router.add_get("/desk/sign-in/{token}", well)
    app.router.add_get("/t/{number}", well)
    async with TestServer(app) as server, house.browser() as page:
        for path in ("/desk/sign-in/SECRET", "/t/20261123-0001?k=SECRET", "/SECRET"):
            async with page.session.get(server.make_url(path)):
                pass
    assert lines == [
        ("GET", "/desk/sign-in/{token}"),
        ("GET", "/t/{number}"),
        ("GET", "(no such page)"),
    ]


async def test_the_log_of_a_whole_visit_names_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither words nor tokens nor codes, also where things go wrong."""
    ticket = await house.ticket()
    with caplog.at_level(logging.DEBUG):
        async with house.browser() as page, page.stream() as live:
            await live.frame()
            await page.post("我叫王建国")
            await page.get(house.link(ticket.number))
            await page.call(
                "POST",
                f"/api/tickets/{ticket.number}/open",
                {"code": SIGNER.code(ticket.number)},
            )
            house.intake.fails.append(StoreError("broken"))
            await page.post("13812345678")
            token = page.token
    ours = "\n".join(
        each.getMessage() for each in caplog.records if not each.name.startswith("asyncio")
    )
    for secret in ("王建国", "13812345678", token, SIGNER.code(ticket.number)):
        assert secret not in ours
