"""The FAQ that ships with the program."""

from __future__ import annotations

from datetime import date

import pytest

from faq.entries import FaqEntry
from faq.importing import check_answerable, parse_entries
from faq.index import Index
from faq.match import Decision, Matcher
from faq.samples import sample_files
from faq.tables import read_rows


@pytest.fixture(scope="module")
def entries() -> list[FaqEntry]:
    """Every sample entry; the files must hold no row that is refused."""
    parsed = [
        entry
        for path in sample_files()
        for entry in parse_entries(read_rows(path), checks=[check_answerable])
    ]
    assert [one for one in parsed if not isinstance(one, FaqEntry)] == []
    return [one for one in parsed if isinstance(one, FaqEntry)]


def test_there_are_sample_files_in_a_settled_order() -> None:
    """By name."""
    files = sample_files()
    assert files
    assert files == sorted(files)


@pytest.mark.parametrize(
    ("asked", "answered_by"),
    [
        ("停水了找谁", "water-outage"),
        ("医保怎么异地报销", "medical-out-of-town-register"),
        ("路灯坏了找谁", "street-light"),
        ("孩子怎么上户口", "hukou-newborn"),
        ("怎么办居住证", "residence-permit-apply"),
        ("被拖欠工资怎么办", "wage-arrears"),
        ("老年证怎么办", "elder-card"),
        ("退休手续怎么办", "pension-apply-employee"),
        ("How do I renew my ID card?", "id-card-renew-en"),
        ("I lost my ID card", "id-card-lost-report-en"),
        ("where do I report a missing manhole cover", "manhole-cover-en"),
    ],
)
def test_what_people_ask_first_is_answered(
    entries: list[FaqEntry], asked: str, answered_by: str
) -> None:
    """In the few words in which it is asked."""
    found = Matcher(Index.build(entries)).match(asked, date(2026, 11, 23))
    assert (found.decision, found.best.entry.id) == (Decision.ANSWER, answered_by)


def test_whoever_says_that_the_water_is_off_gets_no_reading_matter(
    entries: list[FaqEntry],
) -> None:
    """That is no question but a matter: a person sees to it, and a burst of them is noticed."""
    for said in ("停水了", "停电了", "路灯坏了"):
        found = Matcher(Index.build(entries)).match(said, date(2026, 11, 23))
        assert found.decision is not Decision.ANSWER


def test_every_sample_question_is_answered(entries: list[FaqEntry]) -> None:
    """A newcomer who copies a question from the list gets its answer."""
    matcher = Matcher(Index.build(entries))
    for entry in entries:
        found = matcher.match(entry.question, date(2026, 11, 23))
        assert found.decision is Decision.ANSWER, entry.id
        assert found.best.entry.answer == entry.answer
