"""Words of danger, told apart from questions about such things."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.emergencies import Peril, danger
from bot.tickets.emergency_signs import ANY_SIGN, FIGURATIVE, SIGNS
from bot.tickets.pairs import pairs_of
from faq.normalise import normalise

TOLD: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("dangers.yaml").read_text("utf-8")
)
PEACEFUL = TOLD["peaceful"]
ALARMS = [
    (text, Peril(peril)) for peril, told in TOLD.items() for text in told if peril != "peaceful"
]


@pytest.mark.parametrize(("text", "peril"), ALARMS)
def test_danger_is_recognised(text: str, peril: Peril) -> None:
    """What threatens is told from the words, in three languages."""
    found = danger(normalise(text))
    assert found is not None
    assert found.peril is peril


@pytest.mark.parametrize("text", PEACEFUL)
def test_a_question_about_danger_is_none(text: str) -> None:
    """Insurance, drills, prices and what is past raise no alarm."""
    assert danger(normalise(text)) is None


@pytest.mark.parametrize(
    "text", ["我家着火了", "快来人啊，漏气了", "有人落水", "我不想活了", "家里有煤气味"]
)
def test_what_happens_now_is_present(text: str) -> None:
    """No answer of the FAQ may stand before it."""
    found = danger(normalise(text))
    assert found is not None
    assert found.present


def test_a_long_story_is_no_alarm_unless_it_calls_for_help() -> None:
    """A complaint that mentions an accident among much else is a complaint."""
    story = "我们小区的物业一直不作为，" * 10 + "上次楼下车祸了也没有人管"
    assert danger(normalise(story)) is None
    assert danger(normalise(story + "，救命")) is not None


@given(st.text(max_size=300))
def test_every_text_can_be_judged(text: str) -> None:
    """Whatever somebody writes, the rule has an answer, and always the same."""
    assert danger(normalise(text)) == danger(normalise(text))


@given(
    st.lists(st.sampled_from([text for told in TOLD.values() for text in told]), max_size=2),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_the_quick_look_misses_no_sign(told: list[str], start: int, left: int) -> None:
    """Where it sees nothing, no list finds a sign; also once what is figurative is taken out."""
    text = normalise("".join(told)[start : start + 10 + left]).replace("著", "着")
    for looked_at in (text, FIGURATIVE.sub(" ", text)):
        if any(signs.stand_in(looked_at) for signs in SIGNS.values()):
            assert ANY_SIGN.may_stand_in(text)


def test_no_sign_is_told_by_what_is_taken_out() -> None:
    """A manner of speaking leaves a space: what is told by a pair with one in it could be new."""
    told_by = [pairs_of(each) for signs in SIGNS.values() for each in signs.patterns]
    assert all(pairs and "" not in pairs for pairs in told_by)
    assert not any(" " in pair for pairs in told_by for pair in pairs)
