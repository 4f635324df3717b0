"""What officials do at the desk: it goes the way of every message, and is answered at once."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData
from PIL import Image

from bot.models import Official, OutboxState, Role, TicketState
from bot.settings import Settings
from bot.store import Database, inbox, outbox
from tests.web.desk_house import Browser, DeskHouse, open_desk


@pytest.fixture
async def house(settings: Settings, database: Database) -> AsyncIterator[DeskHouse]:
    """A running desk."""
    async with open_desk(settings, database) as opened:
        yield opened


@pytest.fixture
async def wang(house: DeskHouse) -> Official:
    """A plain official of the urban department."""
    return await house.official("王敏")


async def test_a_ticket_is_taken_noted_answered_and_proposed_at_the_desk(
    house: DeskHouse, wang: Official
) -> None:
    """Each deed moves the ticket and is answered in its own response."""
    ticket = await house.ticket("路灯坏了")
    async with house.browser(wang) as browser:
        for choice, more, state in (
            ("take", {}, TicketState.IN_PROGRESS),
            ("note", {"text": "缺电缆"}, TicketState.IN_PROGRESS),
            ("answer", {"text": "您好，明天上午修好，城管局负责。"}, TicketState.REPLIED),
            ("propose", {"values": {"outcome": "done"}}, TicketState.REPLIED),
        ):
            status, told = await browser.act(ticket.number, choice, **more)
            assert status == 200, told
            assert told["state"] == "done"
            assert told["replies"], choice
            assert not any(reply["refused"] for reply in told["replies"]), told
            assert (await house.standing(ticket.number)).state is state
        shown = await browser.ticket(ticket.number)
    said = [(each["from"], each["text"]) for each in shown["messages"]]
    assert ("note", "缺电缆") in said
    answer = next(text for author, text in said if author == "official")
    assert "您好，明天上午修好，城管局负责。" in answer
    assert (shown["outcome"], shown["proposed"]) == (None, "done")
    assert shown["owner"] == "王敏"


async def test_a_doubted_answer_is_sent_with_a_reason(house: DeskHouse, wang: Official) -> None:
    """The first press says what is doubted, and that a reason would do it; the second does."""
    ticket = await house.ticket("路灯坏了")
    said = {"text": "您反映的问题我们正在研究。"}
    async with house.browser(wang) as browser:
        _, held = await browser.act(ticket.number, "answer", **said)
        (reply,) = held["replies"]
        assert (reply["refused"], reply["doubted"]) == (True, True)
        assert "「正在研究」" in reply["text"]
        _, sent = await browser.act(ticket.number, "answer", **said, values={"reason": "明天开会"})
        assert not any(reply["refused"] for reply in sent["replies"])
        shown = await browser.ticket(ticket.number)
    assert "不改就发的理由：明天开会" in [each["text"] for each in shown["messages"]]


async def test_a_note_is_owed_to_no_resident(house: DeskHouse, wang: Official) -> None:
    """A leak is worse than one more tap: a note goes nowhere but to the desk."""
    ticket = await house.ticket("路灯坏了", state=TicketState.IN_PROGRESS, owner_id=wang.id)
    async with house.browser(wang) as browser:
        _, told = await browser.act(ticket.number, "note", text="别告诉居民")
    assert [reply["refused"] for reply in told["replies"]] == [False]
    owed = await house.database.read(lambda tx: list(outbox.counts(tx)))
    assert {channel for channel, _, _ in owed} == {"desk"}


async def test_a_deed_posted_twice_is_done_once_and_answered_twice(
    house: DeskHouse, wang: Official
) -> None:
    """A page that heard no answer tries again with the same id."""
    ticket = await house.ticket(state=TicketState.IN_PROGRESS, owner_id=wang.id)
    deed = {"id": str(uuid.uuid4()), "ticket": ticket.number, "choice": "note", "text": "记一下"}
    async with house.browser(wang) as browser:
        _, first = await browser.post("/desk/api/messages", deed)
        _, second = await browser.post("/desk/api/messages", deed)
        shown = await browser.ticket(ticket.number)
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert first["replies"] == second["replies"]
    assert [each["text"] for each in shown["messages"]].count("记一下") == 1


async def test_what_the_response_carried_counts_as_sent(house: DeskHouse, wang: Official) -> None:
    """The sender has nothing left to do for it."""
    ticket = await house.ticket()
    async with house.browser(wang) as browser:
        await browser.act(ticket.number, "take")
        # The row is settled after the response: a second request comes after that.
        await browser.act(ticket.number, "note", text="好")
        await browser.json("/desk/api/me")
    owed = await house.database.read(lambda tx: list(outbox.counts(tx)))
    states = {state for channel, state, _ in owed if channel == "desk"}
    assert states == {OutboxState.SENT}


async def test_a_refusal_is_one_sentence_and_changes_nothing(
    house: DeskHouse, wang: Official
) -> None:
    """An auditor cannot take; the service says so in words."""
    auditor = await house.official("监督", Role.AUDITOR)
    ticket = await house.ticket()
    async with house.browser(auditor) as browser:
        status, answer = await browser.act(ticket.number, "take")
    assert status == 200
    assert [reply["refused"] for reply in answer["replies"]] == [True]
    assert answer["replies"][0]["text"]
    assert (await house.standing(ticket.number)).version == ticket.version


async def test_the_second_of_two_who_take_is_told(house: DeskHouse, wang: Official) -> None:
    """One owner, and no silence."""
    li = await house.official("李建国")
    ticket = await house.ticket()
    async with house.browser(wang) as browser, house.browser(li) as other:
        await browser.act(ticket.number, "take")
        _, answer = await other.act(ticket.number, "take")
    assert any(reply["refused"] for reply in answer["replies"])
    assert (await house.standing(ticket.number)).owner_id == wang.id


@pytest.mark.parametrize(
    "deed",
    [
        {},
        {"id": "0" * 16, "choice": "take"},
        {"id": "0" * 16, "ticket": "20261123-0001", "choice": ""},
        {"id": "0" * 16, "ticket": "20261123-0001", "choice": "DROP TABLE"},
        {"id": "x", "ticket": "20261123-0001", "choice": "take"},
        {"id": "0" * 16, "ticket": "20261123-0001", "choice": "answer", "text": "长" * 20_001},
        [],
    ],
)
async def test_garbage_is_refused_and_nothing_is_kept(
    house: DeskHouse, wang: Official, deed: object
) -> None:
    """400 with a sentence."""
    async with house.browser(wang) as browser:
        status, answer = await browser.post("/desk/api/messages", deed)
    assert status == 400
    assert answer["error"]
    assert not await house.database.read(inbox.counts)


async def test_only_json_and_forms_are_read(house: DeskHouse, wang: Official) -> None:
    """What a form of another site could send without asking is not read."""
    async with (
        house.browser(wang) as browser,
        browser.session.post(
            "/desk/api/messages", data="{}", headers={"Origin": house.origin}
        ) as response,
    ):
        assert response.status == 415


async def test_an_answer_may_carry_a_photo(house: DeskHouse, wang: Official) -> None:
    """The photo stands in the conversation at a signed address, without what its camera wrote."""
    ticket = await house.ticket(state=TicketState.IN_PROGRESS, owner_id=wang.id)
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", (40, 30), "green").save(drawn, "JPEG", exif=exif)
    form = FormData()
    deed = f'{{"id":"{uuid.uuid4()}","ticket":"{ticket.number}","choice":"answer","text":"修好了"}}'
    form.add_field("message", deed, content_type="application/json")
    form.add_field("file", drawn.getvalue(), filename="after.jpg", content_type="image/jpeg")
    async with house.browser(wang) as browser:
        async with browser.session.post(
            "/desk/api/messages", data=form, headers={"Origin": house.origin}
        ) as response:
            assert response.status == 200, await response.text()
        shown = await browser.ticket(ticket.number)
        (photo,) = [each for line in shown["messages"] for each in line["attachments"]]
        async with browser.session.get(photo["url"]) as response:
            body = await response.read()
            assert response.status == 200
    assert photo["media_type"] == "image/jpeg"
    assert b"where it was taken" not in body


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [("答复.pdf", b"%PDF-1.7\n%%EOF", 200), ("答复.docx", b"PK\x03\x04", 415)],
)
async def test_an_answer_may_carry_a_pdf_and_nothing_that_is_neither(
    house: DeskHouse, wang: Official, name: str, body: bytes, status: int
) -> None:
    """As it is, under its name, to be opened on its own; what else there is, is said."""
    ticket = await house.ticket(state=TicketState.IN_PROGRESS, owner_id=wang.id)
    form = FormData(quote_fields=False)
    deed = f'{{"id":"{uuid.uuid4()}","ticket":"{ticket.number}","choice":"answer","text":"修好了"}}'
    form.add_field("message", deed, content_type="application/json")
    form.add_field("file", body, filename=name, content_type="application/pdf")
    async with house.browser(wang) as browser:
        async with browser.session.post(
            "/desk/api/messages", data=form, headers={"Origin": house.origin}
        ) as response:
            assert response.status == status, await response.text()
            if status != 200:
                assert "请先另存为 PDF" in (await response.json())["error"]
                return
        shown = await browser.ticket(ticket.number)
        (paper,) = [each for line in shown["messages"] for each in line["attachments"]]
        async with browser.session.get(paper["url"]) as response:
            assert await response.read() == body
            assert response.content_type == "application/pdf"
            assert re.fullmatch(
                'attachment; filename="[0-9a-f]{12}.pdf"', response.headers["Content-Disposition"]
            )
    assert (paper["media_type"], paper["name"]) == ("application/pdf", "答复.pdf")


async def test_too_many_files_are_called_files(house: DeskHouse, wang: Official) -> None:
    """As the desk itself calls them: an official's may be papers too."""
    ticket = await house.ticket(state=TicketState.IN_PROGRESS, owner_id=wang.id)
    form = FormData()
    deed = f'{{"id":"{uuid.uuid4()}","ticket":"{ticket.number}","choice":"answer","text":"修好了"}}'
    form.add_field("message", deed, content_type="application/json")
    for n in range(10):
        form.add_field("file", b"%PDF-1.7\n%%EOF", filename=f"{n}.pdf")
    async with (
        house.browser(wang) as browser,
        browser.session.post(
            "/desk/api/messages", data=form, headers={"Origin": house.origin}
        ) as response,
    ):
        answer = await response.json()
    assert (response.status, answer["code"]) == (413, "too_many_files")
    assert "最多发 9 个文件" in answer["error"]


