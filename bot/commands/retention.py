"""`wenzheng retention`: what is kept how long, what was swept, and sweeping now."""

from __future__ import annotations

import click

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

_RUNS = 30


@click.group(cls=WenzhengGroup, epilog=examples("retention list", "retention run"))
def retention() -> None:
    """What is kept how long (保留期限): settings under [retention], swept each day after 3:00."""


@retention.command("list", epilog=examples("retention list", "retention list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the latest daily sweeps and how much of each kind they erased."""
    from bot.store import retention as store

    found = program.run(lambda database: database.read(lambda tx: store.runs(tx, _RUNS)))
    if as_json:
        print_json(
            [
                {
                    "day": each.day.isoformat(),
                    "at": moment_json(each.at),
                    "erased": dict(each.erased),
                }
                for each in found
            ]
        )
        return
    print_table(
        ["day", "began", "erased"],
        [
            (each.day.isoformat(), moment_text(each.at, program.zone), _counts(each.erased))
            for each in found
        ],
        "Nothing has been swept yet; the service does so each day after 3:00.",
    )


@retention.command(epilog=examples("retention run", "retention run --json"))
@json_option
@pass_program
def run(program: Program, as_json: bool) -> None:
    """Erase now what is kept longer than the settings allow, without waiting for the night."""
    from bot.retention import sweep

    kept, now = program.settings.retention, program.clock()
    erased = program.run(lambda database: sweep(database, kept, now))
    if as_json:
        print_json({"erased": erased})
    else:
        click.echo(f"Erased: {_counts(erased)}.")


def _counts(erased: object) -> str:
    counts = dict(erased) if isinstance(erased, dict) else {}
    return ", ".join(f"{kind} {count:,}" for kind, count in counts.items()) or "nothing"
