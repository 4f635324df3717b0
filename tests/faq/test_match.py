"""Matching: an answer, an offer, or a person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.entries import FaqEntry
from faq.errors import FaqError
from faq.index import Index
from faq.match import Candidate, Decision, Match, Matcher, Thresholds

TODAY = date(2026, 11, 23)

FAQ = [
    FaqEntry(
        "id-card",
        "居民身份证丢失怎么补领？",
        "带户口簿到派出所。",
        ("身份证丢了怎么办", "身份证掉了怎么补办"),
    ),
    FaqEntry("move-in", "户口迁入怎么办理？", "带准迁证到派出所。"),
    FaqEntry("move-out", "户口迁出怎么办理？", "先办准迁证。"),
    FaqEntry("fund", "住房公积金怎么提取？", "在手机上申请。", ("怎么取公积金",)),
    FaqEntry("marriage", "结婚登记需要什么材料？", "身份证、户口簿、合影。"),
    FaqEntry("birth", "新生儿怎么上户口？", "带出生证明到派出所。"),
    FaqEntry("water", "停水了怎么办？", "打供水热线。"),
    FaqEntry("tax", "个人所得税怎么退税？", "在手机上申报。"),
    FaqEntry("refuse", "大件垃圾怎么处理？", "预约上门。"),
    FaqEntry("pension", "养老金每月几号发放？", "每月十五日。"),
    FaqEntry("passport", "How do I renew my passport?", "At the exit-entry office.", language="en"),
    FaqEntry("noise", "Who do I call about noise at night?", "Call 110.", language="en"),
]

COMPLAINT = (
    "区长您好，我是幸福小区的居民。我们小区门口的路已经坑坑洼洼半年多了，一下雨就积水，"
    "老人孩子出行非常不便，多次向物业和街道反映都没有结果，互相推诿。"
    "上周还有一位老人摔倒受伤。请领导尽快派人来现场看看，给我们一个说法。"
)


def matcher(*entries: FaqEntry, thresholds: Thresholds | None = None) -> Matcher:
    """A matcher over these entries, or over the FAQ of this file."""
    return Matcher(Index.build(entries or FAQ), thresholds or Thresholds())


def match(text: str, *entries: FaqEntry) -> Match:
    """What is done with a text today."""
    return matcher(*entries).match(text, TODAY)


@pytest.mark.parametrize("entry", FAQ, ids=lambda entry: entry.id)
def test_a_question_asked_verbatim_is_answered(entry: FaqEntry) -> None:
    """Question and variants, near-twins like 迁入 and 迁出 too."""
    for question in (entry.question, *entry.variants):
        found = match(question)
        assert found.decision is Decision.ANSWER
        assert found.best == Candidate(entry, question, 1.0)


@pytest.mark.parametrize("entry", FAQ, ids=lambda entry: entry.id)
@pytest.mark.parametrize(
    "said",
    [
        "{}",
        "您好，请问{}谢谢！",
        "我想知道{}呢？",
        "{}啊，谢谢",
        "{}，急急急！",
        "我想知道{}？在线等，很急",
    ],
)
def test_a_wording_is_answered_at_once_as_by_the_whole_search(entry: FaqEntry, said: str) -> None:
    """Behind a greeting too; only those that come next are left out."""
    for question in (entry.question, *entry.variants):
        text = said.format(question)
        at_once, found = matcher().at_once(text, TODAY), match(text)
        assert at_once == Match(Decision.ANSWER, (found.best,), found.likely)


@pytest.mark.parametrize("worded", ["停水了怎么办呢？", "我想知道停水了怎么办", "停水了怎么办"])
@pytest.mark.parametrize("said", ["我想知道停水了怎么办呢？", "{}", "{}呀", "想知道{}", "{}急"])
def test_what_only_asks_may_belong_to_a_wording(worded: str, said: str) -> None:
    """Then it is known with the other end taken off, and with neither."""
    entry = FaqEntry("asked", worded, "打供水热线。")
    text = said.format(worded)
    at_once, found = matcher(entry).at_once(text, TODAY), match(text, entry)
    assert at_once == Match(Decision.ANSWER, (Candidate(entry, worded, 1.0),), 1.0)
    assert found.best == at_once.best


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("停水了要怎么办", FAQ),
        ("", FAQ),
        ("办", [FaqEntry("sign", "办", "来。")]),
        (
            "停水了怎么办？",
            [FaqEntry("a", "停水了怎么办", "等。"), FaqEntry("b", "停水了怎么办", "打。")],
        ),
        (
            "停水了怎么办？",
            [FaqEntry("old", "停水了怎么办", "等。", valid_until=date(2026, 11, 22))],
        ),
    ],
    ids=["another wording", "nothing", "a lone sign", "two entries", "an expired entry"],
)
def test_what_is_not_one_entrys_own_wording_takes_the_whole_search(
    text: str, entries: list[FaqEntry]
) -> None:
    """Only what leaves nothing open is answered at once."""
    assert matcher(*entries).at_once(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("您好，请问身份证丢了怎么办？谢谢", "id-card"),
        ("身份證掉了怎麼補辦", "id-card"),
        ("住房公积金怎样提取", "fund"),
        ("how do i renew a passport", "passport"),
        ("我昨天出门。身份证丢了怎么办？", "id-card"),
    ],
)
def test_other_spelling_and_wording_is_answered(text: str, id_: str) -> None:
    """Politeness, script, a changed word, a sentence before the question."""
    found = match(text)
    assert (found.decision, found.best.entry.id) == (Decision.ANSWER, id_)


@pytest.mark.parametrize(
    "text",
    [
        "今天股票涨了吗",
        "给我讲个笑话",
        "what is the weather",
        "Какая сегодня погода",
        "😀",
        "",
        "。",
        "办",
        COMPLAINT,
    ],
)
def test_what_the_faq_does_not_know_goes_to_a_person(text: str) -> None:
    """Other topics, complaints, signs."""
    assert match(text).decision is Decision.ESCALATE


def test_what_is_half_known_is_offered() -> None:
    """At most three entries, best first."""
    found = match("户口怎么办理")
    assert found.decision is Decision.SUGGEST
    assert [one.entry.id for one in found.candidates[:2]] == ["move-in", "move-out"]
    assert len(found.candidates) <= 3
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)


def test_a_bare_topic_is_offered_its_questions() -> None:
    """A resident who types one word sees what there is; a word that tells nothing gets no offer."""
    found = match("公积金")
    assert (found.decision, found.best.entry.id) == (Decision.SUGGEST, "fund")
    assert match("怎么").decision is Decision.ESCALATE


def test_the_runners_up_of_an_escalation_are_kept() -> None:
    """The official at the desk sees them."""
    found = match("我家宠物狗的户口本被隔壁邻居家的孩子撕掉了")
    assert found.decision is Decision.ESCALATE
    assert 0 < len(found.candidates) <= 3


def test_a_story_is_not_answered_by_one_of_its_sentences() -> None:
    """A page of complaint that also asks gets an offer at most."""
    found = match(COMPLAINT + "另外，身份证丢了怎么办？")
    assert found.decision is Decision.SUGGEST
    assert found.best.entry.id == "id-card"


def test_a_long_question_of_the_faq_is_answered_all_the_same() -> None:
    """Its own wording is as long."""
    entry = FaqEntry("long", COMPLAINT, "已派人。")
    found = match(COMPLAINT, *FAQ, entry)
    assert (found.decision, found.best.entry) == (Decision.ANSWER, entry)


def test_an_expired_entry_is_neither_answer_nor_offer() -> None:
    """It counts through its last day, and no longer."""
    old = FaqEntry("old", "停水了怎么办？", "旧热线。", valid_until=TODAY)
    made = matcher(old)
    assert made.match("停水了怎么办", TODAY).decision is Decision.ANSWER
    assert made.match("停水了怎么办", TODAY + timedelta(days=1)) == Match(Decision.ESCALATE)


def test_an_expired_entry_does_not_stand_in_the_way() -> None:
    """The entry that replaced it answers."""
    old = FaqEntry("old", "停水了怎么办？", "旧热线。", valid_until=date(2025, 1, 1))
    assert match("停水了怎么办", old, *FAQ).best.entry.id == "water"


def test_equal_answers_are_one_answer() -> None:
    """Two entries with the same text to give do not make each other doubtful."""
    east = FaqEntry("1", "东区停水了打什么电话？", "打 96116。")
    west = FaqEntry("2", "西区停水了打什么电话？", "打 96116。")
    other = FaqEntry("2", "西区停水了打什么电话？", "打 12345。")
    bold = Thresholds(answer=0.5)
    agreed = matcher(east, west, *FAQ[:6], thresholds=bold).match("停水了打什么电话", TODAY)
    disputed = matcher(east, other, *FAQ[:6], thresholds=bold).match("停水了打什么电话", TODAY)
    assert agreed.decision is Decision.ANSWER
    assert [found.entry.id for found in agreed.candidates].count("2") == 0
    assert disputed.decision is Decision.SUGGEST


def test_one_question_with_two_answers_is_offered() -> None:
    """Nobody but the resident can say which is meant."""
    one = FaqEntry("1", "停水了怎么办", "甲区打 1。")
    two = FaqEntry("2", "停水了怎么办", "乙区打 2。")
    found = match("停水了怎么办", one, two)
    assert (found.decision, len(found.candidates)) == (Decision.SUGGEST, 2)


@pytest.mark.parametrize(
    ("text", "language"), [("護照怎麼換發", "zh-Hant"), ("护照怎么换发", "zh-Hans")]
)
def test_of_equal_texts_the_one_in_the_readers_script_answers(text: str, language: str) -> None:
    """The other script's entry is a translation, not a rival."""
    simplified = FaqEntry("s", "护照怎么换发", "到出入境窗口。", language="zh-Hans")
    traditional = FaqEntry("t", "護照怎麼換發", "到出入境窗口辦理。", language="zh-Hant")
    for entries in ((simplified, traditional), (traditional, simplified)):
        found = match(text, *entries)
        assert (found.decision, found.best.entry.language) == (Decision.ANSWER, language)


