"""Turns what a resident wrote into a ticket, and tells them what they are promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.models import Actor, Choice, Message, Ticket
from bot.store import Transaction, messages, people, tickets
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets import matters
from bot.tickets.lifecycle import Action
from bot.tickets.rated import BY_OFFICIAL
from bot.tickets.whereabouts import find_phone
from faq.normalise import normalise
from handlers.actions import dispatching, reported
from handlers.actions.classifying import classify
from handlers.actions.mergers import APART_FROM
from handlers.actions.recording import append, record
from handlers.naming import department_name, title_of
from handlers.promises import bursts, calling
from handlers.promises.promised import counted
from handlers.residents import arriving, known_phone, prompts
from handlers.residents.languages import is_foreign
from handlers.residents.prompts import Asked
from handlers.turn import Turn


def register(
    tx: Transaction, turn: Turn, message_ids: Sequence[int], *, apart_from: Sequence[str] = ()
) -> Ticket:
    """A new ticket of these messages, and the text that accepts it.

    `apart_from`: the numbers of those to which the resident said that it does not belong.
    """
    ticket = open_ticket(tx, turn, message_ids, apart_from=apart_from)
    accept(tx, turn, ticket, text_of(tx, message_ids))
    if ticket.urgent and not _somebody_knows(tx, turn, ticket):
        calling.say_nobody_is_there(turn, ticket)
    return ticket


def _somebody_knows(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Call who is on duty; of a burst they were called by the first, and are told once of all."""
    if ticket.hot or ticket.follows_id is not None:
        return calling.is_somebody_there(tx, turn)
    return calling.call(tx, turn, ticket)


