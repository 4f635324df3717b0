"""A ticket as its resident sees it: five plain words, the answer, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import Refused
from bot.models import Direction, Role, TicketState
from bot.privacy import mask
from bot.store import messages, people, tickets
from bot.tickets.ends import planned_for
from bot.tickets.fold import changes
from bot.tickets.guards import check_objection, check_reopening
from bot.tickets.lifecycle import (
    AT_WORK,
    SEEN_AS,
    Action,
    ResidentState,
    actions,
)
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.rounds import is_rated
from bot.web.residents.lines import line_json
from handlers.residents.despair import called, is_of_despair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.models import Department, Ticket, TicketEvent
    from bot.store import Transaction
    from bot.store.messages import Line
    from bot.web import Service

USUAL_WAY = (
    ResidentState.RECEIVED,
    ResidentState.IN_PROGRESS,
    ResidentState.ANSWERED,
    ResidentState.FINISHED,
)

_WORTH_TELLING = frozenset(
    {
        Action.TRANSFER,
        Action.GRANT_TRANSFER,
        Action.GRANT_ASSISTANCE,
        Action.GRANT_CLASSIFICATION,
        Action.STAGE_REPLY,
        Action.VISIT,
        Action.RECORD_VISIT,
        Action.GRANT_EXTENSION,
        Action.SUPERVISE,
        Action.INSTRUCT,
        Action.CALL_BACK,
        Action.MERGE,
    }
)
"""What the resident was told of, though the word for where it stands is the same."""


_WHILE_MERGED = frozenset({Action.ADD, Action.REMIND, Action.WITHDRAW})
"""Of a closed ticket these are open only while it goes on in another resident's."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one ticket that its page may need.

    `lines` are what went between resident and service, `answers` those in officials' own words,
    `into` is the ticket in which it goes on, where it was closed as merged.
    """

    ticket: Ticket
    events: tuple[TicketEvent, ...]
    lines: tuple[Line, ...]
    answers: tuple[Line, ...]
    departments: Mapping[str, Department]
    into: Ticket | None = None


def read_dossier(tx: Transaction, ticket: Ticket) -> Dossier:
    """All about a ticket; officials' notes are not among it."""
    events = tuple(tickets.events(tx, ticket.id))
    lines = messages.of_ticket(tx, ticket.id)
    named = {ticket.department_id, *(changed_department(event) for event in events)} - {"", None}
    found = (people.department(tx, each) for each in sorted(str(name) for name in named))
    return Dossier(
        ticket=ticket,
        events=events,
        lines=tuple(line for line in lines if line.message.direction is not Direction.NOTE),
        answers=tuple(line for line in lines if _is_answer(line)),
        departments={department.id: department for department in found if department},
        into=_into(tx, ticket),
    )


def _into(tx: Transaction, ticket: Ticket) -> Ticket | None:
    tied = ticket.follows_id if goes_on_elsewhere(ticket) else None
    return tickets.get(tx, tied) if tied is not None else None


def _is_answer(line: Line) -> bool:
    message = line.message
    return message.direction is Direction.OUTBOUND and message.official_id is not None


def changed_department(event: TicketEvent) -> str | None:
    """The department an event gave the ticket to, None where it left that alone."""
    changed = changes(event.detail).get("department_id")
    return str(changed) if changed is not None else None


def full_view(
    service: Service, dossier: Dossier, language: str, now: datetime
) -> dict[str, object]:
    """What the ticket's own resident sees."""
    ticket = dossier.ticket
    return {
        **_common(service, dossier, language, now),
        "masked": False,
        "title": called(service.wording, ticket, language),
        "messages": [line_json(service, line, now) for line in dossier.lines],
        "answers": [line_json(service, line, now) for line in dossier.answers],
        "verdict": ticket.verdict,
        "contested": ticket.contested_verdict is not None,
        "satisfaction": ticket.satisfaction if is_rated(dossier.events) else None,
        "actions": open_actions(service, dossier, now),
    }


def masked_view(
    service: Service, dossier: Dossier, language: str, now: datetime
) -> dict[str, object]:
    """What whoever holds the link sees: no name, no number, no file, nothing to press.

    Of what was told in confidence, or in despair, they see no word.
    """
    ticket = dossier.ticket
    hidden, title = ticket.confidential or is_of_despair(ticket), _masked_title(dossier)
    return {
        **_common(service, dossier, language, now),
        "masked": True,
        "title": "" if hidden else title,
        "messages": [_masked_line(line, {}) for line in _first_words(dossier) if not hidden],
        "answers": [
            # The answer repeats the title.
            _masked_line(line, {ticket.title: title})
            for line in dossier.answers[-1:]
            if not hidden
        ],
        "verdict": None,
        "satisfaction": None,
        "actions": [],
    }


def open_actions(service: Service, dossier: Dossier, now: datetime) -> list[str]:
    """What the resident may do to the ticket now."""
    ticket = dossier.ticket
    possible = set(actions(ticket.state, {Role.RESIDENT}))
    try:
        check_objection(ticket, dossier.events)
    except Refused:
        possible.discard(Action.OBJECT)
    try:
        check_reopening(ticket, now, service.settings.conversation.reopen_days, dossier.into)
    except Refused:
        possible -= {Action.REOPEN, Action.DISPUTE, Action.CONFIRM, Action.OBJECT}
    if dossier.into is not None:
        # Nobody has answered it: there is nothing to judge, and it goes on already.
        possible &= {Action.OBJECT, *(_WHILE_MERGED if _waits_for_another(dossier) else ())}
    elif ticket.state is TicketState.CLOSED:
        possible -= _WHILE_MERGED
    if ticket.state in AT_WORK:
        # There is no answer to judge, or it was called not solved already.
        possible.discard(Action.DISPUTE)
    return sorted(possible)


