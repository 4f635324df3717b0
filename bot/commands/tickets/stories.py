"""The story of a ticket: its events and what was said, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click
from msgspec import structs

from bot.commands.printing import lines, moment_json, moment_text
from bot.commands.tickets import life_words
from bot.models import Actor, Direction
from bot.privacy import mask
from bot.store import messages, people, tickets
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.second_persons import reviewed_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from enum import StrEnum
    from zoneinfo import ZoneInfo

    from bot.commands.tickets.life_words import ClockTold, Told
    from bot.models import Approver, Message, Ticket, TicketEvent
    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket with all that happened to it; `names` are the officials' by id and `units` the
    departments', `above` is who has to agree to the next answer since it came back; `leading` is
    the number of the ticket that it follows or went on in.
    """

    ticket: Ticket
    events: tuple[TicketEvent, ...]
    messages: tuple[Message, ...]
    names: dict[int, str]
    units: dict[str, str]
    above: Approver | None = None
    leading: str = ""

    @property
    def goes_on_in(self) -> str:
        """The ticket in which the matter goes on, where this one was closed only for that."""
        return self.leading if goes_on_elsewhere(self.ticket) else ""

    def masked(self) -> Story:
        """The story without personal data."""
        ticket = structs.replace(
            self.ticket,
            title=mask(self.ticket.title),
            place=mask(self.ticket.place),
            phone="***" if self.ticket.phone else "",
        )
        said = tuple(
            structs.replace(
                each, content=structs.replace(each.content, text=mask(each.content.text))
            )
            for each in self.messages
        )
        return replace(self, ticket=ticket, messages=said)


def read_story(tx: Transaction, ticket: Ticket) -> Story:
    """The story of a ticket, as it is kept."""
    everybody = people.officials_ever(tx)
    return Story(
        ticket=ticket,
        events=tuple(tickets.events(tx, ticket.id)),
        messages=tuple(line.message for line in messages.of_ticket(tx, ticket.id)),
        names={each.id: each.name for each in everybody},
        units={each.id: each.name for each in people.departments(tx)},
        above=reviewed_by(ticket, everybody),
        leading=tickets.get(tx, ticket.follows_id).number if ticket.follows_id else "",
    )


def story_values(story: Story, now: datetime) -> dict[str, object]:
    """A story as JSON: `title`, `place`, `phone`, `leading`, `clocks`, `events`, `messages`."""
    return {
        "title": story.ticket.title,
        "place": story.ticket.place,
        "phone": story.ticket.phone,
        "leading": story.leading or None,
        "clocks": [_clock_values(clock) for clock in life_words.clocks(story.ticket, now)],
        "events": [_event_values(story, told) for told in _events(story)],
        "messages": [_message_values(story, message) for message in story.messages],
    }


def print_story(story: Story, zone: ZoneInfo, now: datetime) -> None:
    """Print a story for people to read: who, when, how long after, and which clock."""
    ticket = story.ticket
    owner = story.names.get(ticket.owner_id or 0, "nobody yet")
    unit = story.units.get(ticket.department_id, ticket.department_id or "-")
    click.echo(f"{ticket.number}  {_plain(ticket.state)}  {unit} / {owner}")
    click.echo(lines(ticket.title, "  "))
    if ticket.place or ticket.phone:
        click.echo(f"  Place: {ticket.place or '-'}  Phone: {ticket.phone or '-'}")
    for clock in life_words.clocks(ticket, now):
        click.echo(_clock_line(story, clock, zone))
    if story.above is not None:
        above = story.above.value
        click.echo(f"  Came back:   level {ticket.level}, answered only with the {above}'s word")
    for told in (_verdict_line(story), life_words.passed(ticket, story.events)):
        if told:
            click.echo(f"  {told[0].upper()}{told[1:]}")
    for _, _, text in sorted((*_told_events(story, zone), *_told_messages(story, zone))):
        click.echo(text)


def _clock_line(story: Story, clock: ClockTold, zone: ZoneInfo) -> str:
    ticket = story.ticket
    if clock.due is None:
        return f"  {clock.name + ':':13}not counted"
    if clock.ended is None:
        how = "overdue" if clock.late else "running"
        if story.goes_on_in:
            how += f", kept by the answer to {story.goes_on_in}"
    else:
        took = life_words.how_long(clock.ended - ticket.created_at)
        after = took if took == life_words.AT_ONCE else f"after {took}"
        how = f"ended {after}, {'late' if clock.late else 'in time'}"
    original = ticket.resolution_due_original
    known = moment_text(original, zone) if original else ""
    note = f" ({clock.note.replace('{original}', known)})" if clock.note else ""
    return f"  {clock.name + ':':13}due {moment_text(clock.due, zone)}, {how}{note}"


