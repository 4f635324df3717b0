"""The index: every wording leads to its entry, under the words it was written in."""

from __future__ import annotations

from faq.comparing import compare
from faq.entries import FaqEntry
from faq.features import Feature
from faq.folding import question_of
from faq.index import Index
from faq.normalise import normalise


def first(index: Index, text: str) -> str:
    """The wording nearest to a text."""
    return index.question(compare(index, question_of(normalise(text))).texts[0])


def test_a_variant_leads_to_its_entry() -> None:
    """It is named as it was written."""
    entry = FaqEntry("1", "居民身份证补领", variants=("身份证丢了！", "证件遗失"))
    index = Index.build([FaqEntry("0", "停水"), entry])
    assert first(index, "身份证丢了") == "身份证丢了！"
    assert index.entry(2) == entry


def test_texts_that_fold_alike_are_kept_once_an_entry() -> None:
    """Another entry's equal text stays."""
    same = ("停水了!", "请问停水了")
    index = Index.build([FaqEntry("0", "停水了", variants=(*same, "😀")), FaqEntry("1", "停水了")])
    assert [index.texts[at] for at in range(len(index.texts))] == ["停水了", "停水了"]


def test_an_entry_is_found_by_words_that_stand_only_in_its_answer() -> None:
    """Residents do not know the official name of what they ask for."""
    entries = [
        FaqEntry("card", "居民身份证补领", "带户口簿到派出所。"),
        FaqEntry("water", "停水通知", "请打供水热线。"),
    ]
    index = Index.build(entries)
    found = compare(index, question_of(normalise("要带户口簿吗")))
    assert [index.entries[at].id for at in found.entries] == ["card"]
    assert found.figures[Feature.UNSEEN].tolist() == [1.0]
    assert found.figures[Feature.ANSWER_FOUND, 0] > 0


def test_all_wordings_of_an_entry_speak_for_it() -> None:
    """The profile of an entry holds words that no single wording has together."""
    many = FaqEntry("many", "怎么退税", variants=("个税退多少", "申报年度汇算", "退税到哪张卡"))
    index = Index.build([many, FaqEntry("one", "怎么申报停车")])
    assert index.profiles is not None
    found = compare(index, question_of(normalise("年度个税怎么退")))
    assert found.entries[found.figures[Feature.PROFILE].argmax()] == 0


def test_one_wording_each_needs_no_profile() -> None:
    """It would only be the wording again."""
    assert Index.build([FaqEntry("0", "停水"), FaqEntry("1", "停电")]).profiles is None


def test_an_empty_faq_finds_nothing() -> None:
    """Nor does a text without terms."""
    assert not len(compare(Index.build([]), question_of("停水")).entries)
    assert not len(compare(Index.build([FaqEntry("0", "停水")]), question_of("")).entries)
