"""`wenzheng catalogue`: which topic goes to which department."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.files import export_file, file_argument, import_file
from bot.commands.printing import examples, json_option, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.store import catalogue as store

if TYPE_CHECKING:
    from pathlib import Path


@click.group(
    cls=WenzhengGroup, epilog=examples("catalogue list", "catalogue import catalogue.xlsx")
)
def catalogue() -> None:
    """The dispatch catalogue (派单目录): which topic goes to which department."""


@catalogue.command("list", epilog=examples("catalogue list", "catalogue list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the topics."""
    from bot.imports.catalogue import KINDS_ZH, values

    found = program.run(lambda database: database.read(store.topics))
    if as_json:
        print_json([values(each) for each in found])
        return
    print_table(
        ["id", "topic", "department", "kind", "urgent", "visit"],
        [
            (
                each.id,
                each.topic,
                each.department_id,
                f"{each.kind.value} {KINDS_ZH[each.kind]}",
                "yes" if each.urgent else "",
                "yes" if each.visit_required else "",
            )
            for each in found
        ],
        f"The catalogue is empty: {typed('catalogue import FILE')}",
    )


@catalogue.command("import", epilog=examples("catalogue import catalogue.csv"))
@file_argument
@json_option
@pass_program
def import_(program: Program, file: Path, as_json: bool) -> None:
    """Import topics: id, topic, variants, department, kind, urgent, visit_required.

    In Chinese: 编号, 事项, 其他说法, 单位, 类型, 紧急, 现场办理.
    """
    from bot.imports.catalogue import TABLE

    import_file(program, file, TABLE, as_json=as_json)


@catalogue.command(epilog=examples("catalogue export catalogue.csv"))
@file_argument
@pass_program
def export(program: Program, file: Path) -> None:
    """Write the topics to a new table file, which can be imported again."""
    from bot.imports.catalogue import COLUMNS, values

    found = program.run(lambda database: database.read(store.topics))
    export_file(file, [values(each) for each in found], tuple(COLUMNS), "topic")