def _common(service: Service, dossier: Dossier, language: str, now: datetime) -> dict[str, object]:
    ticket, say = dossier.ticket, service.wording.say
    goes_on = ticket.state is not TicketState.CLOSED or _waits_for_another(dossier)
    waiting = ticket.first_reply_at is None and goes_on
    seen = _seen(dossier)
    return {
        "number": ticket.number,
        "state": seen.value,
        "word": say(language, f"pages.state_{seen.value}"),
        "department": _name(dossier.departments.get(ticket.department_id), language),
        "created_at": ticket.created_at.isoformat(),
        "reply_by": (
            service.wording.when(language, ticket.first_reply_due, now) if waiting else ""
        ),
        "settle_by": _settle_by(service, dossier, language, now),
        "outcome": _outcome(service, dossier, language, now),
        "progress": list(_progress(service, dossier, language, now)),
        "ahead": [say(language, f"pages.state_{each.value}") for each in _ahead(seen)],
        "read_at": now.isoformat(),
    }


def _waits_for_another(dossier: Dossier) -> bool:
    """Whether its resident hears of it through another resident's ticket; its dates stay."""
    into = dossier.into
    return into is not None and into.contact_id != dossier.ticket.contact_id


def _seen(dossier: Dossier) -> ResidentState:
    """The resident's word for it; what goes on in another ticket is not at its end."""
    into = dossier.into
    if into is not None and into.state is not TicketState.CLOSED:
        return ResidentState.IN_PROGRESS
    return SEEN_AS[dossier.ticket.state]


def _progress(
    service: Service, dossier: Dossier, language: str, now: datetime
) -> Iterable[dict[str, object]]:
    """One step for each change of the resident's word: when, by whom, and why."""
    department, before = "", None
    for event in dossier.events:
        changed = changed_department(event)
        department = department if changed is None else changed
        merged = event.action == Action.MERGE
        seen = ResidentState.IN_PROGRESS if merged else SEEN_AS[event.to_state]
        if seen is before and event.action not in _WORTH_TELLING:
            continue
        before = seen
        yield {
            "state": seen.value,
            "word": service.wording.say(language, f"pages.state_{seen.value}"),
            "at": service.wording.when(language, event.at, now),
            "department": _name(dossier.departments.get(department), language),
            "reason": _reason(service, event, language),
        }


def _settle_by(service: Service, dossier: Dossier, language: str, now: datetime) -> str:
    """By when it is to be settled, and that it was to be earlier; nothing once it is answered."""
    ticket = dossier.ticket
    settled = ticket.state in (TicketState.REPLIED, TicketState.CLOSED)
    if ticket.resolution_due is None or (settled and not _waits_for_another(dossier)):
        return ""
    say = service.wording.say
    due, original = ticket.resolution_due, ticket.resolution_due_original

    def told(moment: datetime) -> str:
        return service.wording.when(language, moment, now)

    if original is None or not ticket.extensions:
        return say(language, "pages.settle_by", time=told(due))
    return say(language, "pages.settle_by_moved", time=told(due), original=told(original))


def _outcome(service: Service, dossier: Dossier, language: str, now: datetime) -> str:
    """How it ended, or how it is proposed to end and until when the resident may say no."""
    ticket, say = dossier.ticket, service.wording.say
    outcome = ticket.outcome or ticket.proposed
    if outcome is None:
        return ""
    into = dossier.into.number if dossier.into is not None else ""
    words = say(language, f"pages.outcome_{outcome.value}", into=into)
    if (day := planned_for(ticket)) is not None:
        words = say(
            language, "pages.outcome_on", outcome=words, day=service.wording.on(language, day, now)
        )
    if ticket.outcome is not None or ticket.confirm_by is None:
        return say(language, "pages.outcome", outcome=words)
    until = service.wording.on(language, ticket.confirm_by, now)
    return say(language, "pages.proposed", outcome=words, until=until)


def _reason(service: Service, event: TicketEvent, language: str) -> str:
    name = f"pages.reason_{event.action}"
    known = name if service.wording.has(name) else "pages.reason_other"
    return service.wording.say(language, known)


def _ahead(seen: ResidentState) -> tuple[ResidentState, ...]:
    reached = ResidentState.IN_PROGRESS if seen is ResidentState.NEEDS_YOU else seen
    return USUAL_WAY[USUAL_WAY.index(reached) + 1 :]


def _name(department: Department | None, language: str) -> str:
    if department is None:
        return ""
    return (language == "en" and department.name_en) or department.name


def _first_words(dossier: Dossier) -> list[Line]:
    own = [line for line in dossier.lines if line.message.direction is Direction.INBOUND]
    return own[:1]


def _masked_title(dossier: Dossier) -> str:
    """The title masked; where it is the cut-off beginning of the words, half a number may stand.

    Masking the whole words first sees the number as one.
    """
    title = dossier.ticket.title
    beginning = title.rstrip("…. ")
    for line in _first_words(dossier):
        words = " ".join(line.message.content.text.split())
        if words.startswith(beginning):
            return mask(words)[: len(beginning)] + title[len(beginning) :]
    return mask(title)


def _masked_line(line: Line, masked: Mapping[str, str]) -> dict[str, object]:
    """A line with `masked` parts put in for their originals, and the rest masked by the rules."""
    message = line.message
    text = message.content.text
    for original, stars in masked.items():
        text = text.replace(original, stars)
    return {
        "id": message.id,
        "direction": message.direction.value,
        "official": message.official_id is not None,
        "at": message.at.isoformat(),
        "text": mask(text),
        "attachments": [],
        "erased": message.erased,
    }
