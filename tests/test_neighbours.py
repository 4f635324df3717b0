"""Which of what others asked a message speaks of too: engine, topic and place together."""

from __future__ import annotations

import pytest

from bot.knowledge.neighbours import ALIKE, NOBODY, Neighbour, Neighbours

BURST = Neighbour("notice:1", ("城东片区停水", "幸福路停水了，什么时候来水"), "outage")
GATE = Neighbour("matter:7", ("实验小学门口早晚拥堵", "实验小学校门口天天堵死"), "")
KNOWN = Neighbours.build((BURST, GATE))


@pytest.mark.parametrize(
    ("text", "topic", "key"),
    [
        ("停水了", "outage", "notice:1"),
        ("幸福路停水了", "outage", "notice:1"),
        ("There is no water at home since this morning.", "outage", "notice:1"),
        ("实验小学校门口天天堵死！", "", "matter:7"),
    ],
)
def test_the_same_matter_is_found_in_other_words(text: str, topic: str, key: str) -> None:
    """By what was said, or by the topic where it was said in another language."""
    best, *_ = KNOWN.alike(text, topic)
    assert best.key == key
    assert best.probability >= ALIKE


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("光明路停水了", "outage"),
        ("第二中学校门口天天堵死", ""),
        ("路灯坏了", "lamps"),
        ("", ""),
    ],
)
def test_another_place_or_another_thing_is_another_matter(text: str, topic: str) -> None:
    """However alike the words are."""
    assert KNOWN.alike(text, topic) == ()


def test_one_place_makes_it_surer() -> None:
    """The topic alone is likely, topic and place are nearly sure."""
    (here,) = KNOWN.alike("我们幸福路这边水龙头没有水出来", "outage")
    (anywhere,) = KNOWN.alike("水龙头里什么都没有", "outage")
    assert here.probability > anywhere.probability >= ALIKE


def test_of_nobody_nothing_is_known() -> None:
    """Before anything was shared."""
    assert NOBODY.alike("停水了", "outage") == ()
    assert Neighbours.build(()).alike("停水了") == ()
