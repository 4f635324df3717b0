"""What one ticket tells and another does not: since when and how to be reached is no matter."""

from __future__ import annotations

import pytest

from bot.tickets.left_over import clauses, left_over, same_place
from faq.normalise import normalise

WATER = "幸福路12号停水两天了"


def _left(told: str, elsewhere: str = WATER, *, same_topic: bool = False) -> str:
    said = {normalise(each): each for each in clauses([told])}
    return left_over(said, normalise(elsewhere), same_topic=same_topic)


@pytest.mark.parametrize(
    "told",
    [
        WATER,
        "您好，幸福路12号停水三天了，什么时候来水？谢谢",
        "幸福路12号停水，从昨天下午3点开始，电话13812345678",
        "没人管，到底什么时候修好",
        "",
    ],
)
def test_nothing_is_left_over_of_the_same_matter(told: str) -> None:
    """However long it has been, and however it is asked for."""
    assert _left(told) == ""


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ("幸福路12号停水了，公园的长椅坏了", "公园的长椅坏了"),
        ("停水两天了路灯也坏了", "停水两天了路灯也坏了"),
        ("停水了。家里有老人", "家里有老人"),
        ("停水了。另外还有一件事", "另外还有一件事"),
    ],
)
def test_what_is_told_beside_it_is_named_as_it_was_written(told: str, more: str) -> None:
    """So that whoever is refused sees what would go unanswered."""
    assert _left(told) == more


def test_english_is_read_by_its_sentences() -> None:
    """A full stop parts them, one in a number does not."""
    water = "No water on 12 Hill Road, the water is off"
    assert _left("The water is off on 12 Hill Road for 2.5 days.", water) == ""
    bench = "The water is off. The bench in the park is broken"
    assert _left(bench, water) == "The bench in the park is broken"


def test_one_topic_may_be_told_in_other_words_but_nothing_beside_it() -> None:
    """The catalogue knows what one clause is about, not what each of two is."""
    assert _left("水龙头不出水", same_topic=True) == ""
    assert _left("水龙头不出水") != ""
    assert _left("水龙头不出水，路灯不亮", same_topic=True) != ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("幸福路12号停水", "幸福路 12 号没水了", True),
        ("幸福路停水", "和平路停水", False),
        ("幸福路12号停水", "幸福路90号停水", False),
        ("幸福路12号停水", "幸福路停水", False),
        ("幸福路三号停水", "幸福路3号没水", True),
        ("幸福路三号停水", "幸福路4号没水", False),
        ("幸福小区十二栋二零一室停水", "幸福小区12栋201室没水", True),
        ("幸福小区十二栋二零一室停水", "幸福小区12栋210室没水", False),
        ("幸福路一百二十号停水", "幸福路120號没水", True),
        ("幸福路一百零二号停水", "幸福路102号没水", True),
        ("幸福路一百零二号停水", "幸福路112号没水", False),
        ("幸福路二十号停水", "幸福路2号没水", False),
        ("张家村停水", "张家村没水", True),
        ("我们小区停水", "我们小区停水", False),
        ("这条路停水", "这条路停水", False),
        ("3单元停水", "3单元停水", False),
        ("停水", "停水", False),
        ("no water on Hill Road", "water is off at Hill Road", True),
    ],
)
def test_a_place_is_one_where_it_has_a_name_that_both_give(
    one: str, other: str, same: bool
) -> None:
    """「我们小区」 is where its speaker lives."""
    assert same_place(normalise(one), normalise(other)) is same
