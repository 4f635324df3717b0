"""Any ONNX model in a folder: pooling, prefix, and faults told in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from faq.encoders import FOLDER, EncoderError, opened
from tests.faq.small_model import WORDS, write_model
from tests.needs import installed


@pytest.fixture(autouse=True)
def onnx() -> None:
    """What the extra onnx brings, and what makes a model to read."""
    installed("onnx", "onnxruntime", "tokenizers")


def directions(row: object) -> dict[str, float]:
    """Where a vector points, in words."""
    values = np.asarray(row).tolist()
    return {word: round(value, 3) for word, value in zip(WORDS, values, strict=True) if value}


@pytest.mark.parametrize(
    ("prefix", "pooling", "expected"),
    [
        ("", "", {"water": 0.707, "power": 0.707}),
        ("", "mean", {"water": 0.707, "power": 0.707}),
        ("", "first", {"water": 1.0}),
        ("query: ", "first", {"query:": 1.0}),
    ],
)
def test_pieces_become_one_vector(
    tmp_path: Path, prefix: str, pooling: str, expected: dict[str, float]
) -> None:
    """As the settings say; a shorter text beside a longer one is not watered down."""
    encoder = opened(f"{FOLDER}{write_model(tmp_path)}", prefix, pooling)
    rows = encoder.encode(["water power", "tax tax tax tax tax"])
    assert directions(rows[0]) == expected
    assert encoder.dimension == len(WORDS)
    assert prefix in encoder.model


def test_the_folder_says_how_it_is_pooled(tmp_path: Path) -> None:
    """Where sentence-transformers has written it down and the settings are silent."""
    folder = write_model(tmp_path)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    assert directions(opened(f"{FOLDER}{folder}").encode(["tax water"])[0]) == {"tax": 1.0}


def test_a_model_may_pool_by_itself(tmp_path: Path) -> None:
    """Then its vectors are taken as they are."""
    encoder = opened(f"{FOLDER}{write_model(tmp_path, pooled=True)}")
    assert directions(encoder.encode(["tax water tax"])[0]) == {"tax": 0.707, "water": 0.707}


def test_many_texts_are_read_in_batches(tmp_path: Path) -> None:
    """In their order."""
    encoder = opened(f"{FOLDER}{write_model(tmp_path)}")
    rows = encoder.encode(["water", "tax"] * 40)
    assert [directions(row) for row in rows] == [{"water": 1.0}, {"tax": 1.0}] * 40
    assert encoder.encode([]).shape == (0, len(WORDS))


def test_faults_are_told(tmp_path: Path) -> None:
    """What is missing or broken, and where."""
    with pytest.raises(EncoderError, match=r"needs model\.onnx"):
        opened(f"{FOLDER}{tmp_path / 'absent'}")
    folder = write_model(tmp_path / "model")
    with pytest.raises(EncoderError, match="mean or first"):
        opened(f"{FOLDER}{folder}", pooling="last")
    (folder / "model.onnx").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(EncoderError, match="cannot be loaded"):
        opened(f"{FOLDER}{folder}")
