"""通告: one official word to the many who ask the same, now and until it is withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from bot.clock import stamp
from bot.errors import Refused
from bot.models import Content, Ticket, TicketState
from bot.privacy import found
from bot.store import Transaction, catalogue, contacts, matters, notices, tickets
from bot.store.notices import NewNotice, Notice
from bot.tickets import matters as matter_rules
from bot.tickets import substance
from bot.tickets.actions import DECIDERS
from bot.tickets.lifecycle import UNTAKEN, Action, rule
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers.actions import (
    checking,
    deeds,
    followers,
    mergers,
    merging,
    one_matter,
    reviewing,
    sending,
    telling,
    verdicts,
)
from handlers.actions.recording import record, roles
from handlers.grammar import Command
from handlers.residents import noticing
from handlers.turn import Turn

_LONGEST_TITLE = 40
_LOOK_BACK = timedelta(hours=24)
"""Tickets of the topic that came since then, and wait, are answered by the notice."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an official announces: `texts` by language, the official's own first."""

    title: str
    place: str
    texts: Mapping[str, str]
    hours: int


def share(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """开放关注: let others follow, under a neutral title that this official answers for.

    Raises `Refused` for what is not public, and for a title that names somebody.
    """
    rule(Action.SHARE, ticket.state, roles(turn))
    merging.check_public(tx, ticket)
    title = _title(tx, ticket, command.text)
    record(tx, turn, ticket, Action.SHARE, detail={"title": title})
    matters.share(tx, ticket.id, title, turn.author.id, turn.now)
    turn.touched.add("catalogue")
    turn.reply("officials.shared", number=ticket.number, title=title)


def announce(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """通告: answers all who wait with one word, and whoever asks from now on.

    It says to how many it goes before it goes, and names nobody. Raises `Refused`.
    """
    rule(Action.ANNOUNCE, ticket.state, roles(turn))
    merging.check_public(tx, ticket)
    said = _announcement(tx, turn, ticket, command)
    waiting = _waiting(tx, turn, ticket, said.place)
    people = len({each.contact_id for each in waiting})
    # Whoever asks from now on reads it as well: it takes the second look even for one.
    followers.check(ticket, command, people)
    detail = _let_through(tx, turn, ticket, said, command)
    earlier = [notices.get(tx, each) for each in notices.end_of_ticket(tx, ticket.id, turn.now)]
    told = {**detail, "people": people}
    ticket = record(tx, turn, ticket, Action.ANNOUNCE, text=command.text, detail=told)
    notice = _post(tx, turn, ticket, said)
    for each in waiting:
        _answer(tx, turn, each, ticket, notice, detail)
    _part_others(tx, turn, ticket, waiting)
    _tell_readers(tx, turn, earlier, notice)
    turn.touched.add("catalogue")
    turn.reply(
        "officials.announced",
        number=ticket.number,
        notice=notice.id,
        people=people,
        until=notice.expires_at,
    )


def withdraw(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """撤通告: nobody is given it any more; with words, those who were given it are told them.

    Raises `Refused` where there is none, and for words that name somebody.
    """
    rule(Action.ANNOUNCE, ticket.state, roles(turn))
    text = command.text.strip()
    if found(text):
        raise Refused("refusals.title_names_somebody", number=ticket.number)
    ended = [notices.get(tx, each) for each in notices.end_of_ticket(tx, ticket.id, turn.now)]
    if not ended:
        raise Refused("refusals.no_notice", number=ticket.number)
    if text:
        last = NewNotice(
            ticket_id=ticket.id,
            topic_id=ended[0].topic_id,
            place=ended[0].place,
            title=ended[0].title,
            texts={turn.language: text},
            official_id=turn.author.id,
            expires_at=turn.now,
        )
        posted = notices.post(tx, last, turn.now)
        notices.end(tx, posted.id, turn.now)
        _tell_readers(tx, turn, ended, posted)
    turn.touched.add("catalogue")
    turn.reply("officials.notice_withdrawn", number=ticket.number)


def _announcement(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> Announcement:
    values, text = command.values, command.text.strip()
    if not text:
        raise Refused("refusals.empty_answer")
    texts = {turn.house.wording.default: text}
    if values.get("en", "").strip():
        texts["en"] = values["en"].strip()
    hours = values.get("hours", "").strip()
    known = hours.isascii() and hours.isdecimal() and 0 < int(hours[:4]) <= 720
    if hours and not known:
        raise Refused("refusals.notice_hours")
    return Announcement(
        title=_title(tx, ticket, values.get("title", "")),
        place=values.get("place", "").strip()[:_LONGEST_TITLE],
        texts=texts,
        hours=int(hours) if hours else turn.house.settings.many.notice_hours,
    )


def _title(tx: Transaction, ticket: Ticket, given: str) -> str:
    """The neutral title: as given, as approved before, or the topic's own; never a resident's."""
    title = " ".join(given.split()) or matters.title_of(tx, ticket.id)
    if not title and ticket.topic_id:
        topic = catalogue.topic(tx, ticket.topic_id)
        title = topic.topic if topic else ""
    if not title or len(title) > _LONGEST_TITLE:
        raise Refused("refusals.neutral_title", number=ticket.number, longest=_LONGEST_TITLE)
    if found(title):
        raise Refused("refusals.title_names_somebody", number=ticket.number)
    return title


def _let_through(
    tx: Transaction, turn: Turn, ticket: Ticket, said: Announcement, command: Command
) -> dict[str, Any]:
    """The answer check, as for words to several people: what names somebody never goes out.

    It is looked at in each of its languages: whoever reads one of them is answered by that one.
    """
    if found(said.place):
        raise Refused("refusals.title_names_somebody", number=ticket.number)
    if any(substance.says_nothing(text) for text in said.texts.values()):
        raise Refused("answer_check.says_nothing")
    reviewed = reviewing.needs_review(tx, turn, ticket) and not turn.author.roles & DECIDERS
    if reviewed or reviewing.needs_a_word_above(tx, turn, ticket):
        raise Refused("refusals.notice_reviewed")
    return checking.let_through(
        tx,
        turn,
        ticket,
        "\n".join(said.texts.values()),
        act=command.act.value,
        values=command.values,
        recipients=2,
    )


def _waiting(tx: Transaction, turn: Turn, ticket: Ticket, place: str) -> list[Ticket]:
    """The tickets that the notice answers: this one, its followers, the topic's others here with
    theirs, and those that were closed as merged into any of them. Two matters of one resident stay
    two.
    """
    since = min(ticket.created_at, turn.now - _LOOK_BACK)
    others = matters.unanswered_of_topic(tx, ticket.topic_id, since) if ticket.topic_id else []
    led = [one for each in (ticket, *others) for one in matters.followers(tx, each.id)]
    merged = (one for each in (ticket, *others, *led) for one in mergers.waiting_for(tx, each))
    meant = {ticket.id: ticket}
    for each in (*matters.followers(tx, ticket.id), *others, *led, *merged):
        if each.id not in meant and _is_meant(tx, turn, each, ticket, place):
            same = [one for one in meant.values() if one.contact_id == each.contact_id]
            if not any(one_matter.are_two(tx, each, one) for one in (ticket, *same)):
                meant[each.id] = each
    open_ones = (each for each in meant.values() if each.state is not TicketState.REPLIED)
    return sorted(open_ones, key=lambda each: (each.contact_id, each.id))


def _is_meant(tx: Transaction, turn: Turn, ticket: Ticket, leader: Ticket, place: str) -> bool:
    """Whether all that a ticket tells is public, and at the notice's place.

    Who names none may be anywhere: only what follows the leader as one matter is meant then. One
    that came back, or that its own reviewer has to read, needs more than a notice.
    """
    above = reviewing.needs_a_word_above(tx, turn, ticket)
    if above or followers.asks_for_more(tx, ticket, replace(leader, level=ticket.level)):
        return False
    told = f"{one_matter.told(tx, ticket)} {normalise(ticket.place)}"
    if not may_be_shared(told):
        return False
    if not place or noticing.is_at(told, place):
        return True
    return ticket.follows_id == leader.id and not matter_rules.names_any_place(told)


def _post(tx: Transaction, turn: Turn, ticket: Ticket, said: Announcement) -> Notice:
    matters.share(tx, ticket.id, said.title, turn.author.id, turn.now)
    new = NewNotice(
        ticket_id=ticket.id,
        topic_id=ticket.topic_id,
        place=said.place,
        title=said.title,
        texts=said.texts,
        official_id=turn.author.id,
        expires_at=turn.now + timedelta(hours=said.hours),
    )
    return notices.post(tx, new, turn.now)


def _answer(
    tx: Transaction,
    turn: Turn,
    waiting: Ticket,
    leader: Ticket,
    notice: Notice,
    overridden: Mapping[str, object],
) -> None:
    contacts.lock(tx, waiting.contact_id)
    ticket = tickets.lock(tx, waiting.id)
    if not goes_on_elsewhere(ticket) and leader.id not in (ticket.id, ticket.follows_id):
        ticket = merging.join(tx, turn, ticket, leader, tell=False)
    if ticket.state in UNTAKEN:
        ticket = deeds.make_owner(tx, turn, ticket)
    language = telling.language_of(tx, turn, ticket)
    text = notice.text(language)
    by = turn.now + timedelta(days=turn.house.settings.promises.confirm_days)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.ANSWER,
        text=text,
        changes={"confirm_by": stamp(by)},
        detail={"notice": notice.id, **overridden, **sending.visited_for(tx, leader)},
    )
    telling.tell(
        tx,
        turn,
        ticket,
        "many.notice_answer",
        choices=verdicts.ask_verdict(tx, turn, ticket, language),
        in_own_words=True,
        notice=notice.title,
        place=notice.place,
        text=text,
    )


def _part_others(tx: Transaction, turn: Turn, leader: Ticket, answered: Sequence[Ticket]) -> None:
    """Who followed one of the answered, and was not meant by the notice, is on their own again."""
    told = {each.id for each in answered}
    others = (each for each in answered if each.id != leader.id)
    for left in (one for each in others for one in matters.followers(tx, each.id)):
        if left.id not in told:
            contacts.lock(tx, left.contact_id)
            merging.part(tx, turn, tickets.lock(tx, left.id))


def _tell_readers(tx: Transaction, turn: Turn, earlier: list[Notice], notice: Notice) -> None:
    """Who was given an earlier notice without a ticket is told how it goes on."""
    readers = {each: old for old in earlier for each in notices.readers(tx, old.id)}
    for contact_id in sorted(readers):
        contact = contacts.get(tx, contact_id)
        language = contact.language or turn.house.wording.default
        words = noticing.words(tx, turn, notice, "many.notice_goes_on", language)
        turn.tell(contact, Content(words), by=turn.author)
        if notice.stands(turn.now):
            notices.leave(tx, readers[contact_id].id, contact_id)
            notices.read(tx, notice.id, contact_id, None, turn.now)
