"""Imports of departments, officials, roster and catalogue: whole or not at all, row and field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.first_start import FOLDER
from bot.imports import catalogue, departments, officials
from bot.imports.duty import COLUMNS as DUTY_COLUMNS
from bot.imports.duty import duty_table, parse_shift
from bot.imports.officials import official_keeper, roles
from bot.imports.report import Report
from bot.imports.tables import import_rows
from bot.models import Role
from bot.store import catalogue as topics
from bot.store import duty, people
from bot.store.catalogue import Kind
from faq.columns import fold_columns
from faq.errors import FaqError, FieldError, RowError
from faq.rows import Row
from faq.tables import read_rows, write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import Database

CITY = ZoneInfo("Asia/Shanghai")


def rows(*values: dict[str, object]) -> list[Row]:
    """Rows as they stand in a file below its header."""
    return [Row(number, each) for number, each in enumerate(values, start=2)]


async def units(database: Database) -> None:
    """Two departments, so that officials have a home."""
    table = rows({"编号": "tax", "名称": "税务局"}, {"编号": "water", "名称": "水务局"})
    await import_rows(database, departments.TABLE, table)


async def test_the_sample_tables_import_and_then_change_nothing(database: Database) -> None:
    """Departments first, then the catalogue that names them."""
    tables: list[tuple[Any, str]] = [
        (departments.TABLE, "departments"),
        (catalogue.TABLE, "catalogue"),
    ]
    for table, name in tables:
        path = FOLDER / f"{name}.yaml"
        first = await import_rows(database, table, read_rows(path))
        assert first.added > 20
        assert not first.refused
        again = await import_rows(database, table, read_rows(path))
        assert again == Report(unchanged=first.added)


async def test_a_table_with_one_bad_row_changes_nothing(database: Database) -> None:
    """Every refusal is named with its row and field, those that need the database too."""
    await units(database)
    report = await import_rows(
        database,
        departments.TABLE,
        rows(
            {"编号": "ok", "名称": "好单位"},
            {"编号": "Not An Id", "名称": "甲"},
            {"编号": "x", "名称": ""},
            {"编号": "y", "名称": "税务局"},
            {"编号": "ok", "名称": "又一个"},
        ),
    )
    assert [(each.row, each.field) for each in report.refused] == [
        (3, "id"),
        (4, "name"),
        (5, "name"),
        (6, "id"),
    ]
    assert not report.moved
    known = [each.id for each in await database.read(people.departments)]
    assert known == ["tax", "water"]


async def test_officials_are_added_moved_and_given_roles(database: Database, now: datetime) -> None:
    """Departments by id or name, roles in either language, several in one cell."""
    await units(database)
    table = official_keeper(now)
    first = await import_rows(
        database,
        table,
        rows(
            {"姓名": "王芳", "单位": "税务局", "角色": "承办人、审核人"},
            {"姓名": "李强", "单位": "WATER", "角色": ""},
        ),
    )
    assert first == Report(added=2)
    found = {each.name: each for each in await database.read(people.officials)}
    assert found["王芳"].roles == {Role.OFFICIAL, Role.REVIEWER}
    assert (found["李强"].department_id, found["李强"].roles) == (
        "water",
        frozenset({Role.OFFICIAL}),
    )
    second = await import_rows(
        database,
        table,
        rows(
            {"name": "王芳", "department": "water", "roles": "Department-Head"},
            {"name": "李强", "department": "water", "roles": "official"},
        ),
    )
    assert second == Report(changed=1, unchanged=1)
    moved = await database.read(lambda tx: people.official_by_name(tx, "王芳"))
    assert moved is not None
    assert moved.id == found["王芳"].id
    assert (moved.department_id, moved.roles) == ("water", frozenset({Role.DEPARTMENT_HEAD}))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"姓名": "", "单位": "tax"}, "name"),
        ({"姓名": "甲", "单位": "教育局"}, "department"),
        ({"姓名": "甲", "单位": "tax", "角色": "局长大人"}, "roles"),
        ({"姓名": "甲", "单位": "tax", "角色": "resident"}, "roles"),
        ({"姓名": "甲", "单位": "tax", "角色": "管理员|监督员"}, "roles"),
        ({"姓名": "甲" * 101, "单位": "tax"}, "name"),
    ],
)
async def test_an_official_who_cannot_be_taken_is_refused_by_field(
    database: Database, now: datetime, row: dict[str, object], field: str
) -> None:
    """Unknown departments and roles, and the auditor who would act too."""
    await units(database)
    report = await import_rows(database, official_keeper(now), rows(row))
    assert [(each.row, each.field) for each in report.refused] == [(2, field)]
    assert await database.read(people.officials) == []


@given(st.text())
def test_any_text_is_a_role_or_is_refused(text: str) -> None:
    """Never anything but roles or a FieldError."""
    try:
        held = roles([text])
    except FieldError as error:
        assert error.field == "roles"  # noqa: PT017 - either way is right
    else:
        assert Role.RESIDENT not in held


async def test_shifts_are_read_in_the_citys_time(database: Database, now: datetime) -> None:
    """Kept in UTC; an end without a day is the next such time."""
    await units(database)
    await import_rows(database, official_keeper(now), rows({"姓名": "王芳", "单位": "tax"}))
    table = duty_table(CITY)
    roster = rows(
        {"值班人": "王芳", "开始": "2026-11-23 08:00", "结束": "20:00"},
        {"值班人": "王芳", "开始": "2026年11月24日20时", "结束": "8:00"},
    )
    assert await import_rows(database, table, roster) == Report(added=2)
    assert await import_rows(database, table, roster) == Report(unchanged=2)
    first, second = await database.read(lambda tx: duty.shifts(tx, now))
    assert first.starts_at == datetime(2026, 11, 23, 0, tzinfo=UTC)
    assert first.ends_at == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert second.ends_at == datetime(2026, 11, 25, 0, tzinfo=UTC)
    refused = await import_rows(
        database, table, rows({"姓名": "赵六", "开始": "2026-11-23 08:00", "结束": "09:00"})
    )
    assert [(each.row, each.field) for each in refused.refused] == [(2, "official")]


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("", "20:00", "starts"),
        ("08:00", "20:00", "starts"),
        ("2026-11-23 25:00", "20:00", "starts"),
        ("2026-02-30 08:00", "20:00", "starts"),
        ("2026-11-23 08:61", "20:00", "starts"),
        ("明早八点", "20:00", "starts"),
        ("2026-11-23 08:00", "later", "ends"),
        ("2026-11-23 08:00", "2026-11-23 08:00", "ends"),
        ("2026-11-23 08:00", "2026-11-22", "ends"),
        ("2026-11-23 08:00", "2027-11-23", "ends"),
    ],
)
def test_a_time_that_is_none_is_refused(starts: str, ends: str, field: str) -> None:
    """By the name of its column."""
    row = Row(2, {"official": "甲", "starts": starts, "ends": ends})
    with pytest.raises(FieldError) as refusal:
        parse_shift(row, CITY)
    assert refusal.value.field == field


@given(st.text(max_size=30), st.text(alphabet="0123456789-/.: 年月日时分T", max_size=25))
def test_any_cells_make_a_shift_or_a_refusal(starts: str, ends: str) -> None:
    """No cell ends in anything else."""
    row = Row(2, {"official": "甲", "starts": starts, "ends": ends})
    try:
        shift = parse_shift(row, CITY)
    except (FieldError, RowError):
        return
    assert shift.starts_at < shift.ends_at


def test_a_day_alone_begins_at_midnight() -> None:
    """As spreadsheets hand midnight over."""
    row = Row(2, {"official": "甲", "starts": "2026-11-23", "ends": "2026-11-24"})
    shift = parse_shift(row, CITY)
    assert shift.starts_at == datetime(2026, 11, 22, 16, tzinfo=UTC)


async def test_topics_take_chinese_words(database: Database) -> None:
    """Kinds, yes and no; an id is made from the topic where none is given."""
    await units(database)
    table = rows(
        {"事项": "停 水", "单位": "水务局", "类型": "投诉", "紧急": "是", "现场办理": "√"},
        {"事项": "查税", "单位": "tax", "类型": "", "紧急": "否", "现场办理": ""},
    )
    assert await import_rows(database, catalogue.TABLE, table) == Report(added=2)
    assert await import_rows(database, catalogue.TABLE, table) == Report(unchanged=2)
    found = {each.topic: each for each in await database.read(topics.topics)}
    assert found["停 水"].kind is Kind.COMPLAINT
    assert (found["停 水"].urgent, found["停 水"].visit_required) == (True, True)
    assert (found["查税"].urgent, found["查税"].department_id) == (False, "tax")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"事项": ""}, "topic"),
        ({"单位": "无此单位"}, "department"),
        ({"类型": "闲聊"}, "kind"),
        ({"紧急": "大概"}, "urgent"),
        ({"编号": "x\x07y"}, "id"),
        ({"编号": ["a", "b"]}, "id"),
    ],
)
async def test_a_topic_that_cannot_be_taken_is_refused_by_field(
    database: Database, change: dict[str, object], field: str
) -> None:
    """Each refusal names what is allowed."""
    await units(database)
    row = {"事项": "停水", "单位": "water", "类型": "求助", **change}
    report = await import_rows(database, catalogue.TABLE, rows(row))
    assert [(each.row, each.field) for each in report.refused] == [(2, field)]
    assert await database.read(topics.topics) == []


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".yaml"])
async def test_what_is_exported_imports_unchanged(
    database: Database, tmp_path: Path, now: datetime, suffix: str
) -> None:
    """Every kind of table, through every kind of file."""
    await import_rows(database, departments.TABLE, read_rows(FOLDER / "departments.yaml"))
    await import_rows(database, catalogue.TABLE, read_rows(FOLDER / "catalogue.yaml"))
    people_rows = rows({"姓名": "王芳", "单位": "tax", "角色": "承办人、审核人"})
    await import_rows(database, official_keeper(now), people_rows)
    units_ = [departments.values(each) for each in await database.read(people.departments)]
    topics_ = [catalogue.values(each) for each in await database.read(topics.topics)]
    people_ = [officials.values(each) for each in await database.read(people.officials)]
    path = tmp_path / f"table{suffix}"
    write_rows(path, units_, tuple(departments.COLUMNS))
    assert (await import_rows(database, departments.TABLE, read_rows(path))).unchanged == len(
        units_
    )
    write_rows(path, topics_, tuple(catalogue.COLUMNS))
    assert (await import_rows(database, catalogue.TABLE, read_rows(path))).unchanged == len(topics_)
    write_rows(path, people_, tuple(officials.COLUMNS))
    assert (await import_rows(database, official_keeper(now), read_rows(path))).unchanged == 1


async def test_a_table_of_another_kind_is_refused_whole(database: Database) -> None:
    """A file without a known column, and one without a row, are no imports of nothing."""
    with pytest.raises(FaqError, match="no column is known"):
        await import_rows(database, departments.TABLE, rows({"colour": "red"}))
    with pytest.raises(FaqError, match="no row"):
        await import_rows(database, departments.TABLE, [])


def test_no_two_columns_share_a_spelling() -> None:
    """Otherwise a header would mean two things."""
    for columns in (departments.COLUMNS, officials.COLUMNS, catalogue.COLUMNS, DUTY_COLUMNS):
        header = {name: "x" for column, names in columns.items() for name in (column, *names)}
        assert len(header) == sum(1 + len(names) for names in columns.values())
        for name in header:
            (row,) = fold_columns([Row(2, {name: "x"})], columns)
            assert len(row.values) == 1
