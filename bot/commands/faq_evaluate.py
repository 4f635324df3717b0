"""`wenzheng faq evaluate`: how often a table of entries finds what labelled questions ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.faq import read_table
from bot.commands.printing import examples, json_option, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand

if TYPE_CHECKING:
    from faq.evaluation import Query


@click.command(
    cls=WenzhengCommand,
    epilog=examples(
        "faq evaluate faq.jsonl queries.jsonl",
        "faq evaluate faq.jsonl queries.jsonl --field answer --split dev --json",
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
@json_option
@pass_program
def evaluate(
    program: Program,
    faq_file: Path,
    queries_file: Path,
    field: str,
    split: str | None,
    as_json: bool,
) -> None:
    """Measure how well the entries of FAQ are found by the labelled QUERIES.

    Columns of QUERIES: query, relevant (ids; none: to be escalated), split, oos_type.
    """
    from bot.matching import thresholds
    from faq.evaluation import figures, judge, with_field
    from faq.index import Index
    from faq.match import Matcher

    queries = _queries(queries_file, split)
    index = Index.build(with_field(entry, field) for entry in read_table(faq_file))
    matcher = Matcher(index, thresholds(program.settings.matching))
    today = local_date(program.clock(), program.zone)
    measured = figures(list(judge(matcher, queries, today)))
    if as_json:
        print_json(measured)
        return
    rows = [(name, _figure(value)) for name, value in measured.items()]
    print_table(["figure", "value"], rows, "Nothing was measured.")


def _queries(file: Path, split: str | None) -> list[Query]:
    from faq.errors import FaqError
    from faq.evaluation import parse_queries
    from faq.tables import read_rows

    queries = [each for each in parse_queries(read_rows(file)) if split in (None, each.split)]
    if not queries:
        raise FaqError(f"{file.name} has no query in the split {split!r}: name one that it holds")
    return queries


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
