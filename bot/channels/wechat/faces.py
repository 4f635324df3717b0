"""WeChat's own faces (表情), which arrive as codes such as `/::)`: the signs that everybody reads.

A code begins like a command, and says nothing to who answers on another platform.
"""

from __future__ import annotations

import re

_SIGNS = {
    "/::)": "🙂", "/::~": "😟", "/::B": "😍", "/::|": "😳", "/:8-)": "😎", "/::<": "😢",
    "/::$": "😊", "/::X": "🤐", "/::Z": "😴", "/::'(": "😭", "/::-|": "😅", "/::@": "😡",
    "/::P": "😜", "/::D": "😁", "/::O": "😮", "/::(": "🙁", "/::+": "😎", "/:--b": "😰",
    "/::Q": "😫", "/::T": "🤮", "/:,@P": "🤭", "/:,@-D": "😊", "/::d": "🙄", "/:,@o": "😤",
    "/::g": "😋", "/:|-)": "😪", "/::!": "😱", "/::L": "😓", "/::>": "😄", "/::,@": "😌",
    "/:,@f": "💪", "/::-S": "🤬", "/:?": "❓", "/:,@x": "🤫", "/:,@@": "😵", "/::8": "😖",
    "/:,@!": "😞", "/:!!!": "💀", "/:xx": "🔨", "/:bye": "👋", "/:wipe": "😓", "/:dig": "🙄",
    "/:handclap": "👏", "/:&-(": "😳", "/:B-)": "😏", "/:<@": "😤", "/:@>": "😤", "/::-O": "🥱",
    "/:>-|": "😒", "/:P-(": "🥺", "/::'|": "😢", "/:X-)": "😈", "/::*": "😘", "/:@x": "😨",
    "/:8*": "🥺", "/:pd": "🔪", "/:<W>": "🍉", "/:beer": "🍺", "/:basketb": "🏀", "/:oo": "🏓",
    "/:coffee": "☕", "/:eat": "🍚", "/:pig": "🐷", "/:rose": "🌹", "/:fade": "🥀",
    "/:showlove": "💋", "/:heart": "❤️", "/:break": "💔", "/:cake": "🎂", "/:li": "⚡",
    "/:bome": "💣", "/:kn": "🔪", "/:footb": "⚽", "/:ladybug": "🐞", "/:shit": "💩",
    "/:moon": "🌙", "/:sun": "☀️", "/:gift": "🎁", "/:hug": "🤗", "/:strong": "👍", "/:weak": "👎",
    "/:share": "🤝", "/:v": "✌️", "/:@)": "🙏", "/:jj": "👈", "/:@@": "✊", "/:bad": "👎",
    "/:lvu": "🤟", "/:no": "☝️", "/:ok": "👌", "/:love": "💕", "/:<L>": "💋", "/:jump": "🤸",
    "/:shake": "🥶", "/:<O>": "😡", "/:circle": "💃", "/:kotow": "🙇", "/:turn": "🙃",
    "/:skip": "🤸", "/:oY": "🏳️",
}  # fmt: skip
_CODES = "|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True)))
_ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]*://[!-~]*"
_CODE = re.compile(rf"{_ADDRESS}|{_CODES}")
"""An address is passed over whole: what looks like a code in it is a part of it."""


def in_signs(text: str) -> str:
    """A text with a sign for each face; one without faces as it is."""
    return _CODE.sub(lambda code: _SIGNS.get(code[0], code[0]), text) if "/:" in text else text
