"""Entries that ran out answer no more, and go to whoever sees to them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot.clock import local_date
from bot.models import Official, Role
from bot.store import Transaction, faq_needs, people
from bot.store.faq_needs import RunOut
from handlers import notifying
from handlers.promises.keeping_time import turn_of_time
from handlers.promises.quiet import is_quiet
from handlers.turn import House, Turn

_AT_ONCE = 200
_MOST_LINES = 20


def tell_owners(tx: Transaction, house: House, now: datetime) -> Turn | None:
    """Tell the owners of entries that ran out, once for each; None where there is nothing to tell.

    Nobody is told at night. Who owns an entry that nobody owns: the department's head, else the
    knowledge editors, else the administrators.
    """
    if is_quiet(house, now):
        return None
    over = faq_needs.run_out(tx, local_date(now, house.zone), _AT_ONCE, unnoticed=True)
    if not over:
        return None
    turn = turn_of_time(house, now)
    staff = people.officials(tx)
    lists: dict[int, list[RunOut]] = defaultdict(list)
    for entry in over:
        faq_needs.notice(tx, entry, now)
        for official in _owners(entry, staff):
            lists[official.id].append(entry)
    for official in staff:
        if official.id in lists:
            notifying.speak(tx, turn, official, _text(turn, lists[official.id]))
    return turn


def _owners(entry: RunOut, staff: list[Official]) -> list[Official]:
    owner = [each for each in staff if each.id == entry.owner_id]
    heads = [
        each
        for each in staff
        if Role.DEPARTMENT_HEAD in each.roles and each.department_id == entry.department
    ]
    editors = [each for each in staff if Role.KNOWLEDGE_EDITOR in each.roles]
    administrators = [each for each in staff if Role.ADMINISTRATOR in each.roles]
    return owner or heads or editors or administrators


def _text(turn: Turn, entries: list[RunOut]) -> str:
    say, language = turn.house.wording.say, turn.house.wording.default
    lines = [
        say(
            language,
            "knowledge.over_entry",
            id=each.id,
            question=each.question,
            until=each.valid_until.isoformat(),
        )
        for each in entries[:_MOST_LINES]
    ]
    return say(language, "knowledge.ran_out", entries=lines)
