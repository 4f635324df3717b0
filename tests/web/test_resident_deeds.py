"""The residents' pages through the real intake and handlers: what a press of a button does."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from bot.intake.intake import MessageIntake
from bot.models import Outcome, Satisfaction, Ticket, TicketState, Verdict
from bot.settings import Settings
from bot.signals import Signals
from bot.store import Database, tickets
from bot.store.opening import open_database
from bot.wording import Wording
from handlers import turn
from tests.conftest import NOW
from tests.ledgers import ZONE, Hands
from tests.web.pictures import picture
from tests.web.resident_house import SIGNER, House, Json, KnowsNothing, Page, open_house


@pytest.fixture
async def real_house(web_settings: Settings) -> AsyncIterator[House]:
    """The pages before the intake that the service itself has."""
    database: Database = await open_database(web_settings, now=NOW)

    def make(signals: Signals, clock: Hands) -> MessageIntake:
        house = turn.House(web_settings, Wording(ZONE), SIGNER, ZONE)
        return MessageIntake(house, database, KnowsNothing(), signals, clock, frozenset())

    async with open_house(web_settings, database, make) as opened:
        yield opened
    await database.close()


async def registered(house: House, page: Page) -> Ticket:
    """Write something that the FAQ does not know; the ticket that comes of it."""
    status, _ = await page.post("人民路12号门前的路灯坏了三天了")
    assert status == 200
    contact_id = await house.contact_id(page)
    found = await house.database.read(lambda tx: tickets.open_of(tx, contact_id))
    return found[0]


async def standing(house: House, ticket: Ticket) -> Ticket:
    """The ticket as it is now."""
    return await house.database.read(lambda tx: tickets.get(tx, ticket.id))


async def press(page: Page, ticket: Ticket, choice: str, text: str = "") -> Json:
    """Open the ticket's page with the conversation's own identity, and press a button."""
    _, view = await page.call("POST", f"/api/tickets/{ticket.number}/open", {})
    said = {"id": str(uuid.uuid4()), "choice": choice, "text": text}
    status, answer = await page.call(
        "POST",
        f"/api/tickets/{ticket.number}/messages",
        said,
        Authorization=f"Ticket {view['token']}",
    )
    assert status == 200, answer
    return view


async def test_an_unknown_question_becomes_a_ticket_with_a_page(real_house: House) -> None:
    """The answer links to it; its number and code open it for somebody without the chat."""
    async with real_house.browser() as page, real_house.browser() as other:
        ticket = await registered(real_house, page)
        _, told = await page.call("GET", "/api/history?before=1000")
        link = next(each["link"] for each in told["messages"] if each["link"])
        response, text = await other.get(link)
        assert response.status == 200
        assert ticket.number in text
        code = {"code": SIGNER.code(ticket.number)}
        status, view = await other.call("POST", f"/api/tickets/{ticket.number}/open", code)
    assert status == 200
    assert view["word"] == "已收到"
    assert "add" in view["actions"]


async def test_solved_and_satisfied_close_the_ticket(real_house: House) -> None:
    """Two presses on the page; the verdict is the resident's."""
    async with real_house.browser() as page:
        ticket = await registered(real_house, page)
        await real_house.answer(ticket, "已修好")
        await press(page, ticket, "verdict:solved", "已解决")
        await press(page, ticket, "satisfaction:satisfied", "满意")
        view = await press(page, ticket, "satisfaction:satisfied", "满意")
    now = await standing(real_house, ticket)
    assert (now.state, now.verdict) == (TicketState.CLOSED, Verdict.SOLVED)
    assert now.satisfaction is Satisfaction.SATISFIED
    assert (view["word"], view["verdict"]) == ("已办结", "solved")


async def test_not_solved_goes_one_level_up(real_house: House) -> None:
    """And the page says so."""
    async with real_house.browser() as page:
        ticket = await registered(real_house, page)
        await real_house.answer(ticket, "已修好")
        await press(page, ticket, "verdict:not_solved", "没解决")
        view = await press(page, ticket, "satisfaction:dissatisfied", "不满意")
    now = await standing(real_house, ticket)
    assert (now.state, now.level) == (TicketState.REOPENED, 1)
    assert view["word"] == "办理中"
    wording = real_house.service.wording
    assert view["progress"][-1]["reason"] == wording.say("zh-Hans", "pages.reason_dispute")


async def test_an_objection_is_taken_once(real_house: House) -> None:
    """With its reason in the resident's words."""
    async with real_house.browser() as page:
        ticket = await registered(real_house, page)
        answered = await real_house.answer(ticket, "不归我们管")
        await real_house.close(answered, Outcome.REFERRED)
        view = await press(page, ticket, "object", "就在你们路段上")
        assert "object" in view["actions"]
        view = await press(page, ticket, "add", "")
    assert "object" not in view["actions"]
    assert (await standing(real_house, ticket)).state is TicketState.REOPENED
    assert "就在你们路段上" in [each["text"] for each in view["messages"]]


async def test_photos_and_words_are_added_to_the_ticket(real_house: House) -> None:
    """They stand on its page afterwards, the picture at a signed address."""
    async with real_house.browser() as page:
        ticket = await registered(real_house, page)
        _, view = await page.call("POST", f"/api/tickets/{ticket.number}/open", {})
        status, _ = await page.post_files(
            ("路灯.jpg", picture()),
            path=f"/api/tickets/{ticket.number}/messages",
            Authorization=f"Ticket {view['token']}",
        )
        assert status == 200
        _, view = await page.call("POST", f"/api/tickets/{ticket.number}/open", {})
        shown = next(each for each in view["messages"] if each["attachments"])
        async with page.session.get(shown["attachments"][0]["url"]) as response:
            assert response.status == 200
    assert shown["text"] == "看图"


async def test_the_brake_on_messages_reaches_the_page(real_house: House) -> None:
    """429 from the twenty-first in a minute on; a minute later it goes on."""
    async with real_house.browser() as page:
        for n in range(20):
            status, _ = await page.post(f"第{n}句话")
            assert status == 200
        status, answer = await page.post("又一句话")
        assert (status, answer["code"]) == (429, "too_many")
        real_house.clock.turn(60)
        status, _ = await page.post("又一句话")
        assert status == 200


async def test_one_press_that_arrives_twice_at_once_counts_once(real_house: House) -> None:
    """A nervous finger, or a browser that repeats."""
    async with real_house.browser() as page:
        mine = str(uuid.uuid4())
        answers = await asyncio.gather(*(page.post("路灯坏了", id=mine) for _ in range(5)))
    assert sorted(answer["repeated"] for _, answer in answers) == [False, True, True, True, True]
    assert len({answer["id"] for _, answer in answers}) == 1
