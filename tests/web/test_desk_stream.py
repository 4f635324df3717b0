"""The desk's live line: who may hold it, what it tells, and when it hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from bot.models import Content, Official, Outbound, OutboxState, Role, TicketState
from bot.settings import Settings
from bot.store import Database
from tests.conftest import NOW
from tests.patience import PATIENCE_SECONDS
from tests.web.desk_house import Browser, DeskHouse, Json, open_desk


@pytest.fixture
async def house(settings: Settings, database: Database) -> AsyncIterator[DeskHouse]:
    """A running desk."""
    async with open_desk(settings, database) as opened:
        yield opened


@pytest.fixture
async def wang(house: DeskHouse) -> Official:
    """An official at the desk."""
    return await house.official("王敏")


async def hear(line: ClientWebSocketResponse) -> Json:
    """The next frame."""
    return dict(await line.receive_json(timeout=PATIENCE_SECONDS))


async def watch(line: ClientWebSocketResponse, browser: Browser, number: str) -> None:
    """Let the page show a ticket, as it was told of it."""
    shown = await browser.ticket(number)
    await line.send_json({"type": "watch", "number": number, "pulse": shown["pulse"]})


async def test_nobody_listens_without_a_session(house: DeskHouse) -> None:
    """The line is refused before it opens."""
    async with house.browser() as browser:
        with pytest.raises(WSServerHandshakeError) as refusal:
            async with browser.session.ws_connect("/desk/stream", headers={"Origin": house.origin}):
                pass
    assert refusal.value.status == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_no_other_site_can_listen_with_an_officials_cookie(
    house: DeskHouse, wang: Official, origin: str
) -> None:
    """The cookie alone opens no line."""
    headers = {"Origin": origin} if origin else {}
    async with house.browser(wang) as browser:
        with pytest.raises(WSServerHandshakeError) as refusal:
            async with browser.session.ws_connect("/desk/stream", headers=headers):
                pass
    assert refusal.value.status == 403


async def test_a_new_ticket_is_told_as_new_once(house: DeskHouse, wang: Official) -> None:
    """What existed before is no news; a ticket is announced only the first time."""
    await house.ticket("早就有的")
    async with house.browser(wang) as browser, browser.stream() as line:
        house.clock.turn(5)
        new = await house.ticket("刚来的")
        assert await hear(line) == {"type": "ticket", "number": new.number, "new": True}
        house.clock.turn(5)
        other = await house.ticket("又来一件")
        assert await hear(line) == {"type": "ticket", "number": other.number, "new": True}


async def test_a_confidential_ticket_is_told_to_nobody_who_may_not_see_it(
    house: DeskHouse, wang: Official
) -> None:
    """Not even its number; its owner and the administrator hear of it."""
    chief = await house.official("总管", Role.ADMINISTRATOR)
    async with (
        house.browser(wang) as browser,
        house.browser(chief) as chiefs,
        browser.stream() as line,
        chiefs.stream() as chiefs_line,
    ):
        house.clock.turn(5)
        secret = await house.ticket("请保密", confidential=True)
        assert (await hear(chiefs_line))["number"] == secret.number
        open_one = await house.ticket("路灯")
        assert (await hear(line))["number"] == open_one.number


async def test_a_delivery_is_told_to_the_page_that_shows_the_ticket(
    house: DeskHouse, wang: Official
) -> None:
    """The receipt under an answer changes without a reload, though the ticket has not moved."""
    ticket = await house.ticket("路灯", state=TicketState.REPLIED)
    row = await house.answer(ticket, "已修好。", wang)
    async with house.browser(wang) as browser, browser.stream() as line:
        house.clock.turn(120)
        await watch(line, browser, ticket.number)
        await house.delivered(ticket, row, OutboxState.WAITING_CONTACT)
        assert await hear(line) == {"type": "ticket", "number": ticket.number, "new": False}
        await watch(line, browser, ticket.number)
        house.clock.turn(120)
        await house.delivered(ticket, row, OutboxState.SENT)
        assert await hear(line) == {"type": "ticket", "number": ticket.number, "new": False}


async def test_what_changed_before_the_line_opened_is_told_too(
    house: DeskHouse, wang: Official
) -> None:
    """The page says what it was told of a ticket; if that is no longer so, it looks again."""
    ticket = await house.ticket("路灯", state=TicketState.REPLIED)
    row = await house.answer(ticket, "已修好。", wang)
    async with house.browser(wang) as browser:
        shown = await browser.ticket(ticket.number)
        await house.delivered(ticket, row, OutboxState.SENT)
        house.clock.turn(120)
        async with browser.stream() as line:
            old = {"type": "watch", "number": ticket.number, "pulse": shown["pulse"]}
            await line.send_json(old)
            assert (await hear(line))["number"] == ticket.number


async def test_a_page_that_doubts_the_line_is_answered(house: DeskHouse, wang: Official) -> None:
    """By the answer it knows that the line lives, and need not open another."""
    async with house.browser(wang) as browser, browser.stream() as line:
        await line.send_json({"type": "look"})
        assert await hear(line) == {"type": "here"}


async def test_signing_out_hangs_up(house: DeskHouse, wang: Official) -> None:
    """A page left open on another screen hears nothing more."""
    async with house.browser(wang) as browser, browser.stream() as line:
        await browser.press("/desk/sign-out")
        frame = await line.receive(timeout=PATIENCE_SECONDS)
        assert frame.type is WSMsgType.CLOSE
        assert line.close_code == 4401


async def test_a_late_reply_reaches_the_open_page(house: DeskHouse, wang: Official) -> None:
    """What its response did not carry comes over the line, and counts once it is shown."""
    late = Outbound(1, 41, "desk", str(wang.id), Content("已收下。"), None, None, NOW, "1:1")
    async with house.browser(wang) as browser, browser.stream() as line:
        sending = asyncio.create_task(house.channel.send(late))
        assert await hear(line) == {"type": "reply", "id": 41, "text": "已收下。"}
        await line.send_json({"type": "ack", "id": 41})
        assert (await sending).platform_id == "41"


@pytest.mark.parametrize("garbage", ["", "no json", "{}", '{"type":"watch"}', "[]", "\0"])
async def test_garbage_on_the_line_is_passed_over(
    house: DeskHouse, wang: Official, garbage: str
) -> None:
    """The line goes on."""
    async with house.browser(wang) as browser, browser.stream() as line:
        await line.send_str(garbage)
        await line.send_bytes(b"\xff")
        house.clock.turn(5)
        new = await house.ticket("路灯")
        assert (await hear(line))["number"] == new.number
