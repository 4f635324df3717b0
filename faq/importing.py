"""Rows of an FAQ table become entries, or refusals that name the row and the field; and back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from faq.columns import FAQ_COLUMNS, fold_columns
from faq.entries import FaqEntry
from faq.errors import Faults, FieldError, RowError
from faq.languages import recognise, simplified
from faq.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from faq.rows import Row

    Check = Callable[[FaqEntry], None]

__all__ = [
    "ENTRY_COLUMNS",
    "Refusal",
    "RowError",
    "check_answerable",
    "entry_values",
    "parse_entries",
    "parse_entry",
]

ENTRY_COLUMNS = tuple(FAQ_COLUMNS)
"""The columns of an exported FAQ, in order."""

_MAX_LENGTH = {"id": 100, "question": 500, "variants": 500, "answer": 20_000, "source": 2_000}
_MAX_OTHER = 200  # characters of department and category
_MAX_VARIANTS = 1_000

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_NO_END = {"长期", "长期有效", "永久", "永久有效"}
_LANGUAGES = {
    "zh-Hans": "zh zh-cn zh-sg zh-hans zh-hans-cn chs 中文 汉语 简体 简体中文 中文简体 普通话",
    "zh-Hant": "zh-tw zh-hk zh-mo zh-hant zh-hant-tw zh-hant-hk cht 繁体 繁体中文 正体中文",
    "en": "en en-us en-gb eng english 英文 英语",
}
_LANGUAGE_OF = {name: tag for tag, names in _LANGUAGES.items() for name in names.split()}
# Neither a database nor a page can hold these, and nobody sees them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not imported, why, and where; `reason` goes on from the field's name."""

    row: int
    field: str
    reason: str


def parse_entries(
    rows: Iterable[Row],
    *,
    seen: dict[str, int] | None = None,
    checks: Iterable[Check] = (),
    ignored: list[str] | None = None,
) -> Iterator[FaqEntry | Refusal]:
    """Entries of an FAQ table as read, each an entry or its refusals, in the order of the rows.

    Columns are folded here (see `FAQ_COLUMNS`), others are passed over and named in `ignored`.
    `seen` holds the ids met so far with their rows and grows; `checks` are further rules, such as
    `check_answerable`. FaqError as in `fold_columns` and from the reader.
    """
    seen = {} if seen is None else seen
    rules = tuple(checks)
    for row in fold_columns(rows, FAQ_COLUMNS, ignored):
        try:
            entry = parse_entry(row)
            faults = Faults()
            for check in rules:
                faults.read(partial(check, entry), None)
            faults.read(partial(_check_new, entry.id, seen), None)
            faults.check()
        except (FieldError, RowError) as error:
            yield from (Refusal(row.number, fault.field, fault.reason) for fault in error.all)
        else:
            seen[entry.id] = row.number
            yield entry


def parse_entry(row: Row) -> FaqEntry:
    """The entry in a row whose columns are folded; RowError says which field is wrong.

    A missing id is made from the normalised question, so that a second import updates; a missing
    language is recognised from the text. Surplus white space and control characters go.
    """
    try:
        return _entry(row)
    except FieldError as error:
        told = RowError(row.number, error.field, error.reason)
        told.others = error.others
        raise told from error


def check_answerable(entry: FaqEntry) -> None:
    """FieldError unless the entry has an answer to give."""
    if not entry.answer:
        raise FieldError("answer", "is empty: write the official text, or leave the row out")


def entry_values(entry: FaqEntry) -> dict[str, object]:
    """The entry as the values of a table row, from which `parse_entry` makes the same entry."""
    return {
        "id": entry.id,
        "question": entry.question,
        "variants": list(entry.variants),
        "answer": entry.answer,
        "department": entry.department,
        "category": entry.category,
        "source": entry.source,
        "updated": entry.updated,
        "valid_until": entry.valid_until,
        "language": entry.language,
    }


def _entry(row: Row) -> FaqEntry:
    faults = Faults()
    question = faults.read(partial(_question, row), "")
    answer = faults.read(lambda: _bounded("answer", _clean(row.text("answer"))), "")
    entry = FaqEntry(
        id=faults.read(partial(_id, row, normalise(question)), ""),
        question=question,
        answer=answer,
        variants=faults.read(partial(_variants, row, question), ()),
        department=faults.read(partial(_line, row, "department"), ""),
        category=faults.read(partial(_line, row, "category"), ""),
        source=faults.read(lambda: _bounded("source", _clean(row.text("source"))), ""),
        updated=faults.read(partial(_day, row, "updated"), None),
        valid_until=faults.read(partial(_day, row, "valid_until"), None),
        language=faults.read(lambda: _language(_line(row, "language"), f"{question} {answer}"), ""),
    )
    faults.check()
    return entry


def _question(row: Row) -> str:
    question = _line(row, "question")
    if not question:
        raise FieldError(
            "question", "is empty: write what residents ask (merged cells hold it in one row only)"
        )
    if not normalise(question):
        raise FieldError("question", "has no letter or digit by which it could be found")
    return question


def _id(row: Row, folded_question: str) -> str:
    given = _line(row, "id")
    return given or "q-" + hashlib.sha256(folded_question.encode()).hexdigest()[:10]


def _variants(row: Row, question: str) -> tuple[str, ...]:
    lines = (" ".join(_clean(text).split()) for text in row.texts("variants"))
    variants = tuple(dict.fromkeys(line for line in lines if line and line != question))
    if len(variants) > _MAX_VARIANTS:
        raise FieldError("variants", f"are {len(variants)}, more than {_MAX_VARIANTS}")
    for variant in variants:
        _bounded("variants", variant)
    return variants


def _day(row: Row, field: str) -> date | None:
    value = row.values.get(field)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", row.text(field))
    if not text or simplified(text) in _NO_END:
        return None
    match = _DAY.fullmatch(text.replace(" ", "") if "年" in text else text)
    try:
        year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise FieldError(
            field, f"{text[:40]!r} is no day: write it like 2026-11-23 or 2026年11月23日"
        ) from None


def _language(given: str, text: str) -> str:
    if not given:
        return recognise(text) or ""
    name = simplified(unicodedata.normalize("NFKC", given).casefold()).replace("_", "-")
    try:
        return _LANGUAGE_OF[name.replace(" ", "")]
    except KeyError:
        raise FieldError(
            "language", f"{given[:40]!r} is not known: write zh-Hans, zh-Hant or en"
        ) from None


def _check_new(entry_id: str, seen: dict[str, int]) -> None:
    if entry_id in seen:
        raise FieldError(
            "id", f"the id {entry_id} stands already in row {seen[entry_id]}: give each its own"
        )


def _line(row: Row, field: str) -> str:
    return _bounded(field, " ".join(_clean(row.text(field)).split()))


def _bounded(field: str, text: str) -> str:
    limit = _MAX_LENGTH.get(field, _MAX_OTHER)
    if len(text) > limit:
        raise FieldError(field, f"is {len(text):,} characters long, more than {limit:,}")
    return text


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", lines).strip()
