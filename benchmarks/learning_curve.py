"""How much the FAQ learns from what people picked: accuracy on their topics, label by label.

Takes a folder with faq.jsonl and queries.jsonl. People ask some labelled queries and pick the right
entry; the wordings that follow are accepted; other queries on the same topics are asked before and
after. Prints top-1 and the share answered or offered right, for 0 to 50 labels.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

from tabulate import tabulate

from faq.entries import FaqEntry
from faq.evaluation import Query, figures, judge, parse_queries
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.learning import Evidence, propose, taught
from faq.match import Matcher
from faq.tables import read_rows

TODAY = date(2000, 1, 1)
STEPS = (0, 10, 25, 50)
SEED = 6


def main() -> None:
    """Print the learning curve of one set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    arguments = parser.parse_args()
    faq, queries = arguments.data / "faq.jsonl", arguments.data / "queries.jsonl"
    if not (faq.exists() and queries.exists()):
        sys.exit(f"{arguments.data} holds no faq.jsonl and queries.jsonl: name a folder with both")
    entries = [one for one in parse_entries(read_rows(faq)) if not isinstance(one, Refusal)]
    asked = [each for each in parse_queries(read_rows(queries)) if each.split == arguments.split]
    labels, held = shared_topics(asked)
    rows = [[count, *measured(entries, labels[:count], held)] for count in STEPS]
    print(f"{len(held)} other queries on the topics of {len(labels)} labels")
    print(
        tabulate(
            rows,
            ["labels", "wordings", "top-1", "answered right", "answered or offered right"],
            tablefmt="github",
            floatfmt=".3f",
        )
    )


def shared_topics(queries: list[Query]) -> tuple[list[Query], list[Query]]:
    """As many labels as the last step takes, one a topic where there are enough, and the rest."""
    topics: dict[str, list[Query]] = defaultdict(list)
    for each in queries:
        if len(each.relevant) == 1:
            topics[next(iter(each.relevant))].append(each)
    chosen = [each for each in topics.values() if len(each) > 1]
    mixed = random.Random(SEED)
    mixed.shuffle(chosen)
    for each in chosen:
        mixed.shuffle(each)
    labels: list[Query] = []
    # Half of a topic's queries at most: the others are asked afterwards.
    for place in range(max(map(len, chosen), default=0) // 2):
        labels += [each[place] for each in chosen if len(each) // 2 > place]
    labels = labels[: STEPS[-1]]
    taken = set(map(id, labels))
    known = {entry for each in labels for entry in each.relevant}
    held = [
        each
        for topic in chosen
        for each in topic
        if id(each) not in taken and each.relevant <= known
    ]
    return labels, held


def measured(
    entries: list[FaqEntry], labels: list[Query], held: list[Query]
) -> tuple[int, float | None, float | None, float | None]:
    """How many wordings were learnt, and what the other queries then find."""
    evidence = [
        Evidence(each.text, next(iter(each.relevant)), helped=True, person=at)
        for at, each in enumerate(labels)
    ]
    proposals = propose(entries, evidence)
    changed = {entry.id: entry for entry in taught(entries, proposals)}
    matcher = Matcher(Index.build([changed.get(entry.id, entry) for entry in entries]))
    found = figures(list(judge(matcher, held, TODAY)))
    return (
        len(proposals),
        found["top1"],
        found["in_scope_answered_right"],
        found["in_scope_offered_right"],
    )


if __name__ == "__main__":
    main()
