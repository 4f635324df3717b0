"""The ticket page: progress for whoever holds the link, everything for its own resident only."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from bot.models import Outcome, Ticket
from bot.signing import Signer
from bot.tickets.lifecycle import Action
from tests.web.pictures import picture
from tests.web.resident_house import SIGNER, House, Json, Page

SECRETS = ("王建国", "13812345678")


def embedded(text: str) -> Any:
    """What the page shows before its script asks."""
    return json.loads(text.split('id="view">')[1].split("</script>")[0])


async def unlock(page: Page, number: str, code: str = "", address: str = "") -> tuple[int, Json]:
    """Try to open a ticket, from an address of one's own."""
    forwarded = {"X-Forwarded-For": address} if address else {}
    body = {"code": code} if code else {}
    return await page.call("POST", f"/api/tickets/{number}/open", body, **forwarded)


async def opened(page: Page, ticket: Ticket) -> Json:
    """Open a ticket by its code."""
    status, view = await unlock(page, ticket.number, SIGNER.code(ticket.number))
    assert status == 200, view
    return view


def wrong(number: str) -> str:
    """A code that does not open the ticket."""
    return "000000" if SIGNER.code(number) != "000000" else "000001"


async def test_a_forwarded_link_shows_progress_and_no_person(house: House) -> None:
    """Names and numbers starred out, in the page and in what its script is given."""
    ticket = await house.ticket(department_id="urban")
    await house.answer(ticket, "王师傅,已修好,回电13812345678核实")
    async with house.browser() as page:
        _, text = await page.get(house.link(ticket.number))
    view = embedded(text)
    for secret in SECRETS:
        assert secret not in text
    assert view["masked"]
    assert (view["word"], view["department"]) == ("已答复", "市城市管理局")
    assert [step["word"] for step in view["progress"]] == ["已收到", "办理中", "已答复"]
    assert "路灯坏了" in view["messages"][0]["text"]
    assert "已修好" in view["answers"][0]["text"]
    assert view["actions"] == []
    assert "已收到" in text.split('id="steps"')[1].split("</ol>")[0]


async def test_a_cut_off_title_is_masked_as_a_whole(house: House) -> None:
    """Half a telephone number is no number to the mask, and tells half of it."""
    words = "路灯坏了,电话13812345678"
    ticket = await house.ticket(words, title=words[:12] + "…")
    await house.answer(ticket, "已修好")
    async with house.browser() as page:
        _, text = await page.get(house.link(ticket.number))
    assert embedded(text)["title"] == "路灯坏了,电话138**…"
    assert embedded(text)["answers"][0]["text"] == "「路灯坏了,电话138**…」有答复:已修好"
    assert "1381" not in text


async def test_words_of_despair_are_shown_to_no_link_and_name_no_page(house: House) -> None:
    """Its own resident finds them among their messages, not in the heading."""
    ticket = await house.ticket("我不想活了", urgent=True)
    await house.answer(ticket, "王芳十点前给您打电话,您也可以打12345找我")
    async with house.browser() as page:
        _, shown = await page.get(house.link(ticket.number))
        assert "不想活" not in shown
        assert "王芳" not in shown
        view = await opened(page, ticket)
    assert view["title"] == "您的来信"
    assert "我不想活了" in view["messages"][0]["text"]


async def test_a_confidential_ticket_shows_no_word_to_a_link(house: House) -> None:
    """Only how far it has come."""
    ticket = await house.ticket("举报某科长收钱", confidential=True)
    await house.answer(ticket, "已转纪检")
    async with house.browser() as page:
        _, text = await page.get(house.link(ticket.number))
        full = await opened(page, ticket)
    assert "科长" not in text
    assert "纪检" not in text
    assert embedded(text)["word"] == "已答复"
    assert full["title"] == "举报某科长收钱"


@pytest.mark.parametrize("key", ["", "A" * 22, SIGNER.sign("ticket", "20261123-0002"), "短"])
async def test_without_a_signature_of_its_own_the_page_shows_nothing(
    house: House, key: str
) -> None:
    """It looks the same whether there is such a ticket or not."""
    ticket = await house.ticket()
    async with house.browser() as page:
        response, there = await page.get(f"/t/{ticket.number}?k={key}")
        _, not_there = await page.get(f"/t/20200101-0001?k={key}")
    assert response.status == 200
    assert embedded(there) is None
    assert there.replace(ticket.number, "N") == not_there.replace("20200101-0001", "N")


async def test_number_and_code_open_everything(house: House) -> None:
    """Whatever form the digits have; the token then opens it again."""
    ticket = await house.ticket()
    await house.answer(ticket, "已修好")
    code = SIGNER.code(ticket.number)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    async with house.browser() as page:
        status, view = await unlock(page, ticket.number, f" {full_width[:3]} {full_width[3:]} ")
        assert status == 200
        again, same = await page.call(
            "GET", f"/api/tickets/{ticket.number}", Authorization=f"Ticket {view['token']}"
        )
    assert again == 200
    assert not view["masked"]
    assert SECRETS[1] in view["messages"][0]["text"]
    assert [each["text"][-3:] for each in view["answers"]] == ["已修好"]
    assert {"dispute", "confirm", "rate"} <= set(view["actions"])
    assert same == {name: value for name, value in view.items() if name != "token"}