async def test_whoever_answers_an_untaken_ticket_has_taken_it(
    house: DeskHouse, wang: Official
) -> None:
    """The desk offers the answer at once, and says what it brings with it."""
    ticket = await house.ticket("路灯坏了")
    async with house.browser(wang) as browser:
        shown = await browser.ticket(ticket.number)
        assert shown["answering_takes"]
        assert "answer" in [each["name"] for each in shown["actions"]]
        _, told = await browser.act(ticket.number, "answer", text="明天上午修好。")
    assert [reply["refused"] for reply in told["replies"]] == [False]
    standing = await house.standing(ticket.number)
    assert (standing.state, standing.owner_id) == (TicketState.REPLIED, wang.id)


async def test_two_officials_never_answer_past_each_other(house: DeskHouse, wang: Official) -> None:
    """Who has not seen a colleague's answer is shown it first, and may then add to it."""
    li = await house.official("李建国")
    ticket = await house.ticket("路灯坏了")
    async with house.browser(wang) as browser, house.browser(li) as other:
        seen = str((await other.ticket(ticket.number))["version"])
        await browser.act(ticket.number, "answer", text="明天上午修好。")
        answer = {"text": "不归我们管。", "values": {"version": seen}}
        _, told = await other.act(ticket.number, "answer", **answer)
        assert [reply["refused"] for reply in told["replies"]] == [True]
        assert "明天上午修好" in told["replies"][0]["text"]
        seen = str((await other.ticket(ticket.number))["version"])
        more = {"text": "电工已经到了。", "values": {"version": seen}}
        _, told = await other.act(ticket.number, "answer", **more)
        assert [reply["refused"] for reply in told["replies"]] == [False]


