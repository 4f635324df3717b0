"""日报 and 热点: how the day goes in the whole city, and what many people ask of."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import local_date
from bot.errors import Refused
from bot.store import Transaction, briefs
from bot.store.briefs import HotSpot
from bot.tickets.actions import Action
from bot.tickets.days import read_day
from handlers.grammar import Command
from handlers.naming import department_name
from handlers.turn import Turn

FEWEST = 3
"""People who ask of one topic within a day, from which it is a hot spot."""
MOST = 10
_MOST_IN_BRIEF = 3
_DAY = timedelta(days=1)
_BEFORE = timedelta(days=7)
"""What a hot spot is compared with, so that a rise is seen."""
_RISES = 2
"""So many times the usual number of people a day are called a rise."""


def brief(tx: Transaction, turn: Turn, command: Command) -> None:
    """日报, 日报 昨天: counts only, so that every official may read it. Raises `Refused`."""
    zone = turn.house.zone
    today = local_date(turn.now, zone)
    day = read_day(command.text, today) if command.text else today
    if day is None or day > today:
        raise Refused("briefing.which_day")
    start = datetime.combine(day, time(), zone)
    end = min(datetime.combine(day + _DAY, time(), zone), turn.now)
    found = briefs.day(tx, start, end, zone)
    hot = _hot_spots(tx, turn, start, end, _MOST_IN_BRIEF)
    late = briefs.late(tx, turn.now)
    turn.reply(
        "briefing.brief",
        day=day,
        running=day == today,
        registered=found.tickets,
        people=found.people,
        at_once=found.answered_at_once,
        due=found.due,
        in_time=found.in_time,
        answered=found.actions.get(Action.ANSWER, 0),
        visited=found.actions.get(Action.RECORD_VISIT, 0),
        disputed=found.actions.get(Action.DISPUTE, 0),
        hot=_joined(
            turn,
            [
                turn.words("briefing.hot_short", topic=each.topic, people=each.people)
                for each in hot
            ],
        ),
        late=sum(late.values()),
        late_units=_joined(turn, [_unit_line(tx, turn, *each) for each in late.items()]),
    )


def hot(tx: Transaction, turn: Turn, _: Command) -> None:
    """热点: what many people ask of since yesterday, and how many did before."""
    found = _hot_spots(tx, turn, turn.now - _DAY, turn.now, MOST)
    if not found:
        turn.reply("briefing.nothing_hot", fewest=FEWEST)
        return
    lines = [
        turn.words(
            "briefing.hot_line",
            place=place,
            topic=each.topic,
            department=department_name(tx, each.department_id, turn.language),
            people=each.people,
            usual=_usual(each),
            rises=each.people >= _RISES * max(each.before / _BEFORE.days, 1),
        )
        for place, each in enumerate(found, start=1)
    ]
    turn.say("\n".join((turn.words("briefing.hot"), *lines)))


def _hot_spots(
    tx: Transaction, turn: Turn, since: datetime, until: datetime, most: int
) -> list[HotSpot]:
    return briefs.hot_spots(
        tx,
        since,
        until,
        compared=_BEFORE,
        zone=turn.house.zone,
        fewest=FEWEST,
        limit=most,
    )


def _usual(spot: HotSpot) -> str:
    """People a day in the week before, to one place: 0.3."""
    return f"{spot.before / _BEFORE.days:.1f}".removesuffix(".0")


def _unit_line(tx: Transaction, turn: Turn, department_id: str, count: int) -> str:
    name = department_name(tx, department_id, turn.language) or turn.words("briefing.no_unit")
    return turn.words("briefing.late_unit", department=name, count=count)


def _joined(turn: Turn, parts: list[str]) -> str:
    return turn.words("officials.list_separator").join(parts)