def test_thresholds_move_the_decision() -> None:
    """A city may want more care, or none."""
    careful = matcher(thresholds=Thresholds(answer=1.0, suggest=1.0))
    assert careful.match("住房公积金怎样提取", TODAY).decision is Decision.ESCALATE
    assert careful.match("住房公积金怎么提取", TODAY).decision is Decision.ANSWER
    bold = matcher(thresholds=Thresholds(answer=0.1, suggest=0.0, margin=0.0))
    assert bold.match("户口怎么办理", TODAY).decision is Decision.ANSWER


@pytest.mark.parametrize(
    "numbers", [(0.5, 0.6, 0.1), (1.1, 0.3, 0.1), (0.8, -0.1, 0.1), (0.8, 0.3, 2.0)]
)
def test_thresholds_that_contradict_each_other_are_refused(
    numbers: tuple[float, float, float],
) -> None:
    """The sentence gives the rule and the figures."""
    with pytest.raises(FaqError, match="must satisfy 0 <= suggest <= answer <= 1"):
        Thresholds(*numbers)


def test_an_empty_faq_escalates_everything() -> None:
    """And `best` says that there is none."""
    found = Matcher(Index.build([])).match("停水", TODAY)
    assert found == Match(Decision.ESCALATE)
    with pytest.raises(LookupError):
        _ = found.best


