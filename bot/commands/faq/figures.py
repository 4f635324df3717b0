"""What each figure of `wenzheng faq evaluate` tells, in a few words."""

from __future__ import annotations

_MEANINGS = {
    "n_in": "queries that have a right entry",
    "n_oos": "queries that have none and are for a person",
    "top1": "the right entry comes first",
    "top3": "it is among the first three",
    "mrr10": "one over its place, on average (0 beyond the tenth)",
    "auroc": "how often a right first entry scores above a wrong one",
    "ece": "how far the probabilities are from the truth, on average",
    "answer": "of all queries: answered",
    "suggest": "of all queries: offered a few entries",
    "escalate": "of all queries: passed to a person",
    "n_answered": "answers that were given",
    "precision": "of these answers: right",
    "precision_low": "… at least, at 95 %",
    "precision_high": "… at most, at 95 %",
    "mcc": "answers go with right entries: 1 always, 0 by chance",
    "in_scope_answered_right": "with a right entry: answered with it",
    "in_scope_suggested_right": "with a right entry: offered among others",
    "in_scope_offered_right": "with a right entry: one of the two",
    "meant": "of all queries: read by an encoder",
    "ms_p50": "milliseconds of the processor, for one half at most",
    "ms_p99": "… for 99 of 100 at most",
    "oos_escalated": "without a right entry: passed to a person",
}
_OF_TYPE = "oos_escalated_"
_PLAIN = "baseline_"
_LEARNING = "learning_"
_LEARNT = {
    "wordings": "wordings learnt",
    "top1": "the right entry comes first",
    "answered_right": "answered with it",
    "offered_right": "answered with it, or offered",
}


def meaning_of(name: str) -> str:
    """What a figure tells; see `faq.evaluation.figures`, whose keys these are."""
    if name.startswith(_OF_TYPE):
        return f"… of the kind {name.removeprefix(_OF_TYPE)}"
    if name.startswith(_PLAIN):
        return "that search alone: right first" if name.endswith("_top1") else "… of so many"
    if name.startswith(_LEARNING):
        labels, _, figure = name.removeprefix(_LEARNING).partition("_")
        told = _LEARNT.get(figure)
        return f"after {labels} picks: {told}" if told else "other queries to the entries picked"
    return _MEANINGS.get(name, "")
