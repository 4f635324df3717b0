"""How much FAQs learn from what people picked: python benchmarks/learning_curve.py FOLDER…

Each folder holds faq.jsonl and queries.jsonl. Prints what faq/learning_curve.py measures by letters
for each: top-1 and the share answered, or answered or offered, right with 0 to 50 labels.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from tabulate import tabulate

from faq.evaluation import parse_queries
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.learning_curve import learning_curve
from faq.match import Matcher
from faq.tables import read_rows

TODAY = date(2000, 1, 1)
HEADERS = [
    *("set", "other queries", "labels", "wordings"),
    *("top-1", "answered right", "answered or offered right"),
]


def main() -> None:
    """Print the learning curves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--split", default="dev")
    arguments = parser.parse_args()
    rows: list[list[object]] = []
    for folder in arguments.data:
        faq, queries = folder / "faq.jsonl", folder / "queries.jsonl"
        if not (faq.exists() and queries.exists()):
            sys.exit(f"{folder} holds no faq.jsonl and queries.jsonl: name a folder with both")
        entries = [one for one in parse_entries(read_rows(faq)) if not isinstance(one, Refusal)]
        asked = [one for one in parse_queries(read_rows(queries)) if one.split == arguments.split]
        curve = learning_curve(entries, asked, lambda some: Matcher(Index.build(some)), TODAY)
        rows += [[folder.name, curve.asked, *step] for step in curve.steps]
    print(tabulate(rows, HEADERS, tablefmt="github", floatfmt=".3f"))


if __name__ == "__main__":
    main()
