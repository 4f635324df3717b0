"""挂账: a planned day moves once, before it comes or after it came, and never again."""

from __future__ import annotations

from datetime import date

from bot.models import Outcome, Role, TicketState
from bot.web.desk.view import read_dossier, ticket
from tests.handlers.cast import Hall

WORDS = "您好，管网改造已列入2027年计划，三月招标。水务局12345。"
ANEW = "您好，三月招标没有人投，四月重新招标，工期随之后移。水务局12345。"


async def _planned(hall: Hall, until: str = "2027-03-01") -> str:
    number = await hall.taken()
    await hall.done("propose", number, WORDS, outcome="scheduled", until=until)
    await hall.done("approve", number, by=hall.zhao)
    return number


async def _anew(hall: Hall, number: str, until: str) -> None:
    await hall.done("take", number)
    await hall.done("propose", number, ANEW, outcome="scheduled", until=until)


async def test_after_its_day_a_matter_is_planned_anew_once(hall: Hall) -> None:
    """That is the one move; the head approves it like the first day, and there is no third."""
    number = await _planned(hall)
    await hall.time.at("2026-12-02 12:00")
    await hall.time.at("2027-03-01 10:00")
    assert (await hall.by_number(number)).state is TicketState.REOPENED
    await _anew(hall, number, "2027-06-01")
    assert "批准前" not in await hall.told()
    await hall.done("approve", number, by=hall.zhao)
    again = await hall.by_number(number)
    assert (again.proposed, again.scheduled_for) == (Outcome.SCHEDULED, date(2027, 6, 1))
    assert "已列入计划 6月1日（周二）" in await hall.told()
    await hall.time.at("2027-03-10 12:00")
    assert (await hall.by_number(number)).state is TicketState.CLOSED
    why = await hall.refused("reschedule", number, "工程再延后", by=hall.zhao, until="2027-07-01")
    assert "已经改过一次" in why
    await hall.time.at("2027-06-01 10:00")
    await hall.done("take", number)
    why = await hall.refused("propose", number, ANEW, outcome="scheduled", until="2027-09-01")
    assert "不能再列计划" in why
    assert await hall.town.broken_chains() == []


async def test_a_day_that_was_moved_is_not_planned_anew(hall: Hall) -> None:
    """Moved before it came: when it comes, the matter is done or answered."""
    number = await _planned(hall)
    await hall.time.at("2026-12-02 12:00")
    await hall.done("reschedule", number, "工程延后", by=hall.zhao, until="2027-04-01")
    await hall.time.at("2027-04-01 10:00")
    await hall.done("take", number)
    why = await hall.refused("propose", number, ANEW, outcome="scheduled", until="2027-06-01")
    assert "不能再列计划" in why
    await hall.done("propose", number, "您好，管网今天已经改好通水。水务局12345。", outcome="done")


async def test_who_comes_back_is_given_no_third_day_either(hall: Hall) -> None:
    """The resident says no: the day that stands may be told again, another is the one move."""
    number = await _planned(hall)
    for until, above in (("2027-03-01", hall.zhao), ("2027-05-01", hall.zhou)):
        await hall.town.tap(f"verdict:not_solved:{number}")
        await _anew(hall, number, until)
        assert not (await hall.by_number(number)).scheduled_moved
        await hall.done("approve", number, by=above)
    assert (await hall.by_number(number)).scheduled_moved
    await hall.town.tap(f"verdict:not_solved:{number}")
    await hall.done("take", number)
    why = await hall.refused("propose", number, ANEW, outcome="scheduled", until="2027-07-01")
    assert "已经改过一次" in why


async def test_a_day_that_comes_before_the_resident_has_said_anything_opens_it_too(
    hall: Hall,
) -> None:
    """The day does not wait for the week that the resident has to say no."""
    number = await _planned(hall, until="2026-11-25")
    await hall.time.at("2026-11-24 18:00")
    assert (await hall.by_number(number)).state is TicketState.REPLIED
    await hall.time.at("2026-11-25 09:30")
    opened = await hall.by_number(number)
    assert (opened.state, opened.proposed) == (TicketState.REOPENED, None)
    assert "今天" in await hall.told()
    await hall.time.at("2026-12-02 10:00")
    assert (await hall.by_number(number)).state is TicketState.REOPENED


async def test_only_the_head_moves_a_planned_day(hall: Hall) -> None:
    """The day was approved by the head: a dispatcher of another unit moves none."""
    number = await _planned(hall)
    await hall.time.at("2026-12-02 12:00")
    dispatcher = await hall.time.hire("调度", "duty", Role.DISPATCHER)
    why = await hall.refused("reschedule", number, "工程延后", by=dispatcher, until="2027-04-01")
    assert "负责人" in why
    await hall.done("reschedule", number, "工程延后", by=hall.zhao, until="2027-04-01")


async def test_the_desk_says_whether_a_planned_day_can_still_move(hall: Hall) -> None:
    """And shows none once the matter is open again."""
    number = await _planned(hall)
    assert await _shown(hall, number) == (date(2027, 3, 1), False)
    await hall.time.at("2026-12-02 12:00")
    await hall.done("reschedule", number, "工程延后", by=hall.zhao, until="2027-04-01")
    assert await _shown(hall, number) == (date(2027, 4, 1), True)
    await hall.time.at("2027-04-01 10:00")
    assert (await _shown(hall, number))[0] is None


async def _shown(hall: Hall, number: str) -> tuple[object, object]:
    town = hall.town
    dossier = await town.database.read(
        lambda tx: read_dossier(tx, hall.zhao, number, town.house.settings, town.now)
    )
    assert dossier
    shown = ticket(dossier, hall.zhao, lambda _, __: "")
    return shown["scheduled_for"], shown["scheduled_moved"]
