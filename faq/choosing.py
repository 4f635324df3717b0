"""Which of the wordings that were found are compared with a question: those near the likest one."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance.Indel import normalized_similarity as alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faq.folding import Question
    from faq.index import Index
    from faq.postings import Asked
    from faq.reach import Best

MOST_ENTRIES = 16
"""How many entries are compared by their wordings, at most."""

_LEAST_ENTRIES = 4
_FAR_BEHIND = 0.6  # of the likeness of the best; of labelled questions, no first one was as far
_BEHIND = 0.4  # … where entries are found by their answers too

# Likeness: what is shared of both texts' terms, of the question's alone, and of letters in order.
_OF_BOTH = 0.9
_OF_QUESTION = 0.25
_SPELT = 0.3

# An entry that is at least so like, where the next one's terms are at most so much of it, was first
# with every labelled question to an FAQ of single wordings. Its lead in utility is then a line over
# how far the next one is behind; tests/faq/test_choosing.py holds it near what the weights say.
_LIKE = 0.5
_UNRIVALLED = 0.5
_MOST_AHEAD, _LESS_AHEAD = 9.8, 10.5


class Breadth(Enum):
    """Which entries are compared: the first alone where it is certain, those near, or all found."""

    BRIEFLY = auto()
    NEARBY = auto()
    WIDELY = auto()


class Chosen(NamedTuple):
    """Entries, the likest first, and of each what its likest wording is like.

    `texts` are the numbers of these wordings, `scores` how much their terms tell, `ratios` how
    alike their letters are; `votes` the entries' shares in the scores of all wordings found,
    `seconds` the likeness of their second wordings. `found` is how many entries there were;
    `ahead` the lead in utility of a first one that alone is compared, else 0.
    """

    entries: list[int]
    texts: list[int]
    scores: list[float]
    ratios: list[float]
    votes: list[float]
    seconds: list[float]
    found: int
    ahead: float


def choose(index: Index, question: Question, asked: Asked, found: Best, breadth: Breadth) -> Chosen:
    """The entries to compare, of those whose wordings were found; one was at least."""
    owner = index.wordings.owner
    owners = [owner[number] for number in found.texts]
    values = _by_terms(index, asked, found)
    if breadth is Breadth.BRIEFLY and (alone := _alone(index, question, found, owners, values)):
        return alone
    behind = 0.0 if breadth is Breadth.WIDELY else _BEHIND if index.answers else _FAR_BEHIND
    return _several(index, question, found, owners, values, behind)


def _by_terms(index: Index, asked: Asked, found: Best) -> list[float]:
    """How like each text is by what its terms tell, before its letters are looked at."""
    read, mass = index.wordings.postings.read, asked.mass
    undamped, masses, told = read.undamped, read.masses, _OF_QUESTION / mass
    return [
        # The weight of the shared terms, but for repeats, follows from the score.
        score * (_OF_BOTH * undamped[number] / (mass + masses[number]) + told)
        for number, score in zip(*found, strict=True)
    ]


def _alone(
    index: Index, question: Question, found: Best, owners: list[int], values: Sequence[float]
) -> Chosen | None:
    """The first entry, where no other may be first, of entries with one wording each."""
    entries, texts, scores = owners[:1], found.texts[:1], found.scores[:1]
    ratio = alike(question.text, index.texts.texts[texts[0]])
    like = values[0] + _SPELT * ratio
    behind = max(values[1:], default=like) / like
    if like < _LIKE or behind >= _UNRIVALLED or len(set(owners)) < len(owners):
        return None
    weights = _weights(found.scores)
    votes, ahead = [weights[0] / sum(weights)], _MOST_AHEAD - _LESS_AHEAD * behind
    return Chosen(entries, texts, scores, [ratio], votes, [0.0], len(owners), ahead)


def _several(
    index: Index,
    question: Question,
    found: Best,
    owners: Sequence[int],
    values: Sequence[float],
    behind: float,
) -> Chosen:
    """The entries with the likest wordings; those `behind` times as like as the first are not."""
    wordings, text = index.texts.texts, question.text
    texts, scores = found
    ratios = [alike(text, wordings[number]) for number in texts]
    values = [value + _SPELT * ratio for value, ratio in zip(values, ratios, strict=True)]
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    first, second = _likest(order, owners, values, behind * values[order[0]])
    places = list(first.values())
    return Chosen(
        list(first),
        [texts[place] for place in places],
        [scores[place] for place in places],
        [ratios[place] for place in places],
        _votes(first, owners, scores),
        [second.get(entry, 0.0) for entry in first],
        len(set(owners)),
        0.0,
    )


def _likest(
    order: Sequence[int], owners: Sequence[int], values: Sequence[float], least: float
) -> tuple[dict[int, int], dict[int, float]]:
    """Of each entry the place of its likest wording, and how like its second one is."""
    first: dict[int, int] = {}
    second: dict[int, float] = {}
    single = len(set(owners)) == len(owners)
    for place in order:
        entry = owners[place]
        if entry in first:
            second.setdefault(entry, values[place])
        elif len(first) < _LEAST_ENTRIES or (len(first) < MOST_ENTRIES and values[place] >= least):
            first[entry] = place
        elif single:
            break  # nothing that follows matters
    return first, second


def _votes(entries: Iterable[int], owners: Sequence[int], scores: Sequence[float]) -> list[float]:
    """What share each of the entries has in the scores of all wordings."""
    weights = _weights(scores)
    votes = dict.fromkeys(entries, 0.0)
    for entry, weight in zip(owners, weights, strict=True):
        if entry in votes:
            votes[entry] += weight
    total = sum(weights)
    return [vote / total for vote in votes.values()]


def _weights(scores: Sequence[float]) -> list[float]:
    """How much each wording's vote counts: the fourth power tells the near ones from the many."""
    # Products are quicker than a power, and this is done for every wording that is found.
    return [score * score * score * score for score in scores]
