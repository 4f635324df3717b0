"""The desk: who sees what, in which order, and what one ticket shows."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.models import Official, OutboxState, Role, TicketState
from bot.settings import Settings
from bot.store import Database, access, tickets
from bot.store.access import Wanted
from tests.web.desk_house import ENTRY, DeskHouse, open_desk

PAGES = ["/desk", "/desk/tickets/20261123-0001"]
APIS = ["me", "tickets", "next", "tickets/20261123-0001"]


@pytest.fixture
async def house(settings: Settings, database: Database) -> AsyncIterator[DeskHouse]:
    """A running desk."""
    async with open_desk(settings, database) as opened:
        yield opened


@pytest.fixture
async def wang(house: DeskHouse) -> Official:
    """A plain official of the urban department."""
    return await house.official("王敏")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_tells_a_stranger_how_to_sign_in(house: DeskHouse, path: str) -> None:
    """401, with words and no ticket."""
    await house.ticket("只给工作人员看的内容")
    async with house.browser() as browser:
        status, page = await browser.get(path)
    assert status == 401
    assert "wenzheng official link" in page
    assert "只给工作人员看的内容" not in page


@pytest.mark.parametrize("path", APIS)
async def test_an_api_tells_a_stranger_nothing(house: DeskHouse, path: str) -> None:
    """401 as JSON with one sentence."""
    await house.ticket()
    async with house.browser() as browser:
        status, answer = await browser.json(f"/desk/api/{path}")
    assert status == 401
    assert set(answer) == {"error", "code"}


async def test_a_stranger_does_nothing(house: DeskHouse) -> None:
    """Neither an action nor a look at a person without a session."""
    ticket = await house.ticket()
    async with house.browser() as browser:
        assert (await browser.act(ticket.number, "take"))[0] == 401
        path = f"/desk/api/tickets/{ticket.number}/person"
        assert (await browser.post(path, {}))[0] == 401
    assert (await house.standing(ticket.number)).version == ticket.version


async def test_a_forged_session_opens_nothing(house: DeskHouse) -> None:
    """A cookie that we did not give out is no session."""
    cookies = {"wenzheng_desk": "A" * 43}
    async with (
        ClientSession(house.origin, cookies=cookies) as session,
        session.get("/desk/api/tickets") as response,
    ):
        assert response.status == 401


async def test_the_list_is_sorted_by_what_is_most_pressing(
    house: DeskHouse, wang: Official
) -> None:
    """Urgent first, then by deadline; what waits for the resident comes after, closed never."""
    late = await house.ticket("晚", hours=20)
    soon = await house.ticket("早", hours=2)
    urgent = await house.ticket("急", hours=24, urgent=True)
    replied = await house.ticket("答了", hours=1, state=TicketState.REPLIED)
    await house.ticket("结了", hours=1, state=TicketState.CLOSED)
    async with house.browser(wang) as browser:
        numbers = await browser.numbers()
    assert numbers == [each.number for each in (urgent, soon, late, replied)]


async def test_the_list_shows_what_one_asks_for(house: DeskHouse, wang: Official) -> None:
    """Mine, my department's, one state, or any."""
    mine = await house.ticket("我的", owner_id=wang.id, state=TicketState.IN_PROGRESS)
    ours = await house.ticket("本单位的", department_id="urban")
    theirs = await house.ticket("别的单位的", department_id="school")
    closed = await house.ticket("结了", state=TicketState.CLOSED)
    async with house.browser(wang) as browser:
        assert await browser.numbers("?scope=mine") == [mine.number]
        assert await browser.numbers("?scope=department") == [ours.number]
        assert await browser.numbers("?department=school") == [theirs.number]
        assert await browser.numbers("?state=closed") == [closed.number]
        assert len(await browser.numbers("?state=any")) == 4
        _, answer = await browser.json("/desk/api/tickets?limit=2")
    assert answer["counts"] == {"mine": 1, "department": 1, "all": 3}
    assert len(answer["tickets"]) == 2
    assert answer["more"]


