"""Why an entry was matched, in words that people can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.entries import FaqEntry
from faq.explaining import Explanation, Stage, explain, telling_words
from faq.index import Index
from faq.match import Matcher
from faq.refitting import Line, Refit

TODAY = date(2026, 11, 23)
MATCHER = Matcher(
    Index.build(
        [
            FaqEntry("water", "停水了找谁?", "请打供水热线。", ("家里没有自来水了",)),
            FaqEntry("card", "身份证丢了怎么补办?", "请到派出所。"),
        ]
    )
)


def explained(text: str) -> Explanation:
    """The explanation of a match."""
    return explain(MATCHER, MATCHER.match(text, TODAY), text, TODAY)


def test_a_wording_that_is_the_question_is_exact() -> None:
    """And has all of its words in common."""
    told = explained("您好，家里没有自来水了！")
    first = told.reasons[0]
    assert told.stage is Stage.EXACT
    assert first.candidate.question == "家里没有自来水了"
    assert not first.words.missing
    assert first.features["exact"] == 1


def test_words_in_common_and_words_that_lack_are_told() -> None:
    """By the entry's wording that was nearest."""
    told = explained("护照丢了怎么补办")
    first = next(each for each in told.reasons if each.candidate.entry.id == "card")
    assert told.stage is Stage.WHOLE
    assert "补办" in first.words.shared
    assert "护照" in first.words.missing
    assert "身份证" in first.words.added
    assert 0 < first.features["ratio"] < 1


def test_the_sentence_that_decided_is_named() -> None:
    """Where one of several was nearer than the whole."""
    told = explained("我昨天刚搬来这个小区，物业一直没有人。停水了找谁？")
    assert (told.stage, told.by) == (Stage.SENTENCE, "停水了找谁")


def test_the_sentence_is_named_where_probabilities_were_fitted_too() -> None:
    """What the city's log made of them is what decided."""
    fitted = replace(MATCHER, refit=Refit(Line(1.0, -0.5), Line(1.0, -0.5), ((0.9, 0.8),), 60))
    text = "我昨天刚搬来这个小区，物业一直没有人。家里水管爆裂怎么没有自来水"
    told = explain(fitted, fitted.match(text, TODAY), text, TODAY)
    assert told.stage is explained(text).stage is Stage.SENTENCE
    assert told.by == explained(text).by


def test_where_nothing_was_found_nothing_is_told() -> None:
    """An emoji resembles no entry."""
    assert explained("🙂") == (Stage.NOTHING, "", (), False)


@pytest.mark.parametrize(
    ("asked", "wording"), [("lost cards", "lost card"), ("遗失護照", "遗失护照")]
)
def test_words_that_say_the_same_are_shared(asked: str, wording: str) -> None:
    """In another number, or another script."""
    words = telling_words(asked, wording)
    assert words.shared
    assert not words.missing
    assert not words.added


@given(st.text(max_size=80))
def test_any_text_can_be_explained(text: str) -> None:
    """Each candidate has its reason."""
    match = MATCHER.match(text, TODAY)
    assert len(explain(MATCHER, match, text, TODAY).reasons) == len(match.candidates)
