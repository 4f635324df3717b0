"""How much an FAQ learns from what people pick: other questions on their topics, by labels.

People ask some of the labelled queries and pick the right entry; the wordings that follow from it
(faq.learning) are accepted; other queries on the same topics are asked before and after.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from faq.errors import FaqError
from faq.evaluation import figures, judge
from faq.learning import Evidence, propose, taught

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from faq.cascade import Encode
    from faq.entries import FaqEntry
    from faq.evaluation import Query
    from faq.match import Matcher

STEPS = (0, 10, 25, 50)
"""How many labels there are when it is measured."""

_SEED = 6


class Step(NamedTuple):
    """What the other queries find after so many labels, of which so many wordings were learnt."""

    labels: int
    wordings: int
    top1: float | None
    answered_right: float | None
    offered_right: float | None


class Curve(NamedTuple):
    """How many other queries were asked, and what they found step by step."""

    asked: int
    steps: tuple[Step, ...]


def learning_curve(
    entries: Sequence[FaqEntry],
    queries: Sequence[Query],
    matching: Callable[[Sequence[FaqEntry]], Matcher],
    today: date,
    encode: Encode | None = None,
) -> Curve:
    """Measure at each of STEPS, as far as there are labels; `matching` makes a matcher of entries.

    FaqError: as in `shared_topics`.
    """
    labels, held = shared_topics(queries)
    counts = sorted({min(count, len(labels)) for count in STEPS})

    def step(count: int) -> Step:
        changed = _taught(entries, labels[:count])
        matcher = matching([changed.get(entry.id, entry) for entry in entries])
        found = figures(list(judge(matcher, held, today, encode)))
        return Step(
            count,
            sum(
                len(changed[each.id].variants) - len(each.variants)
                for each in entries
                if each.id in changed
            ),
            found["top1"],
            found["in_scope_answered_right"],
            found["in_scope_offered_right"],
        )

    return Curve(len(held), tuple(map(step, counts)))


def shared_topics(queries: Sequence[Query]) -> tuple[list[Query], list[Query]]:
    """As many labels as the last step takes, one a topic where there are enough, and the rest.

    FaqError: no entry is asked for by two queries, of which one could teach the other.
    """
    topics: dict[str, list[Query]] = defaultdict(list)
    for each in queries:
        if len(each.relevant) == 1:
            topics[next(iter(each.relevant))].append(each)
    chosen = [each for each in topics.values() if len(each) > 1]
    mixed = random.Random(_SEED)  # noqa: S311 - the same choice in every run
    mixed.shuffle(chosen)
    for topic in chosen:
        mixed.shuffle(topic)
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
    if not held:
        raise FaqError(
            "no entry is asked for by two queries, so none could teach the other: "
            "label more questions to the same entries"
        )
    return labels, held


def _taught(entries: Sequence[FaqEntry], labels: Sequence[Query]) -> dict[str, FaqEntry]:
    evidence = [
        Evidence(each.text, next(iter(each.relevant)), helped=True, person=at)
        for at, each in enumerate(labels)
    ]
    return {entry.id: entry for entry in taught(entries, propose(entries, evidence))}
