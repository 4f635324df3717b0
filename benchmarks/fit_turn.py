"""Learns faq/turns/universal.npy from labelled pairs: python benchmarks/fit_turn.py DATA.

Three matrices, by which faq.turning turns what an encoder says: of questions, so that what asks
the same lies nearer (learnt from pairs*/pairs.jsonl: a, b, label; from the wordings of one entry;
and from labelled queries), of questions beside answers, and of the passages of answers (learnt
from the queries that are to be found by answers). For each fold of benchmarks/fit_weights.py all
are learnt without its queries too, and kept beside the vectors (--kept): so weights are fitted to
what no turn has seen. Pairs that hold a labelled query are left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from encoding import Kept
from labelled import FOLDS, Source, entries_of, queries_of, sources
from numpy.typing import NDArray

from faq.encoders import LONGEST, UNIVERSAL, opened
from faq.normalise import normalise
from faq.passages import passages
from faq.tables import read_rows
from faq.turning import LEARNT

Floats = NDArray[np.float32]
TURNS = Path(__file__).resolve().parent.parent / "faq" / "turns"
SHARPNESS = 20.0  # what a difference of cosines counts
BATCH, PACE = 256, 1e-3
ROUNDS, HOLD = 800, 0.005  # how strongly a matrix is held near what changes nothing
ROUNDS_OF_ANSWERS, HOLD_OF_ANSWERS = 250, 0.02
TWINS = 20  # pairs of wordings of one entry, at most
SAME_TEXT = 0.9999  # cosine


class Pairs(NamedTuple):
    """What belongs together, row by row, and how often it is looked at beside other pairs."""

    ones: Floats
    others: Floats
    share: float


class Matrix:
    """A matrix that begins as what changes nothing, and follows its slopes (Adam)."""

    def __init__(self, size: int) -> None:
        self.plain = np.eye(size, dtype=np.float32)
        self.now = self.plain.copy()
        self._mean, self._spread = np.zeros_like(self.now), np.zeros_like(self.now)

    def follow(self, slope: Floats, hold: float, at: int, rounds: int) -> None:
        """One step, the round `at` of `rounds`, and a little back towards the beginning."""
        slope = slope + hold * (self.now - self.plain)
        self._mean += 0.1 * (slope - self._mean)
        self._spread += 0.001 * (slope * slope - self._spread)
        step = self._mean / (1 - 0.9**at) / (np.sqrt(self._spread / (1 - 0.999**at)) + 1e-8)
        self.now -= PACE * (1 - (at - 1) / rounds) * step


def fit(pairs: list[Pairs], rounds: int, hold: float, *, shared: bool) -> tuple[Floats, Floats]:
    """The matrices of both sides (`shared`: one for both) that bring pairs together.

    Of a batch, each text shall lie nearest to its own partner (softmax over cosines).
    """
    rng = np.random.default_rng(0)
    size = pairs[0].ones.shape[1]
    left = Matrix(size)
    right = left if shared else Matrix(size)
    shares = np.array([each.share for each in pairs])
    for at in range(1, rounds + 1):
        some = pairs[rng.choice(len(pairs), p=shares / shares.sum())]
        rows = rng.choice(len(some.ones), min(BATCH, len(some.ones)), replace=False)
        one, other = _slopes(some.ones[rows], some.others[rows], left.now, right.now)
        if shared:
            left.follow(one + other, hold, at, rounds)
        else:
            left.follow(one, hold, at, rounds)
            right.follow(other, hold, at, rounds)
    return left.now, right.now


def _slopes(ones: Floats, others: Floats, own: Floats, theirs: Floats) -> tuple[Floats, Floats]:
    """How the loss rises with each side's matrix."""
    left, right = ones @ own, others @ theirs
    lengths = [np.linalg.norm(each, axis=1, keepdims=True) for each in (left, right)]
    left, right = left / lengths[0], right / lengths[1]
    near = SHARPNESS * left @ right.T
    same = (ones @ ones.T > SAME_TEXT) | (others @ others.T > SAME_TEXT)
    near[same & ~np.eye(len(ones), dtype=bool)] = -np.inf  # the same text is no rival
    odds = np.exp(near - near.max(axis=1, keepdims=True))
    slope = (odds / odds.sum(axis=1, keepdims=True) - np.eye(len(ones))).astype(np.float32)
    slope *= SHARPNESS / len(ones)
    to_left, to_right = slope @ right, slope.T @ left
    to_left -= (to_left * left).sum(axis=1, keepdims=True) * left
    to_right -= (to_right * right).sum(axis=1, keepdims=True) * right
    return ones.T @ (to_left / lengths[0]), others.T @ (to_right / lengths[1])


