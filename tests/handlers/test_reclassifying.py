"""分类: what a ticket is called decides how long it may take, so nobody calls it longer alone."""

from __future__ import annotations

import pytest

from bot.models import Kind, Role, TicketState
from tests.handlers.cast import Hall
from tests.handlers.time_house import moment
from tests.handlers.town import text

WHY = "要跨三个单位一起封路施工"
ASKED = "请问停水的补贴怎么申请"
"""Two working days: a consultation."""


async def test_another_kind_that_takes_no_longer_is_so_at_once(hall: Hall) -> None:
    """With the reason kept; what was promised does not shrink, and the resident hears nothing."""
    number = await hall.taken()
    before = await hall.by_number(number)
    heard = len(await hall.town.heard())
    await hall.done("classify", number, "居民反映服务态度", kind="complaint")
    after = await hall.by_number(number)
    assert (before.kind, after.kind) == (Kind.HELP, Kind.COMPLAINT)
    assert after.resolution_due == before.resolution_due
    await hall.done("classify", number, "只是问一下流程", kind="consultation")
    assert (await hall.by_number(number)).resolution_due == before.resolution_due
    assert len(await hall.town.heard()) == heard
    assert "居民反映服务态度" in await hall.town.said_in(after)


async def test_a_kind_with_more_days_waits_for_the_head(hall: Hall) -> None:
    """Never by who asks; the resident reads the new date and why, statistics keep the first one."""
    number = await hall.taken(ASKED)
    before = await hall.by_number(number)
    assert (before.kind, before.resolution_due) == (Kind.CONSULTATION, moment("2026-11-25 17:30"))
    reply = await hall.done("classify", number, "要上门查看管道", kind="complaint")
    assert "等负责人同意" in reply.text
    assert await hall.by_number(number) != before
    assert (await hall.by_number(number)).resolution_due == before.resolution_due
    assert "（投诉）" in await hall.heard(hall.zhao)
    assert "自己不能决定" in await hall.refused("grant_classification", number)
    await hall.done("grant_classification", number, by=hall.zhao)
    after = await hall.by_number(number)
    assert (after.kind, after.resolution_due) == (Kind.COMPLAINT, moment("2026-11-30 17:30"))
    assert after.resolution_due_original == before.resolution_due
    told = await hall.told()
    for part in ("投诉", "要上门查看管道", "赵局长", "11月30日", "11月25日"):
        assert part in told


@pytest.mark.parametrize("head_asks", [False, True])
async def test_hard_is_granted_by_a_head_who_did_not_ask(hall: Hall, head_asks: bool) -> None:
    """疑难: fifteen working days; a head who asks for it needs somebody above."""
    number = await hall.taken()
    original = (await hall.by_number(number)).resolution_due
    asks, grants = (hall.zhao, hall.zhou) if head_asks else (hall.li, hall.zhao)
    await hall.done("classify", number, WHY, by=asks, kind="hard")
    assert not (await hall.by_number(number)).hard
    await hall.refused("grant_classification", number, by=asks)
    await hall.done("grant_classification", number, by=grants)
    ticket = await hall.by_number(number)
    assert (ticket.hard, ticket.kind) == (True, Kind.HELP)
    assert ticket.resolution_due == moment("2026-12-14 17:30")
    assert ticket.resolution_due_original == original
    assert "疑难件" in await hall.told()
    assert "本来就是" in await hall.refused("classify", number, WHY, kind="hard")
    assert await hall.town.broken_chains() == []


async def test_what_is_refused_stays_what_it_was(hall: Hall) -> None:
    """With the reason, which the asker reads; the date stays."""
    number = await hall.taken()
    before = await hall.by_number(number)
    await hall.done("classify", number, WHY, kind="hard")
    await hall.done("refuse_classification", number, "一个班组两天能修好", by=hall.zhao)
    ticket = await hall.by_number(number)
    assert (ticket.hard, ticket.resolution_due) == (False, before.resolution_due)
    assert "一个班组两天能修好" in await hall.heard(hall.li)


async def test_a_time_that_has_run_out_stays_run_out(hall: Hall) -> None:
    """Called hard afterwards, it is late all the same."""
    number = await hall.taken()
    due = (await hall.by_number(number)).resolution_due
    await hall.time.at("2026-12-02 10:00")
    await hall.done("classify", number, WHY, kind="hard")
    await hall.done("grant_classification", number, by=hall.zhao)
    assert (await hall.by_number(number)).resolution_due == due


async def test_an_answer_leaves_nothing_to_decide(hall: Hall) -> None:
    """What was asked for falls with it, and its asker is told."""
    number = await hall.taken()
    await hall.done("classify", number, WHY, kind="hard")
    words = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
    await hall.done("answer", number, words, by=hall.zhao)
    await hall.refused("grant_classification", number, by=hall.zhao)
    assert "不再需要决定" in await hall.heard(hall.li)


@pytest.mark.parametrize(
    ("values", "why", "said"),
    [
        ({"kind": "hard"}, "", "为什么改分类"),
        ({}, WHY, "选好分类"),
        ({"kind": "letter"}, WHY, "选好分类"),
        ({"kind": "help"}, WHY, "本来就是"),
    ],
)
async def test_what_is_missing_is_named(
    hall: Hall, values: dict[str, str], why: str, said: str
) -> None:
    """Nothing moves."""
    number = await hall.taken()
    assert said in await hall.refused("classify", number, why, **values)


async def test_a_letter_to_a_leader_stays_one(hall: Hall) -> None:
    """Nobody calls the leader's own word away; it may be hard."""
    number = await hall.taken("请县长看看，村里的桥塌了两年")
    assert "写给领导的信" in await hall.refused("classify", number, WHY, kind="help")
    await hall.done("classify", number, WHY, kind="hard")


async def test_in_a_chat_it_is_one_line(hall: Hall) -> None:
    """分类 1 疑难 …, decided by 同意 1."""
    number = await hall.taken()
    (asked,) = await hall.town.act(text=f"分类 1 疑难 {WHY}", by=hall.li)
    assert "疑难件" in asked.text
    assert "疑难件" in text(await hall.town.act(text="同意 1", by=hall.zhao))
    assert (await hall.by_number(number)).hard
    assert (await hall.by_number(number)).state is TicketState.IN_PROGRESS


async def test_who_only_reads_does_not_classify(hall: Hall) -> None:
    """An auditor looks on."""
    number = await hall.taken()
    auditor = await hall.time.hire("吴监督", "police", Role.AUDITOR)
    assert "角色" in await hall.refused("classify", number, WHY, by=auditor, kind="complaint")
