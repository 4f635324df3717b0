"""What a ticket's card shows: in full with personal data masked, in strict brevity, or farewell."""

from __future__ import annotations

import re
from datetime import datetime

from bot.models import (
    Approval,
    Choice,
    Content,
    ContentKind,
    Direction,
    Hearing,
    Message,
    Outcome,
    Ticket,
    TicketState,
)
from bot.privacy import mask
from bot.store import Transaction, approvals, catalogue, contacts, messages, people, tickets
from bot.tickets.actions import Action
from bot.tickets.first_words import first_words
from bot.tickets.ladder import nearest
from bot.tickets.second_persons import DECIDES, reviewed_by
from handlers.actions import merger_face, sending
from handlers.naming import channel_name, department_name
from handlers.officials.suggesting import Suggestion, suggestions
from handlers.promises import lights
from handlers.rooms import card_buttons
from handlers.turn import House

LONGEST_QUESTION = 700
LONGEST_ANSWER = 300
LONGEST_SUGGESTION = 120
LONGEST_QUESTION_SUGGESTED = 60
LONGEST_HEADING = 100
_DISTRICT = re.compile(r"[^\s,，。:：、0-9]{1,8}?(?:区|县|旗|镇|乡|街道|社区)")


def full(
    tx: Transaction,
    house: House,
    ticket: Ticket,
    now: datetime,
    *,
    all_actions: bool = False,
    hearing: Hearing = Hearing.REPLIES,
) -> Content:
    """The card with which the whole work can be done; nothing in it names the resident."""
    language = house.wording.default
    said = [line.message for line in messages.of_ticket(tx, ticket.id)]
    found = suggestions(tx, house, ticket, now)
    contact = contacts.get(tx, ticket.contact_id)
    history = tickets.of(tx, contact.id, 100)
    owner = people.official(tx, ticket.owner_id) if ticket.owner_id is not None else None
    text = house.wording.say(
        language,
        "rooms.card",
        light=lights.light(ticket, now),
        number=ticket.number,
        state=house.wording.say(language, f"officials.state_{ticket.state.value}"),
        urgent=ticket.urgent,
        kind=house.wording.say(language, f"tickets.kind_{ticket.kind.value}"),
        hard=ticket.hard,
        level=ticket.level,
        above=_above(tx, house, ticket),
        question=question_of(ticket, said),
        person=_person(house, contact.name),
        channel=channel_name(house.wording, house.wording.default, contact.channel),
        history=sum(not each.confidential for each in history),
        place=mask(ticket.place),
        phone=bool(ticket.phone),
        department=department_name(tx, ticket.department_id, language),
        owner=owner.name if owner else "",
        clock=lights.told(house, nearest(ticket), now, lights.hours_left(ticket, now)),
        answer=_last_answer(tx, ticket, said),
        draft=_draft(tx, ticket),
        merger=_merger(tx, house, ticket),
        suggestions="\n\n".join(_told(house, each) for each in found),
        open=ticket.closed_at is None,
        hearing=hearing.value,
    )
    alone = hearing is Hearing.ALONE
    choices = card_buttons.buttons(
        tx, house, ticket, found, now, all_actions=all_actions, alone=alone
    )
    return _card(house, ticket, text, now, choices)


def strict(tx: Transaction, house: House, ticket: Ticket, now: datetime) -> Content:
    """Number, topic and district only; all else opens at the desk."""
    text = house.wording.say(
        house.wording.default,
        "rooms.card_strict",
        light=lights.light(ticket, now),
        number=ticket.number,
        state=house.wording.say(house.wording.default, f"officials.state_{ticket.state.value}"),
        urgent=ticket.urgent,
        topic=_topic(tx, house, ticket),
        district=district(ticket.place),
        clock=lights.told(house, nearest(ticket), now, lights.hours_left(ticket, now)),
    )
    choices = card_buttons.strict_buttons(tx, house, ticket, now)
    return _card(house, ticket, text, now, choices, title=district(ticket.place))


def elsewhere(tx: Transaction, house: House, ticket: Ticket) -> Content:
    """The ticket is nothing to this room any more: nothing of it stays to be read."""
    language = house.wording.default
    name = "rooms.card_confidential" if ticket.confidential else "rooms.card_elsewhere"
    text = house.wording.say(
        language,
        name,
        number=ticket.number,
        department=department_name(tx, ticket.department_id, language),
    )
    heading = f"➡️ {_short(ticket.number)}"
    return Content(text, kind=ContentKind.CARD, card=card_of(ticket), heading=heading, settled=True)


def card_of(ticket: Ticket) -> str:
    """The name of a ticket's card."""
    return f"ticket:{ticket.number}"


