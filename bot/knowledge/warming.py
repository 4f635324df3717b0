"""Lets a matcher load at once what it would load at its first question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faq.pinyin import sounded

if TYPE_CHECKING:
    from datetime import date

    from faq.match import Matcher


def warm(matcher: Matcher, today: date) -> None:
    """Let everything load that the first match would load, for which a resident would wait."""
    matcher.match("请问身份证丢了怎么补办", today)
    sounded("问")
