"""The nouns: what the whole house talks about, without any behaviour of a channel or a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Side(StrEnum):
    """Who stands at the other end of a message."""

    RESIDENT = "resident"
    OFFICIAL = "official"


class Role(StrEnum):
    """What a person may be to the service; one person may hold several."""

    RESIDENT = "resident"
    DISPATCHER = "dispatcher"
    OFFICIAL = "official"
    DEPARTMENT_HEAD = "department_head"
    REVIEWER = "reviewer"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Actor(StrEnum):
    """Who caused an event."""

    RESIDENT = "resident"
    OFFICIAL = "official"
    SYSTEM = "system"


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


class ApprovalState(StrEnum):
    """What has become of something that a second person has to decide."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Approver(StrEnum):
    """Which second person it takes: seen from the department that holds the ticket.

    `ANOTHER`: anybody but who asked, where the service has none of the wanted kind.
    """

    HEAD = "head"
    REVIEWER = "reviewer"
    DISPATCHER = "dispatcher"
    DUTY_HEAD = "duty_head"
    OUTSIDE = "outside"
    LEADER = "leader"
    ANOTHER = "another"


class InboxState(StrEnum):
    """What has become of a message that reached us."""

    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"


class OutboxState(StrEnum):
    """What has become of a message we owe someone."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    WAITING_CONTACT = "waiting_contact"
    BLOCKED = "blocked"
    FAILED = "failed"


class Direction(StrEnum):
    """Which way a kept message went."""

    INBOUND = "in"
    OUTBOUND = "out"
    NOTE = "note"


class RoomMode(StrEnum):
    """What a room shows of a ticket.

    *masked*: the question with personal data masked, files once it is taken; the whole work can be
    done there. *strict*: number, topic and district, all else opens at the desk: for platforms
    whose servers lie abroad.
    """

    MASKED = "masked"
    STRICT = "strict"


class ContentKind(StrEnum):
    """What every channel must be able to carry, each in its own way."""

    TEXT = "text"
    CHOICES = "choices"
    MEDIA = "media"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that answers; `review`: its answers go out only after a second person's look."""

    id: str
    name: str
    name_en: str = ""
    phone: str = ""
    hours: str = ""
    active: bool = True
    review: bool = False


@dataclass(frozen=True, slots=True)
class Official:
    """A person who answers; `roles` decide what they may do."""

    id: int
    name: str
    department_id: str
    roles: frozenset[Role] = frozenset()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Room:
    """A group on a channel in which officials work together.

    `department_id` is empty for the duty room, which shows what no other room does. `topics`: each
    ticket has a topic of its own there. `lost`: we may not write there at present.
    """

    id: int
    channel: str
    address: str
    department_id: str = ""
    mode: RoomMode = RoomMode.MASKED
    topics: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A resident on one channel. `language` is empty until it is known."""

    id: int
    channel: str
    address: str
    language: str = ""
    name: str = ""
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A file as it arrives: its bytes where they are at hand, else the platform's reference.

    `size` in bytes is what the platform says of a reference; 0 where it says nothing.
    """

    media_type: str
    name: str = ""
    body: bytes | None = field(default=None, repr=False)
    reference: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it is kept: once for each content, named by its SHA-256 in hexadecimal."""

    sha256: str
    media_type: str
    size: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """For how long, and how often, a platform lets us write to a contact of our own accord.

    `kind` is what opened it: what opens the same kind again begins it anew.
    """

    kind: str
    opened_at: datetime
    until: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message as a channel understood it, from a resident or from an official.

    `external_id` is the platform's identity of the message: the same one again is a repeat.
    `sender` is the sender's address on the channel. `choice` is the value of a tapped choice or
    button, `ticket` the number of the ticket it was tapped on or written under, `reply_to` the
    platform's id of the message it answers. `language` is set where the sender chose one.
    `values` are the fields of a form (an outcome, a date). `contact_id` is set where the sender
    acts for a known contact and the channel has proved it (the ticket page). `media` is emptied
    into `attachments` once the bytes are kept. `album` names what was sent together in several
    messages. `edits` is the `external_id` of the message that this one is a newer version of.
    `public`: others read along, so only what the FAQ surely knows is answered. `opens_window`:
    writing brings the sender within reach of what waits for them; a page says so by its open line.
    `account` is the writer's own address where the platform tells it: an official may be known by
    it, and in a group it is not the `sender`, which is the group. `topic` is the platform's id of
    the group's topic. `addressed`: it speaks to us; what is merely overheard counts in an
    officials' room only. `at_once` is the longest reply that can travel in the response to it.
    `window` is what the platform then allows, where it counts. `heard`: the words are what a
    machine wrote down of a recording.
    """

    channel: str
    external_id: str
    sender: str
    side: Side = Side.RESIDENT
    text: str = ""
    choice: str = ""
    ticket: str = ""
    reply_to: str = ""
    language: str = ""
    values: dict[str, str] = field(default_factory=dict)
    contact_id: int | None = None
    media: tuple[Media, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sent_at: datetime | None = None
    album: str = ""
    edits: str = ""
    public: bool = False
    opens_window: bool = True
    account: str = ""
    topic: str = ""
    addressed: bool = True
    at_once: int = 0
    window: Window | None = None
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tap or to answer by its digit; `value` stays within 64 bytes (Telegram)."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is said, before any channel gives it form.

    `card` names the card that this is the newest state of; a channel that can edit replaces the
    older state, and only the newest unsent one is sent. `heading` is the line under which it is
    filed where a room has topics. `link` is the page that tells more.
    `refused`: it says that what was asked for was not done; `doubted`: a reason would do it.
    """

    text: str
    kind: ContentKind = ContentKind.TEXT
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    card: str = ""
    heading: str = ""
    link: str = ""
    refused: bool = False
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Outbound:
    """One row of the outbox in a sender's hand.

    `topic` is the platform's id of the topic it belongs into, and `topical` tells that it wants
    one. `replaces` is the platform's id of the older state of its card.
    """

    id: int
    message_id: int
    channel: str
    address: str
    content: Content
    contact_id: int | None
    ticket_id: int | None
    created_at: datetime
    reply_to: str = ""
    attempts: int = 0
    topic: str = ""
    topical: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a channel learned by sending: kept with the outbox row."""

    platform_id: str = ""
    window_until: datetime | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is kept: one line of a conversation. `text` is empty once erased.

    `called`: what became of the platform's notice that calls its resident back; empty for none.
    """

    id: int
    contact_id: int | None
    ticket_id: int | None
    direction: Direction
    content: Content
    at: datetime
    official_id: int | None = None
    erased: bool = False
    delivery: OutboxState | None = None
    called: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A matter that a person has to answer: the fold of its events.

    `department_id` leads (主办), `assisting` help (协办); `confidants` are the few officials who
    are named to know of a confidential one. `proposed` is the outcome an official proposed and
    nobody has confirmed; `confirm_by` when silence counts. `resolution_due_original` is what
    statistics go by, whatever was extended. `paused_at`: since when it waits for the resident,
    `paused_minutes` the working minutes it waited before that. `scheduled_for` is the day on
    which a scheduled (挂账) ticket opens again. `answered_at` is the last human answer.
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
