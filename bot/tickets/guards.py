"""What must hold beside state and role before a ticket moves; each refusal says what to do.

One function a guard of the table. What can be known before anything is written decides what is
offered; the rest is looked at when the form comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.errors import Refused
from bot.models import Actor, ApprovalState, Kind, Ticket, TicketEvent
from bot.tickets import ends, merged, proofs, stage_replies
from bot.tickets.actions import OBJECTIONABLE, Action, Guard
from bot.tickets.case import Case
from bot.tickets.confidants import SEPARATOR, has_outsider, is_ours, knows_of
from bot.tickets.days import read_day, read_moment
from bot.tickets.kinds import CHOOSABLE, HARD
from bot.tickets.parts import callers, parts
from bot.tickets.second_persons import (
    DECIDES,
    heads,
    may_decide,
    reviewed_by,
    sends_on,
    stands_above,
)
from bot.tickets.substance import explains

EXTENSION_DAYS = 60
"""How many days beyond the original date an extension may reach, at most."""
BLOCK_DAYS = 90
"""How many days a resident can be suspended for, at most."""
_A_WHILE = timedelta(hours=1)
_CLOCKS_APART = timedelta(minutes=5)
"""How much an official's clock may be before ours; what lies further ahead has not happened."""
_A_DAY = timedelta(days=1)


def check(guards: Iterable[Guard], case: Case) -> None:
    """Raises `Refused` for the first guard that does not hold."""
    for guard in guards:
        _CHECKS[guard](case)


def may_be_offered(guards: Iterable[Guard], case: Case) -> bool:
    """Whether an action can be offered, before anything is written for it."""
    try:
        check((guard for guard in guards if guard in BEFORE_WRITING), case)
    except Refused:
        return False
    return True


def check_reopening(ticket: Ticket, now: datetime, days: int, into: Ticket | None = None) -> None:
    """Refuse to reopen a ticket that was closed more than `days` days ago.

    `into`: the one in which it goes on, closed as merged. Its matter ends as that one ends, after
    its answer: the days run from there.
    """
    closed_at = ticket.closed_at if into is None else into.closed_at
    if closed_at is not None and now - closed_at > timedelta(days=days):
        raise Refused("refusals.closed_too_long", days=days)


def check_objection(ticket: Ticket, history: Sequence[TicketEvent]) -> None:
    """Refuse an objection to an outcome that allows none, or after one in the `history`.

    A resident may object once: after that it has been looked at one level up. That a ticket was
    closed as merged may be objected to after the shared answer too.
    """
    if any(event.action == Action.OBJECT for event in history):
        raise Refused("refusals.objected_before")
    merged_still = merged.was_closed_as_merged(ticket, history)
    if (ticket.outcome or ticket.proposed) not in OBJECTIONABLE and not merged_still:
        raise Refused("refusals.nothing_to_object", outcome=ticket.outcome)


def _within_reopen_days(case: Case) -> None:
    check_reopening(case.ticket, case.now, case.reopen_days, case.goes_on_in)


def _objection_once(case: Case) -> None:
    check_objection(case.ticket, case.history)


def _says_something(case: Case) -> None:
    if not (case.words.strip() or case.files):
        raise Refused(f"refusals.words_for_{case.action.value}")


def _reviewed_above(case: Case) -> None:
    if case.author is None or case.alone:
        return
    if not stands_above(case.ticket, case.author, case.officials):
        above = reviewed_by(case.ticket, case.officials)
        raise Refused("refusals.reviewed_above", approver=above.value if above else "")


def _gives_reason(case: Case) -> None:
    if not explains(_reason(case)):
        raise Refused(f"refusals.reason_for_{case.action.value}")


def _names_basis(case: Case) -> None:
    if not proofs.names_a_duty(_reason(case)):
        raise Refused(f"refusals.reason_for_{case.action.value}")


def _names_unit(case: Case) -> None:
    if not case.values.get("department", "").strip():
        raise Refused("refusals.name_the_unit")


def _names_kind(case: Case) -> None:
    named, ticket = case.values.get("kind", ""), case.ticket
    if named not in CHOOSABLE:
        raise Refused("refusals.name_the_kind")
    if named != HARD and ticket.kind is Kind.LETTER:
        raise Refused("refusals.letter_stays")
    if ticket.hard if named == HARD else named == ticket.kind:
        raise Refused("refusals.is_so_already")


def _sends_on(case: Case) -> None:
    if case.author is not None and not sends_on(case.ticket, case.author):
        raise Refused("refusals.sends_on")


def _return_once(case: Case) -> None:
    returned = [each for each in case.history if each.action == Action.RETURN]
    if any(each.detail.get("department") == case.ticket.department_id for each in returned):
        raise Refused("refusals.returned_before")
    if len(returned) > 1:
        raise Refused("refusals.returned_twice")


