"""The sentences of a message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faq.normalise import normalise
from faq.sentences import reading_length, sentences


def test_questions_come_first() -> None:
    """They are what a message is about; greetings and crumbs ask nothing."""
    text = "您好！我在东城区住。孩子今年上小学。需要哪些材料？谢谢。"
    assert sentences(text) == ["需要哪些材料", "我在东城区住", "孩子今年上小学"]


def test_a_single_sentence_is_no_part_of_itself() -> None:
    """It is matched as a whole already."""
    assert sentences("需要哪些材料？") == []
    assert sentences("") == []


def test_letters_say_less_than_characters() -> None:
    """Three to one."""
    assert reading_length("停水abc") == 3


@given(st.text("停水电?。\na ", max_size=300))
def test_sentences_are_few_normalised_and_different(text: str) -> None:
    """At most eight."""
    found = sentences(text)
    assert len(found) == len(set(found)) <= 6
    assert all(part == normalise(part) for part in found)
