"""Measures the matcher with an encoder: python benchmarks/meaning.py DATA --encoder universal.

Prints the second tables of docs/matching.md: accuracy and decisions where an encoder reads what is
doubtful, the same encoder alone, and what a question costs where half of them are clear. The exit
code is 1 where such a mix costs more in the median than it may.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from encoding import Kept
from limits import Limits
from matching import FEW_IN_SCOPE, TODAY, Set, sets, table

from faq.baselines import judged_by_encoder
from faq.cascade import decide
from faq.encoders import Encoder, opened
from faq.evaluation import figures, judge
from faq.index import Index
from faq.match import Matcher

ACCURACY = {
    "n_in": "in scope",
    "top1": "top-1",
    "top3": "top-3",
    "precision": "precision",
    "in_scope_answered_right": "answered right",
    "in_scope_offered_right": "answered or offered right",
    "oos_escalated": "others escalated",
    "ece": "calibration error",
    "meant": "read",
}
TIMED = 100  # of each half
LONGEST_MS = 10.0
"""What a question may cost in the median, where half of them are clear by what is written."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--encoder", default="universal", help="universal, e5 or onnx:FOLDER")
    parser.add_argument("--kept", type=Path, default=Path(".vectors"), help="folder for vectors")
    parser.add_argument("--most", type=int, default=10_000, help="queries of a set, evenly spread")
    parser.add_argument("--sets", nargs="*", help="only the sets whose names begin so")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"{arguments.data} is no folder: name one with a folder for each set of questions")
    encoder = opened(arguments.encoder)
    kept = Kept(encoder, arguments.kept)
    accuracy: list[list[object]] = []
    costs: list[list[Any]] = []
    for each in sets(arguments.data, arguments.split):
        if arguments.sets and not each.name.startswith(tuple(arguments.sets)):
            continue
        each = each.thinned(arguments.most)  # noqa: PLW2901 - from here on these are the queries
        index = Index.build(each.entries)
        matcher = Matcher(index, vectors=kept.vectors(index))
        accuracy.append(_accuracy(each, matcher, kept))
        costs += _costs(each, matcher, encoder)
        kept.keep()
        print(*accuracy[-1], sep="\t", file=sys.stderr, flush=True)
    table(["set", *ACCURACY.values(), "encoder alone top-1"], accuracy)
    table(["half known, half asked", "read", "clear ms", "read ms", "median ms", "p99 ms"], costs)
    limits = Limits()
    for name, *_, median, _ in costs:
        limits.at_most(f"median ms of the mix: {name}", median, LONGEST_MS)
    sys.exit(not limits.told())


def _accuracy(each: Set, matcher: Matcher, kept: Kept) -> list[object]:
    measured = figures(list(judge(matcher, each.queries, TODAY, kept.encode)))
    alone = judged_by_encoder(kept.encode, each.entries, each.queries)
    inside = [one.right for one in alone if one.query.relevant]
    shown = sum(inside) / len(inside) if len(inside) >= FEW_IN_SCOPE else None
    return [each.name, *(measured[key] for key in ACCURACY), shown]


def _costs(each: Set, matcher: Matcher, encoder: Encoder) -> list[list[Any]]:
    """Milliseconds of processor: half are wordings of the FAQ itself, half are asked.

    Nothing is asked twice, and nothing encoded before.
    """
    known = [entry.question for entry in each.entries if entry.question]
    clear = known[:: max(1, len(known) // TIMED)][:TIMED]
    asked = [query.text for query in each.queries if query.text not in set(known)][: len(clear)]
    if len(asked) < TIMED // 4:
        return []
    decide(matcher, "停水了怎么办", TODAY, encoder.encode)
    times: dict[bool, list[float]] = {True: [], False: []}
    for text in dict.fromkeys([*clear[: len(asked)], *asked]):
        begun = time.process_time()
        meant = decide(matcher, text, TODAY, encoder.encode).match.meant
        times[meant].append((time.process_time() - begun) * 1000)
    both = [*times[False], *times[True]]
    parts = [np.median(some) if some else None for some in (times[False], times[True], both)]
    return [[each.name, len(times[True]) / len(both), *parts, np.quantile(both, 0.99)]]


if __name__ == "__main__":
    main()
