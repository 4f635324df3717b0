"""Every sentence a person reads, by language and name, rendered with jinja2."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = {
    "zh-Hans": tuple(f"周{day}" for day in "一二三四五六日"),
    "zh-Hant": tuple(f"週{day}" for day in "一二三四五六日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_NEAR = {
    "zh-Hans": {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"},
    "zh-Hant": {-1: "昨天", 0: "今天", 1: "明天", 2: "後天"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
_GREETING = re.compile(
    r"\s*(?:(?:尊敬的|亲爱的|親愛的)[^，,：:。]{0,20}[，,：:]|[您你]好|hello\b|dear\b)",
    re.IGNORECASE,
)
_Day = date | datetime
LOCALE = Path(__file__).parent / "locale"


class Wording:
    """The catalogues in bot/locale: `<language>/<section>.toml` holds `name = "template"`.

    A template that names a value it was not given raises `jinja2.UndefinedError`, so that a
    sentence with a hole never reaches anyone.
    """

    def __init__(self, zone: ZoneInfo, default: str = "zh-Hans", folder: Path = LOCALE) -> None:
        self._default = default
        self._zone = zone
        self._environment = Environment(
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - text for chats; the pages escape what they print
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["date"] = _date
        self._environment.filters["when"] = self._when
        self._environment.filters["on"] = self._on
        self._environment.tests["greeting"] = greets
        self._sources = {language: _read(folder / language) for language in LANGUAGES}
        self._sentences: dict[tuple[str, str], str | Template] = {}

    @property
    def default(self) -> str:
        """The language of those who have shown none."""
        return self._default

    def say(self, language: str, name: str, /, **values: object) -> str:
        """The sentence `name` (`section.key`) in `language`, or in the default language.

        With `now` among the values, moments near it are told as today, tomorrow … Raises
        `KeyError` for a name that no catalogue has.
        """
        return self.told(language, name, values)

    def told(self, language: str, name: str, values: dict[str, object]) -> str:
        """The same with its values in a dictionary of their own, which it may add to."""
        known = language if language in self._sources else self._default
        sentence = self._sentences.get((known, name)) or self._compiled(known, name)
        if isinstance(sentence, str):
            return sentence
        values["language"] = known
        # What `render` does, in a fifth of the time: no sentence has globals or blocks to copy.
        context = Context(self._environment, values, name, {})
        return "".join(sentence.root_render_func(context)).strip()

    def has(self, name: str) -> bool:
        """Whether the catalogues know `name`."""
        return name in self._sources[self._default]

    def section(self, language: str, section: str) -> dict[str, str]:
        """All templates of one section, unrendered, by their keys: for a page's own script."""
        known = language if language in self._sources else self._default
        prefix = f"{section}."
        return {
            name.removeprefix(prefix): text
            for name, text in self._sources[known].items()
            if name.startswith(prefix)
        }

    def _compiled(self, language: str, name: str) -> str | Template:
        # Compiled when first needed: all of them take a second, which nobody should wait for.
        source = self._sources[language][name]
        if "{" not in source:
            return self._sentences.setdefault((language, name), source.strip())
        return self._sentences.setdefault((language, name), self._environment.from_string(source))

    def day(self, moment: datetime) -> str:
        """A moment's day in the city, as 2026-11-23."""
        return moment.astimezone(self._zone).strftime("%Y-%m-%d")

    @staticmethod
    def date(language: str, day: date) -> str:
        """A day without its year, as a language writes it: 10月13日, 13 Oct."""
        if language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]}"
        return f"{day.month}月{day.day}日"

    def when(self, language: str, moment: datetime, now: datetime | None = None) -> str:
        """A moment as one tells a neighbour: 11月27日（明天）18:00, 27 Nov (tomorrow), 18:00.

        Beyond the day after tomorrow the day of the week is told, and the year where it is not
        that of `now`. The date always stands there, for a message is read again on later days.
        """
        time = moment.astimezone(self._zone).strftime("%H:%M")
        return f"{self.on(language, moment, now)}{', ' if language == 'en' else ''}{time}"

    def on(self, language: str, moment: _Day, now: datetime | None = None) -> str:
        """A day, or that of a moment, in the same words: 12月3日（周四）."""
        day = moment.astimezone(self._zone).date() if isinstance(moment, datetime) else moment
        today = now.astimezone(self._zone).date() if now else None
        known = language if language in _NEAR else self._default
        near = _NEAR[known].get((day - today).days) if today else None
        named = near or _WEEKDAYS[known][day.weekday()]
        dated = self.date(known, day)
        if known == "en":
            year = "" if today and day.year == today.year else f" {day.year}"
            return f"{dated}{year} ({named})"
        year = "" if today and day.year == today.year else f"{day.year}年"
        return f"{year}{dated}（{named}）"

    @pass_context
    def _when(self, context: Context, moment: datetime) -> str:
        return self.when(str(context["language"]), moment, context.get("now"))

    @pass_context
    def _on(self, context: Context, moment: _Day) -> str:
        return self.on(str(context["language"]), moment, context.get("now"))

    def time(self, moment: datetime) -> str:
        """A moment in the city's time, to the minute."""
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")


@pass_context
def _date(context: Context, day: date) -> str:
    """A day as the language of the sentence writes it."""
    return Wording.date(str(context["language"]), day)


def greets(text: object) -> bool:
    """Whether a text begins with a greeting: then what stands around it does not greet as well."""
    return bool(text) and _GREETING.match(str(text)) is not None


@cache
def _read(folder: Path) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, text in tomllib.loads(path.read_text("utf-8")).items():
            texts[f"{path.stem}.{key}"] = text
    return texts
