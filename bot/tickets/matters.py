"""One thing at one place (一事一单): whether a new message speaks of a matter known already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto
from functools import lru_cache

from bot.models import Ticket
from bot.tickets.house_numbers import SIGNS, in_digits
from bot.tickets.phrases import any_of, words

SAME_TOPIC = 0.5
"""Share of the shorter one's terms that both must have: half of them is more than chance."""
SAME_PLACE = 0.25
"""The same where both name one place: then a common term in four is enough."""
_SHORT = 14
"""Normalised characters; a follow-up as short as this leans on what was said before."""

_FEWEST = 4
"""Terms; a ticket of fewer is too thin to find itself in every longer text."""

_BEFORE = re.compile(
    r"^(?:可是|但是|但|不过|你们?|都|现在|今天|昨天|到现在|请|麻烦|希望|我|想|要)*"
)
_FOLLOW_UP = any_of(r"""
    [他她它]们?[还又也] 还是 还没 还在 还要 仍 依然 依旧 又 一直 怎么还 为什么还 为啥还
    都几天 都多久 到底 什么时候 啥时候
    多久 还有多久 几时 有没有人 有人[管来处] 没人[管来理处] 处理[了得到] 快点 尽快 抓紧 催
    有结果 有消息
    为我保密 保密 匿名 不要公开 别公开 有进展 进展 怎么样了 再?补充 还想?补充 另外说明 更正
    刚才 上面 就是 照片 图片 这是 地址
    still again any_(?:news|progress|update) when_will how_long hurry in_addition additionally
    also
""")
_NEW = any_of(r"""
    另外?一[件个] 还有(?:一?件|个|别的) (?:这是)?第[二三四五]件 另有
    新的?(?:问题|一件|事) 换一?个(?:问题|事) 再问一?个 还想问
    (?:another|a_new|a_different)_(?:question|matter|thing|problem)
""")
_COMMON = any_of(r"""
    请问 你好 您好 谢谢 麻烦 我们 你们 他们 咱们 这个 那个 这里 那里 这边 那边 什么时候 什么
    怎么 怎样
    如何 为什么 为啥 有没有 能不能 可不可以 是不是 没有 没人 已经 现在 今天 昨天 一直 还是 还没
    还有 因为
    所以 但是 而且 一下 一点 时候 问题 情况 反映 投诉 举报 建议 求助 咨询 希望 处理 解决 有关
    部门 领导
    尊敬 市民 居民 补充 关于
    [我你您他她它们的了吗呢吧啊呀嘛么很太都也就还又再才有没不是在到去来和与跟给让被把要想请]
""")
_COMMON_WORDS = words("""
    the and for are was with that this have has had not but you your our from they them there what
    when where how why who please thanks thank hello can could would about still again very
    some any
    been will does did its get got need want like just
""")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]{3,}")
_PLACE = re.compile(
    r"(?=([\u3400-\u9fff]{2}(?:小区|花园|新村|家园|广场|公园|小学|中学|大学|学校|医院|市场|车站|地铁站"
    r"|[路街巷村镇乡桥](?!灯))))"
)
_BESIDE = "(?:门口|门前|楼下|附近|旁边|对面)?"
"""Before which house it is tells no more of the matter than the house does."""
_WHERE = re.compile(
    r"[\u3400-\u9fff]{2}(?:小区|花园|新村|家园|广场|公园|小学|中学|大学|学校|医院|市场|车站|地铁站"
    rf"|[路街巷村镇乡桥](?!灯))(?:(?:\d+号?|[\d{SIGNS}]+号){_BESIDE})?"
    rf"|[\d{SIGNS}]+(?:号楼|栋|幢|单元|号院|楼|层|室|号){_BESIDE}"
)
_PLACE_IN_ENGLISH = re.compile(
    r"\b(?!(?:the|this|that|an?|my|our|your|on|in|at|of|main|whole|every|near) )([a-z]{3,})"
    r" ?(road|rd|street|st|avenue|lane|village|gardens?|estate|community|park|square|bridge)\b"
)
_POINTING = re.compile(r".?[我们咱你您他她这那该本此的住个哪某]")
"""How a place begins that only its speaker knows: 「我们小区」, 「这条路」."""
_LISTED = re.compile(r"[、,，;；/]|\band\b|[和及与]")
_NUMBERED_PLACE = re.compile(r"\d+(?:号楼|栋|幢|单元|号院)")


class Kin(Enum):
    """What a message has to do with a matter that was told before."""

    SAME = auto()
    LEANING = auto()
    """It has no topic of its own and goes on about something ("还没人来"): this may be it."""
    OTHER = auto()


def is_same(new: str, earlier: str) -> bool:
    """Whether the normalised text `new` goes on about what `earlier` tells, or about nothing else.

    One that names another place does not.
    """
    return kin(new, earlier) is not Kin.OTHER


