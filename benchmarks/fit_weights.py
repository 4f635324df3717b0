"""Learns faq/weights.json from labelled questions: python benchmarks/fit_weights.py DATA.

DATA holds one folder a set, each with faq.jsonl and queries.jsonl (docs/matching.md). Needs what
requirements-bench.txt pins. Only the queries of one split (dev) are read.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from learning import Cases, Fit, Lists, as_learnt, fit_decision, fit_ranking, together
from numpy.typing import NDArray

from faq.comparing import Compared, compare
from faq.entries import FaqEntry
from faq.evaluation import Query, parse_queries, with_field
from faq.folding import Question, question_of
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.normalise import normalise
from faq.ranking import Message, Order, context, kept_columns
from faq.sentences import reading_length, sentences
from faq.tables import read_rows
from faq.weights import DECIDING, RANKING

WEIGHTS = Path(__file__).resolve().parent.parent / "faq" / "weights.json"
FOLDS = 3
SEEDS = (0, 1)
DECIDING_SEEDS = (0, 1, 2)
TARGETS = (0.7, 0.8, 0.85, 0.9, 0.95, 0.98)  # precisions that a city may want
ENOUGH = 100  # queries in scope, from which a set has a say in what a precision takes
SETS_SERVED = 0.85  # share of the sets that keep a wanted precision
RANKING_UNITS, RANKING_PENALTY = 8, 0.1
DECIDING_UNITS, DECIDING_PENALTY = 6, 0.02
MOST_QUERIES = 500  # of a set, in the ranking: more change little and take long
SMALL_QUERIES = 300
SMALL = {15: 0.15, 100: 0.25}  # entries of a small FAQ, and how much it weighs
TODAY = date(2000, 1, 1)


class Source(NamedTuple):
    """A set of queries against an FAQ.

    `hidden`: the right entry may be found by its answer only. `entries`: only so many of the FAQ
    are there, and as many of the queries that then have no answer: a small town's FAQ.
    """

    name: str
    faq: Path
    queries: Path
    field: str
    hidden: bool
    weight: float
    entries: int = 0


class Asked(NamedTuple):
    """A query compared with its FAQ: which of the columns are right, and what it stands in."""

    source: Source
    index: Index
    question: Question
    compared: Compared
    right: NDArray[np.bool_]
    answerable: bool
    message: Message
    fold: int


def sources(data: Path) -> Iterator[Source]:
    """The sets that lie in a folder, and how much each weighs in the fit."""
    for folder in sorted(data.iterdir()):
        faq, queries = folder / "faq.jsonl", folder / "queries.jsonl"
        if not (faq.exists() and queries.exists()) or folder.name.endswith("_scale"):
            continue
        answers = folder / "queries_q2a.jsonl"
        if answers.exists():
            yield Source(folder.name, faq, queries, "both", hidden=False, weight=0.5)
            yield Source(folder.name, faq, queries, "answer", hidden=False, weight=0.5)
            yield Source(f"{folder.name} by answer", faq, answers, "answer", False, 0.5)
            yield Source(f"{folder.name} hidden", faq, answers, "both", True, 0.15)
        else:
            yield Source(folder.name, faq, queries, "question", hidden=False, weight=1.0)
            for size, weight in SMALL.items():
                name = f"{folder.name}, {size} entries"
                yield Source(name, faq, queries, "question", False, weight, size)


def compared(source: Source, split: str) -> Iterator[Asked]:
    """Every query of a source, compared."""
    entries = [
        each for each in parse_entries(read_rows(source.faq)) if not isinstance(each, Refusal)
    ]
    queries = [each for each in parse_queries(read_rows(source.queries)) if each.split == split]
    if source.entries:
        entries, queries = _small(entries, queries, source.entries)
    index = Index.build(with_field(entry, source.field) for entry in entries)
    places = {entry.id: at for at, entry in enumerate(entries)}
    for at, query in enumerate(queries):
        if asked := _asked(source, index, places, query, at % FOLDS):
            yield asked


def _small(
    entries: list[FaqEntry], queries: list[Query], size: int
) -> tuple[list[FaqEntry], list[Query]]:
    rng = random.Random(size)
    asked_for = {each for query in queries for each in query.relevant}
    askable = [each for each in entries if each.id in asked_for]
    some = rng.sample(askable, min(size, len(askable) // 2))
    kept = {each.id for each in some}
    inside = [each for each in queries if not kept.isdisjoint(each.relevant)][:SMALL_QUERIES]
    outside = [each for each in queries if kept.isdisjoint(each.relevant)]
    return some, inside + rng.sample(outside, min(len(outside), max(len(inside), 100)))


def _asked(
    source: Source, index: Index, places: dict[str, int], query: Query, fold: int
) -> Asked | None:
    text = normalise(query.text)
    right = [places[each] for each in query.relevant if each in places]
    lost = bool(query.relevant) and not right and not source.entries
    if not text or lost or (source.hidden and not right):
        return None
    question = question_of(text, query.text)
    found = compare(index, question, right[0] if source.hidden else -1)
    if not len(found.entries):
        return None
    message = Message(reading_length(text), max(len(sentences(query.text)), 1))
    marks = np.isin(found.entries, right)
    return Asked(source, index, question, found, marks, bool(right), message, fold)


def ranked(asked: list[Asked], rng: np.random.Generator) -> Fit:
    """The order of entries, learnt from the queries that have a right entry among the compared."""
    by_source: dict[Source, list[Asked]] = defaultdict(list)
    for each in asked:
        if each.right.any():
            by_source[each.source].append(each)
    chosen, weights = [], []
    for source, each in by_source.items():
        kept = [each[at] for at in rng.permutation(len(each))[:MOST_QUERIES]]
        chosen += kept
        weights += [source.weight / len(kept)] * len(kept)
    figures = np.concatenate([each.compared.figures.T for each in chosen]).astype(np.float64)
    sizes = np.array([len(each.right) for each in chosen])
    right = np.concatenate([each.right for each in chosen])
    lists = Lists(figures, np.cumsum(sizes) - sizes, right, np.array(weights))
    return together([fit_ranking(lists, RANKING_UNITS, RANKING_PENALTY, seed) for seed in SEEDS])


def decided(asked: list[Asked], fits: list[Fit]) -> tuple[Cases, list[Asked]]:
    """What certainty is learnt from: each query ranked by a fit that has not seen it."""
    counts: dict[Source, int] = defaultdict(int)
    rows, right, kept = [], [], []
    for each in asked:
        order = _order(each, fits[each.fold])
        if not order.columns:
            continue
        first = each.compared.figures[:, order.columns[0]]
        rows.append(np.concatenate([first, context(each.compared, order, each.message)]))
        hits = each.right[order.columns[:3]]
        right.append([hits[0], hits.any()])
        counts[each.source] += 1
        kept.append(each)
    weights = np.array([each.source.weight / counts[each.source] for each in kept])
    return Cases(np.array(rows, np.float64), np.array(right, np.float64), weights), kept


def _order(asked: Asked, fit: Fit) -> Order:
    utilities = fit(asked.compared.figures.T.astype(np.float64))[:, 0]
    return kept_columns(asked.index, asked.compared, utilities, asked.question, TODAY, 3)


def _certainty(cases: Cases) -> Fit:
    return together(
        [fit_decision(cases, DECIDING_UNITS, DECIDING_PENALTY, seed) for seed in DECIDING_SEEDS]
    )


def cuts(likely: NDArray[np.float64], cases: Cases, kept: list[Asked]) -> list[tuple[float, float]]:
    """From which probability the answers given have a wanted precision, on most of the sets."""
    needed: dict[float, list[float]] = {target: [] for target in TARGETS}
    for source in dict.fromkeys(each.source for each in kept):
        own = np.array([each.source is source for each in kept])
        if sum(each.answerable for each in kept if each.source is source) < ENOUGH:
            continue
        order = np.argsort(-likely[own, 0])
        right = cases.right[own, 0][order]
        precision = right.cumsum() / np.arange(1, len(right) + 1)
        for target, found in needed.items():
            kept_up = np.flatnonzero(precision >= target)
            found.append(float(likely[own, 0][order][kept_up[-1]]) if len(kept_up) else 1.0)
    return [(target, float(np.quantile(found, SETS_SERVED))) for target, found in needed.items()]


def figures(
    likely: NDArray[np.float64], cases: Cases, kept: list[Asked]
) -> dict[str, dict[str, float]]:
    """By source, on held-out folds: top-1, top-3, what .90 answers, and the calibration error."""
    found: dict[str, dict[str, float]] = {}
    for source in dict.fromkeys(each.source for each in kept):
        own = np.array([each.source is source for each in kept])
        inside = np.array([each.answerable for each in kept]) & own
        sure = own & (likely[:, 0] >= 0.9)
        row = {"queries": float(own.sum()), "in_scope": float(inside.sum())}
        if inside.any():
            row["top1"], row["top3"] = cases.right[inside].mean(axis=0).tolist()
            row["answered_right"] = float((cases.right[:, 0] * sure)[inside].mean())
        if sure.any():
            row["precision"] = float(cases.right[sure, 0].mean())
        row["calibration_error"] = _calibration(likely[own, 0], cases.right[own, 0])
        name = f"{source.name} ({source.field})"
        found[name] = {key: round(value, 4) for key, value in row.items()}
    return found


def _calibration(likely: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    bins = np.minimum((likely * 10).astype(int), 9)
    gaps = [abs((likely - right)[bins == each].sum()) for each in range(10)]
    return float(sum(gaps) / len(likely))


def main() -> None:
    """Fit, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    began = time.monotonic()
    asked = []
    for source in sources(arguments.data):
        asked += compared(source, arguments.split)
        print(f"{source.name} ({source.field}): {len(asked)} queries so far", flush=True)
    rng = np.random.default_rng(0)
    folds = [ranked([each for each in asked if each.fold != fold], rng) for fold in range(FOLDS)]
    ranking = ranked(asked, rng)
    cases, kept = decided(asked, folds)
    folds_of = np.array([each.fold for each in kept])
    likely = np.zeros_like(cases.right)
    for fold in range(FOLDS):
        unseen = folds_of == fold
        fit = _certainty(Cases(*(part[~unseen] for part in cases)))
        likely[unseen] = 1 / (1 + np.exp(-fit(cases.inputs[unseen])))
    deciding = _certainty(cases)
    fitted_on = figures(likely, cases, kept)
    learnt = {
        "ranking": as_learnt(ranking, RANKING),
        "deciding": as_learnt(deciding, DECIDING),
        "cuts": [[target, round(cut, 4)] for target, cut in cuts(likely, cases, kept)],
        "fitted_on": fitted_on,
    }
    print("cuts", learnt["cuts"])
    arguments.out.write_text(_readable(learnt), "utf-8")
    for name, row in fitted_on.items():
        print(name, row)
    print(f"written after {time.monotonic() - began:.0f} s: {arguments.out.name}")


def _readable(value: object, depth: int = 0) -> str:
    """JSON with one line for each input."""
    if isinstance(value, dict) and depth < 3:
        pad = "  " * (depth + 1)
        rows = [
            f"{pad}{json.dumps(key)}: {_readable(each, depth + 1)}" for key, each in value.items()
        ]
        return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}" + ("" if depth else "\n")
    return json.dumps(value)


if __name__ == "__main__":
    main()