def _verdict_line(story: Story) -> str:
    ticket = story.ticket
    said = [
        ("Outcome", ticket.outcome or ticket.proposed),
        ("first verdict", ticket.first_verdict),
        ("verdict", ticket.verdict),
        ("to be called back", ticket.contested_verdict),
        ("rating", ticket.satisfaction),
    ]
    told = [f"{name}: {_plain(value)}" for name, value in said if value is not None]
    if ticket.proposed and not ticket.outcome:
        told[0] += " (proposed)"
    elif story.leading:
        tie = f"into {story.leading}" if story.goes_on_in else f"Answered with: {story.leading}"
        told[:1] = [f"{told[0]} {tie}"] if story.goes_on_in else [tie, *told[:1]]
    return ", ".join(told)


def _told_events(story: Story, zone: ZoneInfo) -> list[tuple[str, int, str]]:
    said = {message.id: message for message in story.messages}
    told = []
    for each in _events(story):
        event = each.event
        took = life_words.how_long(each.after)
        after = "" if took == life_words.AT_ONCE else f" ({took} later)"
        stays = event.from_state in (None, event.to_state)
        became = "" if stays else f" → {_plain(event.to_state)}"
        due = [f"resolution due {moment_text(each.due, zone)}"] if each.due else []
        clock = f"  [{', '.join((*each.effects, *due))}]" if each.effects or due else ""
        who = _actor(story, event)
        text = f"\n{moment_text(event.at, zone)}{after}  {who} {each.did}{became}{clock}"
        if event.message_id in said:
            text += "\n" + lines(_text(said[event.message_id]), "    ")
        told.append((event.at.isoformat(), event.sequence, text))
    return told


def _events(story: Story) -> Iterator[Told]:
    return life_words.told_events(story.events, story.units)


def _plain(word: StrEnum) -> str:
    return word.value.replace("_", " ")


def _told_messages(story: Story, zone: ZoneInfo) -> list[tuple[str, int, str]]:
    shown = {event.message_id for event in story.events}
    told = []
    for message in story.messages:
        if message.id not in shown:
            delivery = f" ({message.delivery.value})" if message.delivery else ""
            text = f"\n{moment_text(message.at, zone)}  {_speaker(story, message)}{delivery}:"
            text += "\n" + lines(_text(message), "    ")
            told.append((message.at.isoformat(), 1_000_000 + message.id, text))
    return told


def _clock_values(clock: ClockTold) -> dict[str, object]:
    return {
        "name": clock.name,
        "due": moment_json(clock.due),
        "ended": moment_json(clock.ended),
        "late": clock.late,
    }


def _event_values(story: Story, told: Told) -> dict[str, object]:
    event = told.event
    return {
        "did": told.did,
        "after_seconds": int(told.after.total_seconds()),
        "clock": list(told.effects),
        "resolution_due": moment_json(told.due),
        "sequence": event.sequence,
        "action": event.action,
        "actor": event.actor.value,
        "official": _official(story, event.actor_id) if event.actor is Actor.OFFICIAL else "",
        "at": moment_json(event.at),
        "from_state": event.from_state.value if event.from_state else None,
        "to_state": event.to_state.value,
        "message_id": event.message_id,
    }


def _message_values(story: Story, message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "direction": message.direction.value,
        "official": _official(story, message.official_id),
        "at": moment_json(message.at),
        "text": message.content.text,
        "attachments": len(message.content.attachments),
        "erased": message.erased,
        "delivery": message.delivery.value if message.delivery else None,
    }


def _actor(story: Story, event: TicketEvent) -> str:
    if event.actor is Actor.OFFICIAL:
        return _official(story, event.actor_id) or "an official"
    return "the resident" if event.actor is Actor.RESIDENT else "the service"


def _speaker(story: Story, message: Message) -> str:
    if message.direction is Direction.INBOUND:
        return _official(story, message.official_id) or "resident"
    if message.direction is Direction.NOTE:
        return f"{_official(story, message.official_id) or 'official'}, note"
    return "to the resident"


def _official(story: Story, official_id: int | None) -> str:
    return story.names.get(official_id or 0, "")


def _text(message: Message) -> str:
    if message.erased:
        return "(erased)"
    count = len(message.content.attachments)
    files = f"\n[{count} file{'s' if count > 1 else ''}]" if count else ""
    return f"{message.content.text}{files}".strip() or "(no text)"
