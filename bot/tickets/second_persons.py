"""The second person: who may decide what another has asked for, seen from the unit that asks."""

from __future__ import annotations

from collections.abc import Callable

from bot.models import Approval, Approver, Official, Role
from bot.tickets.actions import DECIDERS

DUTY_DESK = "duty"
"""The department that owns what nobody else owns yet, and whose head decides second returns."""


def may_decide(approval: Approval, official: Official, *, alone: bool = False) -> bool:
    """Whether `official` is the second person that a request waits for."""
    if official.id == approval.asked_by:
        return alone
    return alone or _SECOND[approval.approver](approval, official)


_ABOVE = frozenset({Role.LEADER, Role.ADMINISTRATOR})
_SECOND: dict[Approver, Callable[[Approval, Official], bool]] = {
    Approver.HEAD: lambda approval, official: (
        bool(official.roles & _ABOVE)
        or _holds(official, Role.DEPARTMENT_HEAD, approval.department_id)
    ),
    Approver.REVIEWER: lambda approval, official: (
        Role.ADMINISTRATOR in official.roles
        or _holds(official, Role.REVIEWER, approval.department_id)
        or _holds(official, Role.DEPARTMENT_HEAD, approval.department_id)
    ),
    Approver.DISPATCHER: lambda _, official: bool(
        official.roles & {Role.DISPATCHER, Role.ADMINISTRATOR}
    ),
    Approver.DUTY_HEAD: lambda _, official: (
        Role.ADMINISTRATOR in official.roles or _holds(official, Role.DEPARTMENT_HEAD, DUTY_DESK)
    ),
    Approver.OUTSIDE: lambda approval, official: (
        bool(official.roles & DECIDERS) and official.department_id != approval.department_id
    ),
    Approver.LEADER: lambda _, official: Role.LEADER in official.roles,
    Approver.ANOTHER: lambda _, __: True,
}


def _holds(official: Official, role: Role, department_id: str) -> bool:
    return role in official.roles and official.department_id == department_id