def open_ticket(
    tx: Transaction,
    turn: Turn,
    message_ids: Sequence[int],
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
    said = [messages.get(tx, message_id) for message_id in message_ids]
    text = "\n".join(message.content.text for message in said)
    hours = timedelta(hours=house.settings.promises.first_reply_hours)
    ticket = tickets.open_ticket(
        tx,
        NewTicket(
            contact_id=turn.resident.id,
            title=title or title_of(text) or _untitled(turn, said),
            first_reply_due=(since or turn.now) + hours,
            language=turn.language,
            since=since,
        ),
        turn.now,
        house.zone,
    )
    changes = _changes(tx, turn, text, leader, urgent=urgent)
    detail: dict[str, object] = {APART_FROM: list(apart_from)} if apart_from else {}
    ticket = _first_event(tx, turn, ticket, said[0], changes, detail)
    reported.note(tx, turn, ticket, text)
    for message in said:
        messages.join_ticket(tx, message.id, ticket.id)
    for message in said[1:]:
        ticket = record(
            tx, turn, ticket, Action.ADD, message_id=message.id, text=message.content.text
        )
    ticket = _note_person(tx, turn, ticket, text)
    ticket = _dispatched(tx, turn, ticket, text, leader)
    return bursts.watch(tx, turn, ticket)


def accept(tx: Transaction, turn: Turn, ticket: Ticket, text: str, *, follows: str = "") -> None:
    """Say that the ticket is registered, what is promised, and ask once what helps to find it.

    `follows` is the approved title of the matter that it follows, if it follows one.
    """
    parts = [
        turn.words(
            "tickets.accepted",
            number=ticket.number,
            code=turn.house.signer.code(ticket.number),
            department=department_name(tx, ticket.department_id, turn.language),
            acted=ticket.acceptance_due if ticket.urgent else None,
            due=ticket.first_reply_due,
            hours=turn.house.settings.promises.first_reply_hours,
            resolution=ticket.resolution_due,
            counting=counted(tx, turn.house, ticket, turn.language),
        )
    ]
    if follows:
        parts.append(turn.words("many.following", title=follows))
    if ticket.confidential:
        parts.append(turn.words("tickets.kept_confidential"))
    if reported.has_discipline_line(tx, text):
        parts.append(turn.words("tickets.discipline_line"))
    if is_foreign(text) and turn.language != "en":
        parts.append(
            turn.house.wording.say(
                "en",
                "tickets.accepted_briefly",
                number=ticket.number,
                due=ticket.first_reply_due,
                now=turn.now,
            )
        )
    # A district alone does not tell where to go.
    vague = bool(ticket.place) and ticket.place == arriving.district_of(tx, turn)
    question = _question(ticket, text, vague=vague)
    if question:
        parts.append(turn.words(question))
    if ticket.phone and not find_phone(text):
        parts.append(turn.words("tickets.known_phone", phone=known_phone.shown(ticket.phone)))
    turn.say(
        "\n\n".join(parts),
        choices=_skip(tx, turn, ticket) if question else (),
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def text_of(tx: Transaction, message_ids: Sequence[int]) -> str:
    """What these messages say, one after the other."""
    return "\n".join(messages.get(tx, message_id).content.text for message_id in message_ids)


def _changes(
    tx: Transaction, turn: Turn, text: str, leader: Ticket | None, *, urgent: bool
) -> dict[str, object]:
    changes = classify(turn, text)
    if urgent:
        changes["urgent"] = True
    if reported.is_confidential(tx, text):
        changes["confidential"] = True
    if leader is not None:
        changes |= {"follows_id": leader.id, "topic_id": leader.topic_id}
    return changes


def _first_event(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    first: Message,
    changes: dict[str, object],
    detail: dict[str, object],
) -> Ticket:
    return append(
        tx,
        turn,
        ticket,
        NewEvent(
            action=Action.REGISTER,
            actor=Actor.RESIDENT,
            actor_id=turn.resident.id,
            message_id=first.id,
            text=first.content.text,
            changes=changes,
            detail=detail | _by_official(tx, turn),
        ),
    )


def _by_official(tx: Transaction, turn: Turn) -> dict[str, object]:
    """What an official asks counts in no rate; that it was theirs stays known when they unlink."""
    behind = [each.id for each in people.officials_behind(tx, turn.resident.id)]
    return {BY_OFFICIAL: behind} if behind else {}


def _dispatched(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str, leader: Ticket | None
) -> Ticket:
    """Give the ticket its unit and its owner; without any official it waits at the desk."""
    with_leader = dispatching.with_leader(tx, leader) if leader is not None else None
    posting = with_leader or dispatching.post(tx, turn, text)
    if posting.waits or posting.owner is None:
        return dispatching.keep_at_desk(tx, turn, ticket, posting)
    return dispatching.dispatch(tx, turn, ticket, posting)


def _note_person(tx: Transaction, turn: Turn, ticket: Ticket, text: str) -> Ticket:
    told_phone = find_phone(text)
    phone = told_phone or known_phone.of(tx, turn, ticket)
    district = "" if matters.places(normalise(text)) else arriving.district_of(tx, turn)
    if not (phone or district):
        return ticket
    ticket = tickets.describe(tx, ticket, place=district, phone=phone)
    told = {"place": bool(district), "phone": bool(phone), "known": bool(phone and not told_phone)}
    return record(tx, turn, ticket, Action.DESCRIBE, text=text, detail=told)


def _question(ticket: Ticket, text: str, *, vague: bool) -> str:
    place_known = bool((ticket.place and not vague) or matters.places(normalise(text)))
    if place_known and ticket.phone:
        return ""
    if place_known:
        return "tickets.ask_phone"
    return "tickets.ask_place" if ticket.phone else "tickets.ask_place_and_phone"


def _skip(tx: Transaction, turn: Turn, ticket: Ticket) -> tuple[Choice, ...]:
    value = f"skip:{ticket.number}"
    prompts.ask(tx, turn, Asked.PLACE, value, ticket_id=ticket.id)
    return (Choice(value, turn.words("tickets.skip")),)


def _untitled(turn: Turn, said: Sequence[Message]) -> str:
    media = [each.media_type for message in said for each in message.content.attachments]
    media += [each.media_type for each in turn.message.media]
    kinds = {media_type.partition("/")[0] for media_type in media}
    kind = next((kind for kind in ("audio", "image", "video") if kind in kinds), "other")
    # Officials read it: in the city's own language.
    wording = turn.house.wording
    return wording.say(wording.default, f"tickets.untitled_{kind}")
