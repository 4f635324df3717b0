"""The conversation page and what it posts: kept once, refused kindly, found again."""

from __future__ import annotations

import json
import logging
import re
import uuid

import pytest
from aiohttp import ClientSession

from bot.errors import Refused, StoreBusy
from bot.models import Content, Direction, InboundMessage, Message
from bot.store import messages
from bot.store.messages import Line
from bot.web.residents.lines import line_json
from bot.web.residents.who import address_of, mint
from bot.wording import LANGUAGES
from tests.web.resident_house import SIGNER, House


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_each_language(house: House, language: str) -> None:
    """With no blank left open, and every word its script needs."""
    async with house.browser() as page:
        response, text = await page.get(f"/?lang={language}")
    assert response.status == 200
    assert f'<html lang="{language}"' in text
    assert "清河市" in text
    words = json.loads(text.split('id="words">')[1].split("</script>")[0])
    assert words["send"] == house.service.wording.say(language, "pages.send")
    assert "{{" not in re.sub(
        r"<script type=.application/json.*?</script>", "", text, flags=re.DOTALL
    )


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("fr;q=0.9, en-GB;q=0.8", "en"),
        ("zh-Hans-HK", "zh-Hans"),
        ("fr", "zh-Hans"),
        ("en;q=nonsense", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
async def test_the_page_follows_the_browsers_language(
    house: House, asked: str, spoken: str
) -> None:
    """Until somebody chooses another."""
    async with house.browser() as page:
        response, _ = await page.get("/", **{"Accept-Language": asked})
    assert response.headers["Content-Language"] == spoken


async def test_in_a_frame_the_page_knows_that_it_is(house: House) -> None:
    """Its links lead back into the frame."""
    async with house.browser() as page:
        _, text = await page.get("/?embed=1")
        _, plain = await page.get("/")
    assert 'class="chat-page embedded"' in text
    assert 'href="/?embed=1"' in text
    assert "embedded" not in plain


async def test_the_widget_brings_its_words_and_may_be_used_elsewhere(house: House) -> None:
    """Another site's page may load it, in each of our languages."""
    async with house.browser() as page:
        response, text = await page.get("/widget.js")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.content_type == "text/javascript"
    assert "__WORDS__" not in text
    for language in LANGUAGES:
        assert house.service.wording.say(language, "pages.widget_open_long") in text


def test_an_identity_is_unguessable_and_ours_alone() -> None:
    """Every one is new; what we did not sign is nobody."""
    tokens = {mint(SIGNER) for _ in range(100)}
    assert len(tokens) == 100
    assert len({address_of(SIGNER, token) for token in tokens}) == 100
    token = tokens.pop()
    secret, signature = token.split(".")
    for forged in (
        "",
        ".",
        secret,
        f"{secret}.",
        f"{secret[:-1]}.{signature}",
        f"{token}x",
        "问.政",
    ):
        assert address_of(SIGNER, forged) is None


async def test_a_posted_message_is_kept_with_all_it_says(house: House) -> None:
    """Its sender is a digest, its identity begins with the sender's."""
    async with house.browser() as page:
        mine = str(uuid.uuid4())
        status, answer = await page.post(
            "路灯坏了",
            id=mine,
            choice="pick:1",
            ticket="20261123-0001",
            reply_to="7",
            language="en",
        )
        address = house.address(page)
    assert (status, answer["state"], answer["repeated"]) == (200, "done", False)
    assert house.intake.received == [
        InboundMessage(
            channel="web",
            external_id=f"{address[:16]}:{mine}",
            sender=address,
            text="路灯坏了",
            choice="pick:1",
            ticket="20261123-0001",
            reply_to="7",
            language="en",
            # The open page, not the post, tells whether anything can arrive.
            opens_window=False,
        )
    ]


async def test_a_repeated_message_has_no_second_effect(house: House) -> None:
    """The page repeats when an answer is lost; it gets the same one."""
    async with house.browser() as page:
        mine = str(uuid.uuid4())
        _, first = await page.post("路灯坏了", id=mine)
        status, second = await page.post("路灯坏了", id=mine)
        _, kept = await page.call("GET", "/api/history?before=1000")
    assert (status, second) == (200, {**first, "repeated": True})
    assert [each["text"] for each in kept["messages"]] == ["路灯坏了", "您说:路灯坏了"]


async def test_nobody_can_use_up_anothers_message_ids(house: House) -> None:
    """The same id from two residents is two messages."""
    mine = str(uuid.uuid4())
    async with house.browser() as first, house.browser() as second:
        await first.post("一", id=mine)
        _, answer = await second.post("二", id=mine)
    assert not answer["repeated"]
    assert [each.text for each in house.intake.received] == ["一", "二"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"text": "no id"}',
        b'{"id": "short", "text": "x"}',
        b'{"id": "not an id; DROP TABLE", "text": "x"}',
        json.dumps({"id": "0" * 36, "text": "字" * 100_001}, ensure_ascii=False).encode(),
        json.dumps({"id": "0" * 36, "text": 5}).encode(),
        json.dumps({"id": "0" * 36, "choice": "x" * 201}).encode(),
        b'{"id": "00000000-0000-0000", "text": "\\ud800"}',
    ],
)
async def test_what_is_no_message_is_refused_in_one_sentence(house: House, body: bytes) -> None:
    """400, and nothing is kept."""
    async with house.browser() as page:
        status, answer = await page.call(
            "POST", "/api/messages", body, **{"Content-Type": "application/json"}
        )
    assert (status, answer["code"]) == (400, "malformed")
    assert answer["error"] == house.service.wording.say("zh-Hans", "pages.error_malformed")
    assert not house.intake.received


