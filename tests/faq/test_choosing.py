"""Which entries are compared with a question; comparing the first alone tells the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.choosing import Breadth
from faq.comparing import compare
from faq.entries import FaqEntry
from faq.folding import question_of
from faq.importing import parse_entries
from faq.index import Index
from faq.match import Decision, Matcher
from faq.normalise import normalise
from faq.ranking import ordered
from faq.samples import sample_files
from faq.tables import read_rows
from faq.weights import Judged, judgement_of

TODAY = date(2026, 11, 27)

WAYS = [
    FaqEntry("move-in", "户口迁入需要带哪些材料"),
    FaqEntry("move-out", "户口迁出需要带哪些材料"),
    FaqEntry("fund", "住房公积金贷款提前还清以后怎么提取"),
    FaqEntry("card", "市民卡在哪里可以充值"),
    FaqEntry("noise", "晚上工地施工太吵应该找谁"),
    FaqEntry("dog", "养狗要去哪里登记"),
    FaqEntry("rent", "公租房的租金什么时候交"),
    FaqEntry("lift", "老房子加装电梯有没有补贴"),
]


@cache
def _questions() -> tuple[FaqEntry, ...]:
    """The sample FAQ with one wording an entry, and no answers: nothing else is found there."""
    rows = (row for path in sample_files() for row in parse_entries(read_rows(path)))
    known = [row for row in rows if isinstance(row, FaqEntry)]
    return tuple(replace(one, answer="", variants=()) for one in known)


@cache
def _index() -> Index:
    return Index.build(_questions())


@st.composite
def asked(draw: st.DrawFn) -> str:
    """A question of the FAQ as somebody asks it: some signs left out, some said before or after."""
    wording = draw(st.sampled_from(_questions())).question
    left_out = draw(st.sets(st.integers(0, len(wording) - 1), max_size=len(wording) // 3))
    kept = "".join(sign for at, sign in enumerate(wording) if at not in left_out)
    said = ["", "我妈妈", "老人", "今天", "急", "tomorrow ", "在手机上", "不知道"]
    return f"{draw(st.sampled_from(said))}{kept}{draw(st.sampled_from(said))}"


@given(asked())
def test_who_alone_is_compared_is_the_first_of_all_that_are_near(text: str) -> None:
    """And where it is not alone, those near are compared as ever."""
    index, question = _index(), question_of(normalise(text))
    alone = compare(index, question, breadth=Breadth.BRIEFLY)
    near = compare(index, question)
    if not alone.ahead:
        assert (alone.entries, alone.texts) == (near.entries, near.texts)
        assert (alone.figures == near.figures).all()
        return
    order = ordered(index, near, question, TODAY, 3, judgement_of(Judged.LETTERS))
    first = order.columns[0]
    assert alone.entries == [near.entries[first]]
    assert alone.figures[:, 0].tolist() == pytest.approx(near.figures[:, first].tolist(), abs=1e-6)
    assert alone.found == near.found


def test_the_lead_of_who_alone_is_compared_is_what_the_weights_say() -> None:
    """Rather less than more: a fit that moves what the weights say must move the line as well."""
    judgement, too_much = judgement_of(Judged.LETTERS), []
    for one in _questions():
        question = question_of(normalise(one.question)[:-2])
        alone = compare(_index(), question, breadth=Breadth.BRIEFLY)
        order = ordered(_index(), compare(_index(), question), question, TODAY, 3, judgement)
        if alone.ahead and len(order.utilities) > 1:
            too_much.append(alone.ahead - (order.utilities[0] - order.utilities[1]))
    assert -2.0 < median(too_much) < 0.0
    assert max(too_much) < 4.0


def test_most_questions_that_leave_a_word_out_need_one_entry() -> None:
    """Else comparing briefly would spare nothing, and the test above would prove nothing."""
    texts = [normalise(one.question)[:-2] for one in _questions()]
    found = [compare(_index(), question_of(text), breadth=Breadth.BRIEFLY) for text in texts]
    assert sum(one.ahead > 0 for one in found) > len(found) // 2


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("请问市民卡在哪里能充值", True),
        ("工地晚上施工太吵了找谁", True),
        ("户口迁入要带什么材料", False),  # its near-twin must be looked at
        ("在哪里", False),  # like nothing
    ],
)
def test_another_entry_is_compared_where_it_may_be_first(text: str, alone: bool) -> None:
    """Only who is like the question and unlike all others is certain."""
    question = question_of(normalise(text))
    compared = compare(Index.build(WAYS), question, breadth=Breadth.BRIEFLY)
    assert (len(compared.entries) == 1) == alone


def test_who_has_a_wording_twice_is_not_alone() -> None:
    """Its second wording tells too, and the entries' wordings as one are compared."""
    two = replace(WAYS[3], variants=("市民卡去哪里充钱", "市民卡充值的地方"))
    compared = compare(
        Index.build([*WAYS[:3], two, *WAYS[4:]]),
        question_of(normalise("请问市民卡在哪里能充值")),
        breadth=Breadth.BRIEFLY,
    )
    assert len(compared.entries) > 1


def test_an_expired_entry_that_is_far_ahead_gives_way_to_the_others() -> None:
    """What was compared with it alone is compared again with all."""
    gone = replace(WAYS[3], valid_until=TODAY - timedelta(days=1))
    matched = Matcher(Index.build([*WAYS[:3], gone, *WAYS[4:]])).match(
        "请问市民卡在哪里能充值", TODAY
    )
    assert matched.decision is not Decision.ANSWER
    assert "card" not in [each.entry.id for each in matched.candidates]
    assert matched.candidates