MATCHER = matcher()


@given(st.text() | st.lists(st.sampled_from([*COMPLAINT, "停水", "。", "passport "])).map("".join))
def test_any_text_has_a_match(text: str) -> None:
    """Total for any string; the candidates are at most three, different, and best first."""
    found = MATCHER.match(text, TODAY)
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len({one.entry.id for one in found.candidates}) == len(scores) <= 3
    assert found.candidates or found.decision is Decision.ESCALATE


@pytest.mark.parametrize(
    "text", ["停水" * 500_000, "a" * 10**6, "\ufdfa" * 10**6, "停水了怎么办。" * 10**5, "?" * 10**6]
)
def test_a_megabyte_is_matched_like_anything_else(text: str) -> None:
    """It is cut, and never answered."""
    assert MATCHER.match(text, TODAY).decision is not Decision.ANSWER


TWINS = (
    FaqEntry("register", "公司注册怎么办理？", "到窗口一。"),
    FaqEntry("dissolve", "公司注销怎么办理？", "到窗口二。"),
    FaqEntry("60", "六十岁老人怎么领高龄补贴？", "到社区一。"),
    FaqEntry("80", "八十岁老人怎么领高龄补贴？", "到社区二。"),
    FaqEntry("bj", "北京户口怎么迁出？", "先开证明。"),
    FaqEntry("sh", "上海户口怎么迁出？", "网上办。"),
)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("怎么注销公司", "dissolve"),
        ("注册公司要怎么办", "register"),
        ("80岁老人高龄补贴怎么领", "80"),
        ("60岁的老人如何领取高龄补贴", "60"),
        ("上海的户口如何迁出", "sh"),
    ],
)
def test_near_twins_are_told_apart(text: str, id_: str) -> None:
    """By what they do, by numbers however written, and by places."""
    assert match(text, *TWINS, *FAQ).candidates[0].entry.id == id_


