"""The words of a ticket's life: what can be done, by whom, under which guard, to which clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.models import Actor, Outcome, Role, TicketState

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
OURS = OPEN - {REPLIED, AWAITING_RESIDENT}
"""States in which a ticket waits for an official, not for its resident."""
ANY = frozenset(TicketState)

Who = Role | Actor
"""Who may: a role, or the service itself (`Actor.SYSTEM`)."""
SYSTEM: frozenset[Who] = frozenset({Actor.SYSTEM})
RESIDENT: frozenset[Who] = frozenset({Role.RESIDENT})
WORKERS: frozenset[Who] = frozenset(
    {Role.OFFICIAL, Role.DEPARTMENT_HEAD, Role.DISPATCHER, Role.ADMINISTRATOR}
)
DISPATCHERS: frozenset[Who] = frozenset({Role.DISPATCHER, Role.DEPARTMENT_HEAD, Role.ADMINISTRATOR})
DECIDERS: frozenset[Who] = DISPATCHERS | {Role.REVIEWER, Role.LEADER}
"""Who decides about the work of others."""
SECOND: frozenset[Who] = DECIDERS | WORKERS
"""Whose word counts as a second person's; the guard looks whether it is the right one."""
LEADERS: frozenset[Who] = frozenset({Role.LEADER})
CALLERS: frozenset[Who] = WORKERS | {Role.REVIEWER, Role.LEADER, Role.AUDITOR}
"""Who may ask a resident how it went; the guard looks that they had no part in it."""
READERS: frozenset[Who] = frozenset(Role) - RESIDENT


class Action(StrEnum):
    """What can be done to a ticket; the same words in code, events, commands and buttons."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    TAKE = "take"
    RETURN = "return"
    REFUSE_RETURN = "refuse_return"
    TRANSFER = "transfer"
    ASSIST = "assist"
    GRANT_ASSISTANCE = "grant_assistance"
    REFUSE_ASSISTANCE = "refuse_assistance"
    ASK_TRANSFER = "ask_transfer"
    GRANT_TRANSFER = "grant_transfer"
    REFUSE_TRANSFER = "refuse_transfer"
    CLASSIFY = "classify"
    GRANT_CLASSIFICATION = "grant_classification"
    REFUSE_CLASSIFICATION = "refuse_classification"
    ADD = "add"
    DESCRIBE = "describe"
    ASK = "ask"
    INSIST = "insist"
    PROMPT = "prompt"
    RESUME = "resume"
    ANSWER = "answer"
    STAGE_REPLY = "stage_reply"
    VISIT = "visit"
    RECORD_VISIT = "record_visit"
    EXTEND = "extend"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    RECALL = "recall"
    PROPOSE = "propose"
    CLOSE = "close"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    RATE = "rate"
    OBJECT = "object"
    CALL_BACK = "call_back"
    REOPEN = "reopen"
    RESCHEDULE = "reschedule"
    MERGE = "merge"
    SPLIT = "split"
    SHARE = "share"
    ANNOUNCE = "announce"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    WARN = "warn"
    URGE = "urge"
    SUPERVISE = "supervise"
    CIRCULATE = "circulate"
    INSTRUCT = "instruct"
    SETTLE_INSTRUCTION = "settle_instruction"
    CONFIDE = "confide"
    DISCLOSE = "disclose"
    BLOCK = "block"
    GRANT_BLOCK = "grant_block"
    REFUSE_BLOCK = "refuse_block"
    UNBLOCK = "unblock"
    NOTE = "note"


class ClockEffect(StrEnum):
    """What an action does to a clock; nothing else ever does anything to one.

    `ENDS_RESOLUTION`: a final answer was given, which a later reopening takes back.
    """

    STARTS = "starts"
    ENDS_ACCEPTANCE = "ends_acceptance"
    ENDS_FIRST_REPLY = "ends_first_reply"
    ENDS_RESOLUTION = "ends_resolution"
    PAUSES_RESOLUTION = "pauses_resolution"
    RESUMES_RESOLUTION = "resumes_resolution"
    MOVES_RESOLUTION = "moves_resolution"


class Guard(StrEnum):
    """What must hold beside state and role; each is one function of `bot.tickets.guards`."""

    WITHIN_REOPEN_DAYS = "within_reopen_days"
    OBJECTION_ONCE = "objection_once"
    SAYS_SOMETHING = "says_something"
    REVIEWED_ABOVE = "reviewed_above"
    GIVES_REASON = "gives_reason"
    NAMES_BASIS = "names_basis"
    NAMES_UNIT = "names_unit"
    NAMES_KIND = "names_kind"
    SENDS_ON = "sends_on"
    RETURN_ONCE = "return_once"
    ASKED_ONCE_A_DAY = "asked_once_a_day"
    REQUESTS_LEFT = "requests_left"
    VALID_STAGE_REPLY = "valid_stage_reply"
    VISIT_PLANNED = "visit_planned"
    VISIT_TOLD = "visit_told"
    LATER_DATE = "later_date"
    PROPOSABLE_OUTCOME = "proposable_outcome"
    VISIT_RECORDED = "visit_recorded"
    SCHEDULED_ONCE = "scheduled_once"
    HEAD_DECIDES = "head_decides"
    SECOND_PERSON = "second_person"
    OWN_DRAFT = "own_draft"
    ENDS_UNANSWERED = "ends_unanswered"
    MERGES_INTO = "merges_into"
    GOES_ON_ELSEWHERE = "goes_on_elsewhere"
    ANOTHER_UNIT = "another_unit"
    ANSWERED = "answered"
    REACHABLE = "reachable"
    NOT_THEIR_OWN_WORK = "not_their_own_work"
    OWN_INSTRUCTION = "own_instruction"
    NAMES_OUTSIDER = "names_outsider"
    OURS_TO_DISCLOSE = "ours_to_disclose"
    BLOCK_TERM = "block_term"
    SUSPENDED = "suspended"
    NOT_SUSPENDED = "not_suspended"
    SOMETHING_TO_SPLIT = "something_to_split"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `action` is open in `sources` to `roles`, and leads to `target` (None: no change).

    `guards` are what must hold besides, `clock` what it does to the clocks. `notice` is the
    wording key of what the resident is told, empty where they did it themselves or where it
    changes nothing for them. The event of the row is the action's own word.
    """

    action: Action
    sources: frozenset[TicketState]
    target: TicketState | None
    roles: frozenset[Who]
    guards: tuple[Guard, ...] = ()
    clock: frozenset[ClockEffect] = frozenset()
    notice: str = ""


OBJECTIONABLE = frozenset(
    {Outcome.MERGED, Outcome.REFERRED, Outcome.OUT_OF_SCOPE, Outcome.UNREACHABLE}
)
"""Approved by someone outside the department; the resident may object to them, once."""
APPROVED = OBJECTIONABLE | {Outcome.SCHEDULED}
"""What no official ends alone: the above, and a scheduled end (挂账), which the head approves."""
PROPOSABLE = (
    Outcome.DONE,
    Outcome.EXPLAINED,
    Outcome.SCHEDULED,
    Outcome.REFERRED,
    Outcome.MERGED,
    Outcome.OUT_OF_SCOPE,
    Outcome.UNREACHABLE,
)
"""The outcomes an official may propose; the others come about by themselves."""
