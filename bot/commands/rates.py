"""`wenzheng rates`: 响应率, 解决率 and 满意率 of a period, by unit, with what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.commands.printing import (
    examples,
    json_option,
    moment_json,
    moment_text,
    plural,
    print_json,
    print_table,
)
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.tickets.rates import FEWEST, Rates, Share

if TYPE_CHECKING:
    from bot.rating import Rated
    from bot.store import Database

_SOLVED = frozenset({"solved", "graded", "solved_at_once"})
"""Told as counts only where too few residents gave a verdict."""
_COLUMNS = (
    ("responded", "响应率"),
    ("solved", "解决率"),
    ("graded", "graded"),
    ("satisfied", "满意率"),
    ("covered", "coverage"),
    ("silent", "unrated"),
    ("solved_at_once", "一次解决率"),
    ("changed", "改评率"),
    ("withdrawn", "撤单率"),
    ("extended", "extended"),
)


@click.command(
    cls=WenzhengCommand,
    epilog=examples("rates", "rates --period 2026-10", "rates --period 2026"),
)
@click.option(
    "--period", help="A month (2026-10) or a year (2026); without it, the month that ended last."
)
@json_option
@pass_program
def rates(program: Program, period: str | None, as_json: bool) -> None:
    """Tell the three rates of a period, by unit, as n/N.

    Rows belong to the period of their original due time; of a period that goes on, those count that
    are due by now. No rate is told of fewer than ten rows.
    """
    rated = program.run(lambda database: _rated(program, database, period))
    if as_json:
        print_json(_values(rated))
    else:
        _print(program, rated)


async def _rated(program: Program, database: Database, name: str | None) -> Rated:
    from bot import rating

    now, zone = program.clock(), program.zone
    period = rating.period_named(name, zone) if name else rating.last_month(now, zone)
    return await rating.rated(database, period, zone, now)


def _print(program: Program, rated: Rated) -> None:
    report = rated.report
    click.echo(f"{report.period}{_so_far(program, rated)}\n")
    print_table(
        ["unit", *(title for _, title in _COLUMNS)],
        [
            (unit or "-", *(_cell(found, name) for name, _ in _COLUMNS))
            for unit, found in (*report.units.items(), ("all", report.total))
        ],
        "No row.",
    )
    click.echo(f"\nn/N, and a rate where N is at least {FEWEST}; see docs/promises.md.")
    if rated.frozen_at is not None:
        click.echo(f"Frozen on {moment_text(rated.frozen_at, program.zone)}.")
    if report.excluded:
        click.echo(f"\nExcluded ({plural(len(report.excluded), 'row')}):")
        for row in report.excluded:
            click.echo(f"  {row.number}  {row.reason.value}")
    if rated.corrections:
        click.echo(f"\nCorrected since ({plural(len(rated.corrections), 'row')}):")
        for each in rated.corrections:
            click.echo(f"  {each.number}  {', '.join(each.changed)}")


def _so_far(program: Program, rated: Rated) -> str:
    return f", what was due by {moment_text(rated.until, program.zone)}" if rated.until else ""


def _cell(found: Rates, name: str) -> str:
    share: Share = getattr(found, name)
    rate = _rate(found, name)
    return f"{share.n}/{share.of}" + (f" {rate:.1%}" if rate is not None else "")


def _rate(found: Rates, name: str) -> float | None:
    share: Share = getattr(found, name)
    return None if name in _SOLVED and not found.is_covered else share.rate


def _values(rated: Rated) -> dict[str, object]:
    report = rated.report
    return {
        "period": report.period,
        "until": moment_json(rated.until),
        "frozen_at": moment_json(rated.frozen_at),
        "total": _unit_values(report.total),
        "departments": [
            {"department": unit, **_unit_values(found)} for unit, found in report.units.items()
        ],
        "excluded": [{"number": row.number, "reason": row.reason.value} for row in report.excluded],
        "corrections": [
            {"number": each.number, "changed": list(each.changed)} for each in rated.corrections
        ],
    }


def _unit_values(found: Rates) -> dict[str, object]:
    shares = {
        name: {
            "n": getattr(found, name).n,
            "of": getattr(found, name).of,
            "rate": _rate(found, name),
        }
        for name, _ in _COLUMNS
    }
    return {**shares, "counts_only": not found.is_covered}
