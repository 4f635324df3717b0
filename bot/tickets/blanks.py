"""The blanks of words that are kept ready: 「【时间】前恢复供水」 asks for the time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.tickets.labels import labelled

_BLANK = re.compile(r"【\s*([^【】\n]{1,12}?)\s*】")


def blanks(text: str) -> tuple[str, ...]:
    """What has to be filled in, each once, in the order of the text."""
    return tuple(dict.fromkeys(_BLANK.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled in; what has no value stays a blank."""
    return _BLANK.sub(lambda blank: values.get(blank[1]) or blank[0], text)


def read_values(text: str, wanted: tuple[str, ...]) -> dict[str, str]:
    """What is filled in, as an official writes it: 「时间：今晚八点；电话：12345」.

    Where there is one blank, the words alone fill it.
    """
    found = labelled(text, {name: (name,) for name in wanted})
    if not found and len(wanted) == 1 and text.strip():
        return {wanted[0]: text.strip()}
    return {name: value for name, value in found.items() if value}