async def test_a_search_finds_what_was_said_and_numbers_closed_ones_too(
    house: DeskHouse, wang: Official
) -> None:
    """Words of the conversation and of notes, in any script we write; or a part of the number."""
    lamp = await house.ticket("门口的路灯不亮")
    water = await house.ticket("停水了", state=TicketState.CLOSED)
    await house.note(water, "管网抢修中", wang)
    async with house.browser(wang) as browser:
        assert await browser.numbers("?q=路灯") == [lamp.number]
        assert await browser.numbers("?q=停水") == [water.number]
        assert await browser.numbers("?q=抢修") == [water.number]
        assert await browser.numbers("?q=停水&state=registered") == []
        assert await browser.numbers(f"?q={lamp.number[-6:]}") == [lamp.number]
        assert await browser.numbers("?q=%25") == []
        assert await browser.numbers("?q=' OR 1=1 --") == []


@pytest.mark.parametrize("query", ["?scope=everyone", "?state=lost", "?limit=0", "?limit=many"])
async def test_a_question_the_list_does_not_know_is_refused(
    house: DeskHouse, wang: Official, query: str
) -> None:
    """400 with a sentence, never a wrong list."""
    async with house.browser(wang) as browser:
        status, answer = await browser.json(f"/desk/api/tickets{query}")
    assert status == 400
    assert answer["error"]


async def test_a_confidential_ticket_is_found_by_its_owner_and_the_administrator_alone(
    house: DeskHouse, wang: Official
) -> None:
    """Not in list, counts, search, next, page or action of anyone else."""
    chief = await house.official("总管", Role.ADMINISTRATOR)
    nosy = await house.official("好奇", Role.OFFICIAL, Role.LEADER, Role.AUDITOR)
    secret = await house.ticket(
        "举报一件事", confidential=True, owner_id=wang.id, department_id="urban"
    )
    async with house.browser(nosy) as browser:
        for query in ("", "?state=any", "?scope=department", "?q=举报", f"?q={secret.number}"):
            assert await browser.numbers(query) == []
        _, answer = await browser.json("/desk/api/tickets")
        assert answer["counts"] == {"mine": 0, "department": 0, "all": 0}
        assert (await browser.json("/desk/api/next"))[1] == {"number": ""}
        assert (await browser.json(f"/desk/api/tickets/{secret.number}"))[0] == 404
        assert (await browser.act(secret.number, "note", text="看看"))[0] == 404
        path = f"/desk/api/tickets/{secret.number}/person"
        assert (await browser.post(path, {}))[0] == 404
    for official in (wang, chief):
        async with house.browser(official) as browser:
            assert await browser.numbers("?q=举报") == [secret.number]
            assert (await browser.ticket(secret.number))["confidential"]
    assert (await house.standing(secret.number)).version == secret.version


async def test_next_goes_from_the_most_pressing_to_the_least_and_round(
    house: DeskHouse, wang: Official
) -> None:
    """Only what waits for this official: their own, or nobody's."""
    li = await house.official("李建国")
    first = await house.ticket("一", hours=1)
    await house.ticket("别人的", hours=2, owner_id=li.id, state=TicketState.IN_PROGRESS)
    await house.ticket("等居民", hours=3, state=TicketState.REPLIED)
    second = await house.ticket("二", hours=4, owner_id=wang.id, state=TicketState.IN_PROGRESS)
    async with house.browser(wang) as browser:
        seen = [""]
        for _ in range(3):
            _, answer = await browser.json(f"/desk/api/next?after={seen[-1]}")
            seen.append(answer["number"])
    assert seen[1:] == [first.number, second.number, first.number]


