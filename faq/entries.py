"""The FAQ entry: an official answer, and the ways in which residents ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """One question that the city answers, word for word as its officials wrote it.

    `source` is the legal basis or the page the answer comes from; `updated` the day it was last
    checked; `valid_until` the last day on which it may be given (None: no end). `language` is
    zh-Hans, zh-Hant, en, or empty when nobody knows.
    """

    id: str
    question: str
    answer: str = ""
    variants: tuple[str, ...] = ()
    department: str = ""
    category: str = ""
    source: str = ""
    updated: date | None = None
    valid_until: date | None = None
    language: str = ""

    def expired(self, today: date) -> bool:
        """Whether the entry's last day lies before `today`."""
        return self.valid_until is not None and self.valid_until < today
