"""`wenzheng department`: the units that answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.files import export_file, file_argument, import_file
from bot.commands.printing import examples, json_option, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.models import Department
from bot.store import people

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import Transaction


@click.group(cls=WenzhengGroup, epilog=examples("department list", "department import units.csv"))
def department() -> None:
    """Departments (单位): the units that answer."""


@department.command(
    epilog=examples("department add tax 税务局 --name-en 'Tax Bureau' --phone 12366")
)
@click.argument("id")
@click.argument("name")
@click.option("--name-en", default="", help="The name in English.")
@click.option("--phone", default="", help="The telephone number that residents may call.")
@click.option("--hours", default="", help="When it is open, in words.")
@pass_program
def add(program: Program, id: str, name: str, name_en: str, phone: str, hours: str) -> None:  # noqa: A002
    """Add a department under a short ID, or change the one with that ID."""
    from bot.imports.departments import department_id, keep_department

    new = Department(department_id(id), name, name_en, phone, hours)
    change = program.run(
        lambda database: database.transaction(lambda tx: keep_department(tx, new)), begins=True
    )
    click.echo(f"{name} ({id}): {change.value}.")


@department.command("list", epilog=examples("department list", "department list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the departments."""
    from bot.imports.departments import values

    found = program.run(lambda database: database.read(people.departments))
    if as_json:
        print_json([values(each) for each in found])
        return
    print_table(
        ["id", "name", "English", "phone", "hours", "review"],
        [
            (each.id, each.name, each.name_en, each.phone, each.hours, "yes" if each.review else "")
            for each in found
        ],
        f"There is no department yet: {typed('department import FILE')}, or department add ID NAME",
    )


@department.command(epilog=examples("department review water", "department review water --off"))
@click.argument("id")
@click.option("--off", is_flag=True, help="Answers go out unread again.")
@pass_program
def review(program: Program, id: str, off: bool) -> None:  # noqa: A002
    """Let a department's answers go out only after a second person's look (审核)."""

    def work(tx: Transaction) -> Department:
        found = people.department_called(tx, id)
        if found is None:
            raise WenzhengError(
                f"There is no department {id!r}; "
                "`wenzheng department list` shows the ones there are."
            )
        people.require_review(tx, found.id, required=not off)
        return found

    found = program.run(lambda database: database.transaction(work))
    how = "go out as they are written" if off else "wait for a second person"
    click.echo(f"{found.name} ({found.id}): answers {how}.")


@department.command(epilog=examples("department remove old-bureau"))
@click.argument("id")
@pass_program
def remove(program: Program, id: str) -> None:  # noqa: A002
    """Remove a department that has no active official; what it did stays on record."""

    def work(tx: Transaction) -> None:
        names = [each.name for each in people.officials(tx) if each.department_id == id]
        if names:
            raise WenzhengError(
                f"{id} still has officials ({', '.join(names)}); move or remove them first."
            )
        if not people.remove_department(tx, id):
            raise WenzhengError(f"There is no department {id!r}; see: {typed('department list')}")

    program.run(lambda database: database.transaction(work))
    click.echo(f"{id} is removed.")


@department.command("import", epilog=examples("department import units.xlsx"))
@file_argument
@json_option
@pass_program
def import_(program: Program, file: Path, as_json: bool) -> None:
    """Import departments from a table: id, name, name_en, phone, hours.

    In Chinese: 编号, 名称, 英文名, 电话, 办公时间.
    """
    from bot.imports.departments import TABLE

    import_file(program, file, TABLE, as_json=as_json)


@department.command(epilog=examples("department export units.csv"))
@file_argument
@pass_program
def export(program: Program, file: Path) -> None:
    """Write the departments to a new table file, which can be imported again."""
    from bot.imports.departments import COLUMNS, values

    found = program.run(lambda database: database.read(people.departments))
    export_file(file, [values(each) for each in found], tuple(COLUMNS), "department")