async def test_closing_asks_for_words_as_long_as_nothing_was_answered(
    house: DeskHouse, wang: Official
) -> None:
    """The page knows beforehand what the rule will ask for."""
    ticket = await house.ticket("路灯坏了", state=TicketState.IN_PROGRESS, owner_id=wang.id)
    outcome = {"values": {"outcome": "done"}}
    async with house.browser(wang) as browser:
        assert await _needs_words(browser, ticket.number)
        _, told = await browser.act(ticket.number, "propose", **outcome)
        assert [reply["refused"] for reply in told["replies"]] == [True]
        await browser.act(ticket.number, "answer", text="已修好。")
        assert not await _needs_words(browser, ticket.number)
        _, told = await browser.act(ticket.number, "propose", **outcome)
        assert [reply["refused"] for reply in told["replies"]] == [False]


async def test_a_closed_ticket_is_reopened_by_who_may_decide(
    house: DeskHouse, wang: Official
) -> None:
    """The reason stays inside."""
    head = await house.official("科长", Role.DEPARTMENT_HEAD)
    ticket = await house.ticket("路灯坏了", state=TicketState.CLOSED)
    async with house.browser(wang) as browser:
        offered = [each["name"] for each in (await browser.ticket(ticket.number))["actions"]]
        assert "reopen" not in offered
    async with house.browser(head) as browser:
        _, told = await browser.act(ticket.number, "reopen", text="又坏了")
        assert [reply["refused"] for reply in told["replies"]] == [False]
        shown = await browser.ticket(ticket.number)
    assert shown["state"] == "reopened"
    assert [each["from"] for each in shown["messages"] if each["text"] == "又坏了"] == ["note"]


