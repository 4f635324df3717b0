"""The table of the dispatch catalogue (派单目录)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.imports.cells import YES_NO, folded, line, needed, one_of
from bot.imports.report import Change
from bot.imports.tables import Table
from bot.store import catalogue, people
from bot.store.catalogue import Kind, Topic
from faq.errors import Faults, FieldError

if TYPE_CHECKING:
    from bot.store import Transaction
    from faq.columns import Spellings
    from faq.rows import Row

COLUMNS: Spellings = {
    "id": ("编号",),
    "topic": ("事项", "主题", "诉求", "事项名称"),
    "variants": ("variant", "其他说法", "别名", "关键词"),
    "department": ("单位", "部门", "责任单位", "承办单位", "department_id"),
    "kind": ("类型", "诉求类型", "类别"),
    "urgent": ("紧急", "是否紧急"),
    "visit_required": ("visit", "需现场", "现场办理", "是否现场办理"),
}

KINDS_ZH: dict[Kind, str] = {
    Kind.CONSULTATION: "咨询",
    Kind.COMPLAINT: "投诉",
    Kind.SUGGESTION: "建议",
    Kind.HELP: "求助",
    Kind.REPORT: "举报",
}
"""The kinds of matters with their Chinese names."""

_KIND_OF = (
    {kind.value: kind for kind in Kind}
    | {name: kind for kind, name in KINDS_ZH.items()}
    | {"": Kind.HELP}
)


def parse_topic(row: Row) -> Topic:
    """The topic in a row whose columns are folded; its department is still an id or a name."""
    faults = Faults()
    topic = faults.read(partial(needed, row, "topic", 200), "")
    made = "t-" + hashlib.sha256(folded(topic).encode()).hexdigest()[:10]
    read = Topic(
        id=faults.read(partial(line, row, "id"), "") or made,
        topic=topic,
        department_id=faults.read(partial(needed, row, "department"), ""),
        variants=faults.read(lambda: tuple(dict.fromkeys(row.texts("variants"))), ()),
        kind=faults.read(partial(one_of, row, "kind", _KIND_OF), Kind.HELP),
        urgent=faults.read(partial(one_of, row, "urgent", YES_NO), False),
        visit_required=faults.read(partial(one_of, row, "visit_required", YES_NO), False),
    )
    faults.check()
    return read


def keep_topic(tx: Transaction, topic: Topic) -> Change:
    """Add or update a topic. FieldError where its department is not known."""
    department = people.department_called(tx, topic.department_id)
    if department is None:
        raise FieldError(
            "department",
            f"{topic.department_id!r} is not known: import the departments first, "
            "or write an id or name that `wenzheng department list` shows",
        )
    kept = replace(topic, department_id=department.id)
    before = catalogue.topic(tx, topic.id)
    if before == kept:
        return Change.UNCHANGED
    catalogue.keep_topic(tx, kept)
    return Change.CHANGED if before else Change.ADDED


TABLE = Table(COLUMNS, parse_topic, lambda one: ("id", one.id), keep_topic)


def values(topic: Topic) -> dict[str, object]:
    """A topic as the values of a table row."""
    return {
        "id": topic.id,
        "topic": topic.topic,
        "variants": list(topic.variants),
        "department": topic.department_id,
        "kind": topic.kind.value,
        "urgent": topic.urgent,
        "visit_required": topic.visit_required,
    }
