"""The one table of a ticket's life: who may do what, in which state, and where it leads."""

from __future__ import annotations

from bot.models import TicketState
from bot.tickets.actions import (
    ANY,
    AT_WORK,
    AWAITING_RESIDENT,
    CALLERS,
    CLOSED,
    DECIDERS,
    DISPATCHED,
    DISPATCHERS,
    FIELD_VISIT,
    IN_PROGRESS,
    IN_REVIEW,
    LEADERS,
    OPEN,
    READERS,
    REGISTERED,
    REOPENED,
    REPLIED,
    RESIDENT,
    RETURNED,
    SECOND,
    SYSTEM,
    UNTAKEN,
    WORKERS,
    Action,
    ClockEffect,
    Guard,
    Rule,
)


def _at(*states: TicketState) -> frozenset[TicketState]:
    return frozenset(states)


_TAKES = frozenset({ClockEffect.ENDS_ACCEPTANCE})
_REPLIES = _TAKES | {ClockEffect.ENDS_FIRST_REPLY}
_ANSWERS = _REPLIES | {ClockEffect.ENDS_RESOLUTION}
_PAUSES = frozenset({ClockEffect.PAUSES_RESOLUTION})
_RESUMES = frozenset({ClockEffect.RESUMES_RESOLUTION})
_MOVES = frozenset({ClockEffect.MOVES_RESOLUTION})
_ENDING = (Guard.PROPOSABLE_OUTCOME, Guard.VISIT_RECORDED, Guard.SCHEDULED_ONCE)
_GRANTED = (Guard.SECOND_PERSON,)
_DECLINED = (Guard.SECOND_PERSON, Guard.GIVES_REASON)
_NOT_OWN = (Guard.NOT_THEIR_OWN_WORK,)
_ELSEWHERE = (Guard.GOES_ON_ELSEWHERE,)
_UNANSWERED = OPEN - _at(REPLIED)

