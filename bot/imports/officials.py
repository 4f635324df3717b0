"""The table of officials (工作人员): name, department, roles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.errors import WenzhengError
from bot.imports.cells import folded, needed
from bot.imports.report import Change
from bot.imports.tables import Table
from bot.models import Official, Role
from bot.store import people
from faq.errors import Faults, FieldError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.store import Transaction
    from faq.columns import Spellings
    from faq.rows import Row

COLUMNS: Spellings = {
    "name": ("姓名", "工作人员", "official"),
    "department": ("单位", "部门", "department_id"),
    "roles": ("role", "角色", "岗位"),
}

ROLES_ZH: dict[Role, str] = {
    Role.DISPATCHER: "派单员",
    Role.OFFICIAL: "承办人",
    Role.DEPARTMENT_HEAD: "单位负责人",
    Role.REVIEWER: "审核人",
    Role.KNOWLEDGE_EDITOR: "知识库编辑",
    Role.LEADER: "领导",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "监督员",
}
"""The roles that an official may hold, with their Chinese names."""

_ROLE_OF = {folded(role.value): role for role in ROLES_ZH} | {
    folded(name): role for role, name in ROLES_ZH.items()
}
_BETWEEN = re.compile(r"[,，、;；|/\n]")


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """A row of the table; `department` is an id or a name."""

    name: str
    department: str
    roles: frozenset[Role]


def parse_official(row: Row) -> OfficialRow:
    """The official in a row whose columns are folded; FieldError says which field is wrong."""
    faults = Faults()
    official = OfficialRow(
        name=faults.read(partial(needed, row, "name"), ""),
        department=faults.read(partial(needed, row, "department"), ""),
        roles=faults.read(lambda: roles(row.texts("roles")), frozenset()),
    )
    faults.check()
    return official


def roles(names: Iterable[str]) -> frozenset[Role]:
    """The roles of these names, English or Chinese; without any, an official's. FieldError."""
    words = [word.strip() for name in names for word in _BETWEEN.split(name) if word.strip()]
    held = frozenset(_role(word) for word in words) or frozenset({Role.OFFICIAL})
    if Role.AUDITOR in held and len(held) > 1:
        raise FieldError("roles", "give auditor (监督员) a further role: who watches does not act")
    return held


def official_keeper(now: datetime) -> Table[OfficialRow]:
    """The table of officials, for an import that happens `now`."""

    had: list[bool] = []

    def keep(tx: Transaction, row: OfficialRow) -> Change:
        # The first row finds who was there before the table.
        had.append(bool(people.administrators(tx)))
        return keep_official(tx, row, now)

    def rest(tx: Transaction, _: object) -> int:
        if had[0]:
            check_administrator(tx)
        return 0

    return Table(COLUMNS, parse_official, lambda one: ("name", one.name), keep, rest)


def check_administrator(tx: Transaction) -> None:
    """Refuse a change after which nobody is administrator. Raises `WenzhengError`."""
    if not people.administrators(tx):
        raise WenzhengError(
            "Nobody would be administrator any more, and confidential tickets would be seen by no "
            "one: nothing was changed. Let another official be one first: wenzheng official roles "
            "NAME official administrator"
        )


def keep_official(tx: Transaction, row: OfficialRow, now: datetime) -> Change:
    """Add an official, or give the active one of that name this department and these roles."""
    department = people.department_called(tx, row.department)
    if department is None:
        raise FieldError(
            "department",
            f"{row.department!r} is not known: import the departments first, "
            "or write an id or name that `wenzheng department list` shows",
        )
    known = people.official_by_name(tx, row.name)
    if known is None:
        people.add_official(tx, row.name, department.id, row.roles, now)
        return Change.ADDED
    if (known.department_id, known.roles) == (department.id, row.roles):
        return Change.UNCHANGED
    people.move_official(tx, known.id, department.id)
    people.give_roles(tx, known.id, row.roles)
    return Change.CHANGED


def values(official: Official) -> dict[str, object]:
    """An official as the values of a table row."""
    return {
        "name": official.name,
        "department": official.department_id,
        "roles": sorted(role.value for role in official.roles),
    }


def _role(word: str) -> Role:
    try:
        return _ROLE_OF[folded(word)]
    except KeyError:
        known = ", ".join(f"{role.value} {name}" for role, name in ROLES_ZH.items())
        raise FieldError("roles", f"{word[:40]!r} is not known: write one of {known}") from None
