"""Rooms that the settings name, not a code: groups that are given notice and cannot write it."""

from __future__ import annotations

from datetime import datetime

from bot.models import Hearing, RoomMode
from bot.settings.shape import WecomGroup
from bot.store import Transaction, rooms

DUTY = "duty"
"""What the settings call the group of the duty desk, which gets what no other room does."""


def keep(tx: Transaction, channel: str, settings: WecomGroup, now: datetime) -> None:
    """Open a room for each webhook that the settings name, and close those they name no more."""
    named = [webhook.partition("=")[0] for webhook in settings.webhooks]
    for unit in named:
        rooms.open_room(
            tx,
            channel,
            unit,
            department_id="" if unit == DUTY else unit,
            mode=RoomMode(settings.mode),
            topics=False,
            now=now,
            hearing=Hearing.NOTHING,
        )
    for room in rooms.rooms(tx):
        if room.channel == channel and room.address not in named:
            rooms.close(tx, room.id)
