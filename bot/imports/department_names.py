"""By which names a table may call the city's departments, and the names that are nobody's."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.imports.report import UnknownDepartment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.models import Department

_NEAR = 0.6
"""So alike (0 to 1) that one sign of three may be another: 水务居, 水务局."""


def ids_by_name(departments: Iterable[Department]) -> dict[str, str]:
    """The departments' ids by everything that they go by: id and names, in any case."""
    known = list(departments)
    names = {name: each.id for each in known for name in (each.name_en, each.name) if name}
    names |= {each.id: each.id for each in known}
    return {name.casefold(): department_id for name, department_id in names.items()}


def unknown_departments(
    named: Iterable[tuple[str, int]], departments: Sequence[Department]
) -> tuple[UnknownDepartment, ...]:
    """The names, of those with their rows, that none of the departments goes by."""
    known = ids_by_name(departments)
    spelled = {
        name.casefold(): name
        for each in departments
        for name in (each.id, each.name_en, each.name)
        if name
    }
    rows: dict[str, list[int]] = {}
    for name, row in named:
        if name and name.casefold() not in known:
            rows.setdefault(name, []).append(row)
    return tuple(
        UnknownDepartment(name, tuple(where), _nearest(name, spelled))
        for name, where in rows.items()
    )


def _nearest(name: str, spelled: dict[str, str]) -> str:
    close = get_close_matches(name.casefold(), spelled, n=1, cutoff=_NEAR)
    return spelled[close[0]] if close else ""
