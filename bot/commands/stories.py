"""The story of a ticket: its events and what was said, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from bot.commands.printing import lines, moment_json, moment_text
from bot.models import Actor, Direction
from bot.privacy import mask
from bot.store import messages, people, tickets

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.models import Message, Ticket, TicketEvent
    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket with all that happened to it; `names` are the officials' by id."""

    ticket: Ticket
    events: tuple[TicketEvent, ...]
    messages: tuple[Message, ...]
    names: dict[int, str]

    def masked(self) -> Story:
        """The story without personal data."""
        ticket = replace(
            self.ticket,
            title=mask(self.ticket.title),
            place=mask(self.ticket.place),
            phone="***" if self.ticket.phone else "",
        )
        said = tuple(
            replace(each, content=replace(each.content, text=mask(each.content.text)))
            for each in self.messages
        )
        return replace(self, ticket=ticket, messages=said)


def read_story(tx: Transaction, ticket: Ticket) -> Story:
    """The story of a ticket, as it is kept."""
    return Story(
        ticket=ticket,
        events=tuple(tickets.events(tx, ticket.id)),
        messages=tuple(line.message for line in messages.of_ticket(tx, ticket.id)),
        names={each.id: each.name for each in people.officials_ever(tx)},
    )


def story_values(story: Story) -> dict[str, object]:
    """A story as JSON has it: `title`, `place`, `phone`, `events` and `messages`."""
    return {
        "title": story.ticket.title,
        "place": story.ticket.place,
        "phone": story.ticket.phone,
        "events": [_event_values(story, event) for event in story.events],
        "messages": [_message_values(story, message) for message in story.messages],
    }


def print_story(story: Story, zone: ZoneInfo) -> None:
    """Print a story for people to read."""
    ticket = story.ticket
    click.echo(f"{ticket.number}  {ticket.state.value}  {ticket.department_id}")
    click.echo(lines(ticket.title, "  "))
    if ticket.place or ticket.phone:
        click.echo(f"  Place: {ticket.place or '-'}  Phone: {ticket.phone or '-'}")
    click.echo(f"  First reply due: {moment_text(ticket.first_reply_due, zone)}")
    for _, _, text in sorted((*_told_events(story, zone), *_told_messages(story, zone))):
        click.echo(text)


def _told_events(story: Story, zone: ZoneInfo) -> list[tuple[str, int, str]]:
    said = {message.id: message for message in story.messages}
    told = []
    for event in story.events:
        who = _actor(story, event)
        became = "" if event.from_state is event.to_state else f" → {event.to_state.value}"
        text = f"\n{moment_text(event.at, zone)}  {who}: {event.action}{became}"
        if event.message_id in said:
            text += "\n" + lines(_text(said[event.message_id]), "    ")
        told.append((event.at.isoformat(), event.sequence, text))
    return told


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


def _event_values(story: Story, event: TicketEvent) -> dict[str, object]:
    return {
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
        return _official(story, event.actor_id) or "official"
    return event.actor.value


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
