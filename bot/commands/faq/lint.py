"""`wenzheng faq lint`: what is wrong with the FAQ as it stands, before a resident finds out."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.faq.command import LARGE
from bot.commands.faq.table import read_rows_of
from bot.commands.printing import examples, json_option, note, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.privacy import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bot.store import Transaction
    from faq.entries import FaqEntry
    from faq.health import Finding

_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 5  # of a plate
_SHOWN = 20
"""Findings of one trouble that people are shown: hundreds without a source hide what is worse."""


@click.command(cls=WenzhengCommand, epilog=examples("faq lint", "faq lint --faq faq.csv --json"))
@click.option(
    "--faq",
    "file",
    type=click.Path(path_type=Path),
    help="Look at this table file instead of the stored FAQ; needs no database.",
)
@json_option
@pass_program
def lint(program: Program, file: Path | None, as_json: bool) -> None:
    """List what is wrong with the FAQ: the worst first; exit code 1 where residents are misled.

    Rows that an import would refuse, entries that contradict or repeat each other, that no
    question finds, with broken links or personal data, that ran out, or that name no source.
    """
    refused: list[Finding] = []
    if file:
        entries, refused = _of_table(file)
        public: tuple[str, ...] = ()
    else:
        entries, public = _stored(program)
    today = local_date(program.clock(), program.zone)
    found = refused + _findings(entries, public, today)
    misleading = [each for each in found if _misleads(each)]
    _print(found, entries, as_json=as_json)
    if misleading:
        note(f"{plural(len(misleading), 'fault')} would mislead residents: mend them first.")
        sys.exit(1)


def _of_table(file: Path) -> tuple[list[FaqEntry], list[Finding]]:
    """The entries of a table file, and the rows of which an import would make none."""
    from faq.health import Finding, Trouble

    entries, refused = read_rows_of(file)
    return entries, [
        Finding("", Trouble.REFUSED, f"row {each.row}: {each.field} {each.reason}")
        for each in refused
    ]


def _findings(entries: Sequence[FaqEntry], public: Iterable[str], today: date) -> list[Finding]:
    """All findings, the worst trouble first, then in the order of the FAQ."""
    from bot.tickets.answer_check import personal_data
    from faq.health import Finding, Trouble, examine
    from faq.index import Index

    public = tuple(public)

    def personal(entry: FaqEntry) -> list[Finding]:
        said = "\n".join((entry.question, *entry.variants, entry.answer))
        return [
            Finding(entry.id, Trouble.PERSONAL_DATA, f"{mask(piece)} looks like personal data")
            for piece in personal_data(said, known=public)
            # What a rule takes for a name or a floor is, in an FAQ, hardly ever a resident's.
            if len(_DIGIT.findall(piece)) >= _FEWEST_DIGITS or "@" in piece
        ]

    found: list[Finding] = []
    hidden = len(entries) < LARGE or not sys.stderr.isatty()
    with click.progressbar(
        examine(Index.build(entries), today),
        len(entries),
        "Examining",
        show_pos=True,
        file=sys.stderr,
        hidden=hidden,
    ) as examined:
        for entry, findings in zip(entries, examined, strict=True):
            found += [*findings, *personal(entry)]
    order = list(Trouble)
    return sorted(found, key=lambda each: order.index(each.trouble))


def _stored(program: Program) -> tuple[list[FaqEntry], tuple[str, ...]]:
    """The FAQ in force, and the telephone numbers that departments publish."""
    from bot.knowledge.indexing import entry_of
    from bot.store import knowledge, people

    def work(tx: Transaction) -> tuple[list[FaqEntry], tuple[str, ...]]:
        phones = tuple(each.phone for each in people.departments(tx) if each.phone)
        return [entry_of(each) for each in knowledge.entries(tx)], phones

    return program.run(lambda database: database.read(work))


def _misleads(finding: Finding) -> bool:
    from faq.health import Trouble

    return finding.trouble in {
        Trouble.REFUSED,
        Trouble.CONFLICT,
        Trouble.NO_ANSWER,
        Trouble.UNREACHABLE,
        Trouble.LINK,
        Trouble.PERSONAL_DATA,
    }


def _print(found: Sequence[Finding], entries: Sequence[FaqEntry], *, as_json: bool) -> None:
    questions = {entry.id: entry.question for entry in entries}
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "question": mask(questions.get(each.id, "")),
                    "trouble": each.trouble.value,
                    "misleads": _misleads(each),
                    "detail": mask(each.detail),
                    "other": each.other or None,
                }
                for each in found
            ]
        )
        return
    shown = list(_first_of_each(found))
    print_table(
        ["trouble", "id", "question", "what", "other"],
        [
            (
                each.trouble.value,
                each.id,
                mask(questions.get(each.id, "")),
                mask(each.detail),
                each.other,
            )
            for each in shown
        ],
        f"Nothing is wrong with {plural(len(entries), 'entry', 'entries')}.",
    )
    for each in shown:
        if not each.id:  # whole: the table cuts short what to do about the row
            note(f"  {mask(each.detail)}")
    for trouble, count in Counter(each.trouble for each in found).items():
        if count > _SHOWN:
            note(f"{trouble.value}: {count:,}, of which {_SHOWN} are shown; --json shows all.")


def _first_of_each(found: Sequence[Finding]) -> Iterator[Finding]:
    """The first findings of each trouble, as many as people are shown."""
    shown: Counter[str] = Counter()
    for each in found:
        shown[each.trouble] += 1
        if shown[each.trouble] <= _SHOWN:
            yield each
