"""The life of a ticket as one table: who may do what, in which state, and where it leads.

Everything that offers or checks an action (buttons, commands, the desk) is drawn from `RULES`;
what no row allows is forbidden. Source: the life-cycle in docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refused
from bot.models import Actor, Outcome, Role, Ticket, TicketState

REGISTERED = TicketState.REGISTERED
DISPATCHED = TicketState.DISPATCHED
RETURNED = TicketState.RETURNED
IN_PROGRESS = TicketState.IN_PROGRESS
AWAITING_RESIDENT = TicketState.AWAITING_RESIDENT
FIELD_VISIT = TicketState.FIELD_VISIT
IN_REVIEW = TicketState.IN_REVIEW
REPLIED = TicketState.REPLIED
REOPENED = TicketState.REOPENED
CLOSED = TicketState.CLOSED

UNTAKEN = frozenset({REGISTERED, DISPATCHED, REOPENED})
OPEN = frozenset(TicketState) - {CLOSED}
AT_WORK = frozenset({IN_PROGRESS, AWAITING_RESIDENT, FIELD_VISIT})
ANY = frozenset(TicketState)


class Action(StrEnum):
    """What can be done to a ticket; the same words in code, events, commands and buttons."""

    REGISTER = "register"
    ADD = "add"
    DESCRIBE = "describe"
    TAKE = "take"
    ANSWER = "answer"
    NOTE = "note"
    CLOSE = "close"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    RATE = "rate"
    REOPEN = "reopen"
    OBJECT = "object"
    WITHDRAW = "withdraw"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `action` is open in `sources` to `roles`, and leads to `target` (None: no change).

    `notice` is the wording key of what the resident is told, empty where the resident did it or
    need not know.
    """

    action: Action
    sources: frozenset[TicketState]
    target: TicketState | None
    roles: frozenset[Role]
    notice: str = ""


RESIDENT = frozenset({Role.RESIDENT})
WORKERS = frozenset({Role.OFFICIAL, Role.DEPARTMENT_HEAD, Role.DISPATCHER, Role.ADMINISTRATOR})
DECIDERS = frozenset({Role.DEPARTMENT_HEAD, Role.DISPATCHER, Role.ADMINISTRATOR})
READERS = frozenset(Role) - RESIDENT

RULES: tuple[Rule, ...] = (
    Rule(Action.ADD, OPEN - {REPLIED}, None, RESIDENT),
    # An answered ticket waits for the resident, and nobody looks at it. What they add must bring
    # it back among the work: nobody is blamed for it (no level), and no verdict is read into it.
    Rule(Action.ADD, frozenset({REPLIED}), REOPENED, RESIDENT),
    Rule(Action.DESCRIBE, OPEN, None, RESIDENT),
    Rule(Action.REMIND, OPEN - {REPLIED}, None, RESIDENT),
    Rule(Action.WITHDRAW, OPEN, CLOSED, RESIDENT),
    # "It works now" is welcome too from who asked for more only yesterday.
    Rule(Action.CONFIRM, frozenset({REPLIED, REOPENED, CLOSED}), CLOSED, RESIDENT),
    Rule(Action.DISPUTE, frozenset({REPLIED, CLOSED}), REOPENED, RESIDENT),
    Rule(Action.RATE, ANY - {REGISTERED, DISPATCHED, RETURNED}, None, RESIDENT),
    Rule(Action.OBJECT, frozenset({CLOSED}), REOPENED, RESIDENT),
    Rule(
        Action.REOPEN,
        frozenset({CLOSED}),
        REOPENED,
        RESIDENT | DECIDERS,
        "tickets.reopened",
    ),
    Rule(Action.TAKE, UNTAKEN, IN_PROGRESS, WORKERS, "tickets.taken"),
    Rule(Action.ANSWER, AT_WORK | {REPLIED}, REPLIED, WORKERS, "tickets.answer"),
    Rule(Action.CLOSE, frozenset({IN_PROGRESS, REPLIED}), CLOSED, WORKERS, "tickets.closed"),
    Rule(Action.NOTE, ANY, None, READERS),
)
OBJECTIONABLE = frozenset(
    {Outcome.MERGED, Outcome.REFERRED, Outcome.OUT_OF_SCOPE, Outcome.UNREACHABLE}
)
PROPOSABLE = (
    Outcome.DONE,
    Outcome.EXPLAINED,
    Outcome.SCHEDULED,
    Outcome.REFERRED,
    Outcome.OUT_OF_SCOPE,
    Outcome.UNREACHABLE,
)
"""The outcomes an official may propose; the others come about by themselves."""


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


def rule(action: Action, state: TicketState, roles: Iterable[Role]) -> Rule:
    """The row that allows `action` in `state` to someone who holds `roles`.

    Raises `Refused` with the reason where there is none: the state first, then the role.
    """
    rows = [row for row in RULES if row.action is action and state in row.sources]
    if not rows:
        raise Refused("refusals.not_in_this_state", action=action, state=state)
    held = frozenset(roles)
    for row in rows:
        if row.roles & held:
            return row
    raise Refused("refusals.not_your_role", action=action)


def actions(state: TicketState, roles: Iterable[Role]) -> tuple[Action, ...]:
    """What someone who holds `roles` may do in `state`, likely ones first."""
    held = frozenset(roles)
    return tuple(row.action for row in RULES if state in row.sources and row.roles & held)


def check_reopening(ticket: Ticket, now: datetime, days: int) -> None:
    """Refuse to reopen a ticket that was closed more than `days` days ago."""
    if ticket.closed_at is not None and now - ticket.closed_at > timedelta(days=days):
        raise Refused("refusals.closed_too_long", days=days)


def check_objection(ticket: Ticket, earlier: Iterable[str]) -> None:
    """Refuse an objection to an outcome that allows none, or after one among the `earlier` actions.

    A resident may object once: after that it has been looked at one level up.
    """
    if Action.OBJECT in earlier:
        raise Refused("refusals.objected_before")
    if ticket.outcome not in OBJECTIONABLE:
        raise Refused("refusals.nothing_to_object", outcome=ticket.outcome)


def is_human(actor: Actor) -> bool:
    """Whether a person did it: only a person's answer ends the first-reply clock."""
    return actor is not Actor.SYSTEM
