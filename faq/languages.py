"""Which language a text is in, and the step from Traditional to Simplified Chinese."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The Chinese characters, as the inside of a character class."""

_TO_SIMPLIFIED = OpenCC("t2s")
_TO_TRADITIONAL = OpenCC("s2t")
_FROM_JAPAN = OpenCC("jp2t")

# GB 2312 holds the Simplified characters; of these, OpenCC turns some into others all the same.
_TRADITIONAL_TOO = frozenset("乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽坏哩覆藉沈")
_GB_2312 = frozenset(
    bytes(pair).decode("gb2312", "ignore")
    for pair in itertools.product(range(0xA1, 0xF8), range(0xA1, 0xFF))
)
# One look at each sign, where to encode them and to look once more takes thrice as long.
_SIMPLIFIED = re.compile(
    f"[\\x00-\\x7f{''.join(map(re.escape, sorted(_GB_2312 - _TRADITIONAL_TOO)))}]*"
)

# Made in Japan, where OpenCC knows no other form of them; and what Hong Kong and old prints share.
_MADE_IN_JAPAN = frozenset("込働峠辻枠匂凪榊栃")
_SHARED_WITH_JAPAN = frozenset("説産閲鋭鶏緑隠")

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_HAN = re.compile(rf"[{HAN}]+")
_ONLY_CHINESE = re.compile(r"[\W\d_]*[一-鿿][一-鿿\W\d_]*")
_LATIN_WORD = re.compile(r"[a-z]+")
_OTHER_LETTER = re.compile(rf"[^\W\d_a-z{HAN}]")
_SAMPLE = 2_000  # characters are plenty to tell a language by


@lru_cache(512)  # as normalise: one message is looked at by several rules
def in_one_case(text: str) -> str:
    """The text in one width and one case (NFKC, casefold), as what is looked for in it stands."""
    # Of most texts the marks alone are wide: with those narrowed, NFKC sees that it has no work.
    narrow = text.replace("，", ",").replace("？", "?").replace("！", "!").replace("：", ":")
    return unicodedata.normalize("NFKC", narrow).casefold()


def simplified(text: str) -> str:
    """The text with Traditional characters turned into Simplified ones; total for any string."""
    if is_simplified(text):
        return text
    return str(_TO_SIMPLIFIED.convert(_whole(text)))


@lru_cache(512)  # as normalise: whatever is made of a message, its own text is looked at once
def is_simplified(text: str) -> bool:
    """Whether nothing is to be turned, as nearly always: told without looking up words."""
    return _SIMPLIFIED.fullmatch(text) is not None


@lru_cache(64)  # one message is looked at by several rules
def recognise(text: str) -> str | None:
    """The language of a text: zh-Hans, zh-Hant, en, or None when it is none of them or unclear.

    Chinese is told by its script, Traditional from Simplified by the characters that only one of
    the two has; Chinese that is written alike in both counts as zh-Hans. Japanese is told by its
    kana, and without any by characters that only Japan writes (証, 込). Latin letters count as
    English unless accents say otherwise.
    """
    text = text[:_SAMPLE]
    sample = in_one_case(text)
    if _ONLY_CHINESE.fullmatch(sample):
        # Nearly always there is no other letter to weigh it against.
        return "zh-Hans" if is_simplified(text) else _script(sample)
    han = sum(map(len, _HAN.findall(sample)))
    words = _LATIN_WORD.findall(sample)
    other = len(_OTHER_LETTER.findall(sample))
    # A stray foreign letter (の in a shop's name, é in café) does not change the language.
    if not (han or words) or other * 5 > han + sum(map(len, words)):
        return None
    return _script(sample) if han >= len(words) else "en"


def _script(text: str) -> str | None:
    if is_simplified(text):
        return "zh-Hans"
    text = _whole(text)
    if any(map(_only_japanese, text)) and all(_stands_in("shift_jis", sign) for sign in text):
        return None
    only_traditional = _changed(text, str(_TO_SIMPLIFIED.convert(text)))
    if not only_traditional:
        return "zh-Hans"
    only_simplified = _changed(text, str(_TO_TRADITIONAL.convert(text)))
    return "zh-Hant" if only_traditional > only_simplified else "zh-Hans"


@cache
def _only_japanese(sign: str) -> bool:
    """Whether a character is one of Japan's own short forms, which neither of China's sets has."""
    if sign in _MADE_IN_JAPAN:
        return True
    if sign in _SHARED_WITH_JAPAN or not _HAN.match(sign):
        return False
    known = any(_stands_in(each, sign) for each in ("gb2312", "big5"))
    return not known and str(_FROM_JAPAN.convert(sign)) != sign


def _stands_in(encoding: str, sign: str) -> bool:
    try:
        return bool(sign.encode(encoding))
    except UnicodeEncodeError:
        return False


def _changed(before: str, after: str) -> int:
    if before == after:
        return 0
    return sum(old != new for old, new in zip(before, after, strict=False))


def _whole(text: str) -> str:
    # OpenCC takes UTF-8, which has no half characters.
    return _SURROGATES.sub("", text)