def _requests_left(case: Case) -> None:
    if case.ticket.asks >= case.promises.pause_requests:
        raise Refused("refusals.asked_enough", requests=case.promises.pause_requests)


def _asked_once_a_day(case: Case) -> None:
    """Time's own reminder is not weighed; it comes once."""
    asked = [each.at for each in case.history if each.action == Action.PROMPT]
    if case.author is not None and asked and case.now - max(asked) < _A_DAY:
        raise Refused("refusals.prompted_lately")


def _valid_stage_reply(case: Case) -> None:
    due = case.ticket.resolution_due
    latest = due.astimezone(case.zone).date() if due else None
    stage_replies.check(stage_replies.read(case.words, case.values), case.today, latest)


def _visit_planned(case: Case) -> None:
    at = read_moment(case.values.get("at", ""), case.now, case.zone)
    if at is None or at < case.now - _A_WHILE:
        raise Refused("refusals.visit_when")


def _visit_told(case: Case) -> None:
    for name in ("place", "found", "done"):
        if len(case.values.get(name, "").strip()) < 2:
            raise Refused(f"refusals.visit_{name}")
    if proofs.nobody_went(f"{case.values['found']}\n{case.values['done']}"):
        raise Refused("refusals.visit_not_made")
    at = read_moment(case.values.get("at", ""), case.now, case.zone)
    if at is None or not case.ticket.created_at <= at <= case.now + _CLOCKS_APART:
        raise Refused("refusals.visited_when")
    if case.ticket.visit_required and not case.photos:
        raise Refused("refusals.visit_photos")
    if case.photos and case.known.issuperset(case.photos):
        raise Refused("refusals.visit_photos_known")


def _later_date(case: Case) -> None:
    until = read_day(case.values.get("until", ""), case.today)
    due = case.ticket.resolution_due
    if until is not None and until < case.today:
        told = explains(_reason(case))
        raise Refused("refusals.extend_past", until=until, due=due, explained=told)
    earliest = due.astimezone(case.zone).date() if due else case.today
    if until is None or until <= earliest:
        raise Refused("refusals.extend_until", due=due)
    original = case.ticket.resolution_due_original or due
    if original is None:
        return
    if case.now > original:
        raise Refused("refusals.extend_in_time", due=original)
    latest = original.astimezone(case.zone).date() + timedelta(days=EXTENSION_DAYS)
    if until > latest:
        raise Refused("refusals.extend_too_far", days=EXTENSION_DAYS, until=latest)


def _head_decides(case: Case) -> None:
    if case.author is not None and not heads(case.ticket, case.author, case.officials):
        raise Refused("refusals.head_decides")


def _second_person(case: Case) -> None:
    request = case.waiting(DECIDES[case.action])
    if request is None:
        raise Refused("refusals.nothing_to_decide")
    if case.author is None or not may_decide(request, case.author, alone=case.alone):
        raise Refused("refusals.another_decides", approver=request.approver.value)


def _own_draft(case: Case) -> None:
    drafts = [
        each
        for each in case.approvals
        if each.state is ApprovalState.WAITING and each.action in DECIDES[case.action]
    ]
    if not drafts:
        raise Refused("refusals.nothing_to_recall")
    if case.author is None or all(each.asked_by != case.author.id for each in drafts):
        raise Refused("refusals.own_draft")


def _merges_into(case: Case) -> None:
    if case.merger is None:
        raise Refused("refusals.nothing_to_decide")
    merged.check(case)


def _goes_on_elsewhere(case: Case) -> None:
    if not merged.goes_on_elsewhere(case.ticket):
        raise Refused("refusals.not_in_this_state", action=case.action, state=case.ticket.state)


def _another_unit(case: Case) -> None:
    able = callers(case.ticket, case.history, case.officials)
    if case.author is not None and case.author in case.aliases:
        raise Refused("refusals.calls_oneself")
    if case.author is not None and case.author.id not in {each.id for each in able}:
        raise Refused("refusals.another_unit_calls")


def _not_their_own_work(case: Case) -> None:
    had = parts(case.ticket, case.history, case.officials)
    if any(each.id in had.officials or each.department_id in had.units for each in case.aliases):
        raise Refused("refusals.own_work")


def _reachable(case: Case) -> None:
    """Who left no telephone was not called; their own better word can be confirmed all the same."""
    if not (case.ticket.phone or case.ticket.contested_verdict):
        raise Refused("refusals.call_back_without_phone")


def _answered(case: Case) -> None:
    if not ends.answered_since_reopening(case.ticket, case.history):
        raise Refused("refusals.call_back_unanswered")


def _own_instruction(case: Case) -> None:
    if case.ticket.instructed_by is None:
        raise Refused("refusals.no_instruction")
    if case.author is None or case.ticket.instructed_by != case.author.id:
        raise Refused("refusals.own_instruction")