async def test_guessing_ends_after_ten_for_a_ticket(house: House) -> None:
    """From wherever it comes; then the right code is refused too, or guessing on would pay."""
    ticket = await house.ticket()
    number, right = ticket.number, SIGNER.code(ticket.number)
    async with house.browser() as page:
        for n in range(10):
            status, answer = await unlock(page, number, wrong(number), f"203.0.113.{n}")
            assert (status, answer["code"]) == (403, "code")
        status, answer = await unlock(page, number, right, "203.0.113.99")
        assert (status, answer["code"]) == (429, "code_too_many")
        house.clock.turn(3600)
        status, _ = await unlock(page, number, right, "203.0.113.99")
        assert status == 200


async def test_guessing_ends_after_ten_for_a_caller(house: House) -> None:
    """Whichever tickets they try, there or not; others go on."""
    ticket = await house.ticket()
    right = SIGNER.code(ticket.number)
    async with house.browser() as page:
        for n in range(10):
            status, _ = await unlock(page, f"20200101-{n:04d}", "123456", "203.0.113.7")
            assert status == 403
        status, _ = await unlock(page, ticket.number, right, "203.0.113.7")
        assert status == 429
        status, _ = await unlock(page, ticket.number, right, "203.0.113.8")
        assert status == 200


async def test_right_codes_do_not_use_up_the_tries(house: House) -> None:
    """A family that looks every hour is no guesser."""
    ticket = await house.ticket()
    async with house.browser() as page:
        for _ in range(15):
            status, _ = await unlock(page, ticket.number, SIGNER.code(ticket.number))
            assert status == 200


async def test_ones_own_conversation_opens_the_ticket(house: House) -> None:
    """And nobody else's."""
    async with house.browser() as mine, house.browser() as theirs:
        ticket = await house.ticket(page=mine)
        status, view = await unlock(mine, ticket.number)
        refused, answer = await unlock(theirs, ticket.number)
    assert (status, view["masked"]) == (200, False)
    assert (refused, answer["code"]) == (403, "code")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"code": 5}', b'{"code": "' + b"1" * 30 + b'"}'])
async def test_an_opening_that_is_none_is_refused(house: House, body: bytes) -> None:
    """400, without counting as a guess."""
    ticket = await house.ticket()
    async with house.browser() as page:
        status, _ = await page.call("POST", f"/api/tickets/{ticket.number}/open", body)
    assert status == 400


async def test_a_token_opens_its_own_ticket_for_thirty_days(house: House) -> None:
    """Not another one, not for ever, and no token of another house."""
    ticket, other = await house.ticket(), await house.ticket()
    async with house.browser() as page:
        token = (await opened(page, ticket))["token"]

        async def look(number: str, token: str, scheme: str = "Ticket") -> int:
            status, _ = await page.call(
                "GET", f"/api/tickets/{number}", Authorization=f"{scheme} {token}"
            )
            return status

        assert await look(ticket.number, token) == 200
        assert await look(other.number, token) == 401
        assert await look(ticket.number, token, "Bearer") == 401
        assert await look(ticket.number, "forged") == 401
        foreign = Signer(b"another key").token("ticket-page", ticket.number, house.clock())
        assert await look(ticket.number, foreign) == 401
        house.clock.turn(30 * 86_400 + 1)
        assert await look(ticket.number, token) == 401


async def test_words_photos_and_verdicts_go_in_under_the_ticket(house: House) -> None:
    """For the ticket's own contact, whoever holds the device; a repeat has no second effect."""
    ticket = await house.ticket()
    path = f"/api/tickets/{ticket.number}/messages"
    mine = str(uuid.uuid4())
    async with house.browser() as page:
        signed = {"Authorization": f"Ticket {(await opened(page, ticket))['token']}"}
        verdict = {"id": mine, "choice": "verdict:partly", "text": "部分解决"}
        status, first = await page.call("POST", path, verdict, **signed)
        _, second = await page.call("POST", path, verdict, **signed)
        sent, _ = await page.post_files(("a.jpg", picture()), path=path, **signed)
    assert (status, first["repeated"], second["repeated"], sent) == (200, False, True, 200)
    said = house.intake.received[0]
    assert (said.channel, said.sender, said.ticket) == ("page", ticket.number, ticket.number)
    assert (said.external_id, said.choice) == (f"{ticket.number}:{mine}", "verdict:partly")
    assert said.contact_id == ticket.contact_id
    assert house.intake.received[2].media[0].name == "a.jpg"


