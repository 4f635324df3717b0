"""`wenzheng official deputy`, `away`, `back`: who stands in for whom, and who is not there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.printing import (
    examples,
    json_option,
    moment_json,
    moment_text,
    print_json,
    print_table,
)
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.errors import WenzhengError
from bot.store import people, stand_ins
from bot.store.stand_ins import Absence

if TYPE_CHECKING:
    from bot.models import Official
    from bot.store import Transaction

_moment = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%d"])


@click.command(
    cls=WenzhengCommand,
    epilog=examples("official deputy 王芳 李强", "official deputy 王芳 --nobody"),
)
@click.argument("name")
@click.argument("deputy", required=False)
@click.option("--nobody", is_flag=True, help="Nobody stands in for them any more.")
@pass_program
def deputy(program: Program, name: str, deputy: str | None, nobody: bool) -> None:
    """Let DEPUTY stand in for an official: told of what is not taken, and while they are away."""
    if (deputy is None) is not nobody:
        raise click.UsageError("Name the deputy, or give --nobody.")

    def work(tx: Transaction) -> None:
        official = _active(tx, name)
        other = _active(tx, deputy) if deputy else None
        if other is not None and other.id == official.id:
            raise WenzhengError(f"{name} cannot stand in for {name}; name somebody else.")
        stand_ins.name_deputy(tx, official.id, other.id if other else None)

    program.run(lambda database: database.transaction(work))
    click.echo(f"{deputy} stands in for {name}." if deputy else f"Nobody stands in for {name}.")


@click.command(
    cls=WenzhengCommand,
    epilog=examples(
        "official away 王芳 --until 2026-12-01", 'official away 王芳 --until "2026-12-01 14:00"'
    ),
)
@click.argument("name")
@click.option("--until", type=_moment, required=True, help="When they are back, in city time.")
@click.option("--from", "begins", type=_moment, help="When they go; now, where not given.")
@pass_program
def away(program: Program, name: str, until: datetime, begins: datetime | None) -> None:
    """Note that an official is away: nothing is dispatched to them, their deputy is reminded."""
    zone = program.zone
    starts = begins.replace(tzinfo=zone) if begins else program.clock()
    ends = until.replace(tzinfo=zone)
    if ends <= max(starts, program.clock()):
        raise WenzhengError("--until must come later than now, and than --from.")

    def work(tx: Transaction) -> bool:
        official = _active(tx, name)
        stand_ins.go_away(tx, Absence(official.id, starts, ends))
        return official.id in stand_ins.deputies(tx)

    has_deputy = program.run(lambda database: database.transaction(work))
    click.echo(f"{name} is away until {moment_text(ends, zone)}.")
    if not has_deputy:
        click.echo(
            f"Nobody stands in for {name}: the department's head is reminded instead. "
            f"Name somebody with: {typed(f'official deputy {name} DEPUTY')}",
            err=True,
        )


@click.command(cls=WenzhengCommand, epilog=examples("official back 王芳"))
@click.argument("name")
@pass_program
def back(program: Program, name: str) -> None:
    """Note that an official is back."""
    was_away = program.run(
        lambda database: database.transaction(
            lambda tx: stand_ins.come_back(tx, _active(tx, name).id)
        )
    )
    click.echo(f"{name} is back." if was_away else f"{name} was not away.")


@click.command(
    cls=WenzhengCommand, epilog=examples("official absences", "official absences --json")
)
@json_option
@pass_program
def absences(program: Program, as_json: bool) -> None:
    """List who is away or will be, and all deputies."""
    now, zone = program.clock(), program.zone

    def work(tx: Transaction) -> list[tuple[str, str, Absence | None]]:
        names = {each.id: each.name for each in people.officials(tx)}
        away = {each.official_id: each for each in stand_ins.absences(tx, now)}
        named = stand_ins.deputies(tx)
        return [
            (names[each], names.get(named.get(each, 0), ""), away.get(each))
            for each in names
            if each in away or each in named
        ]

    found = program.run(lambda database: database.read(work))
    if as_json:
        print_json(
            [
                {
                    "official": name,
                    "deputy": stands_in,
                    "away_from": moment_json(absence.starts_at) if absence else None,
                    "away_until": moment_json(absence.ends_at) if absence else None,
                }
                for name, stands_in, absence in found
            ]
        )
        return
    print_table(
        ["official", "deputy", "away from", "until"],
        [
            (
                name,
                stands_in,
                moment_text(absence.starts_at, zone) if absence else "",
                moment_text(absence.ends_at, zone) if absence else "",
            )
            for name, stands_in, absence in found
        ],
        "Nobody is away, and nobody has a deputy.",
    )


def _active(tx: Transaction, name: str) -> Official:
    found = people.official_by_name(tx, name)
    if found is None:
        raise WenzhengError(f"{name} is no active official; see: {typed('official list')}")
    return found
