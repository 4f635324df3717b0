"""What the desk's page is told about a ticket: plain values, ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.models import (
    Actor,
    Approval,
    ApprovalState,
    Approver,
    Attachment,
    Department,
    Direction,
    Message,
    Official,
    Role,
    Ticket,
    TicketEvent,
    TicketState,
    Visit,
)
from bot.privacy import is_masked, mask
from bot.store import approvals, messages, people, tickets, visits, worklist
from bot.tickets.actions import UNTAKEN, Action
from bot.tickets.ends import planned_for
from bot.tickets.first_words import first_words
from bot.tickets.forms import FORMS, Field, FieldKind
from bot.tickets.ladder import Running, nearest
from bot.tickets.second_persons import DECIDES, reviewed_by
from handlers.actions.merger_face import reason_of, words_of
from handlers.actions.mergers import INTO
from handlers.actions.suspending import DAYS
from handlers.officials.offering import offered

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings
    from bot.store import Transaction
    from bot.store.worklist import Listed, Opened

CHANNELS = frozenset({"web", "telegram", "wechat", "wecom"})

Value = Mapping[str, object]
Address = Callable[[int, Attachment], str]
"""Where a message's file can be opened."""
_masked = lru_cache(4_096)(mask)
"""The same titles stand in the list of every open desk, and are drawn anew at each change."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one ticket, read in one go."""

    opened: Opened
    lines: tuple[Message, ...]
    events: tuple[TicketEvent, ...]
    names: Mapping[int, str]
    pulse: str
    offered: tuple[Action, ...] = ()
    visits: tuple[Visit, ...] = ()
    approvals: tuple[Approval, ...] = ()
    departments: tuple[Department, ...] = ()
    staff: tuple[str, ...] = ()
    above: Approver | None = None
    merging: Mapping[str, str] = field(default_factory=dict)
    """What was told in the tickets into which this one is to be merged, by their numbers."""

    @property
    def question(self) -> str:
        """What the resident told first, which a suggested answer should answer."""
        inbound = (line for line in self.lines if line.direction is Direction.INBOUND)
        return first_words(line.content.text for line in inbound) or self.opened.ticket.title


def read_dossier(
    tx: Transaction,
    official: Official,
    number: str,
    settings: Settings,
    now: datetime,
) -> Dossier | None:
    """The ticket with all that belongs to it, or None where `official` may not see it."""
    opened = worklist.opened(tx, official, number)
    if opened is None:
        return None
    it = opened.ticket
    lines = {line.message.id: line.message for line in messages.of_ticket(tx, it.id)}
    zone = ZoneInfo(settings.timezone)
    everybody = people.officials(tx)
    asked = tuple(approvals.of(tx, it.id))
    return Dossier(
        opened=opened,
        lines=tuple(line for line in lines.values() if _is_of_the_matter(line)),
        events=tuple(tickets.events(tx, it.id)),
        names=worklist.official_names(tx),
        pulse=worklist.pulse(tx, official, number),
        offered=tuple(offered(tx, settings, zone, official, it, now)),
        visits=tuple(visits.of(tx, it.id)),
        approvals=asked,
        merging=_merging(tx, official, asked),
        departments=tuple(people.departments(tx)),
        staff=tuple(each.name for each in everybody if each.id != official.id),
        above=reviewed_by(it, everybody),
    )


def _merging(tx: Transaction, official: Official, asked: Iterable[Approval]) -> dict[str, str]:
    waits = (each for each in asked if each.state is ApprovalState.WAITING)
    numbers = {each.values.get(INTO, "") for each in waits} - {""}
    found = ((number, worklist.opened(tx, official, number)) for number in numbers)
    return {number: words_of(tx, other.ticket) for number, other in found if other is not None}


