"""The answers that the FAQ would give to a ticket, and why each is shown, as the page is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from faq.explaining import Stage
from faq.ranking import EXACT
from handlers.officials.suggesting import LEAST, MOST

if TYPE_CHECKING:
    from faq.explaining import Explanation, Reason
    from faq.match import Match

Value = Mapping[str, object]

_DIFFER = {
    "numbers": "numbers_differ",
    "negation": "negation_differs",
    "opposite": "opposite",
    "places": "places_differ",
    "asking": "asking_differs",
}
"""What an official should look at before the answer is used: near-twins differ by it. The names
behind are those of faq.weights.RANKING_BY_MEANING, by which an explanation has its figures."""

_ALIKE = {
    "letters": "ratio",
    "words": "overlap",
    "sound": "sound",
    "meaning": "meant_wording_near",
}


def suggestions(
    match: Match, why: Explanation, units: Mapping[str, str], *, handles: bool
) -> list[Value]:
    """The answers that the FAQ would give, best first, at most three, and why.

    `units` are the names of departments by their ids. `handles`: whether the official reads the
    ticket's words unmasked; to others none of them is repeated that the entry does not hold itself.
    """
    return [
        {**_entry(reason, match, units), **_why(reason, why, handles=handles)}
        for reason in why.reasons[:MOST]
        if reason.candidate.score >= LEAST
    ]


def _entry(reason: Reason, match: Match, units: Mapping[str, str]) -> Value:
    candidate = reason.candidate
    unit = candidate.entry.department
    return {
        "id": candidate.entry.id,
        "question": candidate.entry.question,
        "answer": candidate.entry.answer,
        "department": units.get(unit, unit),
        "source": candidate.entry.source,
        "updated": candidate.entry.updated,
        "score": round(candidate.score, 3),
        "matched": candidate.question,
        "meant": match.meant,
    }


def _why(reason: Reason, why: Explanation, *, handles: bool) -> Value:
    stage = why.stage
    if stage is Stage.EXACT and reason.candidate.score < EXACT:
        stage = Stage.WHOLE  # only the first is worded so
    return {
        "shared": reason.words.shared,
        "missing": reason.words.missing if handles else (),
        "added": reason.words.added,
        "stage": stage,
        "by": why.by if handles and stage is Stage.SENTENCE else "",
        "differ": [name for name, figure in _DIFFER.items() if reason.features.get(figure)],
        "alike": {
            name: min(max(round(reason.features[figure], 2), 0.0), 1.0)
            for name, figure in _ALIKE.items()
            if figure in reason.features
        },
    }
