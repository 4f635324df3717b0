"""Splitting: nothing lost, nothing broken, cut where a reader would pause."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import FULLEST, split, utf16

LETTERS = "字a ,。\n\t!.1é"
EMOJI = ["👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "❤️", "1️⃣", "e\u0301", "𠮷"]
TEXTS = st.lists(st.sampled_from([*LETTERS, *EMOJI, "办事。", "\n\n", "word "]), max_size=400).map(
    "".join
) | st.text(max_size=400)


def utf8(text: str) -> int:
    """The length in bytes, as WeChat counts."""
    return len(text.encode("utf-8", "surrogatepass"))


def bare(text: str) -> str:
    """A text without any white space."""
    return "".join(text.split())


@given(text=TEXTS, limit=st.integers(32, 200), size=st.sampled_from([utf16, utf8, len]))
def test_nothing_but_white_space_at_cuts_is_lost(text: str, limit: int, size: object) -> None:
    """The parts put together are the text; none is empty; none is over the limit."""
    parts = split(text, limit, size)  # type: ignore[arg-type]
    assert bare("".join(parts)) == bare(text)
    assert all(part.strip() for part in parts)
    assert all(size(part) <= limit for part in parts)  # type: ignore[operator]
    # Within a part every character is as it was.
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)


@given(text=TEXTS, limit=st.integers(64, 200))
def test_no_emoji_and_no_accent_is_cut_in_two(text: str, limit: int) -> None:
    """No part begins with what belongs to the character before it."""
    found = split(text, limit)
    # Only what the text itself begins with may stand alone.
    for part in found[1:]:
        if text.count("\u200d") < 30:
            assert not unicodedata.combining(part[0]) or unicodedata.combining(text.strip()[0])


@given(emoji=st.sampled_from(EMOJI), count=st.integers(20, 200), limit=st.integers(32, 90))
def test_a_row_of_emoji_is_cut_between_them(emoji: str, count: int, limit: int) -> None:
    """Each part is a whole number of them."""
    for part in split(emoji * count, limit):
        assert part == emoji * (len(part) // len(emoji))


@pytest.mark.parametrize(
    ("before", "after"),
    [("第一段。\n\n", "第二段"), ("第一句。", "第二句"), ("前半,", "后半"), ("word ", "next")],
)
def test_a_better_place_is_preferred(before: str, after: str) -> None:
    """Paragraph before sentence, sentence before clause, clause before word."""
    first = "字" * 20 + before
    text = first + after + "尾" * 60
    assert split(text, 60)[0] == first.strip()


def test_a_place_too_near_the_beginning_is_not_taken() -> None:
    """A part is filled to a third before it may end early."""
    text = "短。\n\n" + "长" * 100
    assert utf16(split(text, 50)[0]) >= 50 * FULLEST


def test_a_text_that_fits_is_one_part_and_white_space_is_none() -> None:
    """The usual case, and the empty one."""
    assert split(" 您好\n", 4000) == ["您好"]
    assert split(" \n\n ", 4000) == []
    with pytest.raises(ValueError, match="32"):
        split("x", 10)