def listed(line: Listed, official: Official) -> Value:
    """One line of the list."""
    return {
        "number": line.number,
        "title": line.title if line.owner_id == official.id else _masked(line.title),
        "state": line.state,
        "urgent": line.urgent,
        "hot": line.hot,
        "followers": line.followers,
        "confidential": line.confidential,
        "created_at": line.created_at,
        "leader": line.leader,
        "clock": _clock(line.clock),
        "first_reply_at": line.first_reply_at,
        "department": line.department,
        "owner": line.owner,
        "mine": line.owner_id == official.id,
    }


def ticket(dossier: Dossier, official: Official, address: Address) -> Value:
    """One ticket with its conversation, its events, and what `official` may do to it now."""
    opened, it = dossier.opened, dossier.opened.ticket
    handles = may_look(it, official)
    drafts = {each.message_id for each in dossier.events if each.action == Action.SUBMIT}
    return {
        "number": it.number,
        "version": it.version,
        "pulse": dossier.pulse,
        "title": it.title if handles else mask(it.title),
        "state": it.state,
        "urgent": it.urgent,
        "hot": it.hot,
        "confidential": it.confidential,
        "created_at": it.created_at,
        "first_reply_due": it.first_reply_due,
        "acceptance_due": it.acceptance_due if it.accepted_at is None else None,
        "clock": _clock(nearest(it)),
        "first_reply_at": it.first_reply_at,
        "closed_at": it.closed_at,
        "outcome": it.outcome,
        "verdict": it.verdict,
        "satisfaction": it.satisfaction,
        "level": it.level,
        "reviewed_by": dossier.above,
        "proposed": it.proposed,
        "confirm_by": it.confirm_by,
        "scheduled_for": planned_for(it),
        "scheduled_moved": it.scheduled_moved,
        "first_verdict": it.first_verdict,
        "contested_verdict": it.contested_verdict,
        "resolution_due": it.resolution_due,
        "resolution_due_original": it.resolution_due_original,
        "supervised": it.supervised,
        "kind": it.kind,
        "hard": it.hard,
        "visit_required": it.visit_required,
        "assisting": [each.name for each in dossier.departments if each.id in it.assisting],
        "department": opened.department,
        "owner": opened.owner,
        "mine": it.owner_id == official.id,
        "channel": opened.channel if opened.channel in CHANNELS else "other",
        "history": opened.history,
        "may_look": handles,
        "messages": [
            {
                **_message(line, dossier.names, address),
                "text": _text(line, handles=handles),
                "draft": line.id in drafts,
            }
            for line in dossier.lines
        ],
        "events": [_event(event, dossier.names) for event in dossier.events],
        "answering_takes": it.state in UNTAKEN,
        "actions": [
            *(_action(dossier, action) for action in dossier.offered),
        ],
        "visits": [_visit(visit, dossier.names) for visit in dossier.visits],
        "waiting": [_waiting(each, dossier) for each in dossier.approvals],
    }


def may_look(it: Ticket, official: Official) -> bool:
    """Whether `official` handles the ticket, and may therefore see how to reach the resident."""
    handles = official.id in (it.owner_id, *it.confidants)
    of_unit = official.department_id in (it.department_id, *it.assisting)
    return handles or of_unit or Role.ADMINISTRATOR in official.roles


def _clock(clock: Running | None) -> Value | None:
    return {"watch": clock.watch, "due": clock.due} if clock else None


def _action(dossier: Dossier, action: Action) -> Value:
    """An action with its form, and the draft that it decides about."""
    fields = [_field(dossier, each) for each in FORMS.get(action, ())]
    return {"name": action, "fields": fields, "draft": _draft(dossier, action)}


def _field(dossier: Dossier, field: Field) -> Value:
    must = field.required
    it = dossier.opened.ticket
    if field is FORMS[Action.PROPOSE][-1]:
        # What an answer has said already need not be said again.
        must = it.state is not TicketState.REPLIED
    offered = {
        FieldKind.DEPARTMENT: [
            (each.id, each.name) for each in dossier.departments if each.id != it.department_id
        ],
        FieldKind.OFFICIALS: [(name, name) for name in dossier.staff],
    }.get(field.kind, [(each, "") for each in field.choices])
    return {
        "name": field.name,
        "kind": field.kind,
        "required": must,
        "only_for": field.only_for,
        "choices": [{"value": value, "label": label} for value, label in offered],
        "value": {"place": it.place, "days": str(DAYS)}.get(field.name, ""),
    }


