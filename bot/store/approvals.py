"""What a second person decides: asked for once, decided once, kept with both names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from bot.clock import parse_stamp, stamp
from bot.models import Approval, ApprovalState, Approver
from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class Request:
    """Something that an official asks a second person to decide."""

    ticket_id: int
    action: str
    approver: Approver
    department_id: str
    asked_by: int
    reason: str = ""
    values: dict[str, str] = field(default_factory=dict)
    message_id: int | None = None


def ask(tx: Transaction, request: Request, now: datetime) -> Approval | None:
    """Let a request wait for its second person; None where one of its kind waits already."""
    row = tx.row(
        "approval_asked",
        ticket_id=request.ticket_id,
        action=request.action,
        approver=request.approver.value,
        department_id=request.department_id,
        asked_by=request.asked_by,
        now=stamp(now),
        reason=request.reason,
        details=msgspec.json.encode(request.values).decode(),
        message_id=request.message_id,
    )
    return _approval(row) if row else None


def decide(
    tx: Transaction,
    approval_id: int,
    state: ApprovalState,
    decided_by: int,
    now: datetime,
    words: str = "",
) -> bool:
    """Grant or refuse a request; False where that has been done already."""
    decided = tx.run(
        "approval_decided",
        id=approval_id,
        state=state.value,
        decided_by=decided_by,
        now=stamp(now),
        words=words,
    )
    return decided > 0


def of(tx: Transaction, ticket_id: int) -> list[Approval]:
    """All requests about a ticket, oldest first."""
    return [_approval(row) for row in tx.rows("approvals_of_ticket", ticket_id=ticket_id)]


def waiting(tx: Transaction, ticket_id: int) -> list[Approval]:
    """The requests about a ticket that nobody has decided yet."""
    return [_approval(row) for row in tx.rows("approvals_waiting", ticket_id=ticket_id)]


def drop(
    tx: Transaction, ticket_id: int, actions: Collection[str], now: datetime
) -> list[Approval]:
    """What waits for a decision of one of these kinds needs none any more; the requests."""
    fallen = [each for each in waiting(tx, ticket_id) if each.action in actions]
    for each in fallen:
        tx.run("approval_withdrawn", id=each.id, now=stamp(now))
    return fallen


def _approval(row: Row) -> Approval:
    return Approval(
        id=row["id"],
        ticket_id=row["ticket_id"],
        action=row["action"],
        approver=Approver(row["approver"]),
        department_id=row["department_id"],
        asked_by=row["asked_by"],
        asked_at=parse_stamp(row["asked_at"]),
        reason=row["reason"],
        values=msgspec.json.decode(row["details"], type=dict[str, str]),
        message_id=row["message_id"],
        state=ApprovalState(row["state"]),
        decided_by=row["decided_by"],
        decided_at=parse_stamp(row["decided_at"]) if row["decided_at"] else None,
        words=row["words"],
    )