async def test_other_types_than_json_and_forms_are_refused(house: House) -> None:
    """A plain form of another site could be sent without asking us first."""
    async with house.browser() as page:
        status, _ = await page.call(
            "POST", "/api/messages", b"id=1", **{"Content-Type": "text/plain"}
        )
    assert status == 415


async def test_a_body_without_end_is_cut_off(house: House) -> None:
    """413, before it fills the memory."""
    async with house.browser() as page:
        status, answer = await page.call(
            "POST", "/api/messages", b" " * 600_000, **{"Content-Type": "application/json"}
        )
    assert (status, answer["code"]) == (413, "too_large")


async def test_a_nul_is_no_text(house: House) -> None:
    """PostgreSQL could not keep it."""
    async with house.browser() as page:
        await page.post("路\0灯")
    assert house.intake.received[0].text == "路灯"


@pytest.mark.parametrize("token", ["", "forged", "forged.signature"])
async def test_without_an_identity_of_ours_nothing_is_kept(house: House, token: str) -> None:
    """401, so that the page gets a new one."""
    async with house.browser(begun=False) as page:
        page.token = token
        status, answer = await page.post("路灯坏了")
        history, _ = await page.call("GET", "/api/history?before=5")
    assert (status, answer["code"], history) == (401, "token", 401)
    assert not house.intake.received


async def test_too_many_messages_are_told_to_wait(house: House) -> None:
    """429 with a time, in the resident's language."""
    house.intake.fails.append(Refused("limits.too_many"))
    async with (
        house.browser() as page,
        page.session.post(
            "/api/messages",
            json={"id": str(uuid.uuid4())},
            headers=page.headers(**{"Accept-Language": "en"}),
        ) as response,
    ):
        answer = await response.json()
    assert (response.status, response.headers["Retry-After"]) == (429, "60")
    assert answer["error"] == house.service.wording.say("en", "pages.error_too_many")


async def test_a_store_that_fails_acknowledges_nothing(house: House) -> None:
    """503: the page keeps the message and sends it again."""
    house.intake.fails.append(StoreBusy("locked by another program"))
    async with house.browser() as page:
        status, answer = await page.post("路灯坏了")
    assert (status, answer["code"]) == (503, "not_kept")
    assert "locked" not in answer["error"]


