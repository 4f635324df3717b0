"""`wenzheng faq drafts`, `gaps` and `review`: knowledge in the making, missing, or in trouble."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.printing import examples, json_option, note, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.privacy import mask

if TYPE_CHECKING:
    from bot.store import Transaction
    from bot.store.drafts import Draft
    from bot.store.faq_needs import Judged, RunOut, Unknown

_MOST_READ = 50_000
_MOST = 1_000

days_option = click.option(
    "--days", type=click.IntRange(1, 3_650), default=30, help="How far back to look."
)


@click.command(cls=WenzhengCommand, epilog=examples("faq drafts", "faq drafts --json"))
@json_option
@pass_program
def drafts(program: Program, as_json: bool) -> None:
    """List the drafts that wait for a knowledge editor (approved at the desk or in the chat)."""
    from bot.store import drafts as store
    from bot.store import worklist

    def work(tx: Transaction) -> tuple[list[Draft], dict[int, str]]:
        return store.waiting(tx, _MOST), worklist.official_names(tx)

    found, names = program.run(lambda database: database.read(work))
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "ticket": each.number,
                    "question": each.proposed.question,
                    "answer": each.proposed.answer,
                    "department": each.proposed.department_id,
                    "source": each.proposed.source,
                    "valid_until": each.proposed.valid_until.isoformat(),
                    "drafted_by": names.get(each.drafted_by, ""),
                }
                for each in found
            ]
        )
        return
    print_table(
        ["id", "question", "ticket", "drafted by", "valid until"],
        [
            (
                each.id,
                each.proposed.question,
                each.number,
                names.get(each.drafted_by, ""),
                each.proposed.valid_until.isoformat(),
            )
            for each in found
        ],
        "No draft is waiting.",
    )


@click.command(
    cls=WenzhengCommand, epilog=examples("faq gaps", "faq gaps --days 7 --top 20 --json")
)
@days_option
@click.option("--top", type=click.IntRange(1, 1_000), default=10, help="How many gaps.")
@json_option
@pass_program
def gaps(program: Program, days: int, top: int, as_json: bool) -> None:
    """List what residents asked and the FAQ did not know, like questions together.

    Personal data is masked, confidential tickets are left out. It says how many of the tickets of
    that time would not have come, had these entries been there.
    """
    from bot.store import faq_needs
    from faq.gaps import Asked, find_gaps

    since = local_date(program.clock(), program.zone) - timedelta(days=days)

    def work(tx: Transaction) -> tuple[list[Unknown], int]:
        return faq_needs.unknown(tx, since, _MOST_READ), faq_needs.tickets_since(tx, since)

    asked, tickets = program.run(lambda database: database.read(work))
    found = find_gaps(Asked(each.text, each.contact_id, each.became_ticket) for each in asked)[:top]
    saved = sum(gap.tickets for gap in found)
    share = saved / tickets if tickets else 0.0
    if as_json:
        print_json(
            {
                "since": since.isoformat(),
                "tickets": tickets,
                "fewer": round(share, 4),
                "gaps": [
                    {
                        "question": mask(gap.question),
                        "count": gap.count,
                        "people": len(gap.people),
                        "tickets": gap.tickets,
                        "examples": [mask(each) for each in gap.examples[:5]],
                    }
                    for gap in found
                ],
            }
        )
        return
    print_table(
        ["question", "times", "people", "tickets"],
        [(mask(gap.question), gap.count, len(gap.people), gap.tickets) for gap in found],
        "The FAQ knew everything that was asked.",
    )
    if found:
        note(
            f"Write these {len(found)} entries, and about {share:.0%} fewer tickets come "
            f"({saved} of {tickets} since {since})."
        )


@click.command(cls=WenzhengCommand, epilog=examples("faq review", "faq review --days 90 --json"))
@days_option
@json_option
@pass_program
def review(program: Program, days: int, as_json: bool) -> None:
    """List entries to look at again: run out, or leaving as many residents unhelped as helped."""
    from bot.store import faq_needs, worklist

    today = local_date(program.clock(), program.zone)

    def work(tx: Transaction) -> tuple[list[RunOut], list[Judged], dict[int, str]]:
        over = faq_needs.run_out(tx, today, _MOST, unnoticed=False)
        failing = [
            each for each in faq_needs.judged(tx, today - timedelta(days=days)) if each.fails
        ]
        return over, failing, worklist.official_names(tx)

    over, failing, names = program.run(lambda database: database.read(work))
    troubles: list[tuple[RunOut | Judged, str]] = [
        *((each, f"ran out on {each.valid_until}") for each in over),
        *((each, f"{each.unsolved} of {each.shown} unhelped") for each in failing),
    ]
    rows = [
        (each.id, each.question, each.department, names.get(each.owner_id or 0, ""), why)
        for each, why in troubles
    ]
    if as_json:
        keys = ("id", "question", "department", "owner", "why")
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    print_table(
        ["id", "question", "department", "owner", "why"], rows, "Nothing has to be looked at."
    )
