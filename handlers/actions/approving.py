"""The second person: asks for one, and lets them decide once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from bot.errors import Refused
from bot.models import Approval, ApprovalState, Approver, Official, Ticket
from bot.store import Transaction, approvals, people, reported, tickets
from bot.store.approvals import Request
from bot.tickets.actions import SECOND, Action
from bot.tickets.confidants import knows_of
from bot.tickets.rated import OUTSIDE
from bot.tickets.second_persons import DECIDES, INSTEAD, OUTSIDERS, insiders, may_decide
from handlers.actions import merger_face
from handlers.actions.recording import is_alone, record, staff
from handlers.naming import department_name
from handlers.notifying import notify
from handlers.promises import planning
from handlers.turn import Turn


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits; `alone`: there is nobody to decide it but who asked (一人值守)."""

    approval: Approval
    deciders: tuple[Official, ...]
    alone: bool


def ask(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    wanted: Approver,
    *,
    reason: str = "",
    values: Mapping[str, str] | None = None,
) -> Asked:
    """Let a second person decide, and tell those who may.

    Where the service has nobody of the wanted kind, the next best (`second_persons.INSTEAD`); with
    one official alone nobody. Of a confidential ticket, only somebody who knows of it. Raises
    `Refused` as `check` does, which is called before anything has changed.
    """
    approver, deciders, kept = _deciders(tx, turn, ticket, wanted, values or {})
    approval = approvals.ask(
        tx,
        Request(
            ticket_id=ticket.id,
            action=action,
            approver=approver,
            department_id=ticket.department_id,
            asked_by=turn.author.id,
            reason=reason,
            values=kept,
            message_id=turn.message_id,
        ),
        turn.now,
    )
    if approval is None:
        raise Refused("refusals.asked_already")
    notify(
        tx,
        turn,
        deciders,
        "officials.please_decide",
        ticket,
        action=turn.words(f"officials.action_{action.value}"),
        what=_what(tx, turn, kept),
        name=turn.author.name,
        reason=reason,
        merger=merger_face.told(tx, turn.house.wording, ticket, kept),
    )
    planning.plan_later(turn, ticket)
    return Asked(approval, deciders, is_alone(tx))


def _what(tx: Transaction, turn: Turn, values: Mapping[str, str]) -> str:
    """What was asked for in short: to how many, an outcome, a kind, a unit, a day."""
    asked = ("outcome", "into", "kind", "department", "until")
    outcome, into, kind, unit, until = (values.get(name, "") for name in asked)
    people = values.get("people", "")
    told = (
        turn.words("officials.to_people", people=people) if people else "",
        turn.words(f"officials.outcome_{outcome}") if outcome else "",
        into,
        turn.words(f"tickets.kind_{kind}") if kind else "",
        department_name(tx, unit, turn.language) if unit else "",
        turn.house.wording.on(turn.language, date.fromisoformat(until), turn.now) if until else "",
    )
    return turn.words("officials.list_separator").join(filter(None, told))


def check(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    wanted: Approver,
    values: Mapping[str, str] | None = None,
) -> None:
    """Raises `Refused` where the same waits already, or where there is nobody to decide it."""
    check_free(tx, ticket, action)
    _deciders(tx, turn, ticket, wanted, values or {})


def check_free(tx: Transaction, ticket: Ticket, action: Action) -> None:
    """Raises `Refused` where the same has been asked for and is not decided yet."""
    if any(each.action == action for each in approvals.waiting(tx, ticket.id)):
        raise Refused("refusals.asked_already")


def pending(tx: Transaction, turn: Turn, ticket: Ticket, action: Action) -> Approval:
    """The request that the decision `action` answers.

    Raises `Refused` where nothing waits for it, or where another has to decide.
    """
    waiting = approvals.waiting(tx, ticket.id)
    found = next((each for each in waiting if each.action in DECIDES[action]), None)
    if found is None:
        raise Refused("refusals.nothing_to_decide")
    if not may_decide(found, turn.author, alone=is_alone(tx)):
        raise Refused("refusals.another_decides", approver=found.approver.value)
    return found


