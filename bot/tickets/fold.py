"""A ticket's standing as the fold of its events: what the row must equal, and can be rebuilt to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from bot.models import Actor, Outcome, Satisfaction, TicketEvent, TicketState, Verdict
from bot.tickets.lifecycle import Action


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a ticket that its events decide; a resident's words are not among it."""

    state: TicketState = TicketState.REGISTERED
    department_id: str = ""
    owner_id: int | None = None
    urgent: bool = False
    confidential: bool = False
    outcome: Outcome | None = None
    verdict: Verdict | None = None
    satisfaction: Satisfaction | None = None
    level: int = 0
    first_reply_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0


CHANGEABLE = frozenset(field.name for field in fields(Standing)) - {
    "state",
    "version",
    "first_reply_at",
    "closed_at",
}
_PARSERS: dict[str, type] = {
    "outcome": Outcome,
    "verdict": Verdict,
    "satisfaction": Satisfaction,
}


def fold(events: Iterable[TicketEvent]) -> Standing:
    """The standing that a ticket's events, in order, lead to."""
    standing = Standing()
    for event in events:
        standing = step(
            standing, event.action, event.actor, event.to_state, event.at, changes(event.detail)
        )
    return standing


def changes(detail: dict[str, object]) -> dict[str, Any]:
    """The changed fields that an event's detail records."""
    noted = detail.get("changes")
    return dict(noted) if isinstance(noted, dict) else {}


def step(
    standing: Standing,
    action: str,
    actor: Actor,
    to_state: TicketState,
    at: datetime,
    changed: dict[str, Any],
) -> Standing:
    """The standing after one more event.

    The first human answer sets `first_reply_at` for good; closing sets `closed_at`, and leaving
    the closed state clears it together with the outcome.

    Raises `ValueError` for a field that no event may change.
    """
    unknown = changed.keys() - CHANGEABLE
    if unknown:
        raise ValueError(f"an event cannot change {', '.join(sorted(unknown))}")
    was_closed = standing.state is TicketState.CLOSED
    now_closed = to_state is TicketState.CLOSED
    standing = replace(standing, state=to_state, version=standing.version + 1)
    if was_closed and not now_closed:
        standing = replace(standing, closed_at=None, outcome=None)
    if now_closed and not was_closed:
        standing = replace(standing, closed_at=at)
    answered = action == Action.ANSWER and actor is Actor.OFFICIAL
    if answered and standing.first_reply_at is None:
        standing = replace(standing, first_reply_at=at)
    parsed = {
        name: _PARSERS[name](value) if name in _PARSERS and value is not None else value
        for name, value in changed.items()
    }
    return replace(standing, **parsed)
