"""Offers a resident to follow what others have reported; their matter stays their own."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Choice, Ticket, TicketState
from bot.store import Transaction, matters, tickets
from bot.store.contacts import Prompt
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers.actions import opening, registering
from handlers.actions.standing import standing_of
from handlers.naming import department_name
from handlers.residents import prompts
from handlers.residents.prompts import Asked
from handlers.turn import Turn

_MATTER = "matter:"
_ANSWERED = frozenset({TicketState.REPLIED, TicketState.CLOSED})


def offer(tx: Transaction, turn: Turn, message_ids: tuple[int, ...], text: str) -> bool:
    """Ask whether this is what others have reported; whether that was asked.

    Shown is the neutral title that an official approved, never another's words. Until the
    resident has chosen the messages wait; without a word from them they become a ticket.
    """
    leader = _best(tx, turn, text)
    if leader is None:
        return False
    first, *others = message_ids
    follow, alone = f"follow:{first}:{leader.id}", f"alone:{first}:{leader.id}"
    prompts.ask(
        tx, turn, Asked.FOLLOWING, follow, alone, *prompts.holding(others), message_id=first
    )
    followers = matters.count_followers(tx, leader.id)
    turn.reply(
        "many.offer",
        title=matters.title_of(tx, leader.id),
        followers=followers,
        people=1 + followers,
        department=department_name(tx, leader.department_id, turn.language),
        minutes=turn.house.settings.conversation.which_matter_minutes,
        choices=(
            Choice(follow, turn.words("many.choice_follow")),
            Choice(alone, turn.words("many.choice_alone")),
        ),
    )
    return True


def follow(tx: Transaction, turn: Turn, prompt: Prompt | None, first: int, leader_id: int) -> None:
    """一起关注: a ticket with its own number, clock and verdict, answered with the leader's."""
    waiting = prompts.waiting_with(tx, prompt, first)
    if not waiting:
        raise Refused("refusals.choice_unknown")
    leader = _followable(tx, turn, leader_id)
    if leader is None:
        registering.register(tx, turn, waiting)
        return
    said = opening.told(tx, waiting)
    ticket = opening.open_ticket(tx, turn, said, leader=leader)
    text = opening.text_of(said)
    registering.accept(tx, turn, ticket, text, follows=matters.title_of(tx, leader.id))


def decline(
    tx: Transaction,
    turn: Turn,
    prompt: Prompt | None,
    first: int,
    leader_id: int,
) -> None:
    """我的不一样: a ticket of their own."""
    waiting = prompts.waiting_with(tx, prompt, first)
    if not waiting:
        raise Refused("refusals.choice_unknown")
    registering.register(tx, turn, waiting)


def _best(tx: Transaction, turn: Turn, text: str) -> Ticket | None:
    if not may_be_shared(normalise(text)):
        return None
    keys = (each.key for each in turn.house.insight.alike(text))
    ids = [int(key.removeprefix(_MATTER)) for key in keys if key.startswith(_MATTER)]
    mine = standing_of(tx, turn.resident.id) if ids else []
    followed = {each.id for each in mine} | {each.follows_id for each in mine}
    found = (_followable(tx, turn, each) for each in ids if each not in followed)
    return next((ticket for ticket in found if ticket is not None), None)


def _followable(tx: Transaction, turn: Turn, leader_id: int) -> Ticket | None:
    """The ticket, if others may follow it now: approved, public, and not yet answered."""
    if not matters.title_of(tx, leader_id):
        return None
    leader = tickets.get(tx, leader_id)
    closed = leader.confidential or leader.state in _ANSWERED or leader.follows_id is not None
    return None if closed or leader.contact_id == turn.resident.id else leader
