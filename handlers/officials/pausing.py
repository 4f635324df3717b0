"""暂停 and 恢复: an official is away for a while; their deputy is reminded, and no clock stops."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.errors import Refused
from bot.models import Official
from bot.store import Transaction, stand_ins
from bot.store.stand_ins import Absence
from bot.tickets.days import read_moment
from handlers import staffing
from handlers.grammar import Command
from handlers.notifying import speak
from handlers.turn import Turn

MOST_DAYS = 30
"""Longer than this an administrator notes it: `wenzheng official away`."""
_LENGTH = re.compile(
    r"(?P<count>\d{1,3})\s*个?(?P<unit>小时|小時|hours?|h|分钟|分鐘|minutes?|min|m)", re.IGNORECASE
)
_MINUTES = frozenset({"分", "m"})


def pause(tx: Transaction, turn: Turn, command: Command) -> None:
    """暂停 2小时, 暂停 到 14:00, 暂停 明天. Raises `Refused`.

    Nothing is dispatched to them meanwhile, and whoever stands in for them is reminded; what is
    theirs stays theirs, and its clocks run on. Nobody pauses who is alone on duty.
    """
    # 「暂停 2 小时」 reads like a ticket's number with words behind it.
    until = _until(turn, f"{command.number} {command.text}")
    if until is None or until <= turn.now:
        raise Refused("pausing.until_when")
    if until > turn.now + timedelta(days=MOST_DAYS):
        raise Refused("pausing.too_long", most=MOST_DAYS)
    roster = staffing.on_duty(tx, turn.house, turn.now)
    if [each.id for each in roster] == [turn.author.id]:
        raise Refused("pausing.alone_on_duty")
    stand_ins.go_away(tx, Absence(turn.author.id, turn.now, until))
    others = _who_stands_in(tx, turn)
    for each in others:
        speak(
            tx,
            turn,
            each,
            turn.house.wording.say(
                turn.house.wording.default,
                "pausing.you_stand_in",
                name=turn.author.name,
                until=until,
            ),
        )
    names = turn.words("officials.list_separator").join(each.name for each in others)
    turn.reply("pausing.paused", until=until, names=names)


def resume(tx: Transaction, turn: Turn, _: Command) -> None:
    """恢复: they are back before the time."""
    was_away = stand_ins.come_back(tx, turn.author.id)
    turn.reply("pausing.back" if was_away else "pausing.was_here")


def _until(turn: Turn, text: str) -> datetime | None:
    found = _LENGTH.search(text)
    if found is None:
        return read_moment(text, turn.now, turn.house.zone)
    count = int(found["count"])
    short = found["unit"][0].casefold() in _MINUTES
    return turn.now + (timedelta(minutes=count) if short else timedelta(hours=count))


def _who_stands_in(tx: Transaction, turn: Turn) -> list[Official]:
    deputy = staffing.deputy_of(tx, turn.author, turn.now)
    found = [deputy] if deputy else staffing.heads_of(tx, turn.author.department_id, turn.now)
    return [each for each in found if each.id != turn.author.id]
