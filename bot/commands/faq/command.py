"""`wenzheng faq`: bring the FAQ in and out, look into it, and try what it answers."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.files import export_file, file_argument
from bot.commands.printing import examples, json_option, note, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.reports import print_report
from bot.commands.shell import WenzhengGroup
from bot.store import knowledge as store
from bot.store import people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.store import Database
    from faq.encoders import Floats
    from faq.entries import FaqEntry
    from faq.match import Candidate, Match
    from faq.rows import Row

LARGE = 2_000
"""Entries from which an import shows how far it has come."""

_LARGE_FILE = 1 << 20  # bytes


@click.group(
    cls=WenzhengGroup,
    epilog=examples("faq import faq.xlsx", "faq match 停水了找谁", "faq export faq.csv"),
)
def faq() -> None:
    """The FAQ (常见问题): the official answers."""


@faq.command(
    "import", epilog=examples("faq import faq.xlsx", "faq import whole-faq.csv --replace --json")
)
@file_argument
@click.option(
    "--replace", is_flag=True, help="The file is the whole FAQ: end the entries it does not hold."
)
@json_option
@pass_program
def import_(program: Program, file: Path, replace: bool, as_json: bool) -> None:
    """Import entries from a table: all rows, or none where one is refused.

    Columns: question, variants, answer, department, category, source, updated, valid_until,
    language, id.

    In Chinese: 问题, 相似问法, 答案, 单位, 分类, 依据, 更新日期, 有效期至, 语言, 编号.

    Entries with known ids are updated, others stay. The service goes on meanwhile, and uses the
    new version within seconds.
    """
    from dataclasses import replace as replace_fields

    from bot.imports.department_names import unknown_departments
    from bot.imports.report import Report, ignored_columns
    from bot.knowledge.importing import SAMPLE, add_entries, read_entries, replace_entries
    from faq.columns import FAQ_COLUMNS
    from faq.tables import read_rows

    columns: list[str] = []
    row_of: dict[str, int] = {}
    entries, refused = read_entries(_reading(file, read_rows(file)), row_of, columns)
    ignored = ignored_columns(columns, FAQ_COLUMNS)
    if refused:
        print_report(Report(refused=tuple(refused), ignored=ignored), file, as_json=as_json)
    write = replace_entries if replace else add_entries

    async def work(database: Database) -> tuple[Report, int]:
        report = await write(database, entries, file.name, program.clock, tell)
        named = ((each.department, row_of[each.id]) for each in entries)
        strangers = unknown_departments(named, await database.read(people.departments))
        report = replace_fields(report, unknown_departments=strangers)
        return report, await database.read(partial(store.count_of_origin, origin=SAMPLE))

    with _progress(len(entries)) as tell:
        report, samples = program.run(work, begins=True)
    print_report(replace_fields(report, ignored=ignored), file, as_json=as_json)
    if samples:
        note(
            f"Residents are still answered from {plural(samples, 'sample entry', 'sample entries')}"
            " too; once FILE holds all of the city's own, import it with --replace."
        )


@faq.command(epilog=examples("faq export faq.xlsx", "faq export faq.jsonl"))
@file_argument
@pass_program
def export(program: Program, file: Path) -> None:
    """Write all entries to a new table file, which can be imported again."""
    from faq.importing import ENTRY_COLUMNS, entry_values

    entries = _stored(program)
    export_file(file, [entry_values(entry) for entry in entries], ENTRY_COLUMNS, "row")


@faq.command("list", epilog=examples("faq list", "faq list --department tax --json"))
@click.option("--department", help="Only entries of this department (id or name as stored).")
@click.option("--category", help="Only entries of this category.")
@click.option("--language", help="Only entries in this language: zh-Hans, zh-Hant, en.")
@click.option("--expired", is_flag=True, help="Only entries whose last day is over.")
@json_option
@pass_program
def list_(
    program: Program,
    department: str | None,
    category: str | None,
    language: str | None,
    expired: bool,
    as_json: bool,
) -> None:
    """List the entries in force."""
    today = _today(program)
    wanted = [
        entry
        for entry in _stored(program)
        if department in (None, entry.department)
        and category in (None, entry.category)
        and language in (None, entry.language)
        and (entry.expired(today) or not expired)
    ]
    _print_entries(wanted, today, as_json=as_json)


@faq.command(epilog=examples("faq search 公积金", "faq search '居住证 办理' --json"))
@click.argument("text")
@json_option
@pass_program
def search(program: Program, text: str, as_json: bool) -> None:
    """Find entries in whose question, variants or answer every word of TEXT stands."""
    from faq.normalise import normalise

    words = [folded for word in text.split() if (folded := normalise(word))]

    def said(entry: FaqEntry) -> str:
        return "\n".join(map(normalise, (entry.question, *entry.variants, entry.answer)))

    found = [
        entry
        for entry in (_stored(program) if words else [])
        if entry.id == text or all(word in said(entry) for word in words)
    ]
    _print_entries(found, _today(program), as_json=as_json)


@faq.command(
    epilog=examples("faq match 停水了找谁", "faq match --faq faq.csv --explain '停水了找谁?'")
)
@click.argument("text")
@click.option(
    "--faq",
    "file",
    type=click.Path(path_type=Path),
    help="Match against this table file instead of the stored FAQ; needs no database.",
)
@click.option(
    "--explain", "why", is_flag=True, help="Say why: wording, words shared and missing, figures."
)
@json_option
@pass_program
def match(program: Program, text: str, file: Path | None, why: bool, as_json: bool) -> None:
    """Show what the service would do with TEXT: answer, suggest or escalate.

    TEXT may be - for standard input.
    """
    from bot.commands.faq.reading import single_match
    from bot.commands.faq.table import read_table

    asked = sys.stdin.read().strip() if text == "-" else text
    entries = read_table(file) if file else _stored(program)
    kept = None if file else partial(_kept, program)
    matcher, decided = single_match(program.settings, entries, asked, _today(program), kept)
    matched, meant = decided
    values = match_values(asked, matched)
    if why:
        from bot.commands.faq.explain import explanation_values, print_explanation
        from faq.explaining import explain

        explained = explain(matcher, matched, asked, _today(program), meant)
        values |= explanation_values(explained)
    if as_json:
        print_json(values)
        return
    _print_match(matched)
    if why:
        print_explanation(explained)


def match_values(text: str, matched: Match) -> dict[str, object]:
    """A match as JSON has it; `matched` is the wording of the entry that the text resembled."""
    return {
        "text": text,
        "decision": matched.decision.value,
        "likely": round(matched.likely, 4),
        "meant": matched.meant,
        "candidates": [_candidate(each) for each in matched.candidates],
    }


def _candidate(each: Candidate) -> dict[str, object]:
    return {
        "id": each.entry.id,
        "question": each.entry.question,
        "score": round(each.score, 4),
        "matched": each.question,
        "answer": each.entry.answer,
        "department": each.entry.department,
        "language": each.entry.language,
    }


def _print_match(matched: Match) -> None:
    click.echo(f"Decision: {matched.decision.value}")
    print_table(
        ["score", "id", "question", "department"],
        [
            (f"{each.score:.2f}", each.entry.id, each.entry.question, each.entry.department)
            for each in matched.candidates
        ],
        "No entry resembles it.",
    )
    if matched.decision.value == "answer":
        click.echo(f"\n{matched.best.entry.answer}")


def _print_entries(entries: Sequence[FaqEntry], today: date, *, as_json: bool) -> None:
    if as_json:
        print_json([_entry_json(entry, today) for entry in entries])
        return
    print_table(
        ["id", "question", "department", "language", "valid until"],
        [
            (
                entry.id,
                entry.question,
                entry.department,
                entry.language,
                f"{entry.valid_until or ''}{' (over)' if entry.expired(today) else ''}",
            )
            for entry in entries
        ],
        "No such entry.",
    )
    if entries:
        note(plural(len(entries), "entry", "entries"))


def _entry_json(entry: FaqEntry, today: date) -> dict[str, object]:
    from faq.importing import entry_values

    values = entry_values(entry)
    for name in ("updated", "valid_until"):
        values[name] = str(values[name]) if values[name] else None
    return {**values, "expired": entry.expired(today)}


def _stored(program: Program) -> list[FaqEntry]:
    from bot.knowledge.indexing import entry_of

    return [entry_of(each) for each in program.run(lambda database: database.read(store.entries))]


def _kept(program: Program, model: str) -> Mapping[str, Floats]:
    """What the service's encoder has made of the stored FAQ."""
    from bot.store.vectors import of_model

    return program.run(lambda database: database.read(partial(of_model, model=model)))


def _today(program: Program) -> date:
    return local_date(program.clock(), program.zone)


def _reading(file: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows; of a large file, a terminal shows how many have been read."""
    if not sys.stderr.isatty() or not file.is_file() or file.stat().st_size < _LARGE_FILE:
        yield from rows
        return
    with click.progressbar(rows, label="Reading", show_pos=True, file=sys.stderr) as bar:
        yield from bar


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal for a large import, nothing elsewhere."""
    if total < LARGE or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=total, label="Importing", file=sys.stderr) as bar:

        def tell(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield tell
