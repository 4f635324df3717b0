"""Opens a ticket: what a resident wrote, its first events, and whose it is from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import structs

from bot.models import Actor, Message, Ticket
from bot.store import Transaction, messages, people, tickets
from bot.store.tickets import Draft, NewEvent, NewTicket
from bot.tickets import matters
from bot.tickets.lifecycle import Action, rule
from bot.tickets.rated import BY_OFFICIAL
from bot.tickets.whereabouts import find_phone, is_shared, shared_place, without_shared
from faq.normalise import normalise
from handlers.actions import dispatching, reported
from handlers.actions.classifying import classify
from handlers.actions.mergers import APART_FROM
from handlers.actions.recording import actor, actor_id, roles
from handlers.naming import title_of, without_remark
from handlers.promises import bursts
from handlers.promises.planning import plan_later
from handlers.promises.promised import with_clocks
from handlers.residents import arriving, known_phone
from handlers.turn import Turn


def told(tx: Transaction, message_ids: Sequence[int]) -> list[Message]:
    """These messages, each read once for all that is made of them."""
    return [messages.get(tx, message_id) for message_id in message_ids]


def text_of(said: Sequence[Message]) -> str:
    """What these messages say, one after the other."""
    return "\n".join(message.content.text for message in said)


def open_ticket(
    tx: Transaction,
    turn: Turn,
    said: Sequence[Message],
    *,
    title: str = "",
    urgent: bool = False,
    leader: Ticket | None = None,
    since: datetime | None = None,
    apart_from: Sequence[str] = (),
) -> Ticket:
    """A new ticket of these messages, without a word to the resident.

    One that follows a `leader` is in the same hands, and keeps its own number, clock and verdict.
    `since`: when it was told, where that is longer ago than now (拆单).
    """
    house = turn.house
    text = text_of(said)
    named = without_remark(house.wording, without_shared(text) or text)
    hours = timedelta(hours=house.settings.promises.first_reply_hours)
    new = tickets.draft(
        NewTicket(
            contact_id=turn.resident.id,
            title=title or title_of(named) or _untitled(turn, said),
            first_reply_due=(since or turn.now) + hours,
            language=turn.language,
            since=since,
        ),
        turn.now,
    )
    # What happens to it at once is written with it, in one row: each moving of it costs as much.
    first = _first(said)
    _note(tx, turn, new, _registered(tx, turn, first, text, leader, apart_from, urgent=urgent))
    for message in said:
        if message is not first:
            words = message.content.text
            _note(tx, turn, new, _more(turn, new, Action.ADD, message.id, words))
    _describe(tx, turn, new, said, text)
    _note(tx, turn, new, _posted(tx, turn, text, leader))
    ticket = tickets.open_ticket(tx, new, turn.now, house.zone, house.signer)
    turn.opened.add(ticket.id)
    plan_later(turn, ticket)
    turn.touch(ticket)
    reported.note(tx, turn, ticket, text)
    for message in said:
        messages.join_read(tx, message, ticket.id)
    return bursts.watch(tx, turn, ticket)


def _first(said: Sequence[Message]) -> Message:
    """The message that tells the matter: not what was only shared by a tap before it."""
    if len(said) == 1:
        return said[0]
    return next((each for each in said if not is_shared(each.content.text)), said[0])


def _note(tx: Transaction, turn: Turn, new: Draft, event: NewEvent) -> None:
    house = turn.house
    event = with_clocks(tx, turn, new.ticket, event)
    new.note(event, turn.now, house.zone, house.signer)


def _registered(
    tx: Transaction,
    turn: Turn,
    first: Message,
    text: str,
    leader: Ticket | None,
    apart_from: Sequence[str],
    *,
    urgent: bool,
) -> NewEvent:
    changes = classify(turn, text)
    if urgent:
        changes["urgent"] = True
    if reported.is_confidential(tx, text):
        changes["confidential"] = True
    if leader is not None:
        changes |= {"follows_id": leader.id, "topic_id": leader.topic_id}
    detail: dict[str, object] = {APART_FROM: list(apart_from)} if apart_from else {}
    return NewEvent(
        action=Action.REGISTER,
        actor=Actor.RESIDENT,
        actor_id=turn.resident.id,
        message_id=first.id,
        text=first.content.text,
        changes=changes,
        detail=detail | _by_official(tx, turn),
    )


def _by_official(tx: Transaction, turn: Turn) -> dict[str, object]:
    """What an official asks counts in no rate; that it was theirs stays known when they unlink."""
    behind = [each.id for each in people.officials_behind(tx, turn.resident.id)]
    return {BY_OFFICIAL: behind} if behind else {}


def _more(turn: Turn, new: Draft, action: Action, message_id: int | None, text: str) -> NewEvent:
    """What the resident told besides, as the table of the life-cycle allows it."""
    allowed = rule(action, new.ticket.state, roles(turn))
    return NewEvent(
        action=action,
        actor=actor(turn),
        actor_id=actor_id(turn),
        to_state=allowed.target,
        message_id=message_id,
        text=text,
    )


def _describe(tx: Transaction, turn: Turn, new: Draft, said: Sequence[Message], text: str) -> None:
    """Note where it is and how the resident can be called, as far as it is known."""
    told_phone = find_phone(text)
    phone = told_phone or known_phone.of(tx, turn, new.ticket)
    place = shared_place(text)
    if not place and not matters.places(normalise(text)):
        place = arriving.district_of(tx, turn)
    if not (phone or place):
        return
    known = bool(phone and not told_phone)
    shared = (each.id for each in said if is_shared(each.content.text))
    told_in = next(shared, turn.message_id or None)
    event = _more(turn, new, Action.DESCRIBE, told_in, text)
    detail: dict[str, object] = {"place": bool(place), "phone": bool(phone), "known": known}
    new.ticket = structs.replace(new.ticket, place=place, phone=phone)
    _note(tx, turn, new, structs.replace(event, detail=detail))


def _posted(tx: Transaction, turn: Turn, text: str, leader: Ticket | None) -> NewEvent:
    """Give the ticket its unit and its owner; without any official it waits at the desk."""
    with_leader = dispatching.with_leader(tx, leader) if leader is not None else None
    posting = with_leader or dispatching.post(tx, turn, text)
    if posting.waits or posting.owner is None:
        return dispatching.kept_at_desk(posting)
    return dispatching.dispatched(posting)


def _untitled(turn: Turn, said: Sequence[Message]) -> str:
    media = [each.media_type for message in said for each in message.content.attachments]
    media += [each.media_type for each in turn.message.media]
    kinds = {media_type.partition("/")[0] for media_type in media}
    kind = next((kind for kind in ("audio", "image", "video") if kind in kinds), "other")
    # Officials read it: in the city's own language.
    wording = turn.house.wording
    return wording.say(wording.default, f"tickets.untitled_{kind}")