async def _needs_words(browser: Browser, number: str) -> bool:
    offered = {each["name"]: each["fields"] for each in (await browser.ticket(number))["actions"]}
    (words,) = [field for field in offered["propose"] if field["name"] == "text"]
    return bool(words["required"])


async def test_a_head_suspends_a_resident_at_the_desk(house: DeskHouse, wang: Official) -> None:
    """Another unit's head confirms it; it is lifted again; a plain official is offered none."""
    ticket = await house.ticket("骂人的话")
    head = await house.official("周局", Role.DEPARTMENT_HEAD)
    outside = await house.official("孙主任", Role.DEPARTMENT_HEAD, department="school")
    async with house.browser(wang) as browser:
        shown = await browser.ticket(ticket.number)
        assert "block" not in [each["name"] for each in shown["actions"]]
        _, told = await browser.act(
            ticket.number, "block", values={"days": "3", "reason": "反复刷屏"}
        )
        assert told["replies"][0]["refused"]
    async with house.browser(head) as browser:
        shown = await browser.ticket(ticket.number)
        (action,) = [each for each in shown["actions"] if each["name"] == "block"]
        assert [each["name"] for each in action["fields"]] == ["days", "reason"]
        _, told = await browser.act(
            ticket.number, "block", values={"days": "3", "reason": "反复辱骂"}
        )
        assert not told["replies"][0]["refused"]
    async with house.browser(outside) as browser:
        await browser.act(ticket.number, "grant_block")
    async with house.browser(head) as browser:
        shown = await browser.ticket(ticket.number)
        assert "unblock" in [each["name"] for each in shown["actions"]]
        _, told = await browser.act(ticket.number, "unblock")
        assert "解除" in told["replies"][0]["text"]
