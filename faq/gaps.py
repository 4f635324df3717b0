"""What residents ask and the FAQ does not know: like questions together, the commonest first."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from faq.grams import grams
from faq.normalise import normalise

ALIKE = 0.45
"""The likeness (0 to 1) from which two questions are taken for one."""
_SHORTEST = 4
"""Normalised characters; what is shorter asks nothing."""
_ASKING = re.compile(
    r"怎么办理?|怎么[办做弄算]?|如何|怎样|哪个|哪里|哪儿|什么时候|什么|多少|能不能|可不可以|是否|有没有|找谁"
    r"|打哪个电话|请问|为什么|想问|我家|我们|家里|[吗呢啊吧了]$"
    r"|\b(?:how|do|does|i|can|where|what|when|who|is|are|the|a|my|to|in|for|of)\b"
)
"""What every question has tells no question from another."""
_TELLING = 24
"""Terms of a question that are looked up, the rarest first: the commonest tell nothing apart."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, who asked it, and whether it became a ticket."""

    text: str
    person: int = 0
    became_ticket: bool = True


@dataclass(slots=True)
class Gap:
    """Like questions: the one that is most like the others, how many, by how many people."""

    question: str
    count: int = 0
    tickets: int = 0
    people: set[int] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)


def find_gaps(asked: Iterable[Asked]) -> list[Gap]:
    """The questions put together by likeness, the commonest first (by people, then by count).

    Each goes to the likest group that has begun, or begins its own; the commonest wordings begin.
    """
    groups: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        plain = normalise(each.text)
        if len(plain) >= _SHORTEST:
            groups[plain].append(each)
    terms = {plain: frozenset(grams(_ASKING.sub(" ", plain).strip() or plain)) for plain in groups}
    weights = _weights(terms.values())
    found = _Groups(weights)
    for plain in sorted(groups, key=lambda plain: (-len(groups[plain]), plain)):
        found.add(terms[plain], groups[plain])
    return sorted(found.gaps, key=lambda gap: (-len(gap.people), -gap.count, gap.question))


class _Groups:
    """The groups so far, found again by the telling terms of their first question."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.gaps: list[Gap] = []
        self._weights = weights
        self._terms: list[frozenset[str]] = []
        self._by_term: dict[str, list[int]] = defaultdict(list)

    def add(self, terms: frozenset[str], asked: list[Asked]) -> None:
        """Put like questions of one wording where they belong."""
        at = self._likest(terms)
        if at is None:
            at = len(self.gaps)
            self.gaps.append(Gap(asked[0].text.strip()))
            self._terms.append(terms)
            for term in self._telling(terms):
                self._by_term[term].append(at)
        gap = self.gaps[at]
        gap.count += len(asked)
        gap.tickets += sum(each.became_ticket for each in asked)
        gap.people.update(each.person for each in asked)
        gap.examples.append(asked[0].text.strip())

    def _likest(self, terms: frozenset[str]) -> int | None:
        near = Counter(at for term in self._telling(terms) for at in self._by_term[term])
        best = max(
            ((self._likeness(terms, self._terms[at]), -at) for at, _ in near.most_common(50)),
            default=(0.0, 0),
        )
        return -best[1] if best[0] >= ALIKE else None

    def _likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Half how much of both is shared, half how much of the shorter: 暖气不热 is all there is
        to 家里暖气不热打哪个电话.
        """
        shared, mine, theirs = map(self._weight, (one & other, one, other))
        if not shared:
            return 0.0
        return shared / (mine + theirs) + shared / (2 * min(mine, theirs))

    def _weight(self, terms: frozenset[str]) -> float:
        return sum(self._weights[term] for term in terms)

    def _telling(self, terms: frozenset[str]) -> list[str]:
        return sorted(terms, key=lambda term: (-self._weights[term], term))[:_TELLING]


def _weights(every: Iterable[frozenset[str]]) -> dict[str, float]:
    """How much each term tells: the rarer, the more; pairs of characters more than single ones."""
    texts = list(every)
    counted = Counter(term for terms in texts for term in terms)
    return {
        term: (0.3 if len(term) == 1 else 1.0) * (1 + math.log((len(texts) + 1) / count))
        for term, count in counted.items()
    }
