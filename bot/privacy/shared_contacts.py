"""The name behind a number that was shared from somebody's contacts: ☎ +86138… 小李."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind
from bot.privacy.names import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator

_TELLS = "没不坏吵脏臭破漏堵停断爆裂了着过吗呢吧啊"
"""One of these stands in what tells a matter behind a number (楼上漏水), and in no name."""
_LATIN = r"[A-Z][A-Za-z'.-]*(?: [A-Z][A-Za-z'.-]*){0,3}"
_SHARED = re.compile(
    rf"☎ ?\+?[(\d][\d ()-]{{5,}}\d (?P<name>[{HAN}](?:(?![{_TELLS}])[{HAN}]){{1,3}}|{_LATIN})[ ]*$",
    re.ASCII | re.MULTILINE,
)


def names_of_contacts(text: str) -> Iterator[Finding]:
    """Whatever short name somebody gave a contact; a nickname (小李) is one too."""
    for match in _SHARED.finditer(text) if "☎" in text else ():
        yield Finding(Kind.NAME, *match.span("name"), head=1)
