"""Reads a form that was written as a text: 「发现：水管破裂；处理：已更换」."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_TRAILING = " \t\n;；,，。"


def labelled(text: str, labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The parts of a text by the label before them; the first of two with one label counts.

    A label stands at the beginning or after a sign, and a colon follows it.
    """
    named = {each.casefold(): name for name, known in labels.items() for each in known}
    longest_first = sorted(named, key=len, reverse=True)
    pattern = re.compile(
        rf"(?:^|(?<=[\s;；,，。.]))({'|'.join(map(re.escape, longest_first))})\s*[:：]",
        re.IGNORECASE,
    )
    marks = list(pattern.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)][: len(marks)]
    found: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        said = text[mark.end() : end].strip(_TRAILING)
        found.setdefault(named[mark[1].casefold()], said)
    return found