def kin(new: str, earlier: str) -> Kin:
    """What the normalised text `new` has to do with the matter that `earlier` tells."""
    if is_announced_as_new(new) or is_elsewhere(new, earlier):
        return Kin.OTHER
    terms = topic(new)
    if terms and _shares(terms, topic(earlier), at_one_place=bool(places(new) & places(earlier))):
        return Kin.SAME
    return Kin.LEANING if is_follow_up(new) or not terms else Kin.OTHER


def same_among(new: str, earlier: Iterable[str]) -> list[bool]:
    """Of each of many normalised texts whether its `kin` with `new` is SAME.

    A new ticket is compared with the same forty as the one before it: what they are about is known,
    and mostly they share nothing.
    """
    if is_announced_as_new(new):
        return [False for _ in earlier]
    terms, here = _gist(new)
    return [
        not terms.isdisjoint(known) and _tells_same(terms, here, known, there)
        for known, there in map(_gist, earlier)
    ]


def _tells_same(
    terms: frozenset[str], here: frozenset[str], known: frozenset[str], there: frozenset[str]
) -> bool:
    common = here & there
    elsewhere = bool(here and there) and not common
    return not elsewhere and _shares(terms, known, at_one_place=bool(common))


@lru_cache(1024)
def _gist(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return topic(text), places(text)


def is_follow_up(text: str) -> bool:
    """Whether a normalised text leans on what was said before: 「还没来人」, "any news?"."""
    return len(text) <= _SHORT and bool(_FOLLOW_UP.match(_BEFORE.sub("", text)))


def _shares(terms: frozenset[str], known: frozenset[str], *, at_one_place: bool) -> bool:
    # What happens counts, not where: the lamp and the water of one street are two matters.
    # An angry letter tells more than the ticket, but the ticket's own words are all in it.
    shared = len(terms & known) / min(len(terms), max(len(known), _FEWEST))
    return shared >= (SAME_PLACE if at_one_place else SAME_TOPIC)


def is_announced_as_new(text: str) -> bool:
    """Whether a normalised text itself says that it is another matter."""
    return bool(_NEW.match(_BEFORE.sub("", text)))


def topic(text: str) -> frozenset[str]:
    """The terms that tell what a normalised text is about.

    Pairs of Chinese characters, and words of other scripts, without what everyone says and
    without the places.
    """
    bare = _bare(text)
    pairs = {run[at : at + 2] for run in _HAN_RUN.findall(bare) for at in range(len(run) - 1)}
    return frozenset(pairs | set(_WORD.findall(bare)) - _COMMON_WORDS)


def characters(text: str) -> frozenset[str]:
    """The Chinese characters of these terms, one by one: 灯 in 路灯 and in 灯杆."""
    return frozenset("".join(_HAN_RUN.findall(_bare(text))))


def _bare(text: str) -> str:
    return _COMMON.sub(" ", _WHERE.sub(" ", text))


@lru_cache(1024)  # many rules ask it of a message
def places(text: str) -> frozenset[str]:
    """The places that a normalised text names, each by its kind and the two characters before."""
    return frozenset(_PLACE.findall(text)) | frozenset(_NUMBERED_PLACE.findall(text))


def named_places(text: str) -> frozenset[str]:
    """Every place that a normalised text names, to the number (in digits) and the flat; empty where
    none has a name of its own: 「我们小区」 and 「3单元」 are many places.
    """
    text = in_digits(text)
    proper = {each for each in _PLACE.findall(text) if not _POINTING.match(each)}
    english = {" ".join(each) for each in _PLACE_IN_ENGLISH.findall(text)}
    return frozenset({*_WHERE.findall(text), *english} if proper or english else ())


def without_places(text: str) -> str:
    """A normalised text without the places that it names."""
    return " ".join(_WHERE.sub(" ", text).split())


def own_again(ticket: Ticket) -> dict[str, object]:
    """What changes when a matter is not settled with the others': it follows them no more."""
    return {} if ticket.follows_id is None else {"follows_id": None}


def is_elsewhere(new: str, earlier: str) -> bool:
    """Whether two normalised texts name places, and none in common."""
    here, there = places(new), places(earlier)
    return bool(here and there) and not here & there


def names_any_place(text: str) -> bool:
    """Whether a normalised text names a place, in Chinese or English."""
    return bool(places(text) or _PLACE_IN_ENGLISH.search(text))


def names_place_of(text: str, *listed: str) -> bool:
    """Whether a normalised text names one of these places, each normalised; spaces do not count."""
    closed = text.replace(" ", "")
    wholes = {each.replace(" ", "") for each in listed} - {""}
    return any(each in closed or places(each) & places(text) for each in wholes)


def listed(place: str) -> list[str]:
    """The places that a notice's place lists, as they are written: 「幸福路、和平路」."""
    return [each.strip() for each in _LISTED.split(place) if each.strip()]