def own(tx: Transaction, turn: Turn, ticket: Ticket, action: Action) -> Approval:
    """The request of the kind that `action` answers, which the sender made themselves.

    Raises `Refused` where nothing of the kind waits, or only what another asked for.
    """
    found = [each for each in approvals.waiting(tx, ticket.id) if each.action in DECIDES[action]]
    mine = [each for each in found if each.asked_by == turn.author.id]
    if not mine:
        raise Refused("refusals.own_draft" if found else "refusals.nothing_to_recall")
    return mine[-1]


def withdraw(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval) -> None:
    """Who asked wants it decided no longer; those who might have decided are told."""
    approvals.drop(tx, ticket.id, {request.action}, turn.now)
    deciders = [
        each
        for each in staff(tx)
        if each.roles & SECOND and may_decide(request, each) and knows_of(ticket, each)
    ]
    notify(
        tx,
        turn,
        deciders,
        "officials.request_withdrawn",
        ticket,
        action=turn.words(f"officials.action_{request.action}"),
        name=turn.author.name,
    )
    planning.plan(tx, turn.house, ticket)


def deciding(tx: Transaction, ticket: Ticket) -> list[Official]:
    """For each request that nobody who knows of a confidential ticket may decide, somebody who
    may: they were asked before it became so.
    """
    about = reported.of(tx, ticket.id)
    able = [each for each in staff(tx) if each.roles & SECOND and not about.includes(each)]
    secret, found = replace(ticket, confidential=True), []
    for request in approvals.waiting(tx, ticket.id):
        deciders = [each for each in able if may_decide(request, each)]
        if deciders and not any(knows_of(secret, each) for each in deciders):
            found.append(deciders[0])
    return found


def settle(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    approval: Approval,
    *,
    granted: bool,
    words: str = "",
) -> None:
    """Note the decision, and tell who asked for it."""
    state = ApprovalState.GRANTED if granted else ApprovalState.REFUSED
    approvals.decide(tx, approval.id, state, turn.author.id, turn.now, words)
    asker = people.official(tx, approval.asked_by)
    notify(
        tx,
        turn,
        [asker] if asker else [],
        "officials.decided",
        ticket,
        action=turn.words(f"officials.action_{approval.action}"),
        name=turn.author.name,
        granted=granted,
        reason=words,
    )


def decline(tx: Transaction, turn: Turn, ticket: Ticket, action: Action, words: str) -> Ticket:
    """不同意: note it with the reason, and tell who asked. Raises `Refused`."""
    request = pending(tx, turn, ticket, action)
    words, why = words.strip(), detail(tx, request)
    ticket = record(tx, turn, ticket, action, text=words, detail=why)
    settle(tx, turn, ticket, request, granted=False, words=words)
    return ticket


def detail(tx: Transaction, approval: Approval) -> dict[str, object]:
    """What the event of a decision says of its request; `alone` marks 一人值守, `outside` that
    somebody of another unit decided.
    """
    if is_alone(tx):
        return {"approval": approval.id, "alone": True}
    outside = approval.approver in OUTSIDERS
    return {"approval": approval.id, **({OUTSIDE: True} if outside else {})}


def _deciders(
    tx: Transaction, turn: Turn, ticket: Ticket, wanted: Approver, values: Mapping[str, str]
) -> tuple[Approver, tuple[Official, ...], dict[str, str]]:
    """Which kind of second person decides, who that can be, and what the request keeps."""
    kept = {**values, **insiders(ticket, tickets.events(tx, ticket.id), turn.author)}
    strangers = False
    for approver in (wanted, *INSTEAD.get(wanted, ())):
        able = _able(tx, turn, ticket, approver, kept)
        if knowing := tuple(each for each in able if knows_of(ticket, each)):
            return approver, knowing, kept
        strangers = strangers or bool(able)
    if is_alone(tx):
        return wanted, (), kept
    name = "refusals.nobody_who_knows_decides" if strangers else "refusals.nobody_decides"
    raise Refused(name, approver=wanted.value)


def _able(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    approver: Approver,
    values: Mapping[str, str],
) -> tuple[Official, ...]:
    request = Approval(
        id=0,
        ticket_id=ticket.id,
        action="",
        approver=approver,
        department_id=ticket.department_id,
        asked_by=turn.author.id,
        asked_at=turn.now,
        values=dict(values),
    )
    about = reported.of(tx, ticket.id)
    return tuple(
        each
        for each in staff(tx)
        if each.roles & SECOND and may_decide(request, each) and not about.includes(each)
    )
