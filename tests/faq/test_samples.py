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


def test_every_sample_question_is_answered(entries: list[FaqEntry]) -> None:
    """A newcomer who copies a question from the list gets its answer."""
    matcher = Matcher(Index.build(entries))
    for entry in entries:
        found = matcher.match(entry.question, date(2026, 11, 23))
        assert found.decision is Decision.ANSWER, entry.id
        assert found.best.entry.answer == entry.answer
