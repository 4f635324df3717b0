"""What is found wrong with an FAQ before residents find out."""

from __future__ import annotations

from datetime import date

import pytest

from faq.entries import FaqEntry
from faq.health import Finding, Trouble, broken_links, examine
from faq.index import Index
from faq.match import Matcher

TODAY = date(2026, 11, 23)
SOUND = FaqEntry("water", "停水了找谁?", "请打供水热线 96116。", source="供水条例")


def found(*entries: FaqEntry) -> list[Finding]:
    """All that is wrong with these entries."""
    return [each for findings in examine(Index.build(entries), TODAY) for each in findings]


def entry(number: str, question: str, answer: str, *variants: str, **more: object) -> FaqEntry:
    """An entry with a source."""
    return FaqEntry(number, question, answer, variants, source="条例", **more)  # type: ignore[arg-type]


def test_a_sound_faq_has_nothing_to_mend() -> None:
    """Entries that ask for different things are left in peace."""
    card = entry("card", "身份证丢了怎么补办?", "请到派出所。")
    assert found(SOUND, card) == []


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [("请打 95598。", Trouble.CONFLICT), (SOUND.answer, Trouble.DUPLICATE)],
)
def test_one_wording_of_two_entries_is_told_once(answer: str, trouble: Trouble) -> None:
    """Even where it is only a variant, and written with other signs."""
    told = found(SOUND, entry("power", "家里没电", answer, "停水了，找谁？"))
    assert [(each.id, each.trouble, each.other) for each in told] == [("water", trouble, "power")]


def test_near_twins_with_different_answers_are_shown() -> None:
    """An editor decides whether they are one."""
    told = found(
        entry("a", "新能源汽车需要遵守尾号限行规定吗？", "不需要。"),
        entry("b", "新能源汽车要遵守尾号限行规定吗？", "需要。"),
    )
    assert [(each.id, each.trouble, each.other) for each in told] == [("a", Trouble.NEAR_TWIN, "b")]


OVERSHADOWED = entry("over", "身份证到期", "请到派出所。")
NEARER = entry(
    "change", "身份证到期换证", "身份证到期换证，到所。", "身份证到期怎么换", "身份证到期了"
)


def test_an_entry_that_only_its_own_words_find_is_to_be_looked_at() -> None:
    """It is not called unreachable: asked word for word, it is answered."""
    (told,) = (each for each in found(OVERSHADOWED, NEARER) if each.other)
    assert (told.id, told.trouble, told.other) == ("over", Trouble.OVERSHADOWED, "change")
    match = Matcher(Index.build([OVERSHADOWED, NEARER])).match(OVERSHADOWED.question, TODAY)
    assert match.best.entry.id == "over"


def test_an_entry_whose_words_are_anothers_too_loses_on_them() -> None:
    """That is told beside the contradiction, with the one that wins."""
    told = found(SOUND, entry("again", "停水了，找谁？", "请联系物业。"))
    assert [(each.id, each.trouble) for each in told] == [
        ("water", Trouble.CONFLICT),
        ("again", Trouble.UNREACHABLE),
    ]


def test_entries_without_answers_are_not_said_to_answer_otherwise() -> None:
    """Neither has one."""
    told = found(entry("a", "停水了找谁?", ""), entry("b", "停水了找谁", ""))
    assert {each.detail for each in told if each.trouble is Trouble.NO_ANSWER} == {
        "has no answer; an import refuses it"
    }
    assert all("answers differ" not in each.detail for each in told)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("驾驶人有哪些违法行为将被一次记1分？", "驾驶人有哪些违法行为将被一次记3分？"),
        ("户口迁入需要办理哪些手续和材料？", "户口迁出需要办理哪些手续和材料？"),
    ],
)
def test_twins_that_the_matcher_tells_apart_are_left(one: str, other: str) -> None:
    """By a number, or by opposite words."""
    assert found(entry("a", one, "甲"), entry("b", other, "乙")) == []


def test_one_entry_in_two_languages_is_no_conflict() -> None:
    """The same signs may be written in both scripts."""
    assert (
        found(
            entry("hans", "停水了找谁", "请打热线。", language="zh-Hans"),
            entry("hant", "停水了找誰", "請撥熱線。", language="zh-Hant"),
        )
        == []
    )


def test_what_ran_out_has_no_source_or_says_nothing_is_told() -> None:
    """Each in its own words; what ran out no longer competes with what replaced it."""
    told = found(
        FaqEntry("old", "停水了找谁?", "请打旧热线。", valid_until=date(2026, 11, 22)),
        SOUND,
        entry("mark", "?", "不明。"),
    )
    assert [(each.id, each.trouble) for each in told] == [
        ("old", Trouble.EXPIRED),
        ("old", Trouble.NO_SOURCE),
        ("mark", Trouble.UNREACHABLE),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "见 http:/www.example.gov.cn/a",
        "见https：//www.example.gov.cn",
        "htps://example.gov.cn",
        "http://",
        "https://http://example.gov.cn",
        "https://example",
        "https://example.gov.cn:99999/",
    ],
)
def test_a_link_that_no_browser_opens_is_told(text: str) -> None:
    """As it stands in the text."""
    assert broken_links(text)


@pytest.mark.parametrize(
    "text",
    [
        "见 https://www.example.gov.cn/zwfw/a?b=c。",
        "网址：http://12345.example.gov.cn:8080/x，请上网办理",
        "登录www.example.gov.cn查询",
        "https://example.gov.cn/go?to=https://other.gov.cn",
        "网上办理，不必跑路。HTTP 是一种协议。",
        "http://210.76.97.31/",
        "（登录“www.example.gov.cn”查询）",
    ],
)
def test_a_link_that_opens_is_left(text: str) -> None:
    """Whatever stands around it."""
    assert broken_links(text) == []
