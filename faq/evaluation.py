"""Measures how well a matcher finds the right entries of labelled questions."""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from faq.calibration import Said, calibration_error, reliability
from faq.cascade import decide
from faq.columns import QUERY_COLUMNS, fold_columns
from faq.encoders import LONGEST
from faq.errors import FaqError, RowError
from faq.match import Decision
from faq.meaning import Meaning
from faq.normalise import normalise
from faq.ranking import Message, ranking
from faq.sentences import reading_length
from faq.steps import found_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from faq.cascade import Decided, Encode
    from faq.entries import FaqEntry
    from faq.match import Matcher
    from faq.rows import Row

DEPTH = 10
"""How many ranked entries are looked through for the right one."""

_Z = 1.96  # standard deviations that hold 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Query:
    """A question whose right entries are known; none means that it is to be escalated."""

    text: str
    relevant: frozenset[str]
    split: str = ""
    oos_type: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a matcher made of one query; `place` is the right entry's rank from 1, 0 if beyond.

    `meant` says that an encoder took part.
    """

    query: Query
    decision: Decision
    offered: tuple[str, ...]
    score: float
    place: int
    milliseconds: float
    meant: bool = False

    @property
    def first_right(self) -> bool:
        """Whether the first candidate of the decision is right."""
        return bool(self.offered) and self.offered[0] in self.query.relevant

    @property
    def offers_right(self) -> bool:
        """Whether a right entry was answered, or stands among the suggestions."""
        if self.decision is Decision.ANSWER:
            return self.first_right
        return self.decision is Decision.SUGGEST and not self.query.relevant.isdisjoint(
            self.offered
        )


def parse_queries(rows: Iterable[Row]) -> Iterator[Query]:
    """Queries of a table with the columns query, relevant, split and oos_type.

    `relevant` holds ids as `Row.texts` reads them. RowError: a query is empty. FaqError: no row
    says which entries are right, so that all would count as questions for a person.
    """
    rows_seen = labelled = False
    for row in fold_columns(rows, QUERY_COLUMNS):
        text = row.text("query")
        if not text:
            raise RowError(
                row.number, "query", "is empty: write the question, or leave the row out"
            )
        rows_seen, labelled = True, labelled or "relevant" in row.values
        relevant = frozenset(row.texts("relevant"))
        yield Query(text, relevant, row.text("split"), row.text("oos_type"))
    if rows_seen and not labelled:
        raise FaqError(
            "no column says which entries are right: name one relevant, with their ids "
            "(empty where a person shall be asked)"
        )


def with_field(entry: FaqEntry, field: str) -> FaqEntry:
    """The entry as found by its "question" (with variants), its "answer" only, or "both"."""
    if field == "answer":
        return replace(entry, question="", variants=())
    return replace(entry, answer="") if field == "question" else entry


def judge(
    matcher: Matcher, queries: Iterable[Query], today: date, encode: Encode | None = None
) -> Iterator[Outcome]:
    """The outcome of each query; only the decision is timed, the deeper ranking is not.

    What counts is the processor's time: by the clock, whatever else a machine does counts too.
    """
    for query in queries:
        begun = time.process_time()
        decided = decide(matcher, query.text, today, encode)
        elapsed = (time.process_time() - begun) * 1000
        match = decided.match
        yield Outcome(
            query,
            match.decision,
            tuple(each.entry.id for each in match.candidates),
            match.candidates[0].score if match.candidates else 0.0,
            _place(matcher, query, today, decided),
            elapsed,
            match.meant,
        )


def _place(matcher: Matcher, query: Query, today: date, decided: Decided) -> int:
    """The rank of the right entry, by what the decision was made by."""
    text = normalise(query.text)
    message = Message(reading_length(text), 1)
    asked = decided.meant.get(text[:LONGEST])
    meaning = None
    if matcher.vectors is not None and asked is not None:
        meaning = Meaning(matcher.vectors, asked)
    steps = ranking(matcher.index, text, message, today, DEPTH, query.text, meaning)
    ranked = found_by(steps).entries
    ids = [matcher.index.entries[one.entry].id for one in ranked]
    places = (at for at, one in enumerate(ids, 1) if one in query.relevant)
    return next(places, 0)


def said(outcomes: Iterable[Outcome]) -> list[Said]:
    """How sure each first candidate was, and whether it was right; nothing where there is none."""
    return [Said(one.score, one.first_right) for one in outcomes if one.offered]


def worst(outcomes: Iterable[Outcome], limit: int) -> list[Outcome]:
    """What went wrong, at most `limit`, the worst first.

    Wrong answers are worst, the surest first; then wrong suggestions to what should have gone to
    a person; then questions whose right entry was not even offered.
    """
    wrong = [one for one in outcomes if _fault(one)]
    return sorted(wrong, key=lambda one: (_fault(one), -one.score))[:limit]


def _fault(one: Outcome) -> int:
    if one.decision is Decision.ANSWER:
        return 0 if one.first_right else 1
    if one.query.relevant:
        return 0 if one.offers_right else 3
    return 2 if one.decision is Decision.SUGGEST else 0


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """The figures of a run under flat keys; None where there is nothing to divide by.

    Shares are 0..1; times are milliseconds; `oos_escalated_TYPE` stands for each type met.
    """
    inside = [one for one in outcomes if one.query.relevant]
    outside = [one for one in outcomes if not one.query.relevant]
    times = sorted(one.milliseconds for one in outcomes)
    return {
        "n_in": len(inside),
        "n_oos": len(outside),
        "top1": _share(one.place == 1 for one in inside),
        "top3": _share(1 <= one.place <= 3 for one in inside),
        "mrr10": _mean([1 / one.place if one.place else 0.0 for one in inside]),
        "auroc": _auroc(outcomes),
        "ece": calibration_error(reliability(said(outcomes))),
        **{str(each): _share(one.decision is each for one in outcomes) for each in Decision},
        **_answers(outcomes),
        "in_scope_answered_right": _share(
            one.decision is Decision.ANSWER and one.first_right for one in inside
        ),
        "in_scope_suggested_right": _share(
            one.decision is Decision.SUGGEST and one.offers_right for one in inside
        ),
        "in_scope_offered_right": _share(one.offers_right for one in inside),
        "meant": _share(one.meant for one in outcomes),
        "ms_p50": _percentile(times, 0.50),
        "ms_p99": _percentile(times, 0.99),
        **_escalated(outside),
    }


def _answers(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    table = Counter((one.decision is Decision.ANSWER, one.first_right) for one in outcomes)
    right, wrong = table[True, True], table[True, False]
    missed, held = table[False, True], table[False, False]
    low, high = wilson(right, right + wrong)
    spread = math.sqrt((right + wrong) * (right + missed) * (held + wrong) * (held + missed))
    return {
        "n_answered": right + wrong,
        "precision": right / (right + wrong) if right + wrong else None,
        "precision_low": low,
        "precision_high": high,
        "mcc": (right * held - wrong * missed) / spread if spread else None,
    }


def wilson(right: int, total: int) -> tuple[float | None, float | None]:
    """The 95 % interval of a share, by Wilson; (None, None) when `total` is 0."""
    if not total:
        return None, None
    share, square = right / total, _Z * _Z / total
    middle = share + square / 2
    reach = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def _escalated(outside: Sequence[Outcome]) -> dict[str, float | None]:
    types = sorted({one.query.oos_type for one in outside} - {""})
    by_type = {
        f"oos_escalated_{each}": _share(
            one.decision is Decision.ESCALATE for one in outside if one.query.oos_type == each
        )
        for each in types
    }
    return {"oos_escalated": _share(one.decision is Decision.ESCALATE for one in outside)} | by_type


def _auroc(outcomes: Sequence[Outcome]) -> float | None:
    """How often a right first candidate outscores a wrong one; equal scores count half."""
    good = Counter(one.score for one in outcomes if one.first_right)
    bad = Counter(one.score for one in outcomes if not one.first_right)
    pairs = good.total() * bad.total()
    below, won = 0, 0.0
    for score in sorted(good.keys() | bad.keys()):
        won += good[score] * (below + bad[score] / 2)
        below += bad[score]
    return won / pairs if pairs else None


def _share(facts: Iterable[bool]) -> float | None:
    return _mean([float(fact) for fact in facts])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
