"""One thing at one place: what belongs to a matter that is known, and what is another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.matters import Kin, is_announced_as_new, is_same, kin, same_among, topic
from faq.normalise import normalise

SAME = [
    ("还是没来水", "幸福路停水两天了"),
    ("幸福路又停水了", "幸福路停水两天了"),
    ("人民路三号门口的垃圾还没人收", "人民路三号门口垃圾堆了几天没人收"),
    ("怎么还没人来", "路灯不亮"),
    ("快点吧", "路灯不亮"),
    ("什么时候能修好", "路灯不亮"),
    ("我家暖气也不热", "阳光小区暖气不热，只有12度"),
    ("补充一下，三楼也没水", "幸福路停水两天了"),
    ("那个路灯现在全不亮了", "幸福路12号路灯三天不亮了"),
    ("the street lamp is still broken", "the street lamp in Garden Road is broken"),
    ("any news?", "the street lamp in Garden Road is broken"),
    ("照片在这里", "楼下烧烤店油烟太大"),
    ("楼下烧烤店又冒油烟", "楼下烧烤店油烟太大"),
    ("校门口天天堵死！上周你们回个已转交警，有用吗？", "校门口天天堵死"),
    (
        "校门口天天堵死！上周你们回个已转交警，有用吗？",
        "实验小学校门口天天堵死，接孩子根本进不去",
    ),
]
ANOTHER = [
    ("路灯不亮", "幸福路停水两天了"),
    ("建设路停水了", "幸福路停水两天了"),
    ("幸福路12号路灯三天不亮了", "幸福路12号停水"),
    ("人民路四号门口路灯坏了，晚上看不见", "人民路三号门口垃圾堆了几天没人收"),
    ("物业乱收停车费", "垃圾没人收"),
    ("另一件事，垃圾没人收", "垃圾没人收"),
    ("学校门口天天堵车", "医保报销怎么这么慢"),
    ("the bus does not come", "the street lamp in Garden Road is broken"),
]


@pytest.mark.parametrize(("new", "earlier"), SAME)
def test_what_goes_on_about_a_matter_belongs_to_it(new: str, earlier: str) -> None:
    """The same topic and place, or a follow-up without a topic of its own."""
    assert is_same(normalise(new), normalise(earlier))


@pytest.mark.parametrize(("new", "earlier"), ANOTHER)
def test_another_topic_or_place_is_another_matter(new: str, earlier: str) -> None:
    """One street's lamp is not its water, and not the next street's lamp."""
    assert not is_same(normalise(new), normalise(earlier))


def test_whoever_says_that_it_is_new_is_believed() -> None:
    """The words decide before any likeness."""
    assert is_announced_as_new(normalise("另外一件事：路灯不亮"))
    assert not is_announced_as_new(normalise("路灯不亮"))


TOLD = [normalise(text) for pair in (*SAME, *ANOTHER) for text in pair]


@pytest.mark.parametrize("new", [*TOLD, "", normalise("路燈不亮！")])
def test_one_is_compared_with_many_as_with_each(new: str) -> None:
    """The same is what `kin` calls the same."""
    assert same_among(new, TOLD) == [kin(new, each) is Kin.SAME for each in TOLD]


@given(st.text(max_size=200))
def test_every_text_is_like_itself(text: str) -> None:
    """A text repeated is no other matter, unless it says so itself."""
    plain = normalise(text)
    assert is_same(plain, plain) or is_announced_as_new(plain)


@given(st.text(max_size=200))
def test_the_topic_is_part_of_the_text(text: str) -> None:
    """No term is made up."""
    plain = normalise(text)
    assert all(term in plain for term in topic(plain))
