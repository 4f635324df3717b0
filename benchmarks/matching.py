"""Measures the matcher on folders of labelled questions: make bench-matching DATA=folder.

Prints the tables of docs/matching.md: how often the right entry is first, beside plain searches;
and what is answered, offered and escalated. How fast, says benchmarks/matching_speed.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tabulate import tabulate

from faq.baselines import BASELINES, judged_by
from faq.entries import FaqEntry
from faq.evaluation import Query, figures, judge, parse_queries, with_field
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.match import Matcher
from faq.tables import read_rows

TODAY = date(2000, 1, 1)
FEW_IN_SCOPE = 20  # queries, below which a share says nothing


class Set(NamedTuple):
    """Labelled queries, and the field by which entries are found."""

    name: str
    entries: list[FaqEntry]
    queries: list[Query]

    def thinned(self, most: int) -> Set:
        """The set with at most so many queries, evenly spread."""
        return self._replace(queries=self.queries[:: max(1, -(-len(self.queries) // most))])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument(
        "--without", nargs="*", default=[], choices=list(BASELINES), help="baselines to leave out"
    )
    parser.add_argument("--most", type=int, default=10_000, help="queries of a set, evenly spread")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"{arguments.data} is no folder: name one with a folder for each set of questions")
    asked = (each.thinned(arguments.most) for each in sets(arguments.data, arguments.split))
    accuracy(asked, [name for name in BASELINES if name not in arguments.without])


def accuracy(asked: Iterable[Set], baselines: Sequence[str]) -> None:
    """The tables of accuracy and of decisions."""
    found, decided = [], []
    for each in asked:
        measured = figures(list(judge(Matcher(Index.build(each.entries)), each.queries, TODAY)))
        if measured["n_in"]:
            plain = _plain(each, baselines) if measured["n_in"] >= FEW_IN_SCOPE else {}
            found.append(
                [each.name, measured["n_in"], measured["top1"], measured["top3"], *plain.values()]
            )
        decided.append(
            [
                each.name,
                *(measured[key] for key in ("precision", "in_scope_answered_right")),
                measured["in_scope_offered_right"],
                measured["oos_escalated"],
                measured["auroc"],
                measured["ms_p50"],
            ]
        )
        print(f"measured {each.name}", file=sys.stderr, flush=True)
    table(["set", "in scope", "top-1", "top-3", *(f"{name} top-1" for name in baselines)], found)
    table(
        [
            "set",
            "precision",
            "answered right",
            "answered or offered right",
            "others escalated",
            "AUROC",
            "ms",
        ],
        decided,
    )


def sets(data: Path, split: str) -> Iterator[Set]:
    """The sets of a folder, with the queries of one split."""
    for folder in sorted(data.iterdir()):
        faq = folder / "faq.jsonl"
        if not faq.exists() or folder.name.endswith("_scale"):
            continue
        entries = [one for one in parse_entries(read_rows(faq)) if not isinstance(one, Refusal)]
        for file in sorted(folder.glob("queries*.jsonl")):
            by_answer = file.stem.endswith("q2a")
            kept = [with_field(one, "answer" if by_answer else "both") for one in entries]
            queries = [query for query in read_queries(file) if query.split == split]
            if queries:
                name = folder.name + file.stem.removeprefix("queries").replace("_", " ")
                yield Set(name, kept, queries)


def read_queries(path: Path) -> list[Query]:
    """The labelled queries of a file."""
    return list(parse_queries(read_rows(path)))


def _plain(each: Set, baselines: Sequence[str]) -> dict[str, float]:
    """The top-1 of each baseline over the same texts, normalised alike."""
    asked = [query for query in each.queries if query.relevant]
    found = {name: judged_by(name, each.entries, asked) for name in baselines}
    return {name: sum(one.right for one in of) / len(of) for name, of in found.items()}


def table(headers: list[str], rows: list[list[object]]) -> None:
    """Print a table as Markdown has it."""
    print()
    print(tabulate(rows, headers, tablefmt="github", floatfmt=".3f", missingval="-"), flush=True)


if __name__ == "__main__":
    main()
