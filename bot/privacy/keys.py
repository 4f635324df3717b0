"""What opens a ticket: its query code, and the signature in its link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(
    r"(?:查[询詢][码碼]|query code)[ :是为為]{0,3}(?P<key>\d{6})(?!\d)", re.IGNORECASE
)
_SIGNATURE = re.compile(r"[?&]k=(?P<key>[\w-]{22})(?![\w-])", re.ASCII)


def ticket_keys(text: str) -> Iterator[Finding]:
    """Query codes and signatures: whoever has one could act for the resident."""
    for rule in (_CODE, _SIGNATURE):
        for match in rule.finditer(text):
            yield Finding(Kind.ACCOUNT, *match.span("key"))