def _names_outsider(case: Case) -> None:
    author, named = case.author, case.values.get("officials", "").split(SEPARATOR)
    if author is None or case.alone or case.ticket.confidential:
        return
    few = [each for each in case.officials if each.active and each.name in named]
    if not has_outsider(case.ticket, author, few, case.officials):
        raise Refused("refusals.confide_to_an_outsider")


def _ours_to_disclose(case: Case) -> None:
    ticket, author = case.ticket, case.author
    if not ticket.confidential:
        raise Refused("refusals.not_confidential")
    if not is_ours(case.history):
        raise Refused("refusals.residents_own_secret")
    if author is not None and not knows_of(ticket, author):
        raise Refused("refusals.only_the_few_disclose")


def _block_term(case: Case) -> None:
    days = case.values.get("days", "")
    if not (days.isascii() and days.isdecimal() and len(days) < 4 and 1 <= int(days) <= BLOCK_DAYS):
        raise Refused("suspending.days", most=BLOCK_DAYS)


def _suspended(case: Case) -> None:
    if not case.suspended:
        raise Refused("suspending.none")


def _not_suspended(case: Case) -> None:
    if case.suspended:
        raise Refused("suspending.already")


def _something_to_split(case: Case) -> None:
    parted = {each.message_id for each in case.history if each.action == Action.SPLIT}
    added = (
        each.actor is Actor.RESIDENT and each.message_id not in {None, *parted}
        for each in case.history[1:]
    )
    if case.ticket.follows_id is None and not any(added):
        raise Refused("refusals.nothing_to_split", number=case.ticket.number)


def _reason(case: Case) -> str:
    return (case.values.get("reason") or case.words).strip()


_CHECKS: dict[Guard, Callable[[Case], None]] = {
    Guard.WITHIN_REOPEN_DAYS: _within_reopen_days,
    Guard.OBJECTION_ONCE: _objection_once,
    Guard.SAYS_SOMETHING: _says_something,
    Guard.REVIEWED_ABOVE: _reviewed_above,
    Guard.GIVES_REASON: _gives_reason,
    Guard.NAMES_BASIS: _names_basis,
    Guard.NAMES_UNIT: _names_unit,
    Guard.NAMES_KIND: _names_kind,
    Guard.SENDS_ON: _sends_on,
    Guard.RETURN_ONCE: _return_once,
    Guard.ASKED_ONCE_A_DAY: _asked_once_a_day,
    Guard.REQUESTS_LEFT: _requests_left,
    Guard.VALID_STAGE_REPLY: _valid_stage_reply,
    Guard.VISIT_PLANNED: _visit_planned,
    Guard.VISIT_TOLD: _visit_told,
    Guard.LATER_DATE: _later_date,
    Guard.PROPOSABLE_OUTCOME: ends.proposable_outcome,
    Guard.VISIT_RECORDED: ends.visit_recorded,
    Guard.SCHEDULED_ONCE: ends.scheduled_once,
    Guard.HEAD_DECIDES: _head_decides,
    Guard.SECOND_PERSON: _second_person,
    Guard.OWN_DRAFT: _own_draft,
    Guard.ENDS_UNANSWERED: ends.ends_unanswered,
    Guard.MERGES_INTO: _merges_into,
    Guard.GOES_ON_ELSEWHERE: _goes_on_elsewhere,
    Guard.ANOTHER_UNIT: _another_unit,
    Guard.ANSWERED: _answered,
    Guard.REACHABLE: _reachable,
    Guard.NOT_THEIR_OWN_WORK: _not_their_own_work,
    Guard.OWN_INSTRUCTION: _own_instruction,
    Guard.NAMES_OUTSIDER: _names_outsider,
    Guard.OURS_TO_DISCLOSE: _ours_to_disclose,
    Guard.BLOCK_TERM: _block_term,
    Guard.SUSPENDED: _suspended,
    Guard.NOT_SUSPENDED: _not_suspended,
    Guard.SOMETHING_TO_SPLIT: _something_to_split,
}
BEFORE_WRITING = frozenset(
    {
        Guard.WITHIN_REOPEN_DAYS,
        Guard.OBJECTION_ONCE,
        Guard.SENDS_ON,
        Guard.RETURN_ONCE,
        Guard.ASKED_ONCE_A_DAY,
        Guard.REQUESTS_LEFT,
        Guard.HEAD_DECIDES,
        Guard.SECOND_PERSON,
        Guard.OWN_DRAFT,
        Guard.MERGES_INTO,
        Guard.GOES_ON_ELSEWHERE,
        Guard.ANOTHER_UNIT,
        Guard.ANSWERED,
        Guard.OWN_INSTRUCTION,
        Guard.OURS_TO_DISCLOSE,
        Guard.SUSPENDED,
        Guard.NOT_SUSPENDED,
        Guard.SOMETHING_TO_SPLIT,
    }
)
"""The guards that hold or not whatever is going to be written."""
