"""E-mail addresses, and names and numbers in messengers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_EMAIL = re.compile(
    r"(?<![A-Za-z\d._+*-])(?P<who>[A-Za-z\d][A-Za-z\d._+-]{0,63})"
    r"@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,4}"
)
_WECHAT = re.compile(
    r"(?:微信|wechat|weixin|加v|\bv[x信]|(?<![A-Za-z])vx|(?<![A-Za-z])wx)"
    r"(?P<said> ?(?:号|id)? ?[:是为]?) ?(?P<who>[A-Za-z][A-Za-z\d_-]{4,19})(?![A-Za-z\d_@-])",
    re.IGNORECASE,
)
_QQ = re.compile(r"QQ(?:号码?)?[ :是为]{0,3}(?P<who>[1-9]\d{4,10})(?!\d)", re.IGNORECASE)


def emails(text: str) -> Iterator[Finding]:
    """E-mail addresses; the provider stays."""
    for match in _EMAIL.finditer(text):
        yield Finding(Kind.EMAIL, *match.span("who"), head=1)


def messengers(text: str) -> Iterator[Finding]:
    """WeChat ids and QQ numbers, where they are said to be such."""
    for match in _WECHAT.finditer(text):
        # "WeChat users": a word of letters alone is an id only where it is given as one.
        if match["said"].strip() or re.search(r"[\d_-]", match["who"]):
            yield Finding(Kind.ACCOUNT, *match.span("who"), head=2)
    for match in _QQ.finditer(text):
        yield Finding(Kind.ACCOUNT, *match.span("who"), head=2)