async def test_a_ticket_shows_its_conversation_with_receipts_notes_and_what_happened(
    house: DeskHouse, wang: Official
) -> None:
    """Who said what, how far each answer came, what is internal, and every event."""
    ticket = await house.ticket("路灯坏了", state=TicketState.IN_PROGRESS, owner_id=wang.id)
    await house.note(ticket, "缺电缆", wang)
    row = await house.answer(ticket, "明天修好。", wang)
    await house.delivered(ticket, row, OutboxState.WAITING_CONTACT)
    async with house.browser(wang) as browser:
        shown = await browser.ticket(ticket.number)
    said = [(each["from"], each["text"], each["receipt"]) for each in shown["messages"]]
    assert said == [
        ("resident", "路灯坏了", None),
        ("note", "缺电缆", None),
        ("official", "明天修好。", "waiting_contact"),
    ]
    assert shown["messages"][1]["name"] == "王敏"
    assert [event["action"] for event in shown["events"]] == ["register", "take"]
    assert shown["mine"]
    assert shown["owner"] == "王敏"


async def test_a_ticket_brings_suggested_answers_to_its_question(
    house: DeskHouse, wang: Official
) -> None:
    """The FAQ is asked with what the resident wrote."""
    ticket = await house.ticket("路灯坏了")
    async with house.browser(wang) as browser:
        shown = await browser.ticket(ticket.number)
    assert house.knowledge.asked == ["路灯坏了"]
    assert [(each["question"], each["answer"]) for each in shown["suggestions"]] == [
        (ENTRY.question, ENTRY.answer)
    ]
    (told,) = shown["suggestions"]
    assert (told["matched"], told["shared"], told["meant"]) == (ENTRY.question, ["路灯"], False)
    assert (told["missing"], told["added"]) == ([], ["灯不亮", "找", "谁", "修"])
    assert (told["stage"], told["by"], told["differ"]) == ("whole", "", ["negation"])
    assert 0 < told["alike"]["letters"] < 1


async def test_why_an_answer_is_suggested_repeats_no_words_that_are_hidden(
    house: DeskHouse,
) -> None:
    """Who does not handle the ticket reads its words starred out, and no others in the reasons."""
    li = await house.official("李建国", department="school")
    ticket = await house.ticket("我是幸福路5号的赵小兰，路灯坏了")
    async with house.browser(li) as browser:
        shown = await browser.ticket(ticket.number)
    (told,) = shown["suggestions"]
    assert not shown["may_look"]
    assert (told["shared"], told["missing"], told["by"]) == (["路", "路灯"], [], "")


async def test_a_ticket_offers_what_its_state_and_ones_roles_allow(
    house: DeskHouse, wang: Official
) -> None:
    """An auditor reads and notes; an official works; closing asks for an outcome."""
    auditor = await house.official("监督", Role.AUDITOR)
    ticket = await house.ticket(state=TicketState.IN_PROGRESS)
    async with house.browser(wang) as browser:
        offered = {each["name"]: each for each in (await browser.ticket(ticket.number))["actions"]}
    assert {"answer", "note", "propose", "stage_reply"} <= offered.keys()
    assert "take" not in offered
    outcomes = offered["propose"]["fields"][0]["choices"]
    assert "done" in [each["value"] for each in outcomes]
    async with house.browser(auditor) as browser:
        offered = {each["name"]: each for each in (await browser.ticket(ticket.number))["actions"]}
    assert set(offered) == {"note"}


async def test_an_unknown_ticket_is_not_found(house: DeskHouse, wang: Official) -> None:
    """One sentence, the same as for one that may not be seen."""
    async with house.browser(wang) as browser:
        status, answer = await browser.json("/desk/api/tickets/20990101-0001")
    assert status == 404
    assert answer["error"]


async def test_each_look_at_a_person_is_kept(house: DeskHouse, wang: Official) -> None:
    """Who handles the ticket sees phone and place, which the ticket itself does not tell."""
    ticket = await house.ticket(owner_id=wang.id, state=TicketState.IN_PROGRESS)
    await house.database.transaction(
        lambda tx: tickets.describe(tx, ticket, place="幸福路 18 号", phone="13800138000")
    )
    async with house.browser(wang) as browser:
        shown = await browser.ticket(ticket.number)
        assert "13800138000" not in str(shown)
        assert shown["may_look"]
        status, person = await browser.post(f"/desk/api/tickets/{ticket.number}/person", {})
    assert status == 200
    assert (person["phone"], person["place"]) == ("13800138000", "幸福路 18 号")
    looks = await house.database.read(lambda tx: access.of_ticket(tx, ticket.id))
    assert [(look.name, look.action, look.at) for look in looks] == [
        ("王敏", "looked", house.clock())
    ]


