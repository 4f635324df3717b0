"""The answer check's rules, read from one file a language beside this one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from opencc import OpenCC

from bot.privacy.folding import fold

_FOLDER = Path(__file__).parent
_TO_SIMPLIFIED = OpenCC("t2s")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of all languages together; each is named `section_list` as in the files.

    They are compared with what `compared` makes of a text.
    """

    empty_words_vague: re.Pattern[str]
    empty_words_always: re.Pattern[str]
    empty_words_dates: re.Pattern[str]
    phrases_empty: re.Pattern[str]
    phrases_courtesies: re.Pattern[str]
    phrases_referred: re.Pattern[str]
    phrases_closed: re.Pattern[str]
    transferred_words: re.Pattern[str]
    transferred_results: re.Pattern[str]
    stage_hollow: re.Pattern[str]
    stage_nobody: re.Pattern[str]
    stage_unit: re.Pattern[str]
    requests_waiting: re.Pattern[str]
    requests_named: re.Pattern[str]
    duty_words: re.Pattern[str]
    contact_words: re.Pattern[str]
    reach_words: re.Pattern[str]
    reach_ways: re.Pattern[str]
    basis_documents: re.Pattern[str]
    basis_named: re.Pattern[str]
    basis_vague: re.Pattern[str]
    tone_harsh: re.Pattern[str]
    tone_plain_you: re.Pattern[str]
    office_words: re.Pattern[str]
    office_staff: re.Pattern[str]
    questions_asks: re.Pattern[str]
    questions_polite: re.Pattern[str]
    questions_when_asked: re.Pattern[str]
    questions_when_told: re.Pattern[str]
    questions_price_asked: re.Pattern[str]
    questions_price_told: re.Pattern[str]
    questions_where_asked: re.Pattern[str]
    questions_where_told: re.Pattern[str]
    questions_needs_asked: re.Pattern[str]
    questions_needs_told: re.Pattern[str]
    matter_everyday: re.Pattern[str]


def compared(text: str) -> str:
    """A text as the rules see it; nearly always each place in it is still the same place."""
    return str(_TO_SIMPLIFIED.convert(fold(_SURROGATES.sub(" ", text)))).lower()


@cache
def standard() -> Rules:
    """The rules that ship with the program."""
    return read(_FOLDER)


def read(folder: Path) -> Rules:
    """The rules in the files of a folder.

    Raises `ValueError` that names the file and the list of a pattern that is none.
    """
    lists: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.toml")):
        for section, words in tomllib.loads(path.read_text("utf-8")).items():
            for name, patterns in words.items():
                _check(patterns, f"{path.name}, [{section}] {name}")
                lists.setdefault(f"{section}_{name}", []).extend(map(_pattern, patterns))
    return Rules(**{field.name: _any_of(lists.get(field.name, [])) for field in fields(Rules)})


def _check(patterns: list[str], where: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{where}: {pattern!r} is no regular expression: {error}") from error


def _pattern(written: str) -> str:
    return str(_TO_SIMPLIFIED.convert(fold(written)))


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else _NOTHING
