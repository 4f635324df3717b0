"""`wenzheng tickets overrides`: how often answers went out against the answer check."""

from __future__ import annotations

from datetime import datetime

import click

from bot.clock import local_date
from bot.commands.printing import examples, json_option, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand


@click.command(
    cls=WenzhengCommand,
    epilog=examples("tickets overrides", "tickets overrides --month 2026-10 --json"),
)
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="The month; this one by default.")
@json_option
@pass_program
def overrides(program: Program, month: datetime | None, as_json: bool) -> None:
    """Count, by department, the answers of a month that were sent against the answer check.

    More than one in ten, of at least ten answers, makes review by a second person compulsory in
    that department until the end of the next month.
    """
    from bot.store import checks
    from bot.tickets.overrides import month_of, too_many

    day = month.date() if month else local_date(program.clock(), program.zone)
    since, until = month_of(day)
    found = program.run(lambda database: database.read(lambda tx: checks.checked(tx, since, until)))
    if as_json:
        print_json(
            [
                {
                    "department": each.department_id,
                    "answers": each.answers,
                    "overridden": each.overridden,
                    "faults": dict(each.faults),
                    "review_compulsory": too_many(each.answers, each.overridden),
                }
                for each in found
            ]
        )
        return
    print_table(
        ["department", "answers", "sent against the check", "why it was doubted", "review"],
        [
            (
                each.department_id,
                each.answers,
                f"{each.overridden} ({each.share:.0%})",
                ", ".join(f"{name} {count}" for name, count in sorted(each.faults.items())),
                "compulsory" if too_many(each.answers, each.overridden) else "",
            )
            for each in found
        ],
        f"No official has answered anything in {since:%Y-%m}.",
    )
