"""How Chinese characters sound, as single signs: spelling mistakes by sound compare equal."""

from __future__ import annotations

import os
from functools import cache

_FIRST_SIGN = 0xE000  # private use: no text holds these, and a sound is one sign like a character


def sounded(text: str) -> str:
    """The text with each Chinese character replaced by a sign for its commonest sound, toneless."""
    return text.translate(_sounds())


@cache
def _sounds() -> str:
    """What stands for each character, at its place."""
    # Imported when the first text is compared: the table takes a moment to load. The library's
    # readings of whole phrases take seconds, and nobody here asks for them.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    signs: dict[str, str] = {}
    sounds = [chr(code) for code in range(max(PINYIN_DICT) + 1)]
    for code, readings in PINYIN_DICT.items():
        sound = to_normal(readings.split(",")[0])
        sounds[code] = signs.setdefault(sound, chr(_FIRST_SIGN + len(signs)))
    return "".join(sounds)