def of_questions(data: Path, split: str, encoder: Kept) -> list[Pairs]:
    """Pairs of questions that ask the same, without the labelled queries."""
    asked = {
        _read(query.text)
        for source in sources(data)
        if not source.entries
        for query in queries_of(source, split)
    }
    found = []
    for folder in sorted(data.glob("pairs*")):
        by_set: dict[str, list[tuple[str, str]]] = {}
        for row in read_rows(folder / "pairs.jsonl"):
            pair = _read(row.text("a")), _read(row.text("b"))
            if row.text("label") == "1" and not asked.intersection(pair):
                by_set.setdefault(row.text("set"), []).append(pair)
        found += [_pairs(each, encoder) for each in by_set.values()]
    for source in sources(data):
        if source.field == "question" and not source.entries:
            found.append(_pairs(list(_twins(source)), encoder))
    return found


def _twins(source: Source) -> Iterator[tuple[str, str]]:
    rng = np.random.default_rng(0)
    for entry in entries_of(source):
        texts = [_read(each) for each in (entry.question, *entry.variants)]
        for _ in range(min(len(texts), TWINS) if len(texts) > 1 else 0):
            one, other = rng.choice(len(texts), 2, replace=False)
            yield texts[one], texts[other]


def of_asked(data: Path, split: str, encoder: Kept, but_for: int = -1) -> list[Pairs]:
    """Labelled queries with the likest wording of their entry; not those of a fold."""
    found = []
    for source in sources(data):
        if source.field != "question" or source.entries:
            continue
        entries = entries_of(source)
        wordings = {
            one.id: [_read(each) for each in (one.question, *one.variants)] for one in entries
        }
        found.append(_pairs(_dealt(source, split, wordings, encoder, but_for), encoder))
    return found


def of_answers(data: Path, split: str, encoder: Kept, but_for: int = -1) -> list[Pairs]:
    """Questions with the likest and the first passage of their answers; not those of a fold."""
    found = []
    for source in sources(data):
        if not source.by_answer:
            continue
        answers = {entry.id: passages(entry.answer) for entry in entries_of(source)}
        pairs = _dealt(source, split, answers, encoder, but_for)
        # What an answer is about stands at its beginning.
        pairs += _dealt(
            source, split, {one: all_[:1] for one, all_ in answers.items()}, encoder, but_for
        )
        found.append(_pairs(list(dict.fromkeys(pairs)), encoder))
    return found


def _dealt(
    source: Source, split: str, texts: dict[str, list[str]], encoder: Kept, but_for: int
) -> list[tuple[str, str]]:
    """Each query that is not of the fold `but_for`, with the likest text of its entry."""
    pairs = []
    for at, query in enumerate(queries_of(source, split)):
        own = [text for each in sorted(query.relevant) for text in texts.get(each, ())]
        if own and at % FOLDS != but_for:
            asked = _read(query.text)
            near = encoder.encode(own) @ encoder.encode([asked])[0]
            pairs.append((asked, own[int(near.argmax())]))
    return pairs


def _read(text: str) -> str:
    return normalise(text)[:LONGEST]


def _pairs(texts: list[tuple[str, str]], encoder: Kept) -> Pairs:
    ones, others = (encoder.encode([pair[side] for pair in texts]) for side in range(2))
    return Pairs(ones, others, len(texts) ** 0.5)


def main() -> None:
    """Fit, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--kept", type=Path, default=Path(".vectors"), help="folder for vectors")
    arguments = parser.parse_args()
    began = time.monotonic()
    encoder = Kept(opened(UNIVERSAL), arguments.kept)
    others = of_questions(arguments.data, arguments.split, encoder)
    for fold in (*range(FOLDS), -1):
        given = arguments.data, arguments.split, encoder, fold
        questions, _ = fit([*others, *of_asked(*given)], ROUNDS, HOLD, shared=True)
        asked, told = fit(of_answers(*given), ROUNDS_OF_ANSWERS, HOLD_OF_ANSWERS, shared=False)
        name = LEARNT[encoder.model] if fold < 0 else f"turn-{fold}.npy"
        matrices = np.array([questions, asked, told], np.float16)
        np.save((TURNS if fold < 0 else arguments.kept) / name, matrices)
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    encoder.keep()


if __name__ == "__main__":
    main()