def _draft(dossier: Dossier, action: Action) -> str:
    """The words that wait for this decision, to be read and mended; empty for none."""
    if action not in (Action.APPROVE, Action.SEND_BACK):
        return ""
    waits = (each for each in dossier.approvals if each.state is ApprovalState.WAITING)
    asked = next((each for each in waits if each.action in DECIDES[action]), None)
    return asked.values.get("text", "") if asked else ""


def _is_of_the_matter(line: Message) -> bool:
    # What we answered an official ("sent", "taken") belongs to the official, not to the matter.
    return line.direction is not Direction.OUTBOUND or line.contact_id is not None


def _message(line: Message, names: Mapping[int, str], address: Address) -> Value:
    return {
        "id": line.id,
        "from": _author(line),
        "name": names.get(line.official_id, "") if line.official_id else "",
        "at": line.at,
        "erased": line.erased,
        "receipt": _receipt(line),
        "attachments": [
            {
                "url": address(line.id, each),
                "media_type": each.media_type,
                "name": each.name,
                "size": each.size,
            }
            for each in line.content.attachments
        ],
    }


def _receipt(line: Message) -> str | None:
    """How far a line has come, and whether its resident was called back by the platform."""
    return line.delivery.and_call(line.called) if line.delivery else None


def shows_personal_data(dossier: Dossier, official: Official) -> bool:
    """Whether the ticket's words show `official` what others see starred out."""
    if not may_look(dossier.opened.ticket, official):
        return False
    said = (line.content.text for line in dossier.lines if line.direction is Direction.INBOUND)
    return any(not is_masked(text) for text in (dossier.opened.ticket.title, *said))


def _text(line: Message, *, handles: bool) -> str:
    """What an official may read of a line; its masked places keep their length.

    Our own lines repeat to residents their telephone, and the code by which only they may act.
    What residents wrote is for whoever handles the ticket.
    """
    author, text = _author(line), line.content.text
    whole = author in ("official", "note") or (author == "resident" and handles)
    return text if whole else mask(text)


def _author(line: Message) -> str:
    if line.direction is Direction.NOTE:
        return "note"
    if line.direction is Direction.INBOUND:
        return "resident"
    return "official" if line.official_id else "service"


def _event(event: TicketEvent, names: Mapping[int, str]) -> Value:
    noted = event.detail.get("changes")
    changes = noted if isinstance(noted, dict) else {}
    by_official = event.actor is Actor.OFFICIAL and event.actor_id is not None
    return {
        "action": event.action,
        "actor": event.actor,
        "name": names.get(event.actor_id or 0, "") if by_official else "",
        "at": event.at,
        "from": event.from_state,
        "to": event.to_state,
        "outcome": changes.get("outcome"),
        "verdict": changes.get("verdict"),
        "satisfaction": changes.get("satisfaction"),
    }


def _visit(visit: Visit, names: Mapping[int, str]) -> Value:
    return {
        "at": visit.visited_at,
        "name": names.get(visit.official_id, ""),
        "place": visit.place,
        "found": visit.found,
        "done": visit.done,
        "photos": len(visit.before) + len(visit.after),
    }


def _waiting(asked: Approval, dossier: Dossier) -> Value:
    names, into = dossier.names, asked.values.get(INTO, "")
    return {
        "action": asked.action,
        "state": asked.state,
        "by": names.get(asked.asked_by, ""),
        "at": asked.asked_at,
        "reason": asked.reason or (reason_of(asked.values) if into else ""),
        "until": asked.values.get("until", ""),
        "outcome": asked.values.get("outcome", ""),
        "into": into,
        "into_words": dossier.merging.get(into, ""),
        "kind": asked.values.get("kind", ""),
        "approver": asked.approver,
        "decided_by": names.get(asked.decided_by or 0, ""),
    }