async def test_a_link_alone_cannot_write(house: House) -> None:
    """Neither the link's signature nor a chat's identity is the ticket's token."""
    ticket = await house.ticket()
    body = {"id": str(uuid.uuid4()), "choice": "verdict:solved"}
    async with house.browser() as page:
        for authorization in ("", f"Ticket {SIGNER.sign('ticket', ticket.number)}"):
            status, _ = await page.call(
                "POST",
                f"/api/tickets/{ticket.number}/messages",
                body,
                Authorization=authorization or f"Bearer {page.token}",
            )
            assert status == 401
    assert not house.intake.received


async def test_what_can_be_done_follows_the_life_cycle(house: House) -> None:
    """An objection only where there is something to object to; nothing after thirty days."""
    ticket = await house.ticket()
    async with house.browser() as page:
        assert "add" in (await opened(page, ticket))["actions"]
        answered = await house.answer(ticket, "不归我们管,请找12345")
        view = await opened(page, ticket)
        assert "confirm" in view["actions"]
        assert "object" not in view["actions"]
        await house.close(answered, Outcome.REFERRED)
        view = await opened(page, ticket)
        assert {"object", "reopen", "rate"} <= set(view["actions"])
        assert view["outcome"] == "办理结果：由其他途径办理，请按答复中的方式联系"
        assert view["word"] == "已办结"
        house.clock.turn(31 * 86_400)
        view = await opened(page, ticket)
        assert not {"reopen", "dispute", "confirm"} & set(view["actions"])


async def test_the_promise_stands_until_a_person_answers(house: House) -> None:
    """In the city's time."""
    ticket = await house.ticket()
    async with house.browser() as page:
        assert (await opened(page, ticket))["reply_by"] == "11月24日（明天）09:30"
        await house.answer(ticket, "已修好")
        assert (await opened(page, ticket))["reply_by"] == ""


async def test_the_steps_tell_when_who_and_why(house: House) -> None:
    """In the language that the page speaks."""
    ticket = await house.ticket()
    await house.answer(ticket, "已修好")
    async with house.browser() as page:
        _, text = await page.get(house.link(ticket.number) + "&lang=en")
    steps = embedded(text)["progress"]
    assert [step["department"] for step in steps] == ["", "Urban Management", "Urban Management"]
    assert steps[1]["reason"] == house.service.wording.say("en", "pages.reason_take")
    assert embedded(text)["ahead"] == ["Closed"]


async def test_the_form_asks_for_number_and_code(house: House) -> None:
    """With an example in our own writing."""
    async with house.browser() as page:
        response, text = await page.get("/t")
    assert response.status == 200
    assert "20261123-0001" in text


@pytest.mark.parametrize("number", ["1", "20261123", "20261123-1", "x", "20261123-00001111"])
async def test_what_is_no_number_is_no_page(house: House, number: str) -> None:
    """404, without asking the store."""
    async with house.browser() as page:
        response, _ = await page.get(f"/t/{number}")
    assert response.status == 404


async def test_a_merged_ticket_that_nobody_answered_offers_no_verdict(house: House) -> None:
    """It goes on in the other one: its resident may object, or take it back, and nothing else."""
    leading, merged = await house.ticket("水管破了"), await house.ticket("人民路12号停水")
    await house.close(merged, Outcome.MERGED, Action.MERGE, follows_id=leading.id)
    async with house.browser() as page:
        view = await opened(page, merged)
    # The small house has one resident for both: what they told twice stands in the other ticket.
    assert view["actions"] == ["object"]


async def test_a_ticket_merged_into_a_neighbours_may_be_taken_back(house: House) -> None:
    """And is not judged before the answer."""
    async with house.browser() as page:
        await page.begin()
        leading = await house.ticket("水管破了", page=page)
        merged = await house.ticket("人民路12号停水")
        await house.close(merged, Outcome.MERGED, Action.MERGE, follows_id=leading.id)
        view = await opened(page, merged)
    assert view["actions"] == ["add", "object", "remind", "withdraw"]
    assert (view["word"], view["progress"][-1]["word"]) == ("办理中", "办理中")
    assert view["progress"][-1]["reason"] == "和同一件事的另一张工单一起办，有答复会告诉您。"
    assert leading.number in view["outcome"]
    assert view["reply_by"]
    assert "水管破了" not in json.dumps(view, ensure_ascii=False)


async def test_what_only_a_merged_ticket_allows_is_offered_on_no_other(house: House) -> None:
    """Nothing is added to what is closed, and nobody judges what was never answered."""
    closed = await house.ticket("水管破了")
    await house.close(closed, Outcome.REFERRED)
    working = await house.ticket("人民路12号停水")
    await house.take(working)
    async with house.browser() as page:
        at_its_end = set((await opened(page, closed))["actions"])
        at_work = set((await opened(page, working))["actions"])
    assert not at_its_end & {"add", "remind", "withdraw"}
    assert not at_work & {"confirm", "dispute"}
    assert at_work >= {"add", "remind", "withdraw"}
