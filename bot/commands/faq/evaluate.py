"""`wenzheng faq evaluate`: how often a table of entries finds what labelled questions ask for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.faq.figures import meaning_of
from bot.commands.faq.table import naming, read_table
from bot.commands.printing import examples, json_option, note, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from faq.baselines import Judged
    from faq.cascade import Encode
    from faq.encoders import Floats
    from faq.entries import FaqEntry
    from faq.evaluation import Outcome, Query
    from faq.learning_curve import Curve
    from faq.match import Matcher

_MANY = 500
"""Queries from which a terminal shows how far it has come."""
_BATCH = 64  # texts that an encoder reads at once


@click.command(
    cls=WenzhengCommand,
    epilog=examples(
        "faq evaluate faq.jsonl queries.jsonl",
        "faq evaluate faq.jsonl queries.jsonl --field answer --split dev --json",
        "faq evaluate faq.jsonl queries.jsonl --baselines --learning --report report",
    ),
)
@click.argument("faq_file", metavar="FAQ", type=click.Path(path_type=Path))
@click.argument("queries_file", metavar="QUERIES", type=click.Path(path_type=Path))
@click.option(
    "--field",
    type=click.Choice(["question", "answer", "both"]),
    default="question",
    show_default=True,
    help="By what an entry is found: its question and variants, its answer, or both.",
)
@click.option("--split", help="Only the queries of this split, such as dev or test.")
@click.option(
    "--baselines",
    "plain",
    is_flag=True,
    help="Measure plain searches too: WRatio, token_set_ratio, TF-IDF, BM25, the encoder alone.",
)
@click.option(
    "--learning",
    is_flag=True,
    help="Measure too what the FAQ learns where people pick the right entry, by 0 to 50 picks.",
)
@click.option(
    "--report",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a page with pictures and the worst errors to this folder.",
)
@json_option
@pass_program
def evaluate(
    program: Program,
    faq_file: Path,
    queries_file: Path,
    field: str,
    split: str | None,
    plain: bool,
    learning: bool,
    report: Path | None,
    as_json: bool,
) -> None:
    """Measure how well the entries of FAQ are found by the labelled QUERIES.

    Columns of QUERIES: query, relevant (ids; none: to be escalated), split, oos_type.
    """
    from bot.commands.faq.reading import reading_matcher
    from bot.commands.faq.report import Evaluated, write_report
    from faq.evaluation import figures, with_field
    from faq.learning_curve import shared_topics

    queries = _queries(queries_file, split)
    entries = [with_field(entry, field) for entry in read_table(faq_file)]
    _tell_unknown(queries, entries, faq_file)
    if learning:
        shared_topics(queries)  # before the long work, which its refusal would throw away
    matcher, encode = reading_matcher(program.settings, entries)
    today = local_date(program.clock(), program.zone)
    outcomes = _judged(matcher, queries, today, encode)
    found = _plain(entries, queries, encode) if plain else {}
    curve = _curve(entries, queries, matcher, today, encode) if learning else None
    measured = figures(outcomes) | _plain_figures(found) | _learnt_figures(curve)
    if as_json:
        print_json(measured)
    else:
        rows = [(name, _figure(value), meaning_of(name)) for name, value in measured.items()]
        print_table(["figure", "value", "what it tells"], rows, "Nothing was measured.")
    if report is not None:
        target = matcher.thresholds.answer
        names = faq_file.name, queries_file.name
        ran = Evaluated(*names, entries, outcomes, measured, found, target, curve)
        written = write_report(report, ran, program.settings.language, program.zone)
        note(f"{written[-1]} is the report to read.")


def _judged(
    matcher: Matcher, queries: Sequence[Query], today: date, encode: Encode | None
) -> list[Outcome]:
    """The outcome of each query; a terminal shows how many of many have been asked."""
    from faq.evaluation import judge

    if len(queries) < _MANY or not sys.stderr.isatty():
        return list(judge(matcher, queries, today, encode))
    with click.progressbar(
        judge(matcher, queries, today, encode),
        len(queries),
        "Asking",
        file=sys.stderr,
        show_pos=True,
    ) as outcomes:
        return list(outcomes)


def _plain(
    entries: Sequence[FaqEntry], queries: Sequence[Query], encode: Encode | None
) -> dict[str, list[Judged]]:
    from faq.baselines import BASELINES, ENCODER, judged_by, judged_by_encoder

    found: dict[str, list[Judged]] = {}
    for name in BASELINES:
        note(f"Searching by {name} …")
        found[name] = judged_by(name, entries, queries)
    if encode is not None:
        note("Searching by the encoder alone …")
        found[ENCODER] = judged_by_encoder(encode, entries, queries)
    return found


def _plain_figures(found: dict[str, list[Judged]]) -> dict[str, float | int | None]:
    """For each baseline its top-1, and over how many queries with a right entry."""
    measured: dict[str, float | int | None] = {}
    for name, judged in found.items():
        inside = [one.right for one in judged if one.query.relevant]
        key = f"baseline_{name.lower().replace('-', '_')}"
        measured[f"{key}_top1"] = sum(inside) / len(inside) if inside else None
        measured[f"{key}_n"] = len(inside)
    return measured


def _curve(
    entries: Sequence[FaqEntry],
    queries: Sequence[Query],
    matcher: Matcher,
    today: date,
    encode: Encode | None,
) -> Curve:
    """What the FAQ learns from picks, matched as before; each text is read once by an encoder."""
    from dataclasses import replace

    import numpy as np

    from faq.cascade import vectors_of
    from faq.index import Index
    from faq.learning_curve import learning_curve

    note("Asking again after picks …")
    if encode is None or matcher.vectors is None:
        return learning_curve(
            entries, queries, lambda some: replace(matcher, index=Index.build(some)), today
        )
    model, read = matcher.vectors.model, encode
    known: dict[str, Floats] = {}

    def remembered(texts: Sequence[str]) -> Floats:
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for at in range(0, len(missing), _BATCH):
            some = missing[at : at + _BATCH]
            known.update(zip(some, read(some), strict=True))
        return np.array([known[text] for text in texts], np.float32)

    def matching(some: Sequence[FaqEntry]) -> Matcher:
        index = Index.build(some)
        return replace(matcher, index=index, vectors=vectors_of(index, model, remembered))

    return learning_curve(entries, queries, matching, today, remembered)


def _learnt_figures(curve: Curve | None) -> dict[str, float | int | None]:
    """Flat keys: how many other queries were asked, and what they found after so many picks."""
    if curve is None:
        return {}
    measured: dict[str, float | int | None] = {"learning_n": curve.asked}
    for step in curve.steps:
        told = step._asdict()
        labels = told.pop("labels")
        measured |= {f"learning_{labels}_{name}": value for name, value in told.items()}
    return measured


def _queries(file: Path, split: str | None) -> list[Query]:
    from faq.errors import FaqError
    from faq.evaluation import parse_queries
    from faq.tables import read_rows

    with naming(file):
        queries = list(parse_queries(read_rows(file)))
    if not queries:
        raise FaqError(f"{file.name} holds no query: write one below its first row")
    found = [each for each in queries if split in (None, each.split)]
    if not found:
        known = ", ".join(sorted({each.split for each in queries} - {""})) or "none"
        raise FaqError(f"{file.name} has no query in the split {split!r}; it has: {known}")
    return found


def _tell_unknown(queries: Sequence[Query], entries: Sequence[FaqEntry], faq_file: Path) -> None:
    """Labels of another FAQ would pass for a matcher that finds nothing."""
    known = {each.id for each in entries}
    strange = [each for each in queries if each.relevant and not each.relevant & known]
    if strange:
        example = min(strange[0].relevant)
        note(
            f"{plural(len(strange), 'query', 'queries')} of {len(queries):,} ask for entries that "
            f"{faq_file.name} does not hold, such as {example!r}: they count as not found."
        )


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
