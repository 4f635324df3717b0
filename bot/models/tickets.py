"""The ticket, with what decides about it, and the events it is the fold of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import msgspec

from bot.models.people import Actor


class TicketState(StrEnum):
    """Where a ticket stands in its life (service: the life-cycle)."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    RETURNED = "returned"
    IN_PROGRESS = "in_progress"
    AWAITING_RESIDENT = "awaiting_resident"
    FIELD_VISIT = "field_visit"
    IN_REVIEW = "in_review"
    REPLIED = "replied"
    REOPENED = "reopened"
    CLOSED = "closed"


class Kind(StrEnum):
    """What sort of demand a ticket is; its promises hang on it."""

    CONSULTATION = "consultation"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    HELP = "help"
    LETTER = "letter"


class Outcome(StrEnum):
    """What the official proposes as the end of the matter."""

    DONE = "done"
    EXPLAINED = "explained"
    SCHEDULED = "scheduled"
    REFERRED = "referred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    OUT_OF_SCOPE = "out_of_scope"
    UNCONFIRMED = "unconfirmed"


class Verdict(StrEnum):
    """What the resident says about it; only the resident can make it *solved*."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"


class Satisfaction(StrEnum):
    """How the resident liked it; a different question from the verdict."""

    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


class Ticket(msgspec.Struct, frozen=True):
    """A matter that a person has to answer: the fold of its events.

    `department_id` leads (主办), `assisting` help (协办); `confidants` are the few officials who
    are named to know of a confidential one. `proposed` is the outcome an official proposed and
    nobody has confirmed; `confirm_by` when silence counts. `resolution_due_original` is what
    statistics go by, whatever was extended. `paused_at`: since when it waits for the resident,
    `paused_minutes` the working minutes it waited before that. `scheduled_for` is the day on
    which a scheduled (挂账) ticket opens again, or last did; `scheduled_moved`: there was another
    before it, and there is to be none after it. `answered_at` is the last human answer.
    `contested_verdict`: a better verdict that stands only after a call-back by another unit.
    `instructed_by` is the leader whose instruction is open. `hot`: many ask of it just now.
    """

    id: int
    number: str
    contact_id: int
    state: TicketState
    title: str
    created_at: datetime
    updated_at: datetime
    first_reply_due: datetime
    version: int
    language: str = ""
    kind: Kind = Kind.HELP
    topic_id: str = ""
    department_id: str = ""
    assisting: tuple[str, ...] = ()
    owner_id: int | None = None
    confidants: tuple[int, ...] = ()
    place: str = ""
    phone: str = ""
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
    digest: str = ""


class ApprovalState(StrEnum):
    """What has become of something that a second person has to decide."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Approver(StrEnum):
    """Which second person it takes: seen from the department that holds the ticket.

    `OUTSIDE`: who decides about others' work, in another unit; `OUTSIDER`: anybody in another unit,
    where the service has none of the former. `ADMINISTRATOR` stands in where no head is: running
    the service puts nobody above its officials. `RECEIVER`: the unit that is to have it, a
    dispatcher, or the duty desk's head. `ANOTHER`: anybody but who asked.
    """

    HEAD = "head"
    ADMINISTRATOR = "administrator"
    REVIEWER = "reviewer"
    DISPATCHER = "dispatcher"
    DUTY_HEAD = "duty_head"
    OUTSIDE = "outside"
    OUTSIDER = "outsider"
    LEADER = "leader"
    RECEIVER = "receiver"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Approval:
    """Something about a ticket that a second person decides.

    `action` is what was asked for, `approver` who may decide, seen from `department_id`;
    `values` the fields of the request (a date, an outcome), `message_id` the words to be sent.
    """

    id: int
    ticket_id: int
    action: str
    approver: Approver
    department_id: str
    asked_by: int
    asked_at: datetime
    reason: str = ""
    values: dict[str, str] = field(default_factory=dict)
    message_id: int | None = None
    state: ApprovalState = ApprovalState.WAITING
    decided_by: int | None = None
    decided_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A field visit as a record: who, when, where, what was found, what was done.

    `before` and `after` are the SHA-256 of photographs that `message_id` holds.
    """

    id: int
    ticket_id: int
    official_id: int
    visited_at: datetime
    recorded_at: datetime
    place: str
    found: str
    done: str
    message_id: int
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One thing that happened to a ticket: who, when, what, from which state to which.

    `digest` covers this event and `previous`, the digest before it, so that a removed or altered
    event breaks the ticket's chain. What was said lies in the message, which can be erased;
    the event holds only `content_digest`, keyed, of it.
    """

    id: int
    ticket_id: int
    sequence: int
    action: str
    actor: Actor
    actor_id: int | None
    at: datetime
    from_state: TicketState | None
    to_state: TicketState
    message_id: int | None
    detail: dict[str, object]
    content_digest: str
    previous: str
    digest: str
