"""What was seen on the spot proves an end, and what proves nothing: visits and photographs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models import Media, TicketState, Verdict
from tests.handlers.cast import VISIT, Hall
from tests.handlers.time_house import moment

DONE = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"


async def test_a_visit_before_it_came_back_proves_nothing(hall: Hall) -> None:
    """Reopened: somebody has to go there again."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    hall.town.later(hours=1)
    await _visited(hall, number)
    await hall.done("propose", number, DONE, outcome="done")
    await hall.town.say("没解决")
    await hall.done("take", number)
    assert "现场记录" in await hall.refused("propose", number, DONE + "又查了一遍", outcome="done")


@pytest.mark.parametrize("missing", sorted(VISIT))
async def test_a_visit_says_where_what_and_what_was_done(hall: Hall, missing: str) -> None:
    """A record that lacks one of them is none."""
    number = await hall.taken()
    values = {**VISIT, missing: ""}
    assert "现场记录" in await hall.refused("record_visit", number, at="2026-11-23 09:31", **values)


async def test_going_there_is_told_beforehand_and_afterwards(hall: Hall) -> None:
    """The resident hears when somebody comes, and what they found."""
    number = await hall.taken()
    await hall.done("visit", number, at="2026-11-24 09:00", place="幸福路12号")
    assert "11月24日（明天）09:00" in await hall.told()
    assert (await hall.by_number(number)).state is TicketState.FIELD_VISIT
    hall.town.now = moment("2026-11-24 11:00")
    await hall.town.act(
        text="现场记录 1 地点：幸福路12号；发现：阀门坏了；处理：已换新阀门", by=hall.li
    )
    assert (await hall.by_number(number)).state is TicketState.IN_PROGRESS
    assert "已换新阀门" in await hall.told()


async def test_what_was_added_to_an_answer_makes_an_old_visit_prove_nothing(hall: Hall) -> None:
    """However it came back, somebody has to go there again."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    hall.town.later(hours=1)
    await _visited(hall, number)
    await hall.done("propose", number, DONE, outcome="done")
    hall.town.later(hours=1)
    await hall.town.say("幸福路12号停水，又停了", ticket=number)
    assert (await hall.by_number(number)).state is TicketState.REOPENED
    await hall.done("take", number)
    assert "现场记录" in await hall.refused("propose", number, DONE + "又查了一遍", outcome="done")


async def test_a_photograph_that_the_ticket_has_shown_proves_no_other_visit(hall: Hall) -> None:
    """Neither that of the last visit, nor the one that the resident sent."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    theirs = Media("image/jpeg", "file", body=b"the resident's")
    await hall.town.send(hall.town.inbound("zhang", ticket=number, media=(theirs,)))
    hall.town.later(hours=1)
    await _visited(hall, number)
    for body in (b"after", b"the resident's"):
        at = "2026-11-23 10:20"
        deed = hall.town.deed("record_visit", number, by=hall.li, at=at, **VISIT)
        (reply,) = await hall.town.send(
            hall.town.with_media(deed, Media("image/jpeg", "1", body=body))
        )
        assert reply.refused
        assert "已经有了" in reply.text


async def test_one_photograph_is_not_both_before_and_after(hall: Hall) -> None:
    """The same picture twice shows that nothing was done; another one of afterwards mends it."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    hall.town.later(hours=1)
    photo = Media("image/jpeg", "1", body=b"a hole")
    form = {**VISIT, "at": "2026-11-23 10:20", "before": "1"}
    deed = hall.town.deed("record_visit", number, by=hall.li, **form)
    (reply,) = await hall.town.send(hall.town.with_media(deed, photo, photo))
    assert not reply.refused
    assert "照片" in await hall.refused("propose", number, DONE, outcome="done")
    after = Media("image/jpeg", "2", body=b"a road")
    deed = hall.town.deed("record_visit", number, by=hall.li, **{**form, "before": "0"})
    (reply,) = await hall.town.send(hall.town.with_media(deed, after))
    assert not reply.refused
    await hall.done("propose", number, DONE, outcome="done")


async def test_a_photograph_of_another_matter_proves_no_visit(hall: Hall) -> None:
    """One picture of a mended pipe does not mend two places."""
    first = await hall.taken()
    second = await hall.taken("和平路8号的井盖坏了", who="chen")
    await hall.change(second, visit_required=True)
    hall.town.later(hours=1)
    await _visited(hall, first)
    seen = {**VISIT, "place": "和平路8号", "at": "2026-11-23 10:20"}
    for bodies, refused in (((b"after",), True), ((b"after", b"the lid"), False)):
        deed = hall.town.deed("record_visit", second, by=hall.li, **seen)
        files = (Media("image/jpeg", str(at), body=body) for at, body in enumerate(bodies))
        reply = (await hall.town.send(hall.town.with_media(deed, *files)))[-1]
        assert reply.refused is refused, reply.text


async def test_a_document_is_no_photograph_of_what_was_done(hall: Hall) -> None:
    """A visit that has to be shown is shown by images."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    hall.town.later(hours=1)
    at = "2026-11-23 10:00"
    deed = hall.town.deed("record_visit", number, by=hall.li, at=at, **VISIT)
    paper = Media("application/pdf", "1", body=b"%PDF-1.4")
    (reply,) = await hall.town.send(hall.town.with_media(deed, paper))
    assert reply.refused
    assert "照片" in reply.text


