"""The second person: who may decide what another has asked for, seen from the unit that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.models import (
    Approval,
    Approver,
    Official,
    Role,
    Ticket,
    TicketEvent,
    TicketState,
)
from bot.tickets.actions import DECIDERS, Action

DECIDES: Mapping[Action, frozenset[str]] = {
    Action.APPROVE: frozenset({Action.SUBMIT, Action.PROPOSE}),
    Action.MERGE: frozenset({Action.PROPOSE}),
    Action.SEND_BACK: frozenset({Action.SUBMIT, Action.PROPOSE}),
    Action.RECALL: frozenset({Action.SUBMIT, Action.PROPOSE}),
    Action.GRANT_EXTENSION: frozenset({Action.EXTEND}),
    Action.REFUSE_EXTENSION: frozenset({Action.EXTEND}),
    Action.REFUSE_RETURN: frozenset({Action.RETURN}),
    Action.TRANSFER: frozenset({Action.RETURN}),
    Action.GRANT_BLOCK: frozenset({Action.BLOCK}),
    Action.REFUSE_BLOCK: frozenset({Action.BLOCK}),
    Action.GRANT_CLASSIFICATION: frozenset({Action.CLASSIFY}),
    Action.REFUSE_CLASSIFICATION: frozenset({Action.CLASSIFY}),
    Action.GRANT_ASSISTANCE: frozenset({Action.ASSIST}),
    Action.REFUSE_ASSISTANCE: frozenset({Action.ASSIST}),
    Action.GRANT_TRANSFER: frozenset({Action.ASK_TRANSFER}),
    Action.REFUSE_TRANSFER: frozenset({Action.ASK_TRANSFER}),
}
"""Which requests each decision answers; a recall answers the writer's own."""
DUTY_DESK = "duty"
"""The department that owns what nobody else owns yet, and whose head decides second returns."""


def may_decide(approval: Approval, official: Official, *, alone: bool = False) -> bool:
    """Whether `official` is the second person that a request waits for."""
    if official.id == approval.asked_by:
        return alone
    return alone or _SECOND[approval.approver](approval, official)


_SECOND: dict[Approver, Callable[[Approval, Official], bool]] = {
    Approver.HEAD: lambda approval, official: (
        Role.LEADER in official.roles
        or _holds(official, Role.DEPARTMENT_HEAD, approval.department_id)
    ),
    Approver.ADMINISTRATOR: lambda _, official: Role.ADMINISTRATOR in official.roles,
    Approver.REVIEWER: lambda approval, official: (
        Role.ADMINISTRATOR in official.roles
        or _holds(official, Role.REVIEWER, approval.department_id)
        or _holds(official, Role.DEPARTMENT_HEAD, approval.department_id)
    ),
    Approver.DISPATCHER: lambda approval, official: (
        bool(official.roles & {Role.DISPATCHER, Role.ADMINISTRATOR})
        and official.department_id != approval.department_id
    ),
    Approver.DUTY_HEAD: lambda approval, official: (
        _holds(official, Role.DEPARTMENT_HEAD, DUTY_DESK)
        or (
            Role.ADMINISTRATOR in official.roles
            and official.department_id != approval.department_id
        )
    ),
    Approver.RECEIVER: lambda approval, official: (
        official.department_id == approval.values.get("department")
        or _SECOND[Approver.DISPATCHER](approval, official)
        or _SECOND[Approver.DUTY_HEAD](approval, official)
    ),
    Approver.OUTSIDE: lambda approval, official: (
        bool(official.roles & DECIDERS) and not _is_inside(approval, official)
    ),
    Approver.OUTSIDER: lambda approval, official: not _is_inside(approval, official),
    Approver.LEADER: lambda _, official: Role.LEADER in official.roles,
    Approver.ANOTHER: lambda _, __: True,
}


_ANYBODY = (Approver.OUTSIDE, Approver.OUTSIDER, Approver.ANOTHER)
INSTEAD: Mapping[Approver, tuple[Approver, ...]] = {
    Approver.HEAD: (Approver.ADMINISTRATOR, *_ANYBODY),
    Approver.REVIEWER: (Approver.HEAD, Approver.ANOTHER),
    Approver.DISPATCHER: (Approver.DUTY_HEAD, *_ANYBODY),
    Approver.DUTY_HEAD: (Approver.OUTSIDE, Approver.DISPATCHER, *_ANYBODY),
    Approver.LEADER: (Approver.HEAD, Approver.ADMINISTRATOR, *_ANYBODY),
    Approver.RECEIVER: (Approver.OUTSIDE, Approver.OUTSIDER),
    Approver.OUTSIDE: (Approver.OUTSIDER,),
}
"""Who decides where a service has nobody of the wanted kind. What has to be decided outside the
unit is decided outside or not at all: the own head, or a colleague, is nobody's outsider."""
OUTSIDERS = frozenset({Approver.OUTSIDE, Approver.OUTSIDER})
"""Whose word counts as one from outside the unit."""


