"""Gives a new ticket its unit and its one named owner (派单), where it is registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.knowledge.catalogue import Topical, clauses
from bot.models import Actor, Department, Official, Role, Ticket, TicketState
from bot.privacy import is_masked
from bot.store import Transaction, catalogue, duty, messages, people
from bot.store.catalogue import NewCorrection, Topic
from bot.store.reported import Reported
from bot.store.tickets import NewEvent
from bot.tickets import discretion
from bot.tickets.lifecycle import WORKERS, Action
from faq.normalise import normalise
from handlers import staffing
from handlers.actions import reported
from handlers.residents import arriving
from handlers.staffing import DUTY_DESK
from handlers.turn import Turn

SURE = 0.90
"""From this probability a unit gets the ticket without a person's look (docs/dispatch.md)."""
EVEN = 0.5
"""Where a second unit is as likely as not, a person has to look, however likely the first is."""
_LONGEST_WORDING = 300


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a new ticket goes: `owner` is None only where the city has no official at all.

    `waits`: a dispatcher sends it on. `on_duty`: the owner is on the roster now. `topic` is the
    catalogue's where it is sure, with how sure it was.
    """

    department_id: str
    owner: Official | None
    topic: Topic | None = None
    probability: float = 0.0
    waits: bool = False
    on_duty: bool = False


def post(tx: Transaction, turn: Turn, text: str) -> Posting:
    """Decide where a new ticket goes; what is reported of somebody never goes to them."""
    able = [each for each in people.officials(tx) if each.roles & WORKERS]
    # Where everybody is away, there is still an owner.
    staff = staffing.present(tx, able, turn.now) or able
    roster = [each for each in duty.on_duty(tx, turn.now) if each in staff]
    plain = normalise(text)
    if reported.is_report(tx, text):
        about = reported.named_in(tx, turn, plain)
        few = _unconcerned(about, able, [*roster, *staff])
        trusted = [each for each in few if Role.ADMINISTRATOR in each.roles] or few
        return _to_desk(tx, trusted, roster)
    if turn.house.settings.promises.mode == "city":
        dispatchers = [each for each in (*roster, *staff) if Role.DISPATCHER in each.roles]
        if dispatchers:
            return replace(_to_desk(tx, dispatchers, roster), waits=True)
    sure = None if discretion.is_plea(plain) else _sure(turn.house.insight.topics(text))
    unit = sure.topic.department_id if sure else ""
    of_unit = [each for each in roster if each.department_id == unit]
    if sure and of_unit:
        return Posting(unit, of_unit[0], sure.topic, sure.probability, on_duty=True)
    # Nobody can tell from the words: then the link tells by which the resident came.
    came_to = "" if sure or discretion.is_plea(plain) else arriving.unit_of(tx, turn)
    of_unit = [each for each in (*roster, *staff) if each.department_id == came_to]
    if came_to and of_unit:
        return Posting(came_to, of_unit[0], on_duty=of_unit[0] in roster)
    at_desk = [each for each in roster if each.department_id == DUTY_DESK]
    return _to_desk(tx, [*at_desk, *roster, *staff], roster)


def with_leader(tx: Transaction, leader: Ticket) -> Posting | None:
    """Where a ticket goes that follows another: into the same hands, if they are still there."""
    owner = people.official(tx, leader.owner_id) if leader.owner_id is not None else None
    return Posting(leader.department_id, owner) if owner is not None and owner.active else None


def dispatched(posting: Posting) -> NewEvent:
    """The ticket goes to its unit and its owner; neither acceptance nor a response."""
    detail: dict[str, object] = {}
    if posting.topic is not None:
        detail = {"topic": posting.topic.id, "probability": round(posting.probability, 3)}
    return NewEvent(
        action=Action.DISPATCH,
        actor=Actor.SYSTEM,
        actor_id=None,
        to_state=TicketState.DISPATCHED,
        changes=_changes(posting),
        detail=detail,
    )


def kept_at_desk(posting: Posting) -> NewEvent:
    """The ticket waits, registered, for the dispatcher whose it is now, or for anybody."""
    return NewEvent(
        action=Action.CLASSIFY, actor=Actor.SYSTEM, actor_id=None, changes=_changes(posting)
    )


def suggested(tx: Transaction, turn: Turn, text: str) -> list[tuple[Department, Topical]]:
    """The units that the catalogue would send a text to, likeliest first, for the dispatcher."""
    likely = turn.house.insight.topics(text)
    found = ((people.department(tx, each.topic.department_id), each) for each in likely)
    return [(unit, each) for unit, each in found if unit is not None and unit.active]


def owner_in(tx: Transaction, turn: Turn, unit: str) -> Official | None:
    """In whose hands a unit's ticket is: on duty, else there, else of the unit; else the desk's."""
    roster = duty.on_duty(tx, turn.now)
    staff = [each for each in people.officials(tx) if each.roles & WORKERS]
    there = staffing.present(tx, staff, turn.now)
    able = (*roster, *there, *staff)
    theirs = (each for each in able if each.department_id == unit and each in staff)
    at_desk = (each for each in able if each.department_id == DUTY_DESK and each in staff)
    return next(chain(theirs, at_desk, staff), None)


def learn(tx: Transaction, turn: Turn, ticket: Ticket, unit: str) -> None:
    """An official sent the ticket to another `unit`: the next question like it goes there.

    Nothing is learnt from what is confidential, or from words without any.
    """
    told = "".join(messages.told_in(tx, ticket.id)[:1])
    # Who it was and how to reach them tells nothing of what it is.
    wording = "，".join(each for each in clauses(told) if is_masked(each))[:_LONGEST_WORDING]
    if ticket.confidential or not normalise(wording) or unit == ticket.department_id:
        return
    correction = NewCorrection(ticket.id, wording, unit, ticket.department_id, turn.author.id)
    catalogue.correct(tx, correction, turn.now)
    turn.touched.add("catalogue")


def _sure(likely: Sequence[Topical]) -> Topical | None:
    """The unit that is likely enough to get it unseen, and the only one that is likely at all."""
    first, *others = likely or (None,)
    if first is None or first.probability < SURE:
        return None
    return first if all(other.probability < EVEN for other in others) else None


def _unconcerned(
    about: Reported, able: Sequence[Official], staff: Sequence[Official]
) -> list[Official]:
    """Who may hear what is reported: nobody it names; their colleagues only for want of others.

    Rather one who is away today than one whom it names.
    """
    theirs = {each.department_id for each in able if about.includes(each)} - {DUTY_DESK}
    few = [each for each in (*staff, *able) if not about.includes(each)]
    return [each for each in few if each.department_id not in theirs] or few


def _to_desk(tx: Transaction, able: Sequence[Official], roster: Sequence[Official]) -> Posting:
    """To the duty desk, in the hands of the first who can; without a desk, to their own unit."""
    owner = next(iter(able), None)
    desk = people.department(tx, DUTY_DESK)
    has_desk = desk is not None and desk.active
    unit = owner.department_id if owner and not has_desk else DUTY_DESK if has_desk else ""
    return Posting(unit, owner, on_duty=owner in roster)


def _changes(posting: Posting) -> dict[str, object]:
    return {
        "department_id": posting.department_id,
        "owner_id": posting.owner.id if posting.owner else None,
    }
