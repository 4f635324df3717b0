"""What is left of a question when spelling, script, punctuation and politeness are taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from faq.languages import HAN, is_simplified, simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 2_000
"""Characters of a text that are looked at; the rest does not change what is asked."""

_RAW_LENGTH = 2 * MAX_LENGTH  # before invisible characters and punctuation are taken out
_ROUNDS = 5  # one does for all but contrived texts, whose folding uncovers more to fold

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u061c\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PUNCTUATION = re.compile(r"(?:[^\w.]|_|(?<!\d)\.|\.(?!\d))+")
_SPACE_AT_HAN = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")

# Most questions are Chinese characters and marks: but for the script there is nothing to fold.
_MARK = "，。？！、；：?!"
_PLAIN = re.compile(f"([一-鿿0-9a-z]+)[{_MARK}]*|[一-鿿{_MARK}]+")
_MARKS = re.compile(f"[{_MARK}]+")

_ID_CARD = ("身分", "身份")
"""身分證 is how Taiwan writes the mainland's 身份证."""

_SETTLED = re.compile("[a-z0-9一-鿿]*")

_LATIN_TWINS = str.maketrans("аеорсухіјѕԁһӏԛԝαεικνορτυχ", "aeopcyxijsdhlqwaeikvoptux")
_LOOKALIKE = re.compile("[" + "".join(map(chr, _LATIN_TWINS)) + "]")
_ROUND_ZERO = re.compile("(?<=[一二三四五六七八九零〇])○+")
"""A circle that many keyboards give for a zero: 二○一室; elsewhere it is a mark like others."""
_WORD = re.compile(r"\w+")
_LATIN = re.compile(r"[a-z]")

_OPENING = re.compile(
    r"(?:(?:尊敬的?[^\W\d_a-z]{0,6}?)?(?:[您你]们?好|大家好|领导好|早上好|上午好|中午好|下午好|晚上好)[啊呀哈]?"
    r"|请问一?下?|请教一?下?|打扰一?下?了?|不好意思|劳驾"
    r"|(?:麻烦|我?[想要]要?|我?需要)?(?:咨询|问|了解)(?:一下|下)"
    r"|我?[想要]要?(?:咨询|问问|问|了解)"
    r"|(?:麻烦|劳烦|请|能否|能不能|可以)[您你]?(?:告诉|告知)我?(?:一下|下)?"
    r"|(?:hello|hi|hey|please|excuse me|good (?:morning|afternoon|evening)"
    r"|(?:could|can|would) you (?:please )?tell me|(?:please )?(?:tell me|let me know)"
    r"|(?:i would like|id like|i want|i need) to know|do you know)(?![a-z0-9]) ?"
    r"|す[みい]ません(?:が|けど)?|こんにちは|こんばんは|おはようございます|恐れ入りますが|お[尋訊]ねします)+"
)
_CLOSING = re.compile(
    # What none of them begins with is passed over: to try all of them at every sign takes long.
    r"(?=[谢多感麻辛劳请盼希望在よおあを教 tp])"
    r"(?:(?:谢谢|多谢|感谢)[您你]?们?[了啦啊]?|(?<![太很真好])(?:麻烦[您你]了?|辛苦[您你]?了)"
    r"|(?:麻烦|劳烦|请)[您你]?(?:告诉|告知)我?(?:一下|下)?|(?<!申)请告知|(?:(?<!申)请|盼|希?望)(?:尽快|及时)?回?复|在线等"
    r"|(?:よろしく)?お[愿願]い(?:いた)?します|ありがとうございま(?:す|した)|を?教えて(?:ください|下さい)"
    r"| ?(?<![a-z0-9])(?:thank you|thanks|please)(?: (?:so much|very much|a lot|let me know))?)+$"
)
_CLOSING_ENDS = frozenset("谢您你们了啦啊下诉知复我等すたいushetw")  # what it can end with

_ASKING = re.compile(r"我?[想要]要?知道(?=..)")
_ASKED = re.compile(r"(?<=..)(?:[啊呢呀]|(?:在线等)?[很着挺]?急+)$")
_ASKED_ENDS = frozenset("啊呢呀急")  # what it ends with


@lru_cache(512)  # one message is looked at by many rules on its way
def normalise(text: str) -> str:
    """The text as it is compared: total for any string, idempotent, at most MAX_LENGTH long.

    Width, case and script are folded, invisible characters dropped, punctuation becomes a space
    (none beside a Chinese character), greetings and thanks at the ends go unless nothing else is
    there. Numbers, negations and names stay.
    """
    text = text[:_RAW_LENGTH]
    if text.isascii():
        return _without_politeness(_ascii_folded(text))
    fold = _folded
    if plain := _PLAIN.fullmatch(text):
        settled = is_simplified(text)
        text, fold = (plain[1] or _MARKS.sub("", text))[:MAX_LENGTH], _in_one_script
        if settled:
            # What is cut off its ends leaves nothing more to fold.
            return _without_politeness(text.replace(*_ID_CARD))
    for _ in range(_ROUNDS):
        before, text = text, _without_politeness(fold(text))
        if text == before or _is_settled(text):
            break
    return text


def is_courtesy(text: str) -> bool:
    """Whether a normalised text only greets, asks to be told, or thanks."""
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    return not rest or _CLOSING.fullmatch(rest) is not None


def unasked(text: str) -> Iterator[str]:
    """A normalised question without what only asks: 我想知道 before it, 呢 or 急 behind it.

    Without the one, the other, and both, as they are there: either may belong to what is asked.
    Not for what need be no question: 来人啊 is a cry for help, and 来人 is none.
    """
    opening = _ASKING.match(text)
    closing = _ASKED.search(text) if text[-1:] in _ASKED_ENDS else None
    if opening:
        yield text[opening.end() :]
    if closing:
        yield text[: closing.start()]
    if opening and closing:
        yield text[opening.end() : closing.start()]


def _is_settled(text: str) -> bool:
    """Whether one more round would change nothing, as nearly always, told in half its time."""
    return _SETTLED.fullmatch(text) is not None and _in_one_script(text) == text


def _in_one_script(text: str) -> str:
    return simplified(text).replace(*_ID_CARD)


def _ascii_folded(text: str) -> str:
    return _spaced(_INVISIBLE.sub("", text).lower()).strip()[:MAX_LENGTH]


def _spaced(text: str) -> str:
    return _PUNCTUATION.sub(" ", _THOUSANDS.sub("", _APOSTROPHE.sub("", text)))


def _folded(text: str) -> str:
    # One sign can stand for eighteen letters: what grows is cut again.
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))[:_RAW_LENGTH]
    text = unicodedata.normalize("NFKC", text.casefold())[:_RAW_LENGTH]
    text = _ROUND_ZERO.sub(lambda found: "〇" * len(found[0]), _in_one_script(text))
    if _LOOKALIKE.search(text):
        text = _WORD.sub(_in_latin, text)
    return _SPACE_AT_HAN.sub("", _spaced(text)).strip()[:MAX_LENGTH]


def _in_latin(word: re.Match[str]) -> str:
    """A word that mixes Latin letters with Greek or Cyrillic ones that look alike, in Latin."""
    return word[0].translate(_LATIN_TWINS) if _LATIN.search(word[0]) else word[0]


def _without_politeness(text: str) -> str:
    while True:
        before = text
        if opening := _OPENING.match(text):
            text = text[opening.end() :] or text
        if text[-1:] in _CLOSING_ENDS and (closing := _CLOSING.search(text)):
            text = text[: closing.start()] or text
        text = text.strip()
        if text == before:
            return text
