"""`wenzheng calendar`: which days are worked, as published and as the city has edited it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.files import import_file
from bot.commands.printing import examples, json_option, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.store import calendar as store
from bot.tickets.calendar import CalendarDay, DayKind

if TYPE_CHECKING:
    from datetime import date

    from bot.store import Transaction

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_file_argument = click.argument("file", type=click.Path(path_type=Path), required=False)


@click.group(cls=WenzhengGroup, epilog=examples("calendar list --year 2026", "calendar import"))
def calendar() -> None:
    """The working calendar (放假与调休): holidays, and weekends that are worked."""


@calendar.command(
    "list", epilog=examples("calendar list", "calendar list --year 2026", "calendar list --json")
)
@click.option("--year", type=click.IntRange(1900, 2200), help="Only this year.")
@json_option
@pass_program
def list_(program: Program, year: int | None, as_json: bool) -> None:
    """List the days that depart from Monday to Friday.

    A year without a single day is not published: there, Monday to Friday are counted.
    """
    found = program.run(lambda database: database.read(lambda tx: store.days(tx, year)))
    if as_json:
        print_json([_values(each) for each in found])
        return
    print_table(
        ["date", "", "kind", "name"],
        [
            (
                each.day.isoformat(),
                _WEEKDAYS[each.day.weekday()],
                "off" if each.kind is DayKind.HOLIDAY else "worked",
                each.name,
            )
            for each in found
        ],
        f"No day of {year} is known; when it is published: {typed('calendar import FILE')}"
        if year
        else "No day is known yet: the first `wenzheng serve` brings the published years.",
    )


@calendar.command("import", epilog=examples("calendar import", "calendar import holidays-2027.csv"))
@_file_argument
@json_option
@pass_program
def import_(program: Program, file: Path | None, as_json: bool) -> None:
    """Import a calendar: date, kind, name (日期 类型 名称; 放假 or 上班).

    Without FILE, the calendar.csv of the data folder is taken. The file speaks for every year
    that it names. Due times of open tickets that are still to come are counted again by the running
    service, or by the next one, and residents are told where a day has moved. Dates that have
    passed stay.
    """
    from bot.imports.calendar import TABLE

    import_file(program, file or _own_file(program), TABLE, as_json=as_json)


@calendar.command(epilog=examples("calendar export", "calendar export holidays.xlsx"))
@_file_argument
@pass_program
def export(program: Program, file: Path | None) -> None:
    """Write the calendar to a table file, which can be edited and imported again.

    Without FILE, the calendar.csv of the data folder is written anew; another file must not exist.
    """
    from bot.imports.calendar import COLUMNS, values
    from faq.tables import write_rows

    if file is not None and file.exists():
        raise WenzhengError(f"{file} exists already and is kept; name a new file.")
    target = file or _own_file(program)
    found = program.run(lambda database: database.read(store.days))
    write_rows(target, [values(each) for each in found], tuple(COLUMNS))
    click.echo(f"{target}: {plural(len(found), 'day')} written.")


@calendar.command(
    "set",
    epilog=examples("calendar set 2027-02-05 holiday --name 春节", "calendar set 2027-02-07 usual"),
)
@click.argument("day", metavar="DATE")
@click.argument("kind", type=click.Choice([*(kind.value for kind in DayKind), "usual"]))
@click.option("--name", default="", help="The holiday that the day belongs to.")
@pass_program
def set_(program: Program, day: str, kind: str, name: str) -> None:
    """Let one day be a holiday, be worked, or be like any other of its weekday (usual)."""
    from bot.imports.calendar import read_date
    from faq.errors import FieldError

    try:
        wanted = read_date(day)
    except FieldError as error:
        raise WenzhengError(f"{error.reason[0].upper()}{error.reason[1:]}.") from None
    changed = program.run(
        lambda database: database.transaction(lambda tx: _set(tx, wanted, kind, name.strip()))
    )
    worked = "is worked" if changed else "is not worked"
    click.echo(
        f"{wanted} {worked}. What is due after now is counted again and residents are told; "
        "dates that have passed stay."
    )


def _set(tx: Transaction, wanted: date, kind: str, name: str) -> bool:
    if kind == "usual":
        store.drop(tx, wanted)
        return wanted.weekday() < 5
    store.keep(tx, CalendarDay(wanted, DayKind(kind), name))
    return DayKind(kind) is DayKind.WORKDAY


def _own_file(program: Program) -> Path:
    from bot.imports.calendar import FILE_NAME

    return program.settings.data_folder / FILE_NAME


def _values(each: CalendarDay) -> dict[str, object]:
    return {"date": each.day.isoformat(), "kind": each.kind.value, "name": each.name}
