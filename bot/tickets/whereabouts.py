"""Where it is and how to call: read out of what a resident writes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.tickets.phrases import any_of, words

LONGEST = 60
"""Characters; a longer text tells more than a place and a telephone number."""

_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|[2-9]\d{6,7}"
    r"|\+\d{1,3}[ -]?\d(?:[ -]?\d){6,12})(?![\d-])"
)
_PLACE_SIGN = any_of(r"""
    路 街 巷 弄 道 里 胡同 小区 社区 花园 家园 公寓 村 镇 乡 屯 庄 区 县 市 楼 栋 幢 座 单元 室
    层 \d号
    门口 附近 旁边 对面 路口 交叉口 桥 站 广场 公园 学校 小学 中学 大学 医院 市场 超市 大厦 工地
    \b(?:road|street|avenue|lane|building|block|unit|room|village|district|near|opposite|gate)\b
""")
_TELLING = any_of(r"""
    [没不坏吵漏堵停脏臭破] 了$ 投诉 举报 反映 请 希望 要求 建议 什么时候
    \bnot\b n't\b broken please
""")
_QUESTION = any_of(r"""
    [?？] 吗 呢$ 怎么 如何 什么 哪 为什么 为啥 多少 几点 几号(?!楼) 能不能 可不可以 是否 是不是
    有没有 谁
    ^(?:what|who|whom|how|when|where|why|which|can|could|do|does|is|are|may|should)\b
""")
_LABELS = any_of(r"""
    (?:我的?|本人)?(?:联系|手机|移动)?(?:电话|手机号?|号码)(?:号码|是|为)?[:：]?
    (?:我的?|本人|具体|详细)?(?:地址|位置|地点)[是为在]?[:：]? ^就?在 ^我在 ^我住在? ^位于
    \b(?:phone|tel|address|place)\b:?
""")
_SKIP = words("""
    跳过 不用 不用了 不填 不留 不方便 不方便说 不想说 不知道 不清楚 没有 无 没 不了 算了 略 否
    skip no
    none pass nope
""")
_REFUSAL = re.compile(r"^(?:没有|无|不留|不方便|不想)(?:联系|手机)?(?:电话|手机|地址|号码|留)?$")
_SEPARATORS = re.compile(r"[,，。.;；、\n\s]+")
_BARE_LENGTH = 12
"""Characters; something as short as this with nothing told in it is taken for a place."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a resident told of place and telephone; empty where they did not."""

    place: str = ""
    phone: str = ""


def is_skip(text: str) -> bool:
    """Whether the resident would rather not say."""
    return text.strip(" ,，。.!！~").casefold() in _SKIP


def is_question(text: str) -> bool:
    """Whether a text asks something."""
    return bool(_QUESTION.search(text.strip()))


def names_place(text: str) -> bool:
    """Whether a text holds a word that only places have, or a telephone number."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_PLACE_SIGN.search(plain) or _PHONE.search(plain))


def find_phone(text: str) -> str:
    """The first telephone number in a text, digits with a leading + at most; else empty."""
    found = _PHONE.search(unicodedata.normalize("NFKC", text))
    return re.sub(r"[ -]", "", found.group()) if found else ""


def read(text: str) -> Whereabouts | None:
    """Place and telephone out of the answer to our question, or None where it answers it not.

    What is long, asks something, or tells what is wrong belongs to the matter itself.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    phone = find_phone(plain)
    rest = _place(_PHONE.sub(" ", plain))
    if len(plain) > LONGEST or is_question(plain) or _TELLING.search(rest):
        return None
    if rest and not (phone or _PLACE_SIGN.search(rest) or len(rest) <= _BARE_LENGTH):
        return None
    return Whereabouts(rest, phone) if rest or phone else None


def _place(text: str) -> str:
    clauses = (_LABELS.sub("", clause).strip(" :：-") for clause in _SEPARATORS.split(text))
    latin = text.isascii()
    kept = [clause for clause in clauses if clause and not _REFUSAL.match(clause)]
    return (" " if latin else "，").join(kept)
