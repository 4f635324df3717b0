"""What finding similar matters costs a message, next to what matching it against the FAQ costs.

    python -m benchmarks.many [--matters 500] [--json]

Compares, in one run, the sample FAQ's match with weighing the sample catalogue and with looking
through as many shared matters and notices as can stand at one time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from bot.imports.catalogue import COLUMNS, parse_topic
from bot.knowledge.catalogue import Catalogue, speaks_for
from bot.knowledge.importing import read_entries
from bot.knowledge.neighbours import Neighbour, Neighbours
from faq import samples
from faq.columns import fold_columns
from faq.index import Index
from faq.match import Matcher
from faq.samples import sample_files
from faq.tables import read_rows

SAMPLE = Path(samples.__file__).with_name("sample")
PLACES = ("幸福路", "光明路", "人民路", "解放街", "青年路", "东风巷", "胜利桥", "和平小区")
ASKED = 200


def main() -> int:
    """Print the medians and their ratio; the exit code."""
    asked = _arguments()
    entries = [each for path in sample_files() for each in read_entries(read_rows(path))[0]]
    rows = fold_columns(read_rows(SAMPLE / "catalogue.yaml"), COLUMNS)
    topics = [parse_topic(row) for row in rows]
    faq, catalogue = Matcher(Index.build(entries)), Catalogue.build(topics, ())
    known = [
        Neighbour(f"matter:{at}", (f"{PLACES[at % len(PLACES)]}{topic.topic}",), topic.id)
        for at, topic in zip(range(asked.matters), topics * asked.matters, strict=False)
    ]
    neighbours = Neighbours.build(known)
    texts = [f"{entry.question}我家这边" for entry in entries[:ASKED]]

    def look(text: str) -> object:
        topic = speaks_for(catalogue.weigh(text))
        return neighbours.alike(text, topic.id if topic else "")

    told = {
        "matters": asked.matters,
        "faq_ms": _median(lambda text: faq.match(text, date(2026, 11, 26)), texts),
        "catalogue_ms": _median(catalogue.weigh, texts),
        "catalogue_and_matters_ms": _median(look, texts),
    }
    told["ratio"] = round(told["catalogue_and_matters_ms"] / told["faq_ms"], 2)
    print(json.dumps(told) if asked.json else "\n".join(f"{k}: {v}" for k, v in told.items()))
    return 0


def _median(work: Callable[[str], object], texts: Iterable[str]) -> float:
    spent = []
    for text in texts:
        begun = time.perf_counter()
        work(text)
        spent.append(time.perf_counter() - begun)
    return round(1000 * statistics.median(spent), 3)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
