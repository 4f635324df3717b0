"""Measures a large FAQ that was read for its meaning: python benchmarks/meaning_speed.py DATA.

DATA holds a folder *_scale with faq.jsonl and queries.jsonl. Prints what a decision costs where
half of the questions are clear by what is written, what of it the encoder takes, and the memory of
a process that maps index and vectors. The entries' vectors point anywhere: what they cost does not
depend on what they mean, and to read them would take minutes; questions are read by the encoder.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from limits import Limits
from matching import TODAY, read_queries, table
from matching_speed import built_apart, first
from meaning import LONGEST_MS
from memory import held_mb

from bot.settings import Matching
from faq.cascade import decide
from faq.encoders import Encoder, opened, unit
from faq.index import Index
from faq.match import Matcher
from faq.snapshot import load_vectors, save_vectors
from faq.vectors import Vectors

TIMED = 300  # of each half


def main() -> None:
    """Print the table, and whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--encoder", default="universal", help="universal, e5 or onnx:FOLDER")
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000])
    arguments = parser.parse_args()
    scale = next(iter(sorted(arguments.data.glob("*_scale"))), None)
    if scale is None:
        sys.exit(f"{arguments.data} has no folder *_scale with questions for speed")
    encoder, limits = opened(arguments.encoder), Limits()
    rows = [_measured(scale, size, encoder, limits) for size in arguments.entries]
    headers = [
        *("entries", "read", "clear ms", "read ms", "of it encoder ms"),
        *("median ms", "p99 ms", "greatest ms", "serving MB"),
    ]
    table(headers, rows)
    sys.exit(not limits.told())


def _measured(scale: Path, size: int, encoder: Encoder, limits: Limits) -> list[object]:
    _, _, index, _ = built_apart(scale / "faq.jsonl", size)
    matcher = Matcher(index, vectors=_anywhere(index, encoder))
    known = [entry.question for entry in first(scale / "faq.jsonl", size)]
    asked = [each.text for each in read_queries(scale / "queries.jsonl") if each.text not in known]
    texts = [*known[:: max(1, size // TIMED)][:TIMED], *dict.fromkeys(asked[:TIMED])]
    decide(matcher, "停水了怎么办", TODAY, encoder.encode)  # what loads at the first use
    times: dict[bool, list[float]] = {True: [], False: []}
    reading: list[float] = []
    for text in texts:
        begun = time.process_time()
        decided = decide(matcher, text, TODAY, encoder.encode)
        times[bool(decided.meant)].append((time.process_time() - begun) * 1000)
        if decided.meant:
            begun = time.process_time()
            encoder.encode(list(decided.meant))
            reading.append((time.process_time() - begun) * 1000)
    both = [*times[False], *times[True]]
    middle, longest = float(np.median(both)), max(both)
    limits.at_most(f"median ms of the mix at {size:,}", middle, LONGEST_MS)
    limits.at_most(
        f"greatest ms at {size:,} (matching.encoder_milliseconds)",
        longest,
        Matching().encoder_milliseconds,
    )
    return [
        f"{size:,}",
        len(times[True]) / len(both),
        *(float(np.median(some)) for some in (times[False], times[True], reading)),
        middle,
        float(np.quantile(both, 0.99)),
        longest,
        held_mb(),
    ]


def _anywhere(index: Index, encoder: Encoder) -> Vectors:
    """Vectors of all wordings that point anywhere, mapped from a file."""
    random = np.random.default_rng(size := len(index.texts))
    nothing = np.empty((0, 0), np.float32)
    made = Vectors(
        encoder.model,
        unit(random.standard_normal((size, encoder.dimension), np.float32)),
        nothing,
        nothing,
        np.empty(0, np.int32),
        np.array([0.1, 0.7], np.float32),
    )
    with tempfile.TemporaryDirectory() as folder:
        save_vectors(made, path := Path(folder) / "vectors")
        return load_vectors(path)


if __name__ == "__main__":
    main()