async def test_who_does_not_handle_a_ticket_does_not_see_the_person(
    house: DeskHouse, wang: Official
) -> None:
    """Another department's ticket keeps its phone; nothing is kept of a look that was none."""
    ticket = await house.ticket(department_id="school")
    async with house.browser(wang) as browser:
        assert not (await browser.ticket(ticket.number))["may_look"]
        status, answer = await browser.post(f"/desk/api/tickets/{ticket.number}/person", {})
    assert status == 403
    assert "签收" in answer["error"]
    assert await house.database.read(lambda tx: access.of_ticket(tx, ticket.id)) == []


async def test_what_a_resident_wrote_of_themselves_is_for_who_handles_the_ticket(
    house: DeskHouse, wang: Official
) -> None:
    """Another department reads the matter, in the list and in the ticket, not the person."""
    other = await house.official("校长", department="school")
    ticket = await house.ticket("路灯坏了，我的电话13800138000", owner_id=wang.id)
    async with house.browser(wang) as browser:
        assert "13800138000" in (await browser.ticket(ticket.number))["messages"][0]["text"]
    async with house.browser(other) as browser:
        shown = await browser.ticket(ticket.number)
        _, listed = await browser.json("/desk/api/tickets")
    assert "路灯坏了" in shown["messages"][0]["text"]
    assert "13800138000" not in f"{shown}{listed}"


async def test_another_site_cannot_look_or_act_with_an_officials_cookie(
    house: DeskHouse, wang: Official
) -> None:
    """A foreign origin, or none, is refused before anything is read."""
    ticket = await house.ticket(owner_id=wang.id, state=TicketState.IN_PROGRESS)
    path = f"/desk/api/tickets/{ticket.number}/person"
    deed = {"id": "0" * 16, "ticket": ticket.number, "choice": "note", "text": "x"}
    async with house.browser(wang) as browser:
        for origin in ("https://evil.example", ""):
            assert (await browser.post(path, {}, origin=origin))[0] == 403
            assert (await browser.post("/desk/api/messages", deed, origin=origin))[0] == 403
    assert (await house.standing(ticket.number)).version == ticket.version


async def test_the_page_speaks_the_language_one_chooses(house: DeskHouse, wang: Official) -> None:
    """All three catalogues carry the whole desk."""
    async with house.browser(wang) as browser:
        for language, word in (
            ("zh-Hans", "工作台"),
            ("zh-Hant", "內部備註"),
            ("en", "Next ticket"),
        ):
            status, page = await browser.get(f"/desk?lang={language}")
            assert status == 200
            assert word in page


async def test_reading_personal_data_is_logged_once_an_hour(house: DeskHouse) -> None:
    """Of who handles the ticket; who sees stars has seen nothing."""
    mine = await house.official("王敏")
    other = await house.official("刘洋", department="school")
    plain = await house.ticket("路灯坏了")
    private = await house.ticket("路灯坏了，电话13812345678", address="b", department_id="urban")
    async with house.browser(mine) as browser:
        await browser.ticket(plain.number)
        await browser.ticket(private.number)
        await browser.ticket(private.number)
        house.clock.turn(3_700)
        await browser.ticket(private.number)
    async with house.browser(other) as browser:
        assert "138****5678" in str(await browser.ticket(private.number))
    looks = await house.database.read(lambda tx: access.listed(tx, Wanted()))
    assert [(each.name, each.action, each.ticket) for each in looks] == [
        ("王敏", "read", private.number)
    ] * 2
