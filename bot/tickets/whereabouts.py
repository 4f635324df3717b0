"""Where it is and how to call: read out of what a resident writes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.privacy import is_full_name
from bot.tickets.phrases import any_of, words

LONGEST = 60
"""Characters; a longer text tells more than a place and a telephone number."""

_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|[2-9]\d{6,7}"
    r"|\+\d{1,3}[ -]?\d(?:[ -]?\d){6,12})(?![\d-])"
)
_PLACE_SIGN = any_of(r"""
    路 街 巷 弄 道 里 胡同 小区 社区 花园 家园 公寓 村 镇 乡 屯 庄 区 县 市 楼 栋 幢 座 单元 室
    层 \d号 小區 社區 花園 家園 公寓 鎮 鄉 莊 區 縣 樓 棟 單元 層 \d號
    门口 附近 旁边 对面 路口 交叉口 桥 站 广场 公园 学校 小学 中学 大学 医院 市场 超市 大厦 工地
    門口 旁邊 對面 橋 廣場 公園 學校 小學 中學 大學 醫院 市場 大廈
    \b(?:road|street|avenue|lane|building|block|unit|room|village|district|near|opposite|gate)\b
    \b(?:square|park|station|school|hospital|market|mall|plaza|bridge)\b
""")
# What an address ends in: its last name, a number, or where it is beside something.
_PLACE_END = re.compile(
    r"(?:[路街巷弄道里村镇乡屯庄区县市楼栋幢座室层号桥站场园校院馆厦厅店厂寺庙局所部处科"
    r"坊墅苑府城郡轩庭阁居"
    r"湾岛湖河江山坝港口门角段户房组队旁边头侧面内外上下南北东西前后底线"
    r"裡鎮鄉莊區縣樓棟層號橋場園館廈廳廠廟處軒閣灣島壩門戶組隊邊頭側內東後線]"
    r"|单元|單元|胡同|公寓|附近|中间|中間|之间|之間|一带|一帶|那儿|这儿|隔壁"
    r"|医院|大学|中学|小学|大學|中學|小學|\d)$"
)
_PREDICATE = any_of(r"""
    [不没沒太很吵脏髒臭坏壞漏堵停爆裂断斷了着著过過嗎吗呢吧啊] 天天 每天 一直 经常 經常 总是 總是
    老是 都是 已经 已經 正在 需要 因为 因為 所以 但是 有人 有个 有個 反正 这件 這件
    这个事 我们?[要想觉] 我們?[要想覺]
    谢谢 謝謝 好的 收到 知道 下水道 扰民 擾民 噪音 随便 都行 昨天 昨晚 今天 今晚 明天 上午 下午
    中午 晚上 早上 刚才 现在 最近 [0-9一二三四五六七八九十两]点 违建 違建 收费 收費 保密 匿名
    \b(?:is|are|was|were|have|has|been|want|need|very|thanks?|please|keep|useful|helpful|urgent|soon|my|today|yesterday)\b
""")
# What is seldom part of a place's bare name, and often the matter itself.
_MATTER = re.compile(
    r"[水电電气氣暖噪灯燈盖蓋网網狗猫貓车車钱錢费費款保证證税稅户戶籍工"
    r"资資垃圾急快慢补補办辦用好是有要想会會能给給把被]"
)
_TELLING = any_of(r"""
    [没不坏吵漏堵停脏臭破] 了$ 投诉 举报 反映 请 希望 要求 建议 什么时候
    \bnot\b n't\b broken please
""")
# Each begins with a sign of its own: `re` then passes quickly over all other signs.
_QUESTION = any_of(r"""
    \? ？ 吗 呢$ 怎么 如何 什么 哪 为什么 为啥 多少 几点 几号(?!楼) 能不能 可不可以 是否 是不是
    有没有 谁
""")
_QUESTION_IN_ENGLISH = any_of(
    r"(?:what|who|whom|how|when|where|why|which|can|could|do|does|is|are|may|should)\b"
)
_LABELS = any_of(r"""
    (?:我的?|本人)?(?:联系|手机|移动)?(?:电话|手机号?|号码)(?:号码|是|为)?[:：]?
    (?:我的?|本人|具体|详细)?(?:地址|位置|地点)[是为在]?[:：]? ^📍 ^就?在 ^我在 ^我住在? ^位于
    \b(?:phone|tel|address|place)\b:?
""")
_SKIP = words("""
    跳过 略过 不用 不用了 不填 不留 不方便 不方便说 不方便透露 不想说 不想留 不知道 不清楚 没有
    无 没 不了 算了 略 否 先不说 以后再说 skip no none pass nope skip_it no_thanks
