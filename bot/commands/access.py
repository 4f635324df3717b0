"""`wenzheng access`: who looked at residents' personal data."""

from __future__ import annotations

from datetime import datetime

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
from bot.store import access as store


@click.group(cls=WenzhengGroup, epilog=examples("access list", "access list --since 2026-11-01"))
def access() -> None:
    """The access log (查看记录): every look at residents' personal data."""


@access.command(
    "list",
    epilog=examples(
        "access list --ticket 20261123-0007",
        "access list --official 王芳 --since 2026-11-01 --json",
    ),
)
@click.option("--ticket", default="", help="Only looks at this ticket.")
@click.option("--official", default="", help="Only looks by this official.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, help="At most so many.")
@json_option
@pass_program
def list_(
    program: Program, ticket: str, official: str, since: datetime | None, limit: int, as_json: bool
) -> None:
    """List who looked at what, the latest first: desk, command line, exports, erasures."""
    wanted = store.Wanted(ticket, official, since.date() if since else None, limit)
    found = program.run(lambda database: database.read(lambda tx: store.listed(tx, wanted)))
    if as_json:
        print_json(
            [
                {
                    "at": moment_json(each.at),
                    "official": each.name,
                    "action": each.action,
                    "ticket": each.ticket or None,
                    "detail": each.detail,
                }
                for each in found
            ]
        )
        return
    print_table(
        ["at", "who", "did", "ticket", "where"],
        [
            (
                moment_text(each.at, program.zone),
                each.name or "(command line)",
                each.action,
                each.ticket,
                each.detail,
            )
            for each in found
        ],
        "Nobody has looked.",
    )
