"""`wenzheng faq drafts`, `gaps` and `review`: knowledge in the making, missing, or in trouble."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.printing import examples, json_option, note, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand

if TYPE_CHECKING:
    from bot.store import Transaction
    from bot.store.drafts import Draft
    from bot.store.faq_needs import Judged, RunOut
    from handlers.knowledge.gaps import Missed

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

    Personal data is masked, confidential tickets are left out. Where there were ten tickets or
    more, it says how many of them would not have come, had these entries been there.
    """
    from handlers.knowledge.gaps import missed

    since = local_date(program.clock(), program.zone) - timedelta(days=days)

    def work(tx: Transaction) -> Missed:
        return missed(tx, since, shown=top, read=_MOST_READ)

    found = program.run(lambda database: database.read(work))
    if as_json:
        print_json(
            {
                "since": since.isoformat(),
                "tickets": found.tickets,
                "fewer": None if found.fewer is None else round(found.fewer, 4),
                "gaps": [asdict(each) for each in found.commonest],
            }
        )
        return
    print_table(
        ["question", "times", "people", "tickets"],
        [(each.question, each.count, each.people, each.tickets) for each in found.commonest],
        f"Nothing was asked since {since} that the FAQ did not know.",
    )
    if found.fewer is not None:
        note(
            f"Write these {plural(len(found.commonest), 'entry', 'entries')}, and about "
            f"{found.fewer:.0%} fewer tickets come ({found.saved} of {found.tickets} since "
            f"{since} asked what others had asked too)."
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
