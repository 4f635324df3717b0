"""What the resident of a merged ticket says: every word of it is about their matter."""

from __future__ import annotations

from typing import Any

import pytest

from bot.models import Outcome, TicketState, Verdict
from bot.store import Transaction, tickets
from bot.web.desk import view
from handlers.rooms import card_face
from tests.handlers.cast import STAGE, Hall
from tests.handlers.twins import ANSWER, MERGED, WATER, matter_of, merge, neighbours


async def merged(hall: Hall) -> tuple[str, str]:
    """Two residents tell of the same; the second ticket was merged into the first."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    return first, second


@pytest.mark.parametrize("tapped", [False, True])
async def test_solved_before_the_answer_ends_it(hall: Hall, *, tapped: bool) -> None:
    """Neither time nor the answer to the other one brings it back, and it goes to one fewer."""
    first, second = await merged(hall)
    if tapped:
        await hall.town.tap(f"verdict:solved:{second}", ticket=second)
    else:
        await hall.town.say("已解决")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.follows_id) == (TicketState.CLOSED, None)
    assert ticket.verdict is Verdict.SOLVED
    await hall.done("answer", first, ANSWER)
    await hall.time.through("2026-11-24 12:00")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.first_reply_at) == (TicketState.CLOSED, None)
    assert not (await matter_of(hall, second)).answered
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("verdict", ["not_solved", "partly"])
async def test_not_solved_before_the_answer_is_the_objection_and_no_verdict(
    hall: Hall, verdict: str
) -> None:
    """So the first verdict is the one on the repair, and nobody has to call back for it."""
    first, second = await merged(hall)
    (told,) = await hall.town.tap(f"verdict:{verdict}:{second}", ticket=second)
    assert "异议" in told.text
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.verdict) == (TicketState.REOPENED, 1, None)
    await hall.done("take", second)
    await hall.done("answer", second, ANSWER, by=hall.zhao, reason="同一根管道，答复相同")
    await hall.town.say("已解决")
    ticket = await hall.by_number(second)
    assert (ticket.verdict, ticket.contested_verdict) == (Verdict.SOLVED, None)
    row = await matter_of(hall, second)
    assert (row.verdict, row.changed) == (Verdict.SOLVED, False)
    assert (await hall.by_number(first)).state is TicketState.IN_PROGRESS


@pytest.mark.parametrize("said", ["我不同意", "不是一件事", "4"])
async def test_after_the_shared_answer_the_objection_goes_one_level_up_too(
    hall: Hall, said: str
) -> None:
    """It is the same objection, and it is offered with the verdict; the second time it is none."""
    first, second = await merged(hall)
    await hall.done("answer", first, ANSWER, people="2")
    await hall.town.say(said)
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.follows_id) == (TicketState.REOPENED, 1, None)
    assert "提高一级" in await hall.told()
    (again,) = await hall.town.tap(f"object:{second}", ticket=second)
    assert again.refused
    (told,) = await hall.town.tap(f"verdict:not_solved:{second}", ticket=second)
    assert "提高一级" in told.text
    assert (await hall.by_number(second)).level == 1


async def test_not_solved_after_parting_is_a_verdict_and_raises_the_level(hall: Hall) -> None:
    """Who followed and said that it is their own matter says more by 没解决."""
    first, second = await neighbours(hall)
    await hall.done("merge", first, also=second)
    await hall.done("answer", first, ANSWER, people="2")
    await hall.town.say("我不同意")
    assert (await hall.by_number(second)).level == 0
    (told,) = await hall.town.say("没解决")
    assert "提高一级" in told.text
    ticket = await hall.by_number(second)
    assert (ticket.level, ticket.verdict) == (1, Verdict.NOT_SOLVED)
    await hall.town.tap(f"verdict:not_solved:{second}", ticket=second)
    assert (await hall.by_number(second)).level == 1
    assert (await matter_of(hall, second)).verdict is Verdict.NOT_SOLVED
    assert await hall.town.broken_chains() == []


async def test_one_level_up_is_said_only_where_it_rose(hall: Hall) -> None:
    """Who was only told a first time that it is being worked on reads that, and nothing else."""
    number = await hall.taken(WATER)
    await hall.done("stage_reply", number, STAGE)
    (told,) = await hall.town.tap(f"verdict:not_solved:{number}", ticket=number)
    assert "提高" not in told.text
    assert (await hall.by_number(number)).level == 0


async def test_progress_names_the_other_by_number_and_the_day_and_not_its_words(hall: Hall) -> None:
    """It is open for its resident: where it goes on, and by when they hear."""
    first = await hall.taken(f"{WATER}，整栋楼都没水", "chen")
    hall.town.later(hours=1)
    second = await hall.taken(WATER)
    await merge(hall, second, first)
    (told,) = await hall.town.say("进度")
    for words in (second, first, "办理中", "前答复您"):
        assert words in told.text
    assert "整栋楼" not in told.text
    assert "已办结" not in told.text
    await hall.done("stage_reply", first, STAGE, people="2")
    (told,) = await hall.town.say("进度")
    assert "前答复您" not in told.text
    assert "前办完" in told.text


async def test_what_is_told_of_it_is_in_lines_and_true(hall: Hall) -> None:
    """A line of its own for the objection; alone again it tells by when there is a reply."""
    _, second = await merged(hall)
    assert "\n不是同一件事" in await hall.told()
    await hall.time.through("2026-11-24 09:00")
    told = await hall.told()
    assert second in told
    assert "前答复您" in told
    assert "给您结果" not in told


async def test_who_approves_reads_both_texts_and_why(hall: Hall) -> None:
    """Masked; without a reason nothing is asked of them, and the card does not show a command."""
    first, second = await neighbours(hall)
    said = await hall.refused("propose", second, into=first, outcome="merged")
    assert "同一件事" in said
    await hall.refused("propose", second, "并单", into=first, outcome="merged")
    why = "现场查看是同一根主管道"
    await hall.done("propose", second, why, into=first, outcome="merged")
    heard = await hall.heard(hall.qian)
    for words in (f"工单 {first}：{WATER}", f"工单 {second}：{WATER}", f"理由：{why}"):
        assert words in heard

    def card(tx: Transaction) -> str:
        found = tickets.by_number(tx, second)
        assert found
        return card_face.full(tx, hall.town.house, found, hall.town.now).text

    def desk(tx: Transaction) -> Any:
        house, now = hall.town.house, hall.town.now
        dossier = view.read_dossier(tx, hall.qian, second, house.settings, now)
        assert dossier
        return view.ticket(dossier, hall.qian, lambda *_: "")["waiting"]

    (waiting,) = await hall.town.database.read(desk)
    assert (waiting["into"], waiting["into_words"], waiting["reason"]) == (first, WATER, why)
    face = await hall.town.database.read(card)
    assert f"理由：{why}" in face
    assert "待审核的答复" not in face


async def test_a_refusal_names_the_ticket_that_leads(hall: Hall) -> None:
    """So that nobody has to look for it."""
    first, second = await neighbours(hall)
    third = await hall.taken(WATER, "sun")
    await hall.done("merge", third, also=first)
    led = third if (await hall.by_number(third)).follows_id is not None else first
    leading = first if led == third else third
    assert leading in await hall.refused("propose", second, into=led, **MERGED)


@pytest.mark.parametrize("said", ["催办", "撤回", "?"])
async def test_it_is_their_open_matter_for_every_plain_word(hall: Hall, said: str) -> None:
    """What they hear is about this ticket, and not that there is nothing."""
    first, second = await merged(hall)
    told = "\n".join(each.text for each in await hall.town.say(said))
    assert second in told
    assert "没有正在办" not in told
    if said == "催办":
        heard = await hall.heard(hall.li)
        assert f"工单 {second} 已并入工单 {first}" in heard
        assert (await hall.by_number(second)).state is TicketState.CLOSED


async def test_it_can_be_taken_back(hall: Hall) -> None:
    """And then the answer to the other one is no longer for them."""
    first, second = await merged(hall)
    await hall.town.say("撤回")
    await hall.town.say("撤回")
    ticket = await hall.by_number(second)
    assert (ticket.outcome, ticket.follows_id) == (Outcome.WITHDRAWN, None)
    assert (await matter_of(hall, second)).withdrawn
    await hall.done("answer", first, ANSWER)
    assert (await hall.by_number(second)).state is TicketState.CLOSED


@pytest.mark.parametrize("said", ["满意", "不满意", "不滿意"])
async def test_it_is_not_rated_before_the_answer_and_opens_no_other(hall: Hall, said: str) -> None:
    """They are told that the answer is still to come."""
    _, second = await merged(hall)
    (told,) = await hall.town.say(said)
    assert second in told.text
    assert (await hall.by_number(second)).satisfaction is None
    assert len(await hall.town.tickets()) == 1


@pytest.mark.parametrize("under", [False, True])
async def test_more_words_make_it_a_ticket_of_its_own_again(hall: Hall, *, under: bool) -> None:
    """Not a third one; nobody is blamed for it, its officials know, and its days stand."""
    _, second = await merged(hall)
    due = (await hall.by_number(second)).first_reply_due
    await hall.town.say("水还没来，楼上漏水了", **({"ticket": second} if under else {}))
    if not under:
        await hall.town.say("1")
    assert len(await hall.town.tickets()) == 1
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.follows_id) == (TicketState.REOPENED, 0, None)
    assert ticket.first_reply_due == due
    assert "继续办理" in await hall.told()
    assert second in await hall.heard(hall.li)
    assert await hall.town.broken_chains() == []


async def test_the_answer_to_a_question_that_was_open_is_about_it(hall: Hall) -> None:
    """The merger's own question has not taken the place of the official's."""
    first, second = await neighbours(hall)
    await hall.done("ask", second, "请说一下是哪个单元")
    await merge(hall, second, first)
    await hall.town.say("3单元")
    assert len(await hall.town.tickets()) == 1
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.paused_at) == (TicketState.REOPENED, None)


async def test_a_photograph_goes_to_it(hall: Hall) -> None:
    """Nobody is asked what it is of."""
    _, second = await merged(hall)
    await hall.town.show()
    assert second in await hall.told()
    assert (await hall.by_number(second)).state is TicketState.REOPENED
