"""The life of a ticket, as it is asked about: what a table row allows, offers, and does to clocks.

Everything that offers or checks an action (buttons, commands, the desk, statistics, the tables
of docs/lifecycle.md) is drawn from `bot.tickets.rules.RULES`; what no row allows is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from bot.errors import Refused
from bot.models import Actor, TicketState
from bot.tickets.actions import (
    AT_WORK,
    AWAITING_RESIDENT,
    CLOSED,
    DISPATCHED,
    FIELD_VISIT,
    IN_PROGRESS,
    IN_REVIEW,
    OBJECTIONABLE,
    OPEN,
    PROPOSABLE,
    REGISTERED,
    REOPENED,
    REPLIED,
    RESIDENT,
    RETURNED,
    UNTAKEN,
    WORKERS,
    Action,
    ClockEffect,
    Guard,
    Rule,
    Who,
)
from bot.tickets.rules import RULES

__all__ = [
    "AT_WORK",
    "OBJECTIONABLE",
    "OPEN",
    "PROPOSABLE",
    "RESIDENT",
    "RULES",
    "SEEN_AS",
    "UNTAKEN",
    "WORKERS",
    "Action",
    "ClockEffect",
    "Guard",
    "ResidentState",
    "Rule",
    "actions",
    "clock_effects",
    "is_human",
    "rule",
]


class ResidentState(StrEnum):
    """The five words in which a resident sees a ticket's life."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    NEEDS_YOU = "needs_you"
    ANSWERED = "answered"
    FINISHED = "finished"


SEEN_AS: dict[TicketState, ResidentState] = {
    REGISTERED: ResidentState.RECEIVED,
    DISPATCHED: ResidentState.RECEIVED,
    RETURNED: ResidentState.RECEIVED,
    IN_PROGRESS: ResidentState.IN_PROGRESS,
    FIELD_VISIT: ResidentState.IN_PROGRESS,
    IN_REVIEW: ResidentState.IN_PROGRESS,
    REOPENED: ResidentState.IN_PROGRESS,
    AWAITING_RESIDENT: ResidentState.NEEDS_YOU,
    REPLIED: ResidentState.ANSWERED,
    CLOSED: ResidentState.FINISHED,
}


def rule(
    action: Action,
    state: TicketState,
    roles: Iterable[Who],
    target: TicketState | None = None,
) -> Rule:
    """The row that allows `action` in `state` to someone who holds `roles`.

    `target` chooses where an action leads to more than one state; without it the first row
    counts. Raises `Refused` with the reason where there is none: the state first, then the role.
    """
    rows = [row for row in RULES if row.action is action and state in row.sources]
    if not rows:
        raise Refused("refusals.not_in_this_state", action=action, state=state)
    held = frozenset(roles)
    allowed = [row for row in rows if row.roles & held]
    if not allowed:
        raise Refused("refusals.not_your_role", action=action)
    fitting = [row for row in allowed if target in (None, row.target or state)]
    if not fitting:
        raise Refused("refusals.not_in_this_state", action=action, state=state)
    return fitting[0]


def actions(state: TicketState, roles: Iterable[Who]) -> tuple[Action, ...]:
    """What someone who holds `roles` may do in `state`, likely ones first, each once."""
    held = frozenset(roles)
    rows = (row.action for row in RULES if state in row.sources and row.roles & held)
    return tuple(dict.fromkeys(rows))


@cache  # the table never changes, and each event of a ticket asks it
def clock_effects(
    action: str, state: TicketState, target: TicketState | None = None
) -> frozenset[ClockEffect]:
    """What `action` in `state` does to the clocks, where it led to `target` (None: wherever)."""
    rows = [row for row in RULES if row.action == action and state in row.sources]
    led = [row for row in rows if target in (None, row.target or state)]
    return frozenset().union(*(row.clock for row in led or rows))


def is_human(actor: Actor) -> bool:
    """Whether a person did it: only a person's answer ends the first-reply clock."""
    return actor is not Actor.SYSTEM
