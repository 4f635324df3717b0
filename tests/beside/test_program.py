"""What the process beside the service says goes out in few pieces, and none of it late."""

from __future__ import annotations

from io import BufferedWriter, BytesIO
from typing import TYPE_CHECKING, cast

from bot.beside.frames import Cutter, framed
from bot.beside.line import MOMENT_SECONDS, Line
from bot.knowledge.beside.frames import (
    Answer,
    Question,
    Subjects,
    Weighing,
    as_bytes,
    read_answer,
    written,
)
from bot.knowledge.beside.program import TOGETHER, answer_all
from bot.knowledge.catalogue import NO_CATALOGUE, Catalogue
from faq.index import Index
from faq.match import Matcher
from tests.beside.known import ASKED, FAQ, TODAY

if TYPE_CHECKING:
    from typing import BinaryIO

    import pytest


class Pieces(BytesIO):
    """Keeps each piece that goes out."""

    def __init__(self) -> None:
        super().__init__()
        self.come: list[bytes] = []

    def write(self, piece: object) -> int:
        """Keep a piece."""
        self.come.append(bytes(cast("memoryview", piece)))
        return len(self.come[-1])


def said(answers: bytes) -> bytes:
    """A piece of these answers, of one letter each."""
    return b"".join(framed(bytes([each])) for each in answers)


def test_answers_found_within_a_moment_go_out_together() -> None:
    """The moment begins when something went out, or when the questions came."""
    pieces, now = Pieces(), 0.0
    line = Line(cast("BinaryIO", BufferedWriter(pieces)), lambda: now)  # type: ignore[type-var]
    for at, answer in ((0.4, b"a"), (0.8, b"b"), (1.2, b"c"), (1.5, b"d")):
        now = at * MOMENT_SECONDS
        line.say(answer)
    assert pieces.come == [said(b"abc")]
    line.send()
    assert pieces.come == [said(b"abc"), said(b"d")]


def test_an_answer_that_took_longer_goes_out_at_once() -> None:
    """It waits for no other."""
    pieces, now = Pieces(), 0.0
    line = Line(cast("BinaryIO", BufferedWriter(pieces)), lambda: now)  # type: ignore[type-var]
    for at in (3.0, 6.0):
        now = at * MOMENT_SECONDS
        line.say(b"a")
    assert pieces.come == [said(b"a")] * 2


def test_who_asks_together_is_answered_as_alone() -> None:
    """However many they are; a text that cannot be read keeps no other from its answer."""
    pieces, matcher = Pieces(), Matcher(Index.build(FAQ))
    line = Line(cast("BinaryIO", BufferedWriter(pieces)), lambda: 0.0)  # type: ignore[type-var]
    texts = [as_bytes(text) for text in ASKED * TOGETHER]
    texts[1] = b"\xff"
    asked = [Question(number, text, TODAY.toordinal()) for number, text in enumerate(texts)]
    answer_all([[written(each) for each in asked]], line, matcher)
    found = [read_answer(each) for each in Cutter().cut(b"".join(pieces.come))]
    alone = [matcher.ruled(text, TODAY) for text in ASKED * TOGETHER]
    assert sorted(found, key=lambda each: each.number) == [
        Answer(number, None if number == 1 else ruling) for number, ruling in enumerate(alone)
    ]


def test_a_text_of_many_sentences_keeps_no_other_from_its_answer() -> None:
    """What is found of all others goes out before any of its sentences is looked at."""
    pieces = Pieces()
    line = Line(cast("BinaryIO", BufferedWriter(pieces)), lambda: 0.0)  # type: ignore[type-var]
    short, many = ASKED[0], "。".join(f"我想问第{number}件事情怎么办" for number in range(9))
    asked = [
        Question(n, as_bytes(text), TODAY.toordinal())
        for n, text in enumerate([many, short, short])
    ]
    answer_all([[written(each) for each in asked]], line, Matcher(Index.build(FAQ)))
    told = [[read_answer(each).number for each in Cutter().cut(piece)] for piece in pieces.come]
    assert told == [[1, 2], [0]]


def test_no_answer_waits_for_a_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found goes out before a new one is built, which takes long; the moment is not."""
    pieces, gone = Pieces(), list[int]()

    def built(*_: object) -> Catalogue:
        gone.append(len(pieces.come))
        return NO_CATALOGUE

    monkeypatch.setattr(Catalogue, "build", built)
    line = Line(cast("BinaryIO", BufferedWriter(pieces)), lambda: 0.0)  # type: ignore[type-var]
    asked = (
        Question(1, as_bytes(ASKED[0]), TODAY.toordinal()),
        Subjects((), ()),
        Weighing(2, as_bytes(ASKED[1])),
    )
    answer_all([[written(each) for each in asked]], line, Matcher(Index.build(FAQ)))
    assert gone == [1]
    assert len(pieces.come) == 2