async def test_the_unexpected_is_an_apology_with_a_reference(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells where, by the same reference, and nobody's words."""
    house.intake.fails.append(RuntimeError("王建国 13812345678"))
    async with house.browser() as page:
        with caplog.at_level(logging.ERROR):
            status, answer = await page.post("路灯坏了")
        token = page.token
    reference = re.findall(r"[0-9a-f]{8}", answer["error"])[0]
    assert (status, answer["code"]) == (500, "unexpected")
    assert f"RuntimeError, reference {reference}" in caplog.text
    for secret in ("王建国", "13812345678", "路灯坏了", token):
        assert secret not in caplog.text + answer["error"]


async def test_history_goes_back_page_by_page(house: House) -> None:
    """Oldest first within a page, nothing twice, nothing left out."""
    async with house.browser() as page:
        for n in range(40):
            await page.post(f"第{n}句")
        seen: list[int] = []
        before, more = 10**9, True
        while more:
            _, answer = await page.call("GET", f"/api/history?before={before}")
            ids = [each["id"] for each in answer["messages"]]
            seen, before, more = ids + seen, ids[0], answer["more"]
    assert len(seen) == 80
    assert seen == sorted(set(seen))


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "١"])
async def test_history_wants_a_message_to_begin_at(house: House, before: str) -> None:
    """Anything else is refused or finds nothing, never an error of ours."""
    async with house.browser() as page:
        status, answer = await page.call("GET", f"/api/history?before={before}")
    assert (status, answer.get("code")) == (400, "malformed") or answer["messages"] == []


async def test_history_is_ones_own(house: House) -> None:
    """Another resident's conversation is not there for us."""
    async with house.browser() as mine, house.browser() as theirs:
        await theirs.post("她的事")
        _, answer = await mine.call("GET", "/api/history?before=1000")
    assert answer == {"messages": [], "more": False}


async def test_a_message_tells_the_page_all_it_shows(house: House) -> None:
    """Own ones carry the page's id, links of ours stay on the address in use."""
    house.intake.answers = lambda message: (
        Content(message.text, link="https://other.example/t/1?k=2"),
    )
    async with house.browser() as page:
        mine = str(uuid.uuid4())
        await page.post("路灯坏了", id=mine)
        _, answer = await page.call("GET", "/api/history?before=1000")
    own, other = answer["messages"]
    assert (own["direction"], own["client_id"], own["official"]) == ("in", mine, False)
    assert (other["direction"], other["client_id"]) == ("out", "")
    assert other["link"] == "https://other.example/t/1?k=2"
    assert own["at"] == house.clock().isoformat()


async def test_an_erased_message_keeps_its_place_and_nothing_else(house: House) -> None:
    """The page says so in its own words."""
    message = Message(
        id=7,
        contact_id=1,
        ticket_id=None,
        direction=Direction.INBOUND,
        content=Content(""),
        at=house.clock(),
        erased=True,
    )
    shown = line_json(house.service, Line(message, external_id="a:b"), house.clock())
    assert (shown["erased"], shown["text"], shown["attachments"]) == (True, "", [])


async def test_officials_notes_are_never_shown(house: House) -> None:
    """Neither in the history nor anywhere else on the resident's side."""
    async with house.browser() as page:
        ticket = await house.ticket("路灯坏了", page=page)
        await house.answer(ticket, "已修好")
        _, answer = await page.call("GET", "/api/history?before=1000")
    shown = [each["text"] for each in answer["messages"]]
    assert shown == ["路灯坏了", "「路灯坏了」有答复:已修好"]
    kept = await house.database.read(lambda tx: messages.of_ticket(tx, ticket.id))
    assert "已修好" in [line.message.content.text for line in kept]


async def test_a_stranger_cannot_be_told_apart_from_nobody(house: House) -> None:
    """An address that is not there is a page in our words, JSON for scripts."""
    async with ClientSession(house.origin) as session:
        async with session.get("/nothing", headers={"Accept": "text/html"}) as response:
            text = await response.text()
            assert (response.status, response.content_type) == (404, "text/html")
        async with session.get("/api/nothing") as other:
            assert (other.status, (await other.json())["code"]) == (404, "not_found")
    assert house.service.wording.say("zh-Hans", "pages.error_not_found") in text
