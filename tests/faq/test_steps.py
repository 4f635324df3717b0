"""Texts that are matched together are matched as each alone."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from faq.entries import FaqEntry
from faq.index import Index
from faq.match import Matcher
from faq.steps import found_by, found_in_turn

TODAY = date(2026, 11, 23)
MATCHER = Matcher(
    Index.build(
        [
            FaqEntry("move-in", "户口迁入怎么办理？", "带准迁证到派出所。", ("怎么迁入户口",)),
            FaqEntry("move-out", "户口迁出怎么办理？", "先办准迁证。", ("迁出户口",)),
            FaqEntry("water", "停水了怎么办？", "打供水热线。", ("停水找谁",)),
            FaqEntry("noise", "Who do I call about noise at night?", "Call 110."),
        ]
    )
)
asked = st.one_of(
    st.text("户口迁入出停水了怎么办理。？", max_size=14), st.text("call noise?", max_size=12)
)


def counted(steps: int, done: list[int], fails: bool = False) -> Generator[None, None, int]:
    """Notes each step that is done; finds how many there are."""
    for _ in range(steps):
        done.append(steps)
        yield
    if fails:
        raise ValueError
    return steps


@given(texts=st.lists(asked, max_size=8))
def test_what_is_matched_together_is_matched_as_alone(texts: list[str]) -> None:
    """To the last digit."""
    turns = found_in_turn([MATCHER.ruling(text, TODAY) for text in texts])
    together = dict(chain.from_iterable(turns))
    assert together == dict(enumerate(MATCHER.ruled(text, TODAY) for text in texts))


def test_each_step_is_done_for_all_before_the_next() -> None:
    """Whoever has more steps goes on alone, and keeps nobody who has fewer."""
    done: list[int] = []
    turns = found_in_turn([counted(3, done), counted(1, done), counted(1, done), counted(2, done)])
    assert next(turns) == [(1, 1), (2, 1)]
    assert done == [3, 1, 1, 2, 3, 2]
    assert list(turns) == [[(3, 2)], [(0, 3)]]
    assert done == [3, 1, 1, 2, 3, 2, 3]


def test_one_that_fails_keeps_no_other_from_what_it_finds() -> None:
    """It finds nothing itself."""
    turns = found_in_turn([counted(1, []), counted(1, [], fails=True), counted(2, [])])
    assert list(turns) == [[(0, 1), (1, None)], [(2, 2)]]


def test_alone_all_steps_are_done_at_once() -> None:
    """And nothing is lost."""
    assert found_by(counted(3, [])) == 3