def sends_on(ticket: Ticket, official: Official) -> bool:
    """Whether `official` may give a ticket to another unit by their own word: who dispatches for
    all, and is not of the unit that is rid of it. At the duty desk lies what is nobody's yet.
    """
    at_desk = _holds(official, Role.DEPARTMENT_HEAD, DUTY_DESK)
    dispatches = at_desk or bool(official.roles & {Role.DISPATCHER, Role.ADMINISTRATOR})
    own = ticket.department_id not in ("", DUTY_DESK)
    return dispatches and not (own and official.department_id == ticket.department_id)


def reviewed_by(ticket: Ticket, officials: Iterable[Official]) -> Approver | None:
    """Whose word a ticket that came back needs before it is answered or ended once more: the
    head's, from the second time on the leader's, where there is one. None where it never did.
    """
    if not ticket.level:
        return None
    led = any(each.active and Role.LEADER in each.roles for each in officials)
    return Approver.LEADER if ticket.level > 1 and led else Approver.HEAD


def stands_above(ticket: Ticket, official: Official, officials: Iterable[Official]) -> bool:
    """Whether `official` answers a ticket by their own word, however often it came back."""
    approver = reviewed_by(ticket, officials)
    return approver is None or _is(approver, ticket, official)


def heads(ticket: Ticket, official: Official, officials: Iterable[Official]) -> bool:
    """Whether `official` decides about a ticket as the head of its unit, or the leader above it;
    where there is none an administrator, and without one everybody who may act on it.
    """
    everybody = [each for each in officials if each.active]
    for approver in (Approver.HEAD, Approver.ADMINISTRATOR):
        if able := [each for each in everybody if _is(approver, ticket, each)]:
            return official in able
    return True


def outdated(action: Action, before: Ticket, after: Ticket) -> frozenset[str]:
    """Which requests fall with an action, except the one that it decides: they speak of a ticket
    that has ended, come back, been answered, gone to another unit, or is not what it was.
    """
    moved = after.state is not before.state
    if moved and after.state in _SETTLED:
        return _ABOUT_WORK | _DRAFTS | _RETURNS
    drafts = _DRAFTS if moved or action is Action.ADD else frozenset()
    elsewhere = after.department_id != before.department_id
    answered = moved and after.state is TicketState.REPLIED
    returned = _RETURNS if moved and before.state is TicketState.RETURNED else frozenset()
    return drafts | returned | (_ABOUT_WORK if elsewhere or answered else frozenset())


_SETTLED = frozenset({TicketState.CLOSED, TicketState.REOPENED})
_DRAFTS = frozenset({Action.SUBMIT, Action.PROPOSE})
_RETURNS = frozenset({Action.RETURN})
_ABOUT_WORK = frozenset({Action.EXTEND, Action.ASSIST, Action.ASK_TRANSFER, Action.CLASSIFY})


def insiders(ticket: Ticket, history: Iterable[TicketEvent], asker: Official) -> dict[str, str]:
    """Who is not outside of a ticket, as its request keeps it: the unit that holds it, the one
    that asks, those that assist, and whoever took it before, with the unit they took it for.
    """
    taken = [_taken(each) for each in history if each.action == Action.TAKE]
    units = {ticket.department_id, asker.department_id, *ticket.assisting}
    units |= {str(each.get("department_id", "")) for each in taken}
    holders = {str(each.get("owner_id", "")) for each in taken}
    return {_UNITS: " ".join(sorted(units)), _HOLDERS: " ".join(sorted(holders))}


_UNITS, _HOLDERS = "inside_units", "inside_holders"


def _taken(event: TicketEvent) -> dict[str, object]:
    changed = event.detail.get("changes")
    return dict(changed) if isinstance(changed, dict) else {}


def _is(approver: Approver, ticket: Ticket, official: Official) -> bool:
    asked = Approval(
        id=0,
        ticket_id=ticket.id,
        action="",
        approver=approver,
        department_id=ticket.department_id,
        asked_by=0,
        asked_at=ticket.created_at,
    )
    return may_decide(asked, official)


def _is_inside(approval: Approval, official: Official) -> bool:
    units = {approval.department_id, *approval.values.get(_UNITS, "").split()}
    holders = approval.values.get(_HOLDERS, "").split()
    return official.department_id in units or str(official.id) in holders


def _holds(official: Official, role: Role, department_id: str) -> bool:
    return role in official.roles and official.department_id == department_id
