"""Moves a ticket by the rule that allows it, in the name of whoever wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from bot.models import Actor, Official, Outcome, Role, Ticket, TicketState
from bot.store import (
    Transaction,
    approvals,
    matters,
    messages,
    people,
    suspensions,
    tickets,
    visits,
)
from bot.store.tickets import NewEvent
from bot.tickets import guards
from bot.tickets.actions import WORKERS, Action, Who
from bot.tickets.case import Case
from bot.tickets.lifecycle import rule
from bot.tickets.rated import BY_OFFICIAL
from bot.tickets.second_persons import DECIDES, outdated
from handlers.actions import mergers, telling
from handlers.notifying import notify
from handlers.promises.planning import plan_later
from handlers.promises.promised import with_clocks
from handlers.residents.digits import digit
from handlers.staffing import concerned
from handlers.turn import Turn

_JUDGES = frozenset({Action.CONFIRM, Action.RATE, Action.CALL_BACK})
"""These say how the work was: nobody says it of their own."""


def record(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    *,
    target: TicketState | None = None,
    message_id: int | None = None,
    text: str = "",
    values: Mapping[str, str] | None = None,
    changes: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> Ticket:
    """Carry out `action` on a locked ticket and note who did it; the ticket as it stands then.

    `target` chooses among the states it may lead to, `message_id` is the message in which it was
    done (the one in hand where not given), `text` and `values` what it says. What the table owes
    the resident stands in `turn.notices` until `handlers.actions.telling.tell` says it.

    Raises `Refused` where the table of the life-cycle has no such row, or a guard does not hold.
    """
    allowed = rule(action, ticket.state, roles(turn), target)
    if allowed.guards:
        guards.check(allowed.guards, case_of(tx, turn, ticket, action, text, values))
    goes_to = allowed.target or ticket.state
    moved = append(
        tx,
        turn,
        ticket,
        NewEvent(
            action=action,
            actor=actor(turn),
            actor_id=actor_id(turn),
            to_state=goes_to,
            message_id=(turn.message_id or None) if message_id is None else message_id,
            text=text,
            changes=changes or {},
            detail=detail or {},
        ),
    )
    _let_fall(tx, turn, ticket, moved, action)
    if allowed.notice:
        turn.notices[ticket.id] = allowed.notice
    return moved


def _let_fall(tx: Transaction, turn: Turn, before: Ticket, after: Ticket, action: Action) -> None:
    """What waits for a second person and is out of date waits no longer; who asked is told."""
    actions = outdated(action, before, after) - DECIDES.get(action, frozenset())
    fallen = approvals.drop(tx, after.id, actions, turn.now) if actions else []
    if fallen:
        plan_later(turn, after)
    for each in fallen:
        asker = people.official(tx, each.asked_by)
        told = [asker] if asker is not None and asker.active else []
        asked = turn.words(f"officials.action_{each.action}")
        notify(tx, turn, told, "officials.request_fell", after, action=asked)


def case_of(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    text: str = "",
    values: Mapping[str, str] | None = None,
) -> Case:
    """The action with all that its guards look at."""
    settings = turn.house.settings
    return Case(
        ticket=ticket,
        action=action,
        now=turn.now,
        zone=turn.house.zone,
        promises=settings.promises,
        reopen_days=settings.conversation.reopen_days,
        author=turn.official,
        words=text,
        values=values or {},
        files=len(turn.attachments),
        photos=[each.sha256 for each in turn.attachments if each.is_image],
        known=_shown(tx, turn, ticket) if action is Action.RECORD_VISIT else frozenset(),
        history=tickets.events(tx, ticket.id),
        visits=visits.of(tx, ticket.id),
        approvals=approvals.of(tx, ticket.id),
        officials=people.officials_ever(tx),
        suspended=suspensions.of(tx, ticket.contact_id, turn.now) is not None,
        aliases=_aliases(tx, ticket) if action in _JUDGES else (),
        alone=is_alone(tx),
        merger=mergers.known(tx, turn.house, ticket, values or {}),
        goes_on_in=mergers.goes_on_in(tx, ticket),
    )


def _shown(tx: Transaction, turn: Turn, ticket: Ticket) -> frozenset[str]:
    """The files that this ticket or one about another matter has already, whoever sent them: no
    visit is proved by these.
    """
    said = (line.message.content for line in messages.of_ticket(tx, ticket.id))
    here = frozenset(each.sha256 for content in said for each in content.attachments)
    sent = {each.sha256 for each in turn.attachments} - here
    return here | {each for each in sent if messages.shown_elsewhere(tx, each, ticket)}


def _aliases(tx: Transaction, ticket: Ticket) -> list[Official]:
    """The officials who are the ticket's resident, by now or as it was registered."""
    noted = tickets.events(tx, ticket.id)[0].detail.get(BY_OFFICIAL)
    ids = {each.id for each in people.officials_behind(tx, ticket.contact_id)}
    ids |= set(noted) if isinstance(noted, list) else set()
    return [each for each in people.officials_ever(tx) if each.id in ids]


