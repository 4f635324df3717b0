"""A ticket's standing as the fold of its events: what the row must equal, and can be rebuilt to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from bot.clock import parse_stamp
from bot.models import (
    Actor,
    Kind,
    Outcome,
    Satisfaction,
    Ticket,
    TicketEvent,
    TicketState,
    Verdict,
)
from bot.tickets.actions import Action, ClockEffect
from bot.tickets.lifecycle import clock_effects


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a ticket that its events decide; a resident's words are not among it.

    The fields are those of `bot.models.Ticket`. `first_reply_due` is None only before the first
    event, and for tickets registered before deadlines stood in it.
    """

    state: TicketState = TicketState.REGISTERED
    kind: Kind = Kind.HELP
    topic_id: str = ""
    department_id: str = ""
    assisting: tuple[str, ...] = ()
    owner_id: int | None = None
    confidants: tuple[int, ...] = ()
    urgent: bool = False
    hot: bool = False
    hard: bool = False
    confidential: bool = False
    supervised: bool = False
    reminded: bool = False
    abuse: bool = False
    visit_required: bool = False
    acceptance_due: datetime | None = None
    accepted_at: datetime | None = None
    first_reply_due: datetime | None = None
    first_reply_at: datetime | None = None
    resolution_due: datetime | None = None
    resolution_due_original: datetime | None = None
    paused_at: datetime | None = None
    paused_minutes: int = 0
    answered_at: datetime | None = None
    asks: int = 0
    extensions: int = 0
    returns: int = 0
    level: int = 0
    outcome: Outcome | None = None
    proposed: Outcome | None = None
    confirm_by: datetime | None = None
    scheduled_for: date | None = None
    scheduled_moved: bool = False
    follows_id: int | None = None
    instructed_by: int | None = None
    first_verdict: Verdict | None = None
    verdict: Verdict | None = None
    contested_verdict: Verdict | None = None
    satisfaction: Satisfaction | None = None
    closed_at: datetime | None = None
    version: int = 0


FOLDED = frozenset(
    {
        "state",
        "version",
        "accepted_at",
        "first_reply_at",
        "paused_at",
        "answered_at",
        "asks",
        "extensions",
        "returns",
        "reminded",
        "first_verdict",
        "closed_at",
    }
)
"""What follows from the action itself: no event may say otherwise."""
CHANGEABLE = frozenset(field.name for field in fields(Standing)) - FOLDED
_PARSERS: dict[str, Callable[[Any], object]] = {
    "kind": Kind,
    "outcome": Outcome,
    "proposed": Outcome,
    "verdict": Verdict,
    "contested_verdict": Verdict,
    "satisfaction": Satisfaction,
    "assisting": tuple,
    "confidants": tuple,
    "acceptance_due": parse_stamp,
    "first_reply_due": parse_stamp,
    "resolution_due": parse_stamp,
    "resolution_due_original": parse_stamp,
    "confirm_by": parse_stamp,
    "scheduled_for": date.fromisoformat,
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
    """The standing after one more event. Raises `ValueError` as `moves` does."""
    return replace(standing, **moves(standing, action, actor, to_state, at, changed))


def moves(
    before: Standing | Ticket,
    action: str,
    actor: Actor,
    to_state: TicketState,
    at: datetime,
    changed: dict[str, Any],
) -> dict[str, Any]:
    """The fields that one more event leaves otherwise than they were, or as it says they are.

    A clock is ended by the first person who does what ends it, and for good; a closed ticket
    that is opened again has no outcome. What the table of the life-cycle says of clocks is done
    here, so that no handler can forget it.

    Raises `ValueError` for a field that no event may change.
    """
    unknown = changed.keys() - CHANGEABLE
    if unknown:
        raise ValueError(f"an event cannot change {', '.join(sorted(unknown))}")
    moved: dict[str, Any] = {"state": to_state, "version": before.version + 1}
    moved |= _closing(before, to_state, at)
    moved |= _pausing(before, to_state, at)
    if actor is Actor.OFFICIAL:
        moved |= _clocks(before, clock_effects(action, before.state, to_state), at)
    moved |= _counts(before, action)
    for name, value in changed.items():
        parse = _PARSERS.get(name)
        moved[name] = value if parse is None or value is None else parse(value)
    moved |= _planned(before, moved)
    verdict = moved.get("verdict", before.verdict)
    return moved if before.first_verdict is not None else {**moved, "first_verdict": verdict}


def _closing(before: Standing | Ticket, state: TicketState, at: datetime) -> dict[str, Any]:
    was_closed = before.state is TicketState.CLOSED
    now_closed = state is TicketState.CLOSED
    if was_closed and not now_closed:
        return {"closed_at": None, "outcome": None}
    if now_closed and not was_closed:
        # Whatever was proposed has been decided by the closing.
        return {"closed_at": at, "proposed": None, "confirm_by": None}
    if state is TicketState.REOPENED:
        return {"proposed": None, "confirm_by": None}
    return {}


def _pausing(before: Standing | Ticket, state: TicketState, at: datetime) -> dict[str, Any]:
    waiting = state is TicketState.AWAITING_RESIDENT
    if waiting and before.state is not TicketState.AWAITING_RESIDENT:
        return {"paused_at": at, "asks": before.asks + 1}
    return {} if waiting else {"paused_at": None}


def _clocks(
    before: Standing | Ticket, effects: frozenset[ClockEffect], at: datetime
) -> dict[str, Any]:
    ended: dict[str, Any] = {}
    if ClockEffect.ENDS_ACCEPTANCE in effects and before.accepted_at is None:
        ended["accepted_at"] = at
    if ClockEffect.ENDS_FIRST_REPLY in effects and before.first_reply_at is None:
        ended["first_reply_at"] = at
    if ClockEffect.ENDS_RESOLUTION in effects:
        ended["answered_at"] = at
    return ended


def _planned(before: Standing | Ticket, moved: dict[str, Any]) -> dict[str, Any]:
    """A second day of a planned matter (挂账) moves the first, also once that one has come."""
    days = (before.scheduled_for, moved.get("scheduled_for", before.scheduled_for))
    return {"scheduled_moved": True} if None not in days and days[0] != days[1] else {}


def _counts(before: Standing | Ticket, action: str) -> dict[str, Any]:
    match action:
        case Action.GRANT_EXTENSION:
            return {"extensions": before.extensions + 1}
        case Action.RETURN:
            return {"returns": before.returns + 1}
        case Action.REMIND:
            return {"reminded": True}
    return {}
