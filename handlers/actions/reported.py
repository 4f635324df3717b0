"""Whom a report is about: told from its words, so that it never reaches them."""

from __future__ import annotations

from bot.models import Department, Ticket
from bot.store import Transaction, people
from bot.store import reported as store
from bot.store.reported import Reported
from bot.tickets import accusations, discretion
from faq.normalise import normalise
from handlers.staffing import DUTY_DESK
from handlers.turn import Turn

_SHORTEST = 3
"""Characters of a unit's name below which it stands in too many words."""


def is_report(tx: Transaction, text: str) -> bool:
    """Whether a text reports a person or a unit: by its words, or by whom they are held against."""
    plain = normalise(text)
    return discretion.is_report(plain) or _accuses_official(tx, text, plain)


def is_confidential(tx: Transaction, text: str, plain: str | None = None) -> bool:
    """Whether the ticket of a text is to be confidential.

    `plain` is the text normalised, where that is known already.
    """
    plain = normalise(text) if plain is None else plain
    return discretion.wants_discretion(plain) or _accuses_official(tx, text, plain)


def has_discipline_line(tx: Transaction, text: str) -> bool:
    """Whether a text is about an official, or officials' conduct: 12388 hears of it too."""
    plain = normalise(text)
    return discretion.concerns_conduct(plain) or _accuses_official(tx, text, plain)


def _accuses_official(tx: Transaction, text: str, plain: str) -> bool:
    """Whether a text holds something against an active official, whom it names.

    Only where there is a word that could be held against anybody are the names looked up.
    """
    if not accusations.may_accuse(plain):
        return False
    said = [normalise(each) for each in accusations.sentences(text)]
    return accusations.against(said, (normalise(each.name) for each in people.officials(tx)))


def named_in(tx: Transaction, turn: Turn, plain: str) -> Reported:
    """The units and officials that a normalised text names.

    The duty desk is never taken for one: somebody has to read what is reported.
    """
    units = frozenset(
        unit.id
        for unit in people.departments(tx)
        if unit.id != DUTY_DESK
        and any(name in plain for name in _names(unit, turn.house.settings.city))
    )
    officials = frozenset(
        each.id for each in people.officials(tx) if accusations.names(plain, normalise(each.name))
    )
    return Reported(units, officials)


def note(tx: Transaction, turn: Turn, ticket: Ticket, text: str) -> None:
    """Shut out whom these words report, if they are a report."""
    if is_report(tx, text):
        store.note(tx, ticket.id, named_in(tx, turn, normalise(text)))


def _names(unit: Department, city: str) -> set[str]:
    # 「水务局(供水热线)」 is the 水务局 of whoever complains about it, and so is 「样例市水务局」.
    whole = {name.partition("(")[0].partition("（")[0] for name in (unit.name, unit.name_en)}
    short = {name.removeprefix(city).removeprefix("市").removeprefix("县") for name in whole}
    return {plain for name in whole | short if len(plain := normalise(name)) >= _SHORTEST}
