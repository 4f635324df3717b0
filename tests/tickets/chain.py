"""Whole lives of tickets, made step by step from whatever the table allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.models import Actor, Role, TicketEvent, TicketState
from bot.tickets.fold import Standing, step
from bot.tickets.lifecycle import Action, rule

START = datetime.fromisoformat("2026-11-23T01:30:00+00:00")


@dataclass
class Life:
    """A ticket's standing, and the events that led to it."""

    standing: Standing = field(default_factory=Standing)
    events: list[TicketEvent] = field(default_factory=list)

    def take(self, action: Action, role: Role, changes: dict[str, Any] | None = None) -> None:
        """Carry out an action, or raise `Refused`."""
        allowed = rule(action, self.standing.state, {role})
        self.append(action, role, allowed.target or self.standing.state, changes)

    def append(
        self,
        action: Action,
        role: Role,
        target: TicketState,
        changes: dict[str, Any] | None = None,
    ) -> None:
        """Note an event, whether the table allows it or not."""
        actor = Actor.RESIDENT if role is Role.RESIDENT else Actor.OFFICIAL
        at = START + timedelta(minutes=len(self.events))
        changed = changes or {}
        self.standing = step(self.standing, action, actor, target, at, changed)
        self.events.append(
            TicketEvent(
                id=len(self.events) + 1,
                ticket_id=1,
                sequence=len(self.events) + 1,
                action=action,
                actor=actor,
                actor_id=1,
                at=at,
                from_state=None,
                to_state=target,
                message_id=None,
                detail={"changes": changed},
                content_digest="",
                previous="",
                digest="",
            )
        )
