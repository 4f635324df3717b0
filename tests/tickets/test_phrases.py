"""Lists of patterns: a glance at a text never misses what a look for each of them would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets import accusations, discretion, emergency_signs, phrases, publicity, threats
from bot.tickets.emergency_signs import ANY_SIGN
from bot.tickets.pairs import pairs_of
from bot.tickets.phrases import Phrases

LISTS = {
    f"{module.__name__}.{name}": found
    for module in (accusations, discretion, emergency_signs, publicity, threats)
    for name, found in vars(module).items()
    if isinstance(found, Phrases)
} | {f"SIGNS.{peril}": signs for peril, signs in emergency_signs.SIGNS.items()}

SIGNS = st.sampled_from(["a", "b", "水", " ", "[ab]", "[b水]", ".", r"\d", "[^a]"])
PATTERNS = st.recursive(
    SIGNS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{,1}", "{1,2}", "{2}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        st.tuples(SIGNS, st.sampled_from(["?", "*", "+", "{0,2}", "{2}"])).map("".join),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
        st.tuples(st.sampled_from([r"\b", "^", "(?!b)", "(?<!a)"]), inner).map("".join),
    ),
    max_leaves=6,
)
TEXTS = st.text("ab水 1", max_size=8)


@given(st.lists(PATTERNS, min_size=1, max_size=2), TEXTS)
def test_what_a_pattern_finds_holds_one_of_its_pairs(ways: list[str], text: str) -> None:
    """Whatever a pattern is made of, and wherever in a text it is found."""
    pattern = "|".join(ways)
    if re.search(pattern, text):
        assert any(pair in text for pair in pairs_of(pattern))


@given(st.lists(PATTERNS, min_size=1, max_size=3), TEXTS)
def test_a_list_finds_what_its_patterns_find(patterns: list[str], text: str) -> None:
    """The glance before the look changes nothing but how long it takes."""
    written = [each.replace(" ", "_") for each in patterns]
    one_look = re.compile("|".join(patterns))
    assert Phrases(" ".join(written)).stand_in(text) == bool(one_look.search(text))
    assert Phrases(" ".join(written)).sub("x", text) == one_look.sub("x", text)


@given(
    st.lists(PATTERNS, min_size=1, max_size=2), st.lists(PATTERNS, min_size=1, max_size=2), TEXTS
)
def test_two_lists_together_find_what_either_finds(
    one: list[str], other: list[str], text: str
) -> None:
    """So one glance does for both."""
    lists = [Phrases(" ".join(way.replace(" ", "_") for way in ways)) for ways in (one, other)]
    either = any(each.stand_in(text) for each in lists)
    assert (lists[0] | lists[1]).stand_in(text) == either


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
def test_each_pattern_of_our_lists_is_told_by_some_pair(listed: Phrases) -> None:
    """One that is not costs a dear look in every message: it is to be put in other words."""
    unsure = [pattern for pattern in listed.patterns if "" in pairs_of(pattern)]
    assert unsure == []


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("said", ["我", "俺", "炸", "信不", "带刀", "煤气"])
def test_what_stands_often_is_looked_for_once(listed: Phrases, said: str) -> None:
    """Whoever writes one sign two thousand times holds nobody up."""
    likely = listed._likely_in(said * (2_000 // len(said)))
    assert len(likely) == len(set(likely))


def test_no_sign_of_danger_is_told_by_a_space() -> None:
    """So what figurative words leave behind, a space, is never the only sign of danger."""
    told_by = {pair for each in ANY_SIGN.patterns for pair in pairs_of(each)}
    assert [pair for pair in told_by if " " in pair] == []


@pytest.mark.parametrize(
    ("pattern", "pairs"),
    [
        ("着火", {"着火"}),
        ("没有?了?呼吸", {"呼吸"}),
        ("没有?了?死", {"没有", "没了", "没死"}),
        ("(?:煤气|气管|气).{0,6}漏", {"漏"}),
        ("(?:收|要).{0,4}?(?:红包|好处)", {"红包", "好处"}),
        ("被[^。]{0,6}打[了倒]", {"打了", "打倒"}),
        (r"\b(?:is|are) on", {"on"}),
        (r"\b(?:is|are)\b", {"is", "ar"}),
        ("[没不](?:坏|漏[水电]?)", {"没坏", "没漏", "不坏", "不漏"}),
        (r"\d号", {"号"}),
        ("砍(?!价)", {"砍"}),
        ("(?<!不)好", {""}),
        ("水|火灾", {"水", "火灾"}),
    ],
)
def test_the_pairs_of_a_pattern(pattern: str, pairs: set[str]) -> None:
    """Two signs that stand side by side in whatever is found, where so many are sure."""
    assert pairs_of(pattern) == pairs


def test_lists_are_compiled_before_anybody_waits_for_them() -> None:
    """All that there are, this one too; the first text is looked through like any other."""
    rare = Phrases("漏水 着火")
    phrases.make_ready()
    assert vars(rare).keys() >= {"_glance", "_whole"}
