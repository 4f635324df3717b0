"""What looks like personal data and is the city's own, for the answer check to let pass."""

from __future__ import annotations

from bot.store import Transaction, people


def citys_own(tx: Transaction) -> tuple[str, ...]:
    """The departments' published numbers, and the names of the officials."""
    phones = (each.phone for each in people.departments(tx) if each.phone)
    return (*phones, *(each.name for each in people.officials(tx)))
