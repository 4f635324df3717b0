"""The index: every text that shares a telling term is found, in a settled order."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from faq.entries import FaqEntry
from faq.grams import grams
from faq.index import Index
from faq.normalise import normalise


def index(*questions: str) -> Index:
    """An index over entries with these questions."""
    return Index.build(FaqEntry(str(at), question) for at, question in enumerate(questions))


def found(made: Index, text: str, k: int = 10) -> list[str]:
    """The questions found for a text."""
    return [made.question(hit.number) for hit in made.candidates(normalise(text), k)]


def test_the_text_itself_is_found_first() -> None:
    """And it shares all of its terms."""
    made = index("户口迁入", "户口迁出", "结婚登记")
    hits = made.candidates("户口迁出", 3)
    assert [made.question(hit.number) for hit in hits] == ["户口迁出", "户口迁入"]
    assert hits[0].overlap > 0.999 > hits[1].overlap > 0


def test_a_variant_leads_to_its_entry() -> None:
    """It is named as it was written."""
    entry = FaqEntry("1", "居民身份证补领", variants=("身份证丢了！", "证件遗失"))
    made = Index.build([FaqEntry("0", "停水"), entry])
    (hit, *_) = made.candidates("身份证丢了", 1)
    assert made.entry(hit.number) == entry
    assert made.question(hit.number) == "身份证丢了！"


def test_texts_that_fold_alike_are_kept_once_an_entry() -> None:
    """Another entry's equal text stays."""
    same = ("停水了!", "请问停水了")
    made = Index.build([FaqEntry("0", "停水了", variants=(*same, "😀")), FaqEntry("1", "停水了")])
    assert made.texts == ("停水了", "停水了")


def test_ties_stand_in_the_order_of_the_faq() -> None:
    """Never by chance."""
    made = index("停水通知", "停水通知", "停水通知")
    assert [hit.number for hit in made.candidates("停水", 2)] == [0, 1]


def test_common_terms_alone_still_find() -> None:
    """Terms in most texts are passed over only while rarer ones find enough."""
    made = index(*(f"{word}怎么办" for word in map(chr, range(0x4E00, 0x4E00 + 600))))
    assert len(found(made, "怎么办", 5)) == 5
    assert found(made, f"{chr(0x4E05)}怎么办", 1) == [f"{chr(0x4E05)}怎么办"]


def test_an_empty_faq_finds_nothing() -> None:
    """Nor does a text without terms."""
    assert index().candidates("停水", 5) == []
    assert index("停水").candidates("", 5) == []


def test_an_index_can_be_built_elsewhere() -> None:
    """It is built in a subprocess and sent over."""
    made = index("停水", "停电")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own bytes


texts = st.text("停水电气怎么办理ab ", min_size=1, max_size=8).map(normalise)


@given(questions=st.lists(texts, max_size=12), text=texts, k=st.integers(1, 5))
def test_the_best_k_are_exact(questions: list[str], text: str, k: int) -> None:
    """The same as comparing with every text."""
    made = index(*questions)
    everything = made.candidates(text, 1_000)
    sharing = {at for at, other in enumerate(made.texts) if set(grams(other)) & set(grams(text))}
    assert {hit.number for hit in everything} == sharing
    assert made.candidates(text, k) == everything[:k]
    assert all(0 < hit.overlap <= 1.000_001 for hit in everything)
