"""Files: only at signed addresses, only for a while, and never as a page of ours."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from bot.models import Attachment, Content, Direction
from bot.store import Transaction, contacts, messages
from bot.web.files import file_link
from tests.web.pictures import picture
from tests.web.resident_house import House, Page
from tests.web.small_intake import say


async def uploaded(house: House, page: Page) -> str:
    """Send a picture; its address as the page is told."""
    status, answer = await page.post_files(("路灯.jpg", picture()))
    assert status == 200, answer
    _, answer = await page.call("GET", "/api/history?before=1000")
    attachment = answer["messages"][0]["attachments"][0]
    assert attachment["name"] == "路灯.jpg"
    return str(attachment["url"])


async def test_a_picture_is_shown_at_its_signed_address(house: House) -> None:
    """To whoever holds it: an image element sends no identity."""
    async with house.browser() as page:
        url = await uploaded(house, page)
        async with page.session.get(url) as response:
            body = await response.read()
    assert (response.status, response.content_type) == (200, "image/jpeg")
    assert hashlib.sha256(body).hexdigest() in url
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert "private" in response.headers["Cache-Control"]


async def test_the_address_stays_the_same_for_a_day(house: House) -> None:
    """So that a picture is fetched once; then it changes, and the old one runs out."""
    async with house.browser() as page:
        url = await uploaded(house, page)
        assert url == await first_url(page)
        house.clock.turn(86_400)
        assert url != await first_url(page)
        async with page.session.get(url) as response:
            assert response.status == 200
        house.clock.turn(86_400)
        async with page.session.get(url) as response:
            assert response.status == 404


async def first_url(page: Page) -> str:
    """The address of the first file in the history."""
    _, answer = await page.call("GET", "/api/history?before=1000")
    return str(answer["messages"][0]["attachments"][0]["url"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda url: url[:-1],
        lambda url: url.replace("m=1", "m=2"),
        lambda url: url.replace("e=1", "e=2"),
        lambda url: url.split("?")[0],
        lambda url: url.split("&s=")[0] + "&s=" + "A" * 22,
        lambda url: "/files/" + "0" * 64 + "?" + url.split("?")[1],
        lambda url: "/files/../" + url.split("/")[2],
    ],
)
async def test_a_changed_address_leads_nowhere(house: House, spoil: object) -> None:
    """404, whatever was changed."""
    assert callable(spoil)
    async with house.browser() as page:
        url = await uploaded(house, page)
        async with page.session.get(spoil(url)) as response:
            assert response.status == 404


async def test_a_file_belongs_to_its_message(house: House) -> None:
    """A well signed address of a message without that file finds nothing."""
    async with house.browser() as page:
        url = await uploaded(house, page)
        sha256 = url.split("/")[2].split("?")[0]
        async with page.session.get(file_link(house.service, sha256, 2, house.clock())) as response:
            assert response.status == 404


async def test_what_is_no_picture_is_only_ever_saved(house: House) -> None:
    """Should another channel bring one, a browser must not run it as ours."""
    body = b"<script>alert(1)</script>"
    sha256 = hashlib.sha256(body).hexdigest()
    attachment = Attachment(sha256, "text/html", len(body), "a.html")

    def keep(tx: Transaction) -> int:
        messages.keep_attachment(tx, attachment, body, house.clock())
        contact = contacts.arrive(tx, "web", "a", house.clock())
        content = Content("", attachments=(attachment,))
        return say(tx, house.clock, Direction.INBOUND, content, contact_id=contact.id)

    message_id = await house.database.transaction(keep)
    async with house.browser() as page:
        link = file_link(house.service, sha256, message_id, house.clock() - timedelta(hours=1))
        async with page.session.get(link) as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert "sandbox" in response.headers["Content-Security-Policy"]
