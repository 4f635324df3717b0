"""What the FAQ learns from people, and what it does not."""

from __future__ import annotations

from datetime import date

from faq.entries import FaqEntry
from faq.index import Index
from faq.learning import Evidence, misleading, propose, taught
from faq.match import Decision, Matcher

TODAY = date(2026, 11, 23)
ENTRIES = [
    FaqEntry("water", "停水了找谁?", "请打供水热线。", ("家里没水",)),
    FaqEntry("power", "停电了找谁?", "请打供电热线。"),
]
NEW = "龙头拧开啥也不流"


def helped(text: str, entry: str, *people: int) -> list[Evidence]:
    """So many people were helped by an entry."""
    return [Evidence(text, entry, helped=True, person=person) for person in people]


def failed(text: str, entry: str, *people: int) -> list[Evidence]:
    """So many people were not."""
    return [Evidence(text, entry, helped=False, person=person) for person in people]


def test_a_wording_that_helped_is_proposed_and_once_accepted_answers() -> None:
    """Before, nobody would have been answered."""
    before = Matcher(Index.build(ENTRIES)).match(NEW, TODAY)
    assert before.decision is not Decision.ANSWER
    (proposal,) = propose(ENTRIES, helped(NEW, "water", 1, 2))
    assert (proposal.entry, proposal.text, proposal.people) == ("water", NEW, 2)
    (changed,) = taught(ENTRIES, [proposal])
    assert changed.variants == ("家里没水", NEW)
    after = Matcher(Index.build([changed, ENTRIES[1]])).match(NEW, TODAY)
    assert (after.decision, after.best.entry.id) == (Decision.ANSWER, "water")


def test_what_more_people_showed_comes_first() -> None:
    """One person who says it twice is one."""
    evidence = [*helped("没有电用", "power", 1, 1, 1), *helped(NEW, "water", 1, 2)]
    assert [(each.text, each.people) for each in propose(ENTRIES, evidence)] == [
        (NEW, 2),
        ("没有电用", 1),
    ]


def test_a_proposal_keeps_its_name() -> None:
    """However the next one to write so punctuates it."""
    first = propose(ENTRIES, helped(NEW, "water", 1))
    later = propose(ENTRIES, [*helped(f"您好，{NEW}？", "water", 2), *helped(NEW, "water", 1)])
    assert [each.id for each in first] == [each.id for each in later]


def test_what_is_known_short_long_contested_or_failed_is_not_proposed() -> None:
    """Each for its own reason."""
    evidence = [
        *helped("停电了，找谁", "power", 1),  # a wording already
        *helped("停电了找谁", "water", 1),  # … of another entry
        *helped("没水", "water", 1),
        *helped("昨天晚上开始小区里一直没有水" * 8, "water", 1),
        *helped("什么都没有了", "water", 1),
        *helped("什么都没有了", "power", 2),
        *helped("管子不出水", "water", 1),
        *failed("管子不出水", "water", 2),
        *helped("从前的条目", "gone", 1),
    ]
    assert propose(ENTRIES, evidence) == []


def test_an_entry_that_leaves_many_unhelped_is_warned_of() -> None:
    """With what they asked, and what helped others who asked it."""
    evidence = [
        *failed("跳闸了", "water", 1, 2, 3),
        *helped("跳闸了", "power", 1, 2),
        *failed("没电", "power", 4),
    ]
    (warning,) = misleading(evidence)
    assert (warning.entry, warning.unhelped, warning.helped) == ("water", 3, 0)
    assert (warning.examples, warning.meant) == (("跳闸了",), ("power",))


def test_an_entry_that_helps_more_is_left_in_peace() -> None:
    """A few are never helped."""
    assert (
        misleading([*failed("没水", "water", 1, 2, 3), *helped("没水", "water", *range(9))]) == []
    )
