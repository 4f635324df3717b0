"""The ladder towards officials: 预警 → 催办 → 督办 → 通报, and who is told of what nobody takes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import stamp
from bot.models import Official, Ticket
from bot.store import Transaction, approvals, people
from bot.tickets.confidants import knows_of
from bot.tickets.ladder import Step
from bot.tickets.lifecycle import Action
from bot.tickets.second_persons import may_decide
from handlers import staffing
from handlers.actions import telling
from handlers.actions.recording import record, staff
from handlers.notifying import remind
from handlers.turn import Turn


def warn(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """预警: most of the time is gone."""
    told = staffing.responsible(tx, ticket, turn.now)
    return _noted(tx, turn, ticket, step, Action.WARN, told)


def urge(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """催办: it is due, and not done."""
    told = staffing.responsible(tx, ticket, turn.now)
    return _noted(tx, turn, ticket, step, Action.URGE, told)


def supervise(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """督办: the head of the department is told, and the resident that it is so."""
    told = staffing.heads_of(tx, ticket.department_id, turn.now)
    told = _each_once([*told, *staffing.in_charge(tx, ticket, turn.now)])
    before = ticket.supervised
    ticket = _noted(tx, turn, ticket, step, Action.SUPERVISE, told, {"supervised": True})
    if not before:
        telling.tell(tx, turn, ticket, "tickets.supervised")
    return ticket


def circulate(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """通报: the leaders are told."""
    told = staffing.leaders(tx, turn.now)
    told = _each_once([*told, *staffing.heads_of(tx, ticket.department_id, turn.now)])
    return _noted(tx, turn, ticket, step, Action.CIRCULATE, told)


def tell_deputy(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """Nobody has taken it in time: who stands in for its owner is told, and the owner again."""
    owner = people.official(tx, ticket.owner_id) if ticket.owner_id is not None else None
    deputy = staffing.deputy_of(tx, owner, turn.now) if owner is not None else None
    told = _each_once([*([deputy] if deputy else []), *staffing.in_charge(tx, ticket, turn.now)])
    return _noted(tx, turn, ticket, step, Action.URGE, told)


def tell_head(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """Still nobody: the head of the department."""
    told = staffing.heads_of(tx, ticket.department_id, turn.now)
    return _noted(tx, turn, ticket, step, Action.URGE, told)


def tell_leader(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """Still nobody: the leader."""
    return _noted(tx, turn, ticket, step, Action.URGE, staffing.leaders(tx, turn.now))


def urge_decision(tx: Transaction, turn: Turn, ticket: Ticket, step: Step) -> Ticket:
    """A request waits for its second person: who may decide it is reminded."""
    waiting = approvals.waiting(tx, ticket.id)
    request = next((each for each in waiting if each.id == step.subject), None)
    able = staffing.present(tx, staff(tx), turn.now)
    knowing = [each for each in able if knows_of(ticket, each)]
    told = [each for each in knowing if request and may_decide(request, each)]
    return _noted(tx, turn, ticket, step, Action.URGE, told)


def _noted(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    step: Step,
    action: Action,
    told: Sequence[Official],
    changes: dict[str, object] | None = None,
) -> Ticket:
    remind(tx, turn, told, ticket, step)
    detail = {
        "watch": step.watch.value,
        "rung": step.rung.value,
        "due": stamp(step.due),
        "told": [each.id for each in told],
    }
    return record(tx, turn, ticket, action, changes=changes, detail=detail)


def _each_once(officials: Sequence[Official]) -> list[Official]:
    return list({each.id: each for each in officials}.values())
