"""Importing an FAQ: rows become entries, and refusals that name row and field."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq.columns import FAQ_COLUMNS, fold_columns
from faq.entries import FaqEntry
from faq.errors import FaqError, FieldError
from faq.importing import (
    ENTRY_COLUMNS,
    Refusal,
    RowError,
    check_answerable,
    entry_values,
    parse_entries,
    parse_entry,
)
from faq.normalise import normalise
from faq.rows import Row
from faq.tables import SUFFIXES, read_rows, write_rows

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "身份证丢了怎么补办？"


def row(number: int = 2, /, **values: object) -> Row:
    """A row with a question, and whatever else the test is about."""
    return Row(number, {"question": QUESTION, **values})


def refusal(**values: object) -> RowError:
    """Why a row with these values is refused."""
    with pytest.raises(RowError) as caught:
        parse_entry(row(**values))
    return caught.value


def test_chinese_headers_are_understood() -> None:
    """Every column has a Chinese name; width, case, script and spaces do not matter."""
    names = ["編號", " 标准问题 ", "相似问法", "答覆", "责任单位", "类别", "依据", "更新日期"]
    values = dict(
        zip(
            names,
            ["1", QUESTION, "补办|挂失", "请到派出所", "公安局", "户政", "法", ""],
            strict=True,
        )
    )
    values |= {"有效期至": "2026年12月31日", "ＬＡＮＧＵＡＧＥ": "中文", "备注": "ignored"}
    assert list(parse_entries([Row(2, dict(values))])) == [
        FaqEntry(
            id="1",
            question=QUESTION,
            answer="请到派出所",
            variants=("补办", "挂失"),
            department="公安局",
            category="户政",
            source="法",
            valid_until=date(2026, 12, 31),
            language="zh-Hans",
        )
    ]


def test_two_columns_that_mean_the_same_are_refused() -> None:
    """Nobody could say which of them counts."""
    rows = [Row(2, {"question": "a", "问题": "b"})]
    with pytest.raises(FaqError, match="the column '问题' means 'question', which stands there"):
        list(fold_columns(rows, FAQ_COLUMNS))


def test_a_table_without_any_known_column_is_refused() -> None:
    """It has no header, or it is another table."""
    with pytest.raises(
        FaqError, match=r"row 2: no column is known \(姓名\); name them id, question"
    ):
        list(fold_columns([Row(2, {"姓名": "王"})], FAQ_COLUMNS))


def test_refusals_stand_among_the_entries_with_row_and_field() -> None:
    """One bad row does not hide the next one."""
    rows = [
        Row(2, {"id": "a", "question": "停水怎么办", "answer": "打热线"}),
        Row(3, {"id": "b", "question": " ", "answer": "x"}),
        Row(4, {"id": "a", "question": "停电怎么办", "answer": "打热线"}),
        Row(5, {"id": "c", "question": "停气怎么办", "answer": ""}),
        Row(6, {"id": "d", "question": "停暖怎么办", "answer": "x", "updated": "去年"}),
    ]
    first, *refused = parse_entries(rows, checks=[check_answerable])
    assert isinstance(first, FaqEntry)
    assert refused == [
        Refusal(
            3,
            "question",
            "is empty: write what residents ask (merged cells hold it in one row only)",
        ),
        Refusal(4, "id", "the id a stands already in row 2: give each its own"),
        Refusal(5, "answer", "is empty: write the official text, or leave the row out"),
        Refusal(6, "updated", "'去年' is no day: write it like 2026-11-23 or 2026年11月23日"),
    ]


def test_ids_met_before_are_known() -> None:
    """`seen` carries the ids from one part of an import to the next."""
    seen = {"a": 7}
    (refused,) = parse_entries([row(id="a", answer="x")], seen=seen)
    assert refused == Refusal(2, "id", "the id a stands already in row 7: give each its own")


def test_a_missing_id_is_made_from_the_question() -> None:
    """Other punctuation or politeness gives the same id, so that a second import updates."""
    made = parse_entry(row()).id
    assert made.startswith("q-")
    assert len(made) == 12
    assert parse_entry(Row(9, {"question": "请问，身份证丢了怎么补办"})).id == made
    assert parse_entry(Row(9, {"question": "身份证丢了去哪补办"})).id != made


def test_the_same_question_twice_without_ids_is_refused() -> None:
    """The second would overwrite the first."""
    _, second = parse_entries([row(2), row(3)])
    assert isinstance(second, Refusal)
    assert (second.row, second.field) == (3, "id")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "2026年11月23日",
        "2026 年 11 月 23 日",
        "２０２６-11-23",
        "2026-11-23 00:00:00",
        date(2026, 11, 23),
        datetime(2026, 11, 23, 8, 0),  # noqa: DTZ001 - spreadsheets know no zone
    ],
)
def test_days_are_understood_as_people_write_them(written: object) -> None:
    """ISO, Chinese, full-width, and a spreadsheet's own."""
    assert parse_entry(row(updated=written)).updated == date(2026, 11, 23)


@pytest.mark.parametrize("written", ["2026-13-01", "2026-02-30", "soon", "46349", 46349, True])
def test_what_is_no_day_is_refused(written: object) -> None:
    """The field is named, and how to write a day."""
    error = refusal(valid_until=written)
    assert (error.row, error.field) == (2, "valid_until")
    assert "write it like 2026-11-23" in error.reason


