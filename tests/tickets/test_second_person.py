"""The guard of the second person: who may decide what another has asked for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.errors import Refused
from bot.models import Approval, ApprovalState, Approver, Official, Role, Ticket, TicketState
from bot.settings import Promises
from bot.tickets import guards
from bot.tickets.actions import Action, Guard
from bot.tickets.case import Case
from bot.tickets.second_persons import DECIDES
from tests.tickets.chain import START

ASKER = Official(1, "李强", "water", frozenset({Role.OFFICIAL}))
COLLEAGUE = Official(2, "陈工", "water", frozenset({Role.OFFICIAL}))
HEAD = Official(3, "赵局长", "water", frozenset({Role.DEPARTMENT_HEAD}))
DISPATCHER = Official(4, "钱警官", "police", frozenset({Role.OFFICIAL, Role.DISPATCHER}))
TICKET = Ticket(
    id=1,
    number="20261123-0001",
    contact_id=1,
    state=TicketState.IN_REVIEW,
    title="路灯不亮",
    created_at=START,
    updated_at=START,
    first_reply_due=START,
    version=1,
    department_id="water",
)
DECISIONS = sorted(DECIDES.keys() - {Action.RECALL})


def case(action: Action, author: Official | None, approver: Approver, *, asks: bool = True) -> Case:
    """Somebody decides what waits, if anything does."""
    asked = Approval(
        id=1,
        ticket_id=1,
        action=min(DECIDES[action]),
        approver=approver,
        department_id="water",
        asked_by=ASKER.id,
        asked_at=START,
        state=ApprovalState.WAITING if asks else ApprovalState.WITHDRAWN,
    )
    return Case(
        ticket=TICKET,
        action=action,
        now=START,
        zone=ZoneInfo("Asia/Shanghai"),
        promises=Promises(),
        reopen_days=30,
        author=author,
        approvals=[asked],
    )


def decides(found: Case) -> bool:
    """Whether the guard lets them."""
    try:
        guards.check([Guard.SECOND_PERSON], found)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("action", DECISIONS)
@pytest.mark.parametrize("approver", Approver)
def test_nobody_decides_what_they_asked_for(action: Action, approver: Approver) -> None:
    """Whatever it is, whoever is wanted; nor does time, nor anybody where nothing waits."""
    for author in (ASKER, None):
        assert not decides(case(action, author, approver))
    assert not decides(case(action, DISPATCHER, approver, asks=False))


@pytest.mark.parametrize(
    ("approver", "able"),
    [
        (Approver.HEAD, [HEAD]),
        (Approver.REVIEWER, [HEAD]),
        (Approver.DISPATCHER, [DISPATCHER]),
        (Approver.OUTSIDE, [DISPATCHER]),
        (Approver.OUTSIDER, [DISPATCHER]),
        (Approver.ANOTHER, [COLLEAGUE, HEAD, DISPATCHER]),
    ],
)
def test_only_the_right_one_decides(approver: Approver, able: list[Official]) -> None:
    """A colleague is nobody's outsider, and no head."""
    found = [
        each
        for each in (ASKER, COLLEAGUE, HEAD, DISPATCHER)
        if decides(case(Action.APPROVE, each, approver))
    ]
    assert found == able
