"""The table of departments (单位)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bot.imports.cells import line, needed
from bot.imports.report import Change
from bot.imports.tables import Table
from bot.models import Department
from bot.store import people
from faq.errors import Faults, FieldError

if TYPE_CHECKING:
    from bot.store import Transaction
    from faq.columns import Spellings
    from faq.rows import Row

COLUMNS: Spellings = {
    "id": ("编号", "代码"),
    "name": ("名称", "单位", "单位名称", "部门", "department"),
    "name_en": ("英文名", "英文名称", "english"),
    "phone": ("电话", "联系电话"),
    "hours": ("办公时间", "工作时间"),
}

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def parse_department(row: Row) -> Department:
    """The department in a row whose columns are folded; FieldError says which field is wrong."""
    faults = Faults()
    department = Department(
        id=faults.read(lambda: department_id(needed(row, "id")), ""),
        name=faults.read(partial(needed, row, "name"), ""),
        name_en=faults.read(partial(line, row, "name_en"), ""),
        phone=faults.read(partial(line, row, "phone"), ""),
        hours=faults.read(partial(line, row, "hours", 200), ""),
    )
    faults.check()
    return department


def department_id(text: str) -> str:
    """A department's id, which stands in addresses and files. FieldError."""
    if not _ID.fullmatch(text):
        raise FieldError(
            "id", f"{text[:40]!r} is no id: use small letters, digits and hyphens, such as hrss"
        )
    return text


def keep_department(tx: Transaction, department: Department) -> Change:
    """Add or update a department. FieldError where another bears the name."""
    before = people.department(tx, department.id)
    if before == department:
        return Change.UNCHANGED
    for other in people.departments(tx):
        if other.id != department.id and other.name == department.name:
            raise FieldError("name", f"{department.name} is the department {other.id} already")
    people.keep_department(tx, department)
    return Change.CHANGED if before else Change.ADDED


TABLE = Table(COLUMNS, parse_department, lambda one: ("id", one.id), keep_department)


def values(department: Department) -> dict[str, object]:
    """A department as the values of a table row."""
    return {name: getattr(department, name) for name in COLUMNS}
