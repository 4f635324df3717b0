"""退单: a unit says once, with the basis, whose matter it is; another person decides."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Approver, Department, Ticket, TicketState
from bot.store import Transaction, people, reported, rooms, tickets
from bot.tickets.actions import Action
from handlers.actions import approving, deeds, dispatching, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.naming import department_name
from handlers.notifying import notify
from handlers.promises.promised import clocks_of, next_promise
from handlers.turn import Turn


def give_back(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """退: name the right unit and the basis. The clocks run on, and the resident keeps them.

    A first return is looked at by a dispatcher, a second by the duty desk's head, whose word
    is the last. Raises `Refused`.
    """
    unit = unit_named(tx, ticket, command.values.get("department", ""))
    _check_time(tx, turn, ticket)
    values = {"department": unit.id}
    detail = {"department": ticket.department_id, "to": unit.id, "owner": ticket.owner_id}
    wanted = Approver.DUTY_HEAD if ticket.returns else Approver.DISPATCHER
    text = command.text.strip()
    approving.check(tx, turn, ticket, Action.RETURN, wanted, values)
    ticket = record(tx, turn, ticket, Action.RETURN, text=text, values=values, detail=detail)
    deeds.keep_reason(tx, turn, ticket, command)
    asked = approving.ask(tx, turn, ticket, Action.RETURN, wanted, reason=text, values=values)
    if asked.alone:
        transfer_returned(tx, turn, ticket, unit, text)
        return
    turn.reply("officials.returned", number=ticket.number, department=unit.name)


def _check_time(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Refuse a return that comes later than so many working hours after the dispatch."""
    sent = (Action.DISPATCH, Action.TRANSFER)
    arrived = [each.at for each in tickets.events(tx, ticket.id) if each.action in sent]
    hours = turn.house.settings.promises.return_hours
    clocks = clocks_of(tx, turn.house, ticket.department_id)
    if arrived and turn.now > clocks.working_hours_later(arrived[-1], hours):
        raise Refused("refusals.returned_late", hours=hours)


def refuse(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """退单不成立: who had it first goes on with it. Raises `Refused`."""
    request = approving.pending(tx, turn, ticket, Action.REFUSE_RETURN)
    changes = {"owner_id": request.asked_by}
    ticket = record(
        tx,
        turn,
        ticket,
        Action.REFUSE_RETURN,
        text=command.text,
        changes=changes,
        detail=approving.detail(tx, request),
    )
    approving.settle(tx, turn, ticket, request, granted=False, words=command.text.strip())
    deeds.keep_reason(tx, turn, ticket, command)
    telling.tell(tx, turn, ticket)
    turn.reply("officials.return_refused", number=ticket.number)


def transfer_returned(
    tx: Transaction, turn: Turn, ticket: Ticket, unit: Department, text: str
) -> None:
    """The return was right: the ticket goes to the unit that it belongs to. Raises `Refused`."""
    request = approving.pending(tx, turn, ticket, Action.TRANSFER)
    ticket = hand_over(tx, turn, ticket, unit, text, approving.detail(tx, request))
    approving.settle(tx, turn, ticket, request, granted=True, words=text)


def hand_over(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    unit: Department,
    text: str,
    detail: dict[str, object] | None = None,
    *,
    action: Action = Action.TRANSFER,
) -> Ticket:
    """Let a unit lead, in the hands of who is there; the next question like it goes there too.

    Raises `Refused`.
    """
    owner = dispatching.owner_in(tx, turn, unit.id)
    dispatching.learn(tx, turn, ticket, unit.id)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.DISPATCH if ticket.state is TicketState.REGISTERED else action,
        text=text,
        values={"department": unit.id},
        changes={"department_id": unit.id, "owner_id": owner.id if owner else None},
        detail={"to": unit.id, **(detail or {})},
    )
    answered = ticket.first_reply_at is not None
    due = next_promise(ticket, turn.now)
    telling.tell(tx, turn, ticket, due=due, answered=answered)
    if owner is not None and not _shown(tx, ticket):
        notify(tx, turn, [owner], "officials.transferred_to_you", ticket, due=due)
    turn.reply(
        "officials.transferred",
        number=ticket.number,
        department=unit.name,
        owner=owner.name if owner else "",
    )
    return ticket


def _shown(tx: Transaction, ticket: Ticket) -> bool:
    """Whether a group of the ticket's own unit shows it; where none does, its owner is told."""
    units = {room.department_id for room in rooms.rooms(tx) if not room.lost}
    return ticket.department_id in units and not ticket.confidential


def unit_named(tx: Transaction, ticket: Ticket, called: str) -> Department:
    """The unit of this id or name. Raises `Refused` for none, and for the one that has it."""
    unit = people.department_called(tx, called) if called.strip() else None
    if unit is None:
        raise Refused(
            "refusals.no_such_unit" if called.strip() else "refusals.name_the_unit", unit=called
        )
    if unit.id in reported.of(tx, ticket.id).units:
        raise Refused("refusals.concerns_them", unit=department_name(tx, unit.id, ""))
    if unit.id == ticket.department_id:
        raise Refused("refusals.has_it_already", unit=department_name(tx, unit.id, ""))
    return unit