def is_alone(tx: Transaction) -> bool:
    """Whether one official is all there is (一人值守): then nobody can be the second person."""
    return len(staff(tx)) < 2


def staff(tx: Transaction) -> list[Official]:
    """The active officials who work on tickets or decide about them."""
    deciding = WORKERS | {Role.REVIEWER, Role.LEADER}
    return [each for each in people.officials(tx) if each.roles & deciding]


def append(tx: Transaction, turn: Turn, ticket: Ticket, event: NewEvent) -> Ticket:
    """Note an event that no rule has to allow, such as the first."""
    house = turn.house
    event = with_clocks(tx, turn, ticket, event)
    moved = tickets.record(tx, ticket, event, turn.now, house.zone, house.signer)
    if not (_is_timeless(event) and _stands_as_before(ticket, moved)):
        plan_later(turn, moved)
    turn.touch(moved)
    if moved.state is TicketState.CLOSED and ticket.state is not TicketState.CLOSED:
        for led in matters.pass_on(tx, moved, turn.now, house.zone, house.signer):
            turn.touch(led)
        _let_come_back(tx, turn, moved)
    if moved.confidential and not ticket.confidential and ticket.version:
        *led_on, moved = matters.keep_apart(tx, moved, turn.now, house.zone, house.signer)
        for each in (*led_on, moved):
            turn.touch(each)
        _let_come_back(tx, turn, moved)
        if moved.state is TicketState.CLOSED and moved.outcome is Outcome.MERGED:
            moved = come_back(tx, turn, moved)
    return moved


def come_back(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """What was closed as merged, and not answered, is worked on by itself again; time goes on as
    if it had never been closed, and its resident and its officials are told.
    """
    event = NewEvent(
        Action.REOPEN,
        Actor.SYSTEM,
        None,
        to_state=TicketState.REOPENED,
        changes={"follows_id": None},
    )
    ticket = append(tx, turn, tickets.lock(tx, ticket.id), event)
    due = ticket.first_reply_due if ticket.first_reply_at is None else ticket.resolution_due
    answered = ticket.first_reply_at is not None
    telling.tell(tx, turn, ticket, "tickets.goes_on_alone", due=due, answered=answered)
    notify(tx, turn, concerned(tx, ticket, turn.now), "officials.goes_on_alone", ticket, due=due)
    return ticket


def _let_come_back(tx: Transaction, turn: Turn, ended: Ticket) -> None:
    """What was merged into it waited for comes no more: nobody's matter ends with another's."""
    for each in mergers.left_alone(tx, ended):
        come_back(tx, turn, each)


def _is_timeless(event: NewEvent) -> bool:
    """Whether an event moves no clock by itself, and decides no request that waits."""
    if event.action is Action.ADD:
        return True
    return event.action is Action.CLASSIFY and event.actor is Actor.SYSTEM


def _stands_as_before(ticket: Ticket, moved: Ticket) -> bool:
    """Whether nothing moved but the order of work: then time has the same to do as before."""
    same = replace(
        moved,
        hot=ticket.hot,
        version=ticket.version,
        updated_at=ticket.updated_at,
        digest=ticket.digest,
    )
    return bool(ticket.version) and same == ticket


def roles(turn: Turn) -> frozenset[Who]:
    """What the sender may act as; where time itself decides, it is the service."""
    if turn.official is not None:
        return frozenset(turn.official.roles)
    return frozenset({Actor.SYSTEM}) if turn.contact is None else frozenset({Role.RESIDENT})


def actor(turn: Turn) -> Actor:
    """Who the sender is in an event."""
    if turn.official is not None:
        return Actor.OFFICIAL
    return Actor.SYSTEM if turn.contact is None else Actor.RESIDENT


def actor_id(turn: Turn) -> int | None:
    """Whose id stands in an event."""
    if turn.official is not None:
        return turn.official.id
    return turn.contact.id if turn.contact is not None else None


def keep_words(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Let the message in hand belong to the ticket, if it says or shows more than a choice."""
    says = bool(turn.text) and digit(turn.text) is None
    if says or turn.attachments:
        messages.join_ticket(tx, turn.message_id, ticket.id)
