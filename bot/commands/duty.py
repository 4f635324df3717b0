"""`wenzheng duty`: who can be called, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.files import file_argument, import_file
from bot.commands.printing import (
    examples,
    json_option,
    moment_json,
    moment_text,
    print_json,
    print_table,
)
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.store import duty as store
from bot.store import people

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import Transaction
    from bot.store.duty import Shift


@click.group(cls=WenzhengGroup, epilog=examples("duty list", "duty import roster.xlsx"))
def duty() -> None:
    """The duty roster (值班表): who can be called, and when."""


@duty.command("list", epilog=examples("duty list", "duty list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the shifts that have not ended, in the city's time."""
    now, zone = program.clock(), program.zone

    def work(tx: Transaction) -> list[tuple[str, Shift]]:
        names = {each.id: each.name for each in people.officials_ever(tx)}
        return [(names[each.official_id], each) for each in store.shifts(tx, now)]

    found = program.run(lambda database: database.read(work))
    if as_json:
        print_json(
            [
                {
                    "official": name,
                    "starts_at": moment_json(shift.starts_at),
                    "ends_at": moment_json(shift.ends_at),
                    "now": shift.starts_at <= now,
                }
                for name, shift in found
            ]
        )
        return
    print_table(
        ["official", "starts", "ends", "now"],
        [
            (
                name,
                moment_text(shift.starts_at, zone),
                moment_text(shift.ends_at, zone),
                "on duty" if shift.starts_at <= now else "",
            )
            for name, shift in found
        ],
        f"The roster is empty: {typed('duty import FILE')}",
    )


@duty.command("import", epilog=examples("duty import roster.csv"))
@file_argument
@json_option
@pass_program
def import_(program: Program, file: Path, as_json: bool) -> None:
    """Import shifts: official, starts, ends (姓名 开始 结束), in the city's time.

    A time is written like 2026-11-23 08:00; an end may be a time alone, such as 20:00.
    """
    from bot.imports.duty import duty_table

    import_file(program, file, duty_table(program.zone), as_json=as_json)