""")
_REFUSAL = re.compile(
    r"^(?:没有|无|不留|不方便|不想)[留填说给]?(?:联系|手机)?(?:电话|手机|地址|号码|留)?$"
)
_LATIN_SEPARATORS = re.compile(r"[,;\n]+")
_SEPARATORS = re.compile(r"[,，。.;；、\n\s]+")
_LABELLED_LENGTH = 12
"""Characters; what is called a place (我在…) and is as short as this is taken for one."""
_NAMED_LENGTH = 8
"""The same for a name that ends like a place's (大悦城, 绿洲苑)."""
_BARE_LENGTH = 4
"""The same for a bare Chinese name with nothing told in it."""
_BARE_WORDS = 2
"""The same for other scripts, in words."""
_DEGREES = r"-?\d{1,3}(?:\.\d+)?, -?\d{1,3}(?:\.\d+)?"
_SHARED = re.compile(rf"📍 ?({_DEGREES}|\S[^\n]* ?\({_DEGREES}\))")
"""How every channel writes a place that was shared from a map (docs/telegram.md, wechat.md).

What somebody types behind the sign has no degrees, and is words like any others.
"""
_CONTACT = re.compile(r"☎ ?\+?[(\d][\d ()-]{5,}\d(?: (?P<name>[^\n,，。!！?？;；:：、]{1,40}))?")
"""How a number from somebody's contacts is written: their name behind it is no place."""
_LATIN_NAME = re.compile(r"[A-Z][a-z'-]+ [A-Z][a-z'-]+")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a resident told of place and telephone; empty where they did not."""

    place: str = ""
    phone: str = ""


@lru_cache(512)  # a message is asked for its place, for a telephone number, and for both
def _in_one_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def is_skip(text: str) -> bool:
    """Whether a normalised text says that the resident would rather not say."""
    return text in _SKIP


@lru_cache(512)
def is_question(text: str) -> bool:
    """Whether a text asks something."""
    text = text.strip()
    return bool(_QUESTION.search(text) or _QUESTION_IN_ENGLISH.match(text))


def names_place(text: str) -> bool:
    """Whether a text holds a word that only places have, or a telephone number."""
    plain = _in_one_width(text)
    return bool(_SHARED.fullmatch(plain) or _PLACE_SIGN.search(plain) or _PHONE.search(plain))


def is_shared(text: str) -> bool:
    """Whether a text is a place or a telephone number that was shared by a tap, without a word."""
    plain = _in_one_width(text).strip()
    return bool(_SHARED.fullmatch(plain)) or _is_contact(plain)


def shared_place(text: str) -> str:
    """The first place among these lines that was shared from a map; empty where none was."""
    found = (_SHARED.fullmatch(line.strip()) for line in _in_one_width(text).split("\n"))
    return next((shared[1] for shared in found if shared), "")


def without_shared(text: str) -> str:
    """The lines that tell something, without what was only shared by a tap beside them."""
    return "\n".join(line for line in text.split("\n") if not is_shared(line))


def tells_only_where(text: str) -> bool:
    """Whether a text is a bare address or telephone number, or both, and asks nothing."""
    told = read(text)
    return told is not None and (bool(told.phone) or names_place(text))


def find_phone(text: str) -> str:
    """The first telephone number in a text, digits with a leading + at most; else empty."""
    found = _PHONE.search(_in_one_width(text))
    return re.sub(r"[ -]", "", found.group()) if found else ""


def read(text: str) -> Whereabouts | None:
    """Place and telephone out of the answer to our question, or None where it answers it not.

    What is long, asks something, or tells what is wrong belongs to the matter itself.
    """
    plain = _in_one_width(text).strip()
    if shared := _SHARED.fullmatch(plain):
        return Whereabouts(place=shared[1])
    phone = find_phone(plain)
    if phone and _is_contact(plain):
        return Whereabouts(phone=phone)
    said = _clauses(_PHONE.sub(" ", plain))
    if len(plain) > LONGEST or is_question(plain) or _TELLING.search(" ".join(said)):
        return None
    places = [place for clause in said if (place := _place(clause))]
    if phone:
        # Who gives a number gives their name with it.
        places = [place for place in places if not _is_name(place)]
    # A place among much else is where the story happens, not the answer to our question.
    if not phone and 2 * sum(map(len, places)) < sum(map(len, said)):
        return None
    place = (" " if plain.isascii() else "，").join(places)
    return Whereabouts(place, phone) if place or phone else None


def _is_contact(plain: str) -> bool:
    """Whether it is a number with a name at most; 「☎ 13800138000 楼上漏水」 tells a matter."""
    found = _CONTACT.fullmatch(plain)
    name = (found["name"] or "") if found else ""
    tells = _TELLING.search(name) or (not name.isascii() and _PREDICATE.search(name))
    return found is not None and not tells


def _is_name(place: str) -> bool:
    if _PLACE_SIGN.search(place):
        return False
    return is_full_name(place) or bool(_LATIN_NAME.fullmatch(place))


def _clauses(text: str) -> list[str]:
    # Words stand apart in other scripts: there only commas and lines part one clause from the next.
    parts = _LATIN_SEPARATORS if text.isascii() else _SEPARATORS
    clauses = (" ".join(clause.replace(".", " ").split()) for clause in parts.split(text))
    clauses = (clause.strip(" :：-") for clause in clauses)
    return [clause for clause in clauses if clause and not _REFUSAL.match(clause)]


def _place(clause: str) -> str:
    """The place that a clause names, without what introduces it; empty where it names none."""
    name = _LABELS.sub("", clause).strip(" :：-")
    if not name or _PREDICATE.search(name):
        return ""
    if _PLACE_SIGN.search(name) and (name.isascii() or _PLACE_END.search(name)):
        return name
    if name != clause and len(name) <= _LABELLED_LENGTH:
        return name
    if _PLACE_END.search(name) and len(name) <= _NAMED_LENGTH and not _MATTER.search(name):
        return name
    bare = len(name.split()) <= _BARE_WORDS if name.isascii() else len(name) <= _BARE_LENGTH
    return name if bare and not _MATTER.search(name) else ""