async def test_a_visit_on_record_is_proof_enough(hall: Hall) -> None:
    """The parent's word and the photographs: no call is needed then."""
    number = await hall.answered()
    await hall.town.say("没解决")
    hall.town.later(hours=2)
    await hall.done("take", number)
    await _visited(hall, number)
    await hall.done("answer", number, "您好，阀门已换新，请看照片。水务局12345。")
    await hall.done("approve", number, by=hall.zhao)
    await hall.town.tap(f"verdict:solved:{number}")
    assert (await hall.by_number(number)).verdict is Verdict.SOLVED


async def _visited(hall: Hall, number: str) -> None:
    at = hall.town.now.astimezone(hall.town.house.zone).strftime("%Y-%m-%d %H:%M")
    deed = hall.town.deed("record_visit", number, by=hall.li, at=at, before="1", **VISIT)
    photos = (
        Media("image/jpeg", str(at), body=body) for at, body in enumerate((b"before", b"after"))
    )
    (kept,) = await hall.town.send(hall.town.with_media(deed, *photos))
    assert not kept.refused, kept.text


@pytest.mark.parametrize(("minutes", "refused"), [(4, False), (30, True), (59, True)])
async def test_nobody_was_where_they_have_still_to_go(
    hall: Hall, minutes: int, refused: bool
) -> None:
    """Clocks may differ by five minutes; what lies further ahead has not happened."""
    number = await hall.taken()
    at = (hall.town.now + timedelta(minutes=minutes)).astimezone(hall.town.house.zone)
    (reply,) = await hall.town.act(
        "record_visit", number, by=hall.li, at=f"{at:%Y-%m-%d %H:%M}", **VISIT
    )
    assert reply.refused is refused, reply.text


@pytest.mark.parametrize(
    ("told", "enough"),
    [
        ({}, False),
        ({"found": "阀门坏了"}, False),
        ({"found": "阀门坏了。办前照片：无"}, False),
        ({"found": "办前照片：无。阀门坏了三天"}, False),
        ({"found": "阀门坏了。办前照片：无，因为到场时抢修队已经动工"}, True),
        ({"found": "閥門壞了。辦前照片：無，因為到場時搶修隊已經動工"}, True),
        ({"before": "无，因为到场时抢修队已经动工"}, True),
        ({"found": "A broken valve. Photos before: none, because the crew was at work"}, True),
    ],
)
async def test_done_is_shown_before_and_after_or_says_why_not(
    hall: Hall, told: dict[str, str], enough: bool
) -> None:
    """One photograph of afterwards does not show what was changed."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    hall.town.later(hours=1)
    form = {**VISIT, **told, "at": "2026-11-23 10:20"}
    deed = hall.town.deed("record_visit", number, by=hall.li, **form)
    photo = Media("image/jpeg", "1", body=b"after")
    (kept,) = await hall.town.send(hall.town.with_media(deed, photo))
    assert not kept.refused, kept.text
    if enough:
        await hall.done("propose", number, DONE, outcome="done")
    else:
        assert "处理前" in await hall.refused("propose", number, DONE, outcome="done")


async def test_a_chat_says_which_photograph_is_of_before(hall: Hall) -> None:
    """In a group as at the desk: 「办前照片：1」 is the first one."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    hall.town.later(hours=1)
    written = "现场记录 1 地点：幸福路12号；发现：阀门坏了；处理：已换新阀门；办前照片：1"
    photos = (Media("image/jpeg", "1", body=b"a"), Media("image/jpeg", "2", body=b"b"))
    deed = hall.town.deed(text=written, by=hall.li)
    (kept,) = await hall.town.send(hall.town.with_media(deed, *photos))
    assert not kept.refused, kept.text
    await hall.done("propose", number, DONE, outcome="done")
