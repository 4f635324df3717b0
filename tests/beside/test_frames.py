"""What goes between the service and the process beside it comes whole, however it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.beside.frames import READY, Cutter, framed
from bot.knowledge.beside.frames import (
    Answer,
    Question,
    as_bytes,
    as_text,
    read_answer,
    read_asked,
    written,
)
from faq.match import Decision, Ruling
from faq.ranking import Ranked

TEXTS = st.text(st.characters(exclude_categories=()))
SHARES = st.floats(0, 1)
NUMBERS = st.integers(-1, 1 << 31)
RULINGS = st.builds(
    Ruling,
    st.sampled_from(Decision),
    st.lists(st.builds(Ranked, SHARES, NUMBERS, NUMBERS), max_size=3).map(tuple),
    SHARES,
    st.booleans(),
)


@given(st.lists(TEXTS, max_size=20), st.data())
def test_questions_come_whole_and_in_order_in_pieces_of_any_size(
    texts: list[str], data: st.DataObject
) -> None:
    """Halves of surrogate pairs among them, which a platform may send."""
    line = b"".join(
        framed(written(Question(at, as_bytes(text), 7))) for at, text in enumerate(texts)
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(line)), max_size=9)))
    cutter = Cutter()
    come = [
        read_asked(content)
        for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True)
        for content in cutter.cut(line[start:end])
    ]
    sent = [Question(at, as_bytes(text), 7) for at, text in enumerate(texts)]
    assert come == sent
    assert [as_text(each.text) for each in sent] == texts


@given(RULINGS)
def test_what_was_found_arrives_as_it_was_found(ruling: Ruling) -> None:
    """Entries, wordings and probabilities to the last bit."""
    (content,) = Cutter().cut(framed(written(Answer(1, ruling))))
    answer = read_answer(content)
    assert isinstance(answer, Answer)
    assert answer.found == ruling
    assert isinstance(answer.found, Ruling)


def test_that_it_is_ready_is_an_empty_frame() -> None:
    """No answer is empty."""
    nothing = written(Answer(1, None))
    assert list(Cutter().cut(framed(READY) + framed(nothing))) == [READY, nothing]
