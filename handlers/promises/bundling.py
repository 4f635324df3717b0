"""Bundled reminders and the morning's duty message: a few a day, and none in the quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.clock import local_date
from bot.models import Official, Ticket
from bot.settings import Promises
from bot.store import Transaction, calendar, dues, people, reminders, tickets
from bot.store.reminders import Bundled, Reminder
from bot.tickets.ladder import nearest
from handlers import staffing
from handlers.notifying import line, speak, title_for
from handlers.promises import lights
from handlers.promises.keeping_time import turn_of_time
from handlers.promises.quiet import clock, is_quiet
from handlers.turn import House, Turn

_MOST_LINES = 20
"""Lines of a bundle; whoever has more finds them at the desk."""
_MOST_HOT = 3
_HOT = 3
"""Tickets about one matter within a day from which the duty message names it."""


def due(tx: Transaction, house: House, now: datetime) -> list[int]:
    """The ids of the officials who are to get a bundle now."""
    if is_quiet(house, now) or not _morning_has_come(house, now):
        return []
    today = local_date(now, house.zone)
    earlier = reminders.bundled(tx, today)
    waiting = {each for each in reminders.officials(tx) if _may_follow(house, earlier, each, now)}
    if reminders.has_begun(tx, today):
        return sorted(waiting)
    greeted = {each.id for each in _greeted(tx, house, now)} - earlier.keys()
    return sorted(waiting | greeted)


def bundle(tx: Transaction, house: House, official_id: int, now: datetime) -> Turn | None:
    """One official's bundle, if it is time for one; None where it is not.

    The day's first carries the duty message. After one, the next waits for its part of the day,
    and what comes due meanwhile waits with it.
    """
    official = people.official(tx, official_id)
    today = local_date(now, house.zone)
    earlier = reminders.bundled(tx, today)
    waiting = reminders.waiting(tx, official_id)
    # Whoever hears of something in the afternoon only is not wished a good morning.
    greeted = official_id not in earlier and not reminders.has_begun(tx, today)
    if official is None or not (waiting or greeted):
        return None
    if not _may_follow(house, earlier, official_id, now):
        return None
    number = earlier[official_id].count + 1 if official_id in earlier else 1
    if not reminders.bundle(tx, official_id, today, number, now):
        return None
    turn = turn_of_time(house, now)
    if official.active:
        greeting = _duty_message(tx, turn, official) if greeted else ""
        by_buttons = [replace(each, words=each.by_buttons or each.words) for each in waiting]
        texts = [
            "\n\n".join(filter(None, (greeting, _reminded(tx, turn, each))))
            for each in (waiting, by_buttons)
        ]
        speak(tx, turn, official, *texts)
    return turn


def has_to_begin(tx: Transaction, house: House, now: datetime) -> bool:
    """Whether the morning's duty messages are out, and it has not been noted yet."""
    if is_quiet(house, now) or not _morning_has_come(house, now):
        return False
    return not reminders.has_begun(tx, local_date(now, house.zone))


def begin_day(tx: Transaction, house: House, now: datetime) -> None:
    """Note that everybody has had the morning's duty message."""
    reminders.begin_day(tx, local_date(now, house.zone))


def _greeted(tx: Transaction, house: House, now: datetime) -> list[Official]:
    """Who hears the duty message: who is on duty, and who works today and owns something due."""
    on_duty = staffing.on_duty(tx, house, now)
    if not calendar.working(tx, house.zone).is_working_day(local_date(now, house.zone)):
        return on_duty
    end = _midnight(house, now)
    staff = staffing.present(tx, people.officials(tx), now)
    owners = dues.owners(tx, end)
    return [*on_duty, *(each for each in staff if each.id in owners)]


def _duty_message(tx: Transaction, turn: Turn, official: Official) -> str:
    house, now = turn.house, turn.now
    say, language = house.wording.say, house.wording.default
    end = _midnight(house, now)
    roster = staffing.on_duty(tx, house, now)
    own = dues.of(tx, official.id, end)
    late = [each for each in own if _due_of(each) <= now]
    today = [each for each in own if each not in late]
    separator = say(language, "officials.list_separator")
    return say(
        language,
        "reminding.duty",
        day=local_date(now, house.zone),
        on_duty=separator.join(each.name for each in roster),
        today=len(today),
        today_lines=_lines(tx, turn, today),
        late=len(late),
        late_lines=_lines(tx, turn, late),
        city=_city(tx, turn) if official in roster else "",
    )


def _city(tx: Transaction, turn: Turn) -> str:
    """How the whole city stands, for whoever is on duty; what many asked of since yesterday."""
    house, now = turn.house, turn.now
    stands = dues.city(tx, now, _midnight(house, now))
    asked = dues.asked_since(tx, now - timedelta(days=1))
    hot = [each for each in asked if each.topic and each.count >= _HOT][:_MOST_HOT]
    say, language = house.wording.say, house.wording.default
    named = [say(language, "reminding.hot", topic=each.topic, count=each.count) for each in hot]
    return say(
        language,
        "reminding.city",
        today=stands.today,
        late=stands.late,
        new=sum(each.count for each in asked),
        hot=say(language, "officials.list_separator").join(named),
    )


def _reminded(tx: Transaction, turn: Turn, waiting: list[Reminder]) -> str:
    """Each ticket once for each clock, with the highest rung it has reached; and what was said
    of it at night. Empty where nothing waits.
    """
    if not waiting:
        return ""
    latest = {(each.ticket_id, each.watch, each.words): each for each in waiting}
    shown = list(latest.values())
    lines = [line(turn, tickets.get(tx, each.ticket_id), each) for each in shown[:_MOST_LINES]]
    return turn.house.wording.say(
        turn.house.wording.default,
        "reminding.bundle",
        count=len(shown),
        lines="\n".join(lines),
        more=max(len(shown) - _MOST_LINES, 0),
    )


def _lines(tx: Transaction, turn: Turn, listed: list[Ticket]) -> str:
    say, language = turn.house.wording.say, turn.house.wording.default
    return "\n".join(
        say(
            language,
            "reminding.due_line",
            number=each.number,
            title=title_for(each),
            urgent=each.urgent,
            clock=lights.clock_name(turn.house, nearest(each)),
            leader=_leader(tx, each),
            due=_due_of(each),
            now=turn.now,
        )
        for each in listed[:_MOST_LINES]
    )


def _leader(tx: Transaction, ticket: Ticket) -> str:
    """The number of the ticket that it follows; empty where it follows none."""
    return tickets.get(tx, ticket.follows_id).number if ticket.follows_id is not None else ""


def _due_of(ticket: Ticket) -> datetime:
    """When the clock ends for which the ticket was listed."""
    clock = nearest(ticket)
    return clock.due if clock else ticket.first_reply_due


def _may_follow(house: House, earlier: dict[int, Bundled], official_id: int, now: datetime) -> bool:
    promises = house.settings.promises
    before = earlier.get(official_id)
    if before is None:
        return True
    return before.count < promises.reminders_a_day and now - before.latest >= _pause(promises)


def _pause(promises: Promises) -> timedelta:
    """The waking day in as many parts as there may be bundles."""
    begins, ends = clock(promises.duty_message), clock(promises.quiet_from)
    length = datetime.combine(date.min, ends) - datetime.combine(date.min, begins)
    return max(length, timedelta(hours=1)) / promises.reminders_a_day


def _morning_has_come(house: House, now: datetime) -> bool:
    return now.astimezone(house.zone).time() >= clock(house.settings.promises.duty_message)


def _midnight(house: House, now: datetime) -> datetime:
    tomorrow = local_date(now, house.zone) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), house.zone)
