"""Labelled questions as the fit of the weights reads them: compared, and what is right marked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from encoding import Kept
from numpy.typing import NDArray

from faq.choosing import Breadth
from faq.comparing import Compared, compare
from faq.encoders import LONGEST
from faq.entries import FaqEntry
from faq.evaluation import Query, parse_queries, with_field
from faq.folding import Question, question_of
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.meaning import Meaning, with_meaning
from faq.normalise import normalise
from faq.ranking import Message, kept_columns
from faq.sentences import reading_length, sentences
from faq.tables import read_rows
from faq.weights import RANKING, Judged, judgement_of

FOLDS = 3
OWN = Path(__file__).parent / "sets"  # written for this project: few queries
OWN_WEIGHT = 0.5
SMALL_QUERIES = 300
SMALL = {15: 0.15, 100: 0.25}  # entries of a small FAQ, and how much it weighs
RICH = 20  # wordings of an entry, on average, from which an FAQ is also given sparsely
SPARSE = {1: 0.3, 3: 0.3}  # wordings of an entry that are kept, and how much that weighs
SPARSE_QUERIES = 600
LEADING = 14  # entries of a question, with different answers, from which the fit learns


class Source(NamedTuple):
    """A set of queries against an FAQ.

    `hidden`: the right entry may be found by its answer only. `entries`: only so many of the FAQ
    are there, and as many of the queries that then have no answer: a small town's FAQ.
    `wordings`: each entry has only so many, as most FAQs have them.
    """

    name: str
    faq: Path
    queries: Path
    field: str
    hidden: bool
    weight: float
    entries: int = 0
    encoder: str = ""
    wordings: int = 0

    @property
    def by_answer(self) -> bool:
        """Whether its queries are to be found by the answers alone."""
        return self.field == "answer" and self.queries.stem.endswith("q2a")

    @property
    def label(self) -> str:
        """What the figures of the fit stand under."""
        return f"{self.name} ({', '.join(filter(None, (self.field, self.encoder)))})"


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


def sources(data: Path, encoder: str = "") -> Iterator[Source]:
    """The sets that lie in a folder, and the project's own; how much each weighs in the fit."""
    for source in _plain(data):
        yield source._replace(encoder=encoder)
    for source in _plain(OWN):
        yield source._replace(encoder=encoder, weight=source.weight * OWN_WEIGHT)


def _plain(data: Path) -> Iterator[Source]:
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
            yield from _sparse(Source(folder.name, faq, queries, "question", False, 0.0))


def _sparse(source: Source) -> Iterator[Source]:
    entries = entries_of(source)
    if sum(1 + len(each.variants) for each in entries) < RICH * len(entries):
        return
    for wordings, weight in SPARSE.items():
        name = f"{source.name}, {wordings} {'wordings' if wordings > 1 else 'wording'}"
        yield source._replace(name=name, weight=weight, wordings=wordings)


def entries_of(source: Source) -> list[FaqEntry]:
    """The whole FAQ of a source."""
    return [each for each in parse_entries(read_rows(source.faq)) if not isinstance(each, Refusal)]


def queries_of(source: Source, split: str) -> list[Query]:
    """The queries of one split, in the order in which they are dealt out to the folds."""
    return [each for each in parse_queries(read_rows(source.queries)) if each.split == split]


def compared(source: Source, split: str, encoder: Kept | None = None) -> Iterator[Asked]:
    """Every query of a source, compared by letters, and by meaning where there is an encoder."""
    entries, queries = entries_of(source), queries_of(source, split)
    if source.entries:
        entries, queries = _small(entries, queries, source.entries)
    if source.wordings:
        entries = _thinned(entries, source.wordings)
        step = -(-len(queries) // SPARSE_QUERIES)
        # Whole rounds of the folds, so that each query stays in its own.
        queries = [each for at, each in enumerate(queries) if at // FOLDS % step == 0]
    index = Index.build(with_field(entry, source.field) for entry in entries)
    places = {entry.id: at for at, entry in enumerate(entries)}
    means = _meanings(source, index, queries, encoder) if encoder else [None] * len(queries)
    for at, (query, meaning) in enumerate(zip(queries, means, strict=True)):
        if asked := _asked(source, index, places, query, at % FOLDS, meaning):
            yield asked


def _meanings(
    source: Source, index: Index, queries: list[Query], encoder: Kept
) -> list[Meaning | None]:
    # Each query by a turn that was learnt without it.
    vectors = [encoder.vectors(index, fold) for fold in range(FOLDS)]
    if source.hidden:
        nothing = np.empty((0, 0), np.float32)
        vectors = [replace(each, wordings=nothing, profiles=nothing) for each in vectors]
    rows = encoder.encode([normalise(query.text)[:LONGEST] for query in queries])
    return [Meaning(vectors[at % FOLDS], row) for at, row in enumerate(rows)]


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


def _thinned(entries: list[FaqEntry], wordings: int) -> list[FaqEntry]:
    rng = random.Random(wordings)
    some = [rng.sample([each.question, *each.variants], wordings) for each in entries]
    return [
        replace(each, question=first, variants=tuple(others))
        for each, (first, *others) in zip(entries, some, strict=True)
    ]


def _asked(
    source: Source,
    index: Index,
    places: dict[str, int],
    query: Query,
    fold: int,
    meaning: Meaning | None,
) -> Asked | None:
    text = normalise(query.text)
    right = [places[each] for each in query.relevant if each in places]
    lost = bool(query.relevant) and not right and not source.entries
    if not text or lost or (source.hidden and not right):
        return None
    question = question_of(text, query.text)
    leave_out = right[0] if source.hidden else -1
    breadth = Breadth.NEARBY if meaning is None else Breadth.WIDELY
    found = compare(index, question, leave_out, breadth)
    if meaning is not None:
        found = with_meaning(index, found, meaning)
    if not len(found.entries):
        return None
    message = Message(reading_length(text), max(len(sentences(query.text)), 1))
    marks = np.isin(found.entries, right)
    return Asked(source, index, question, found, marks, bool(right), message, fold)


def leading(asked: Asked, today: date) -> Asked:
    """The same without the columns that the weights in use put far behind: they teach little."""
    found = asked.compared
    meant = found.figures.shape[0] > len(RANKING)
    by_answer = asked.source.field == "answer"
    judged = Judged.MEANING_OF_ANSWERS if by_answer else Judged.MEANING
    utilities = judgement_of(judged if meant else Judged.LETTERS).ranking(found.figures)[0]
    kept = kept_columns(asked.index, found, utilities, asked.question, today, LEADING).columns
    entries, texts = ([each[at] for at in kept] for each in (found.entries, found.texts))
    few = found._replace(entries=entries, texts=texts, figures=found.figures[:, kept])
    return asked._replace(compared=few, right=asked.right[kept])
