"""Why an answer is suggested to an official, as the page is told."""

from __future__ import annotations

from datetime import date

import pytest

from bot.web.desk.suggested import suggestions
from faq.entries import FaqEntry
from faq.explaining import explain
from faq.index import Index
from faq.match import Candidate, Decision, Match, Matcher
from handlers.officials.suggesting import LEAST

TODAY = date(2026, 11, 23)
MATCHER = Matcher(
    Index.build(
        [
            FaqEntry("in", "户口迁入需要什么材料?", "准迁证。", department="police"),
            FaqEntry("60", "60岁以上老人乘车怎么优惠?", "半价。"),
            FaqEntry("water", "停水了找谁?", "请打供水热线。"),
        ]
    )
)
UNITS = {"police": "公安局"}


def shown(asked: str) -> list[dict[str, object]]:
    """What the page is told of the suggestions to a question."""
    match = MATCHER.match(asked, TODAY)
    told = suggestions(match, explain(MATCHER, match, asked, TODAY), UNITS, handles=True)
    return [dict(each) for each in told]


@pytest.mark.parametrize(
    ("asked", "entry", "differ"),
    [
        ("户口迁出需要什么材料", "in", ["opposite"]),
        ("70岁以上老人乘车怎么优惠", "60", ["numbers"]),
        ("停水了找谁", "water", []),
    ],
)
def test_what_tells_near_twins_apart_is_said_first(
    asked: str, entry: str, differ: list[str]
) -> None:
    """An answer that is used unread would else tell the opposite."""
    first = shown(asked)[0]
    assert (first["id"], first["differ"]) == (entry, differ)


def test_an_entrys_unit_is_called_by_its_name() -> None:
    """Its id is for tables; of what is in no list it is all there is."""
    assert shown("户口迁入需要什么材料")[0]["department"] == "公安局"


def test_the_sentence_that_decided_is_named() -> None:
    """Of a message with several."""
    first = shown("我昨天刚搬来这个小区，物业一直没有人。停水了找谁？")[0]
    assert (first["stage"], first["by"]) == ("sentence", "停水了找谁")


def test_what_hardly_ever_fits_is_not_shown() -> None:
    """It would only be in the way of who has eighty tickets."""
    asked = "户口迁出需要什么材料"
    entry = MATCHER.match(asked, TODAY).best.entry
    for score, count in ((LEAST, 1), (LEAST - 0.01, 0)):
        match = Match(Decision.ESCALATE, (Candidate(entry, entry.question, score),))
        why = explain(MATCHER, match, asked, TODAY)
        assert len(suggestions(match, why, UNITS, handles=True)) == count


def test_only_the_first_is_asked_word_for_word() -> None:
    """What comes after it was compared."""
    told = shown("停水了找谁")
    assert told[0]["stage"] == "exact"
    assert {each["stage"] for each in told[1:]} <= {"whole"}