def turns_at(house: House, ticket: Ticket, now: datetime) -> datetime | None:
    """When the card looks otherwise, if nothing else happens."""
    return lights.turns_at(ticket, now, house.zone)


def desk_page(house: House, number: str) -> str:
    """The ticket at the desk, for those who are signed in there."""
    return f"{house.settings.public_url}/desk/tickets/{number}"


def question_of(ticket: Ticket, said: list[Message]) -> str:
    """What the resident told first, masked; the title where it was no words."""
    told = (each.content.text for each in said if each.direction is Direction.INBOUND)
    return _cut(mask(first_words(told) or ticket.title), LONGEST_QUESTION)


def _above(tx: Transaction, house: House, ticket: Ticket) -> str:
    """Who has to agree to the next answer, where the ticket came back."""
    above = reviewed_by(ticket, people.officials(tx)) if ticket.level else None
    return house.wording.say(house.wording.default, f"officials.approver_{above}") if above else ""


def _topic(tx: Transaction, house: House, ticket: Ticket) -> str:
    """What the catalogue calls it, and whose it is: nothing of what the resident wrote."""
    found = catalogue.topic(tx, ticket.topic_id) if ticket.topic_id else None
    unit = department_name(tx, ticket.department_id, house.wording.default)
    return " · ".join(part for part in (found.topic if found else "", unit) if part)


def district(place: str) -> str:
    """The district that a place lies in, without the street and the door."""
    found = _DISTRICT.search(place)
    return found[0] if found else ""


def _card(
    house: House,
    ticket: Ticket,
    text: str,
    now: datetime,
    choices: tuple[Choice, ...],
    title: str | None = None,
) -> Content:
    hours = lights.hours_left(ticket, now)
    heading = house.wording.say(
        house.wording.default,
        "rooms.heading",
        light=lights.light(ticket, now),
        urgent=ticket.urgent,
        number=_short(ticket.number),
        state=house.wording.say(house.wording.default, f"officials.state_{ticket.state.value}"),
        title=mask(ticket.title) if title is None else title,
        clock=lights.clock_name(house, nearest(ticket)),
        hours=hours,
        days=lights.days_of(hours),
    )
    return Content(
        text,
        kind=ContentKind.CARD,
        choices=choices,
        card=card_of(ticket),
        heading=_cut(" ".join(heading.split()), LONGEST_HEADING),
        link=desk_page(house, ticket.number),
        settled=ticket.closed_at is not None,
    )


def _told(house: House, each: Suggestion) -> str:
    return house.wording.say(
        house.wording.default,
        "rooms.suggestion",
        sign=each.sign,
        question=_cut(
            mask(each.question) if each.ticket else each.question, LONGEST_QUESTION_SUGGESTED
        ),
        answer=_cut(" ".join(each.answer.split()), LONGEST_SUGGESTION),
        ticket=_short(each.ticket) if each.ticket else "",
    )


def _last_answer(tx: Transaction, ticket: Ticket, said: list[Message]) -> str:
    """What an official last told the resident; of an answer their own words, without its frame."""
    told = [each for each in said if each.direction is Direction.OUTBOUND and each.official_id]
    if not told:
        return ""
    own = sending.last_words(tx, ticket) if ticket.state is TicketState.REPLIED else ""
    return _cut(mask(own or told[-1].content.text), LONGEST_ANSWER)


def _draft(tx: Transaction, ticket: Ticket) -> str:
    """The words that wait for a second person, as they would reach the resident."""
    drafts = DECIDES[Action.APPROVE]
    waits = (each for each in approvals.waiting(tx, ticket.id) if each.action in drafts)
    waiting = [each for each in waits if not _is_merger(each)]
    if not waiting:
        return ""
    words, written = waiting[-1].values.get("text", ""), waiting[-1].message_id
    if not words and written is not None and waiting[-1].action == Action.SUBMIT:
        words = messages.get(tx, written).content.text
    return _cut(mask(words), LONGEST_QUESTION)


def _merger(tx: Transaction, house: House, ticket: Ticket) -> str:
    """What is to be read before it ends as merged; empty where that was not proposed."""
    waiting = [each for each in approvals.waiting(tx, ticket.id) if _is_merger(each)]
    return merger_face.told(tx, house.wording, ticket, waiting[-1].values) if waiting else ""


def _is_merger(request: Approval) -> bool:
    return request.values.get("outcome") == Outcome.MERGED


def _person(house: House, name: str) -> str:
    return f"{name[:1]}**" if name else house.wording.say(house.wording.default, "rooms.resident")


def _short(number: str) -> str:
    return f"#{number.rpartition('-')[2]}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
