"""`wenzheng faq suggest-variants`: what people showed about the FAQ, for an official to approve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.faq.upkeep import days_option
from bot.commands.printing import examples, json_option, note, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.errors import WenzhengError
from bot.privacy import is_masked, mask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.imports.report import Report
    from bot.store import Database, Transaction
    from faq.entries import FaqEntry
    from faq.learning import Evidence, Misleading, Proposal

_MOST_READ = 50_000
_ORIGIN = "suggest-variants"


@click.command(
    "suggest-variants",
    cls=WenzhengCommand,
    epilog=examples(
        "faq suggest-variants", "faq suggest-variants --accept 3f0a91c2 --accept 77b0e4d1"
    ),
)
@days_option
@click.option(
    "--accept", "accepted", multiple=True, metavar="ID", help="Approve this wording; repeatable."
)
@json_option
@pass_program
def suggest_variants(program: Program, days: int, accepted: tuple[str, ...], as_json: bool) -> None:
    """Propose wordings that residents used and entries lack, and warn of entries that mislead.

    The evidence: what residents picked, 有用 and 没解决, and suggestions that officials answered
    with. Nothing changes until an official approves with --accept.
    """
    from faq.learning import misleading, propose

    since = local_date(program.clock(), program.zone) - timedelta(days=days)
    entries, evidence = program.run(lambda database: database.read(lambda tx: _read(tx, since)))
    # A wording with personal data would be shown to everybody.
    proposals = propose(entries, [each for each in evidence if is_masked(each.text)])
    if accepted:
        _accept(program, entries, proposals, accepted, as_json=as_json)
        return
    _print(entries, proposals, misleading(evidence), as_json=as_json)


def _read(tx: Transaction, since: date) -> tuple[list[FaqEntry], list[Evidence]]:
    from bot.knowledge.indexing import entry_of
    from bot.store import knowledge, learning
    from bot.store.matching import Feedback
    from faq.learning import Evidence

    entries = [entry_of(each) for each in knowledge.entries(tx)]
    answers = {entry.id: entry.answer.strip() for entry in entries if entry.answer.strip()}
    found = [
        Evidence(each.text, each.entry_id, each.feedback in _HELPED, each.contact_id)
        for each in learning.judged(tx, since, _MOST_READ)
        if each.feedback is not Feedback.NONE_OF_THEM
    ]
    found += [
        Evidence(each.text, entry, helped=True, person=each.contact_id)
        for each in learning.answered(tx, since, _MOST_READ)
        for entry in each.suggested
        if entry in answers and answers[entry] in each.answer
    ]
    return entries, found


_HELPED = ("useful", "picked")


def _accept(
    program: Program,
    entries: Sequence[FaqEntry],
    proposals: Sequence[Proposal],
    accepted: Sequence[str],
    *,
    as_json: bool,
) -> None:
    from bot.knowledge.importing import add_entries
    from faq.learning import taught

    by_id = {each.id: each for each in proposals}
    if unknown := [each for each in accepted if each not in by_id]:
        raise WenzhengError(
            f"No wording is proposed as {unknown[0]}; nothing was changed. "
            "See `wenzheng faq suggest-variants` for those that are."
        )
    chosen = [by_id[each] for each in dict.fromkeys(accepted)]
    changed = taught(entries, chosen)

    async def work(database: Database) -> Report:
        return await add_entries(database, changed, _ORIGIN, program.clock)

    report = program.run(work)
    if as_json:
        print_json({"accepted": [each.id for each in chosen], "version": report.version})
        return
    click.echo(
        f"{plural(len(chosen), 'wording')} added to "
        f"{plural(len(changed), 'entry', 'entries')}; in force within seconds."
    )


def _print(
    entries: Sequence[FaqEntry],
    proposals: Sequence[Proposal],
    warnings: Sequence[Misleading],
    *,
    as_json: bool,
) -> None:
    questions = {entry.id: entry.question for entry in entries}
    if as_json:
        print_json({"proposals": _proposals(proposals, questions), "warnings": _warnings(warnings)})
        return
    print_table(
        ["id", "wording", "for", "people"],
        [(each.id, each.text, questions[each.entry], each.people) for each in proposals],
        "No new wording is proposed.",
    )
    if warnings:
        click.echo()
        print_table(
            ["answers wrongly", "question", "unhelped", "helped", "for example", "meant"],
            [
                (
                    each.entry,
                    questions.get(each.entry, ""),
                    each.unhelped,
                    each.helped,
                    mask(each.examples[0]),
                    ", ".join(each.meant),
                )
                for each in warnings
            ],
            "",
        )
    if proposals:
        note("Approve with --accept ID; nothing is learnt before.")


def _proposals(proposals: Sequence[Proposal], questions: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "entry": each.entry,
            "question": questions[each.entry],
            "wording": each.text,
            "people": each.people,
            "unhelped": each.unhelped,
        }
        for each in proposals
    ]


def _warnings(warnings: Sequence[Misleading]) -> list[dict[str, object]]:
    return [
        {
            "entry": each.entry,
            "unhelped": each.unhelped,
            "helped": each.helped,
            "examples": [mask(text) for text in each.examples],
            "meant": list(each.meant),
        }
        for each in warnings
    ]