JAPANESE = (
    FaqEntry("moving", "引越しの手続きはどうすればいいですか", "転出届を出してください。"),
    FaqEntry("waste", "粗大ごみはどうやって出しますか", "予約してください。"),
    FaqEntry("tax", "住民税の証明書はどこで取れますか", "窓口です。"),
)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("粗大ゴミの出し方を教えて", "waste"),
        ("住民税証明書が欲しい", "tax"),
        ("引越し 手続き", "moving"),
    ],
)
def test_japanese_goes_the_same_road(text: str, id_: str) -> None:
    """Its words are not written apart either."""
    assert match(text, *JAPANESE).candidates[0].entry.id == id_


def test_a_spelling_mistake_by_sound_is_forgiven() -> None:
    """公基金 is how many write 公积金: it is known as that word; others are by their sound."""
    assert match("住房公鸡金怎么提取").candidates[0].entry.id == "fund"
    for asked in ("住房公基金怎么提取", "公基金怎么提取"):
        found = match(asked)
        assert found.candidates[0].entry.id == "fund"
        assert found.decision is not Decision.ESCALATE


def test_what_stands_only_in_an_answer_leads_to_its_entry() -> None:
    """But never answers by itself as surely as the question does."""
    found = match("准迁证")
    assert {one.entry.id for one in found.candidates} >= {"move-in", "move-out"}
    assert found.decision is not Decision.ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "\ufdfa" * 10**6,
        "\u200b".join("身份证丢了怎么办" * 1000),
        "مرحبا كيف حالك " * 5_000,
        "аa" * 10**5,
        "公积金" * 10_000,
        "一百" * 10**5,
        "1," * 10**6,
        "停水了怎么办。\n" * 10**5,
    ],
    ids=[
        "unfolding",
        "zero width",
        "right to left",
        "homoglyphs",
        "repeated",
        "numerals",
        "digits",
        "sentences",
    ],
)
def test_contrived_texts_are_matched_like_anything_else(text: str) -> None:
    """They are cut, and never answered."""
    assert MATCHER.match(text, TODAY).decision is not Decision.ANSWER
