"""Every sentence a person reads, by language and name, rendered with jinja2."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
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
        self._environment.filters["day"] = self.day
        self._environment.filters["time"] = self.time
        self._environment.filters["date"] = _date
        self._sources = {language: _read(folder / language) for language in LANGUAGES}
        self._templates: dict[tuple[str, str], Template] = {}

    @property
    def default(self) -> str:
        """The language of those who have shown none."""
        return self._default

    def say(self, language: str, name: str, /, **values: object) -> str:
        """The sentence `name` (`section.key`) in `language`, or in the default language.

        Raises `KeyError` for a name that no catalogue has.
        """
        known = language if language in self._sources else self._default
        source = self._sources[known][name]
        if "{" not in source:
            return source.strip()
        return self._template(known, name).render(language=known, **values).strip()

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

    def _template(self, language: str, name: str) -> Template:
        # Compiled when first needed: all of them take a second, which nobody should wait for.
        key = (language, name)
        if key not in self._templates:
            self._templates[key] = self._environment.from_string(self._sources[language][name])
        return self._templates[key]

    def day(self, moment: datetime) -> str:
        """A moment's day in the city, as 2026-11-23."""
        return moment.astimezone(self._zone).strftime("%Y-%m-%d")

    @staticmethod
    def date(language: str, day: date) -> str:
        """A day without its year, as a language writes it: 10月13日, 13 Oct."""
        if language == "en":
            return f"{day.day} {_MONTHS[day.month - 1]}"
        return f"{day.month}月{day.day}日"

    def time(self, moment: datetime) -> str:
        """A moment in the city's time, to the minute."""
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")


@pass_context
def _date(context: Context, day: date) -> str:
    """A day as the language of the sentence writes it."""
    return Wording.date(str(context["language"]), day)


def _read(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, text in tomllib.loads(path.read_text("utf-8")).items():
            texts[f"{path.stem}.{key}"] = text
    return texts
