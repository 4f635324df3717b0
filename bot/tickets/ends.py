"""What the ends of a matter have to show before they are proposed, approved or moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.errors import Refused
from bot.models import Actor, Outcome, Ticket, TicketEvent, TicketState, Visit
from bot.tickets import merged, proofs
from bot.tickets.actions import PROPOSABLE, Action
from bot.tickets.answer_check import Fault
from bot.tickets.case import Case
from bot.tickets.days import read_day
from bot.tickets.second_persons import DECIDES
from bot.tickets.substance import explains

_NONE_OF_BEFORE = re.compile(
    r"(?:[办辦]前|[处處]理前|photos? before)(?:的?照片)?\s*[:：]?\s*(?:无|無|[没沒]有?|none|no)"
    r"[ \t,，:：]*(?P<why>[^\n。]*)",
    re.IGNORECASE,
)
"""「办前照片：无，因为…」, in the record's own words."""
_A_DAY = timedelta(days=1)
_ANSWERS = frozenset({Action.ANSWER, Action.SUBMIT, Action.ANNOUNCE, Action.MERGE})
_TELLS_NOTHING = frozenset({Fault.TRANSFERRED, Fault.EMPTY_WORDS, Fault.ECHOED})
"""What an answer was sent with all the same, and which leaves untold what was done."""
_ENDS_UNANSWERED: Mapping[TicketState, frozenset[Outcome]] = {
    TicketState.REGISTERED: frozenset({Outcome.OUT_OF_SCOPE}),
    TicketState.AWAITING_RESIDENT: frozenset({Outcome.UNREACHABLE}),
}


def visits_since_reopening(case: Case) -> list[Visit]:
    """The visits that prove a proposed end: what was seen before it came back proves nothing."""
    reopened = (each.at for each in case.history if _came_back(each))
    since = max(reopened, default=case.ticket.created_at)
    return [visit for visit in case.visits if visit.visited_at >= since]


def answered_since_reopening(ticket: Ticket, history: Iterable[TicketEvent]) -> bool:
    """Whether a person has answered, and the resident has not sent it back since."""
    reopened = [each.at for each in history if _came_back(each)]
    if ticket.answered_at is None:
        return False
    return not reopened or ticket.answered_at >= max(reopened)


def closes_unanswered(state: TicketState, outcome: Outcome | None) -> bool:
    """Whether an approved end closes a ticket in `state` at once, where no answer leads.

    Every other end waits for the resident's word, or for the days of silence.
    """
    return outcome in _ENDS_UNANSWERED.get(state, frozenset())


def _came_back(event: TicketEvent) -> bool:
    reopened = TicketState.REOPENED
    return event.to_state is reopened and event.from_state is not reopened


def proposable_outcome(case: Case) -> None:
    """Guard: an outcome that officials may propose, with what it needs."""
    outcome = case.values.get("outcome", "")
    if outcome not in set(PROPOSABLE):
        raise Refused("refusals.outcome_needed", outcomes="")
    _EXTRA.get(Outcome(outcome), _nothing_more)(case)


def _nothing_more(_: Case) -> None:
    return


def _unreachable(case: Case) -> None:
    if case.ticket.first_reply_at is None or not _silent_since_asking(case.history):
        raise Refused("refusals.not_yet_unreachable")


def _silent_since_asking(history: Sequence[TicketEvent]) -> bool:
    """Reminded twice, a day or more apart, and not a word of the resident since they were asked."""
    asked = max((each.sequence for each in history if each.action == Action.ASK), default=None)
    if asked is None:
        return False
    since = [each for each in history if each.sequence > asked]
    prompted = [each.at for each in since if each.action == Action.PROMPT]
    spoke = any(each.actor is Actor.RESIDENT for each in since)
    return not spoke and bool(prompted) and max(prompted) - min(prompted) >= _A_DAY


def _done(case: Case) -> None:
    """Without words of its own, an answer or a visit since it came back tells what was done."""
    if case.words.strip() or case.files or visits_since_reopening(case):
        return
    reopened = max((each.sequence for each in case.history if _came_back(each)), default=0)
    answers = [each for each in case.history if each.sequence > reopened]
    answers = [each for each in answers if each.action in _ANSWERS]
    if answers and all(map(_tells_nothing, answers)):
        raise Refused("refusals.done_needs_words")


def _tells_nothing(answer: TicketEvent) -> bool:
    overridden = answer.detail.get("overridden")
    return isinstance(overridden, list) and not _TELLS_NOTHING.isdisjoint(overridden)


def _explained(case: Case) -> None:
    proofs.check(Outcome.EXPLAINED, case.words, case.values)


def _referred(case: Case) -> None:
    proofs.check(Outcome.REFERRED, case.words, case.values)


def _scheduled(case: Case) -> None:
    day = read_day(case.values.get("until", ""), case.today)
    months = case.promises.scheduled_months
    if day is None or not case.today < day <= case.today + timedelta(days=months * 366 // 12):
        raise Refused("refusals.scheduled_until", months=months)


_EXTRA: dict[Outcome, Callable[[Case], None]] = {
    Outcome.DONE: _done,
    Outcome.UNREACHABLE: _unreachable,
    Outcome.EXPLAINED: _explained,
    Outcome.REFERRED: _referred,
    Outcome.MERGED: merged.check,
    Outcome.SCHEDULED: _scheduled,
}


def visit_recorded(case: Case) -> None:
    """Guard: *done* where a visit is required has its record, with photographs before and after.

    Why there is none of before may be told instead; of afterwards there is always one.
    """
    done = case.values.get("outcome") == Outcome.DONE
    if not (done and case.ticket.visit_required):
        return
    visits = visits_since_reopening(case)
    if not visits:
        raise Refused("refusals.done_without_visit")
    # What stood there before is no proof of what was done about it.
    before = {photo for visit in case.visits for photo in visit.before}
    if before.issuperset(photo for visit in visits for photo in visit.after):
        raise Refused("refusals.done_without_photos")
    if not any(visit.before or _tells_why_none_of_before(visit) for visit in visits):
        raise Refused("refusals.done_without_before")


def _tells_why_none_of_before(visit: Visit) -> bool:
    told = _NONE_OF_BEFORE.search(f"{visit.found}\n{visit.done}")
    return told is not None and explains(told["why"])


def planned_for(ticket: Ticket) -> date | None:
    """The day that stands for a matter that is planned (挂账), or proposed to be; else None."""
    planned = Outcome.SCHEDULED in (ticket.outcome, ticket.proposed)
    return ticket.scheduled_for if planned else None


def scheduled_once(case: Case) -> None:
    """Guard: a planned day is moved once, before it comes or by planning anew after it came.

    Who names the day that stands moves nothing. Source: service, 挂账 ("moved once").
    """
    planned = case.values.get("outcome") == Outcome.SCHEDULED or case.action is Action.RESCHEDULE
    if not planned:
        return
    if case.action is Action.RESCHEDULE:
        _scheduled(case)
        if case.ticket.outcome is not Outcome.SCHEDULED:
            raise Refused("refusals.not_scheduled")
    day, stands = read_day(case.values.get("until", ""), case.today), case.ticket.scheduled_for
    if case.ticket.scheduled_moved and day != stands:
        raise Refused("refusals.scheduled_before")


def ends_unanswered(case: Case) -> None:
    """Guard: what waits is an end where no answer leads."""
    request = case.waiting(DECIDES[case.action])
    named = request.values.get("outcome", "") if request else ""
    if not (named and closes_unanswered(case.ticket.state, Outcome(named))):
        raise Refused("refusals.not_in_this_state", action=case.action, state=case.ticket.state)