RULES: tuple[Rule, ...] = (
    Rule(
        Action.REGISTER,
        _at(REGISTERED),
        None,
        RESIDENT | SYSTEM,
        clock=frozenset({ClockEffect.STARTS}),
    ),
    # The resident.
    Rule(Action.ADD, OPEN - _at(REPLIED, AWAITING_RESIDENT, IN_REVIEW), None, RESIDENT),
    # The draft was written without knowing this: it is withdrawn, and its writer looks again.
    Rule(Action.ADD, _at(IN_REVIEW), IN_PROGRESS, RESIDENT),
    Rule(Action.ADD, _at(AWAITING_RESIDENT), IN_PROGRESS, RESIDENT, clock=_RESUMES),
    # An answered ticket waits for the resident, and nobody looks at it. What they add must bring
    # it back among the work: nobody is blamed for it (no level), and no verdict is read into it.
    Rule(Action.ADD, _at(REPLIED), REOPENED, RESIDENT),
    Rule(Action.DESCRIBE, OPEN, None, RESIDENT),
    # 我已说明白: there is nothing more to be told; the department's head sees to it.
    Rule(Action.INSIST, _at(AWAITING_RESIDENT), IN_PROGRESS, RESIDENT, clock=_RESUMES),
    Rule(Action.REMIND, OPEN - _at(REPLIED), None, RESIDENT),
    Rule(Action.WITHDRAW, OPEN, CLOSED, RESIDENT),
    # What was closed as merged goes on for its resident until it is answered. What they add makes
    # it a ticket of its own again, for it was not known when it was merged.
    Rule(Action.WITHDRAW, _at(CLOSED), CLOSED, RESIDENT, _ELSEWHERE),
    Rule(Action.REMIND, _at(CLOSED), None, RESIDENT, _ELSEWHERE),
    Rule(Action.ADD, _at(CLOSED), REOPENED, RESIDENT, _ELSEWHERE),
    # "It works now" is welcome too from who asked for more only yesterday.
    Rule(Action.CONFIRM, _at(REPLIED, REOPENED, CLOSED), CLOSED, RESIDENT, _NOT_OWN),
    Rule(Action.DISPUTE, _at(REPLIED, CLOSED), REOPENED, RESIDENT, (Guard.WITHIN_REOPEN_DAYS,)),
    # Said of an answered ticket that plain words had brought back: then it rises a level too.
    Rule(Action.DISPUTE, _at(REOPENED, IN_PROGRESS, FIELD_VISIT), None, RESIDENT),
    Rule(Action.DISPUTE, _at(AWAITING_RESIDENT), IN_PROGRESS, RESIDENT, clock=_RESUMES),
    Rule(Action.RATE, ANY - _at(REGISTERED, DISPATCHED, RETURNED), None, RESIDENT, _NOT_OWN),
    Rule(
        Action.OBJECT,
        _at(REPLIED, CLOSED),
        REOPENED,
        RESIDENT,
        (Guard.OBJECTION_ONCE, Guard.WITHIN_REOPEN_DAYS),
    ),
    Rule(Action.REOPEN, _at(CLOSED), REOPENED, RESIDENT, (Guard.WITHIN_REOPEN_DAYS,)),
    # Officials, in the order in which buttons offer them.
    Rule(Action.TAKE, UNTAKEN, IN_PROGRESS, WORKERS, clock=_TAKES, notice="tickets.taken"),
    Rule(Action.APPROVE, _at(IN_REVIEW), REPLIED, SECOND, _GRANTED, _ANSWERS, "tickets.answer"),
    Rule(
        Action.APPROVE,
        _at(REGISTERED, AWAITING_RESIDENT),
        REPLIED,
        SECOND,
        _GRANTED,
        _ANSWERS,
        "tickets.proposed",
    ),
    # An end that was proposed where no answer leads: out of scope, or unreachable.
    Rule(
        Action.APPROVE,
        _at(REGISTERED, AWAITING_RESIDENT),
        CLOSED,
        SECOND,
        (Guard.SECOND_PERSON, Guard.ENDS_UNANSWERED),
        _REPLIES,
        "tickets.closed",
    ),
    Rule(Action.APPROVE, _at(REPLIED), None, SECOND, _GRANTED, notice="tickets.proposed"),
    Rule(Action.SEND_BACK, _at(IN_REVIEW), IN_PROGRESS, SECOND, _DECLINED),
    Rule(Action.SEND_BACK, _at(REGISTERED, AWAITING_RESIDENT, REPLIED), None, SECOND, _DECLINED),
    # 收回: who wrote a draft that nobody has decided about may mend it, or drop it.
    Rule(Action.RECALL, _at(IN_REVIEW), IN_PROGRESS, WORKERS, (Guard.OWN_DRAFT,)),
    Rule(
        Action.RECALL,
        _at(REGISTERED, AWAITING_RESIDENT, REPLIED),
        None,
        WORKERS,
        (Guard.OWN_DRAFT,),
    ),
    Rule(Action.GRANT_EXTENSION, AT_WORK, None, SECOND, _GRANTED, _MOVES, "tickets.extended"),
    Rule(Action.REFUSE_EXTENSION, AT_WORK, None, SECOND, _DECLINED),
    Rule(
        Action.REFUSE_RETURN,
        _at(RETURNED),
        IN_PROGRESS,
        SECOND,
        _DECLINED,
        notice="tickets.return_refused",
    ),
    Rule(
        Action.RECORD_VISIT,
        _at(FIELD_VISIT),
        IN_PROGRESS,
        WORKERS,
        (Guard.VISIT_TOLD,),
        notice="tickets.visited",
    ),
    # A ticket that came back is in the official's hands again, and the head answers for it (from
    # the second time on the leader): what is said next goes out with their word only.
    Rule(
        Action.ANSWER,
        AT_WORK | _at(REPLIED),
        REPLIED,
        WORKERS,
        (Guard.SAYS_SOMETHING, Guard.REVIEWED_ABOVE),
        _ANSWERS,
        "tickets.answer",
    ),
    # What was closed as merged is answered with the ticket in which it goes on.
    Rule(Action.ANSWER, _at(CLOSED), REPLIED, WORKERS, _ELSEWHERE, _ANSWERS, "tickets.answer"),
    Rule(
        Action.STAGE_REPLY,
        AT_WORK,
        None,
        WORKERS,
        (Guard.VALID_STAGE_REPLY,),
        _REPLIES,
        "tickets.stage_reply",
    ),
    Rule(
        Action.STAGE_REPLY, _at(CLOSED), None, WORKERS, _ELSEWHERE, _REPLIES, "tickets.stage_reply"
    ),
    Rule(
        Action.PROPOSE, AT_WORK | _at(REPLIED), REPLIED, WORKERS, _ENDING, notice="tickets.proposed"
    ),
    Rule(Action.PROPOSE, _at(IN_PROGRESS, FIELD_VISIT), IN_REVIEW, WORKERS, _ENDING),
    Rule(Action.PROPOSE, _at(REGISTERED, AWAITING_RESIDENT), None, WORKERS, _ENDING),
    Rule(
        Action.ASK,
        _at(IN_PROGRESS),
        AWAITING_RESIDENT,
        WORKERS,
        (Guard.SAYS_SOMETHING, Guard.REQUESTS_LEFT),
        _PAUSES,
        "tickets.asked",
    ),
    Rule(
        Action.VISIT,
        _at(IN_PROGRESS),
        FIELD_VISIT,
        WORKERS,
        (Guard.VISIT_PLANNED,),
        notice="tickets.visit_planned",
    ),
    Rule(
        Action.RECORD_VISIT,
        _at(IN_PROGRESS),
        None,
        WORKERS,
        (Guard.VISIT_TOLD,),
        notice="tickets.visited",
    ),
    Rule(
        Action.RETURN,
        _at(DISPATCHED),
        RETURNED,
        WORKERS,
        (Guard.RETURN_ONCE, Guard.NAMES_UNIT, Guard.GIVES_REASON, Guard.NAMES_BASIS),
    ),
    Rule(
        Action.DISPATCH,
        _at(REGISTERED),
        DISPATCHED,
        DISPATCHERS | SYSTEM,
        (Guard.NAMES_UNIT,),
        notice="tickets.transferred",
    ),
    Rule(
        Action.TRANSFER,
        _at(RETURNED),
        DISPATCHED,
        SECOND,
        (Guard.SECOND_PERSON, Guard.NAMES_UNIT),
        notice="tickets.transferred",
    ),
    Rule(
        Action.TRANSFER,
        _at(DISPATCHED),
        DISPATCHED,
        DISPATCHERS | SYSTEM,
        (Guard.SENDS_ON, Guard.NAMES_UNIT),
        notice="tickets.transferred",
    ),
    # What is being worked on is handed on by a dispatcher with the basis; the unit that has it
    # asks, and the unit that is to have it, a dispatcher or the duty desk's head consents.
    Rule(
        Action.TRANSFER,
        _at(IN_PROGRESS, REOPENED),
        DISPATCHED,
        DISPATCHERS | SYSTEM,
        (Guard.SENDS_ON, Guard.NAMES_UNIT, Guard.GIVES_REASON),
        notice="tickets.transferred",
    ),
    Rule(
        Action.ASK_TRANSFER,
        _at(IN_PROGRESS, REOPENED),
        None,
        WORKERS,
        (Guard.NAMES_UNIT, Guard.GIVES_REASON),
    ),
    Rule(
        Action.GRANT_TRANSFER,
        _at(IN_PROGRESS, REOPENED),
        DISPATCHED,
        SECOND,
        _GRANTED,
        notice="tickets.transferred",
    ),
    Rule(Action.REFUSE_TRANSFER, _at(IN_PROGRESS, REOPENED), None, SECOND, _DECLINED),
    Rule(Action.EXTEND, AT_WORK, None, WORKERS, (Guard.LATER_DATE, Guard.GIVES_REASON)),
    Rule(
        Action.CALL_BACK,
        _at(REPLIED, CLOSED),
        CLOSED,
        CALLERS,
        (Guard.ANSWERED, Guard.ANOTHER_UNIT, Guard.REACHABLE, Guard.SAYS_SOMETHING),
        notice="tickets.called_back",
    ),
    Rule(
        Action.CALL_BACK,
        _at(REPLIED, CLOSED),
        REOPENED,
        CALLERS,
        (Guard.ANSWERED, Guard.ANOTHER_UNIT, Guard.SAYS_SOMETHING),
        notice="tickets.called_back",
    ),
    Rule(
        Action.REOPEN,
        _at(CLOSED),
        REOPENED,
        DISPATCHERS,
        (Guard.WITHIN_REOPEN_DAYS,),
        notice="tickets.reopened",
    ),
    # 挂账: the day has come, whether or not the resident has said that they agree to it. Merged:
    # its own clock is warned of, or the other ticket has ended, and it was not answered.
    Rule(
        Action.REOPEN,
        _at(REPLIED, CLOSED),
        REOPENED,
        SYSTEM,
        notice="tickets.reopened_on_its_day",
    ),
    # Words that are added to an answer (再答) are read by the same second person.
    Rule(Action.SUBMIT, _at(REPLIED), None, WORKERS, (Guard.SAYS_SOMETHING,)),
    Rule(Action.SUBMIT, _at(IN_PROGRESS, FIELD_VISIT), IN_REVIEW, WORKERS, (Guard.SAYS_SOMETHING,)),
    # Several units have longer: another than who asks has to grant it, and the resident is told.
    Rule(Action.ASSIST, _UNANSWERED, None, WORKERS, (Guard.NAMES_UNIT, Guard.GIVES_REASON)),
    Rule(Action.GRANT_ASSISTANCE, _UNANSWERED, None, SECOND, _GRANTED, _MOVES, "tickets.assisted"),
    Rule(Action.REFUSE_ASSISTANCE, _UNANSWERED, None, SECOND, _DECLINED),
    Rule(Action.MERGE, OPEN, None, WORKERS),
    # Proposed as an end and approved outside the unit: told twice, it goes on in the other ticket.
    # Nobody was answered by that, so no clock ends.
    Rule(
        Action.MERGE,
        _at(REGISTERED, AWAITING_RESIDENT, IN_REVIEW),
        CLOSED,
        SECOND,
        (Guard.SECOND_PERSON, Guard.MERGES_INTO),
        notice="tickets.merged_into",
    ),
    Rule(Action.SPLIT, OPEN, None, WORKERS, (Guard.SOMETHING_TO_SPLIT,)),
    # Others may follow it by a neutral title; one notice (通告) answers all who ask.
    Rule(Action.SHARE, OPEN, None, WORKERS),
    Rule(Action.ANNOUNCE, OPEN, None, WORKERS),
    # What is told to take no longer is so at once; for what has longer another has to grant it.
    Rule(Action.CLASSIFY, _UNANSWERED, None, WORKERS, (Guard.NAMES_KIND, Guard.GIVES_REASON)),
    Rule(
        Action.GRANT_CLASSIFICATION,
        _UNANSWERED,
        None,
        SECOND,
        _GRANTED,
        _MOVES,
        "tickets.reclassified",
    ),
    Rule(Action.REFUSE_CLASSIFICATION, _UNANSWERED, None, SECOND, _DECLINED),
    Rule(Action.CLASSIFY, OPEN, None, SYSTEM),
    Rule(
        Action.RESCHEDULE,
        _at(CLOSED),
        None,
        DISPATCHERS,
        (Guard.GIVES_REASON, Guard.HEAD_DECIDES, Guard.SCHEDULED_ONCE),
        notice="tickets.rescheduled",
    ),
    Rule(Action.PROMPT, _at(AWAITING_RESIDENT), None, WORKERS | SYSTEM, notice="tickets.prompted"),
    # Whether it is solved is asked, not pressed for.
    Rule(
        Action.PROMPT,
        _at(REPLIED),
        None,
        WORKERS | SYSTEM,
        (Guard.ASKED_ONCE_A_DAY,),
        notice="tickets.prompted",
    ),
    Rule(Action.SUPERVISE, OPEN, None, DISPATCHERS | LEADERS | SYSTEM, notice="tickets.supervised"),
    Rule(Action.INSTRUCT, ANY, None, LEADERS, (Guard.SAYS_SOMETHING,), notice="tickets.instructed"),
    Rule(Action.SETTLE_INSTRUCTION, ANY, None, LEADERS, (Guard.OWN_INSTRUCTION,)),
    # What an official hides, somebody outside the unit knows of, and the few who do undo it; what
    # the resident asked to keep to few stays so.
    Rule(Action.CONFIDE, ANY, None, WORKERS | LEADERS, (Guard.GIVES_REASON, Guard.NAMES_OUTSIDER)),
    Rule(
        Action.DISCLOSE, ANY, None, DECIDERS | WORKERS, (Guard.OURS_TO_DISCLOSE, Guard.GIVES_REASON)
    ),
    # 屏蔽 silences a resident, and takes their ticket out of ladder and rates: outside the unit
    # that holds it somebody has to find the same. Until then all clocks and the ladder go on.
    Rule(
        Action.BLOCK,
        ANY,
        None,
        DISPATCHERS,
        (Guard.NOT_SUSPENDED, Guard.GIVES_REASON, Guard.BLOCK_TERM),
    ),
    Rule(Action.GRANT_BLOCK, ANY, None, SECOND, _GRANTED),
    Rule(Action.REFUSE_BLOCK, ANY, None, SECOND, _DECLINED),
    Rule(Action.UNBLOCK, ANY, None, DISPATCHERS, (Guard.SUSPENDED,)),
    Rule(Action.NOTE, ANY, None, READERS),
    # Time itself: the ladder, and an answer that nobody said anything to.
    Rule(
        Action.RESUME,
        _at(AWAITING_RESIDENT),
        IN_PROGRESS,
        SYSTEM,
        clock=_RESUMES,
        notice="tickets.resumed_by_time",
    ),
    Rule(Action.WARN, OPEN, None, SYSTEM),
    Rule(Action.URGE, OPEN, None, SYSTEM),
    Rule(Action.CIRCULATE, OPEN, None, SYSTEM),
    Rule(Action.CLOSE, _at(REPLIED), CLOSED, SYSTEM, notice="tickets.closed_by_time"),
)