@pytest.mark.parametrize("written", ["长期", "長期有效", ""])
def test_no_end_may_be_written_in_words(written: str) -> None:
    """Officials write 长期 where an answer has no last day."""
    assert parse_entry(row(valid_until=written)).valid_until is None


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("zh", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("中文", "zh-Hans"),
        ("简体 中文", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("繁體中文", "zh-Hant"),
        ("EN", "en"),
        ("英文", "en"),
        ("", "zh-Hans"),
    ],
)
def test_languages_fold_to_three(written: str, language: str) -> None:
    """Many spellings, three languages; without one the text is looked at."""
    assert parse_entry(row(language=written)).language == language


def test_a_language_that_is_not_offered_is_refused() -> None:
    """The three are named."""
    assert refusal(language="fr").reason == "'fr' is not known: write zh-Hans, zh-Hant or en"


def test_the_language_is_recognised_where_none_is_given() -> None:
    """Question and answer together decide; when nobody knows it stays empty."""
    assert parse_entry(Row(1, {"question": "如何辦理護照"})).language == "zh-Hant"
    assert parse_entry(Row(1, {"question": "How do I get a passport?"})).language == "en"
    assert parse_entry(Row(1, {"question": "12345"})).language == ""


def test_variants_are_listed_once_and_without_the_question() -> None:
    """Lists and text alike; white space folds."""
    written = [" 身份证  遗失 ", "身份证 遗失", "", QUESTION, "证件掉了"]
    assert parse_entry(row(variants=written)).variants == ("身份证 遗失", "证件掉了")
    assert parse_entry(row(variants="a;b；c|d")).variants == ("a", "b", "c", "d")
    assert parse_entry(row(variants="a;b\nc\n")).variants == ("a;b", "c")


@pytest.mark.parametrize(
    ("field", "longest"), [("question", 500), ("answer", 20_000), ("id", 100), ("department", 200)]
)
def test_lengths_are_bounded(field: str, longest: int) -> None:
    """The longest is taken, one more is refused with both figures."""
    assert getattr(parse_entry(row(**{field: "问" * longest})), field) == "问" * longest
    error = refusal(**{field: "问" * (longest + 1)})
    assert (error.field, error.reason) == (
        field,
        f"is {longest + 1:,} characters long, more than {longest:,}",
    )


def test_variants_are_bounded_in_length_and_number() -> None:
    """500 characters and 1,000 variants."""
    assert refusal(variants=["a" * 501]).field == "variants"
    assert "more than 1000" in refusal(variants=[f"v{n}" for n in range(1001)]).reason


def test_a_question_of_signs_only_is_refused() -> None:
    """Nothing could ever find it."""
    assert "no letter or digit" in refusal(question="？？？").reason


def test_a_list_in_place_of_an_answer_is_refused() -> None:
    """The reader's refusal names row and field too."""
    error = refusal(answer=["a"])
    assert (error.row, error.field) == (2, "answer")


def test_numbers_from_a_spreadsheet_become_text() -> None:
    """An id 1.0 is 1."""
    assert parse_entry(row(id=1.0, answer=12345)).id == "1"
    assert parse_entry(row(id=1.0, answer=12345)).answer == "12345"


def test_unseen_characters_go_and_lines_stay() -> None:
    """Carriage returns, control characters and half characters harm databases and pages."""
    entry = parse_entry(row(answer="一\r\n二\x00\ud800\r三 ", department="公安\x0b局"))
    assert entry.answer == "一\n二\n三"
    assert entry.department == "公安局"


def test_an_entry_without_an_answer_is_not_answerable() -> None:
    """Question-only lists can be matched, but not imported."""
    check_answerable(parse_entry(row(answer="x")))
    with pytest.raises(FieldError, match="answer is empty"):
        check_answerable(parse_entry(row()))


TEXT = st.text(min_size=1, max_size=30)


@given(values=st.dictionaries(st.sampled_from(ENTRY_COLUMNS), TEXT | st.lists(TEXT) | st.none()))
def test_any_row_gives_an_entry_or_a_refusal(values: dict[str, object]) -> None:
    """Nothing but RowError comes out of a row, and its field is one of ours."""
    try:
        entry = parse_entry(Row(1, values))
    except RowError as error:
        assert error.field in ENTRY_COLUMNS  # noqa: PT017 - both ends are right
    else:
        assert normalise(entry.question)
        assert parse_entry(Row(1, entry_values(entry))) == entry


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    answer=st.text(max_size=50),
    variants=st.lists(st.text(max_size=20), max_size=4),
    day=st.none() | st.dates(min_value=date(1901, 1, 1)),
)
def test_an_exported_entry_comes_back_the_same(
    tmp_path: Path, suffix: str, answer: str, variants: list[str], day: date | None
) -> None:
    """Through every format, with every field."""
    values = {"answer": answer, "variants": variants, "updated": day, "valid_until": day}
    entry = parse_entry(row(id="=1", source="法\n规", language="en", **values))
    path = tmp_path / f"faq{suffix}"
    write_rows(path, [entry_values(entry)], ENTRY_COLUMNS)
    assert list(parse_entries(read_rows(path))) == [entry]
