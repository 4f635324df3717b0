"""Words held against a named official: they make of a complaint a report about a person.

An official's name alone accuses nobody (「李强昨天来修好了」), nor do
thanks (「感谢李强，态度很好」);
with money, conduct or a complaint against them it is a report, by whichever words it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.tickets.phrases import Phrases

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ONE = "※"
"""Stands in a sentence where an official was named."""
_TITLES = (
    "(?:局长|科长|处长|股长|所长|站长|队长|主任|书记"
    "|镇长|乡长|村长|区长|县长|市长|警官|干部|科员|同志)"
)

# 「从不收礼」 and 「拒收红包」 praise; 「不收红包不办事」 does not.
_INNOCENT = re.compile(
    r"(?:没有?|从不|从未|从来不|从来没有?|绝不|并?未|拒绝?|婉拒|退[回还])"
    r"(?:收|吃|拿|索要|索|要|受|会|肯|有|任何|我们?|您|你|一分|过|曾|再|主动|群众|的)*"
    r"(?:钱|礼[品物金]?|红包|回扣|好处费?|刁难|推诿|敷衍|骂|发火|贿赂?)(?!.{0,3}不)"
)
_THANKS = re.compile(
    rf"(?:感谢|谢谢|多谢|表扬|点赞|夸夸?|锦旗).{{0,10}}{_ONE}"
    rf"|{_ONE}.{{0,12}}(?:点赞|好评|热情|耐心|认真负责|(?<!不)辛苦|态度.?(?:真|非常|特别)?好(?!不))"
    rf"|(?:thanks?|thank you|grateful|praise).{{0,20}}{_ONE}"
)
CORRUPT = Phrases(r"""
    回扣 好处费 辛苦费 茶水费 贿 吃拿卡要 挪用 侵吞 私吞 贪[污腐官赃钱了财] [很太真]贪
    贪得无厌 中饱私囊
    徇私 以权谋私 假公济私 滥用职权 公款 公车私用 玩忽职守 [渎失]职 黑钱 吃请 保护伞 权钱交易
    (?:收|要|索|塞|拿|讨|给|送).{0,4}红包 (?:收|要|索|拿|讨).{0,4}(?:礼(?![包堂貌仪节])|烟酒|购物卡)
    收受 [送收受]礼(?![包堂貌仪节]) 索[要取]好处 要好处 拿好处 走后门 乱收费 勒索 敲诈 [包偏]庇
    corrupt brib kickback embezzl extort red_envelope
    abus(?:e|ed|es|ing)_(?:of_)?(?:his_|her_|their_)?(?:power|office|position)
""")
_TAKING = Phrases(r"""
    (?:收|拿|要|讨|索要|骗|吞)[了过走取我们他她的私下里]{0,3}.{0,10}?(?:钱|现金|好处|费用|万块?|[千百]块|元)
    索要 索取 私了 打点 捞好处 捞钱
    (?:took|takes|taking|take|asked|asks|demanded|demands|wants|wanted|accept(?:s|ed)?)_(?:\w+_){0,4}?(?:money|cash|gifts?|fees?|payment|bribes?)
    pocketed
""")
_CONDUCT = Phrases(r"""
    刁难 态度(?:非常|十分|特别|极其?|很|太|真|这么|相当)?(?:恶劣|差|坏|不好|蛮横|粗暴|傲慢|冷漠)
    [辱谩打咒]骂 骂(?:人|我|了|老人|群众|街|得|脏话) [挨被].{0,6}骂
    打(?:人|了?我|伤|了人) 动手打 动手动脚
    推搡 恐吓
    威胁 骚扰 羞辱 侮辱 歧视 吼我 凶我
    不作为 乱作为 推诿 敷衍
    踢皮球
    卡着不[办给批] 故意[拖卡不] 不给好处 失职
    打击报复 报复我 泄露我 上班(?:时间)?(?:打牌|打麻将|喝酒|玩手机|睡觉|赌)
    酒后 赌博 作风 官僚 耍官威 拿架子
    有?意?见死不救 弄虚作假 欺[压负骗] 违[纪法规]
    \brude\b insult swore swear shout(?:ed|s|ing)?_at yell(?:ed|s|ing)?_at hit_me beat_me
    harass threaten
    refus(?:es|ed)_to_(?:help|do|act) (?:does|did)_nothing misconduct bull(?:y|ied) discriminat
    negligen drunk humiliat
""")
_COMPLAINT = re.compile(
    rf"(?:投诉|举报|检举|控告|告发|揭发|状告|曝光)(?!电话|热线|[后过]|之后|以后|的)了?"
    rf"(?:(?!之?后|以后|的事).){{0,10}}{_ONE}"
    rf"(?!(?:昨天|今天|前天|已经?|就|都|马上|当天|后来)?(?:修好|解决|处理好|办好|办妥|帮|说(?![话谎假])|答复|回复))"
    rf"|反[映应].{{0,10}}{_ONE}.{{0,10}}(?:问题|作风|行为|情况)"
    rf"|对{_ONE}.{{0,6}}(?:不满|意见|投诉|举报)|{_ONE}.{{0,6}}(?:被投诉|有问题)"
    rf"|(?:complain(?:ts?|ing|ed)?|report(?:ing|s)?|accus(?:e|ing)|denounc(?:e|ing)) ?"
    rf"(?:(?:about|against|on|of|that) )?(?:about|against)?"
    rf"(?:(?:the|your|an?|official|officer|clerk|mr|mrs|ms|of|at|in|water|police"
    rf"|bureau|department|office|hall) ){{0,6}} ?{_ONE}"
)
_AGAINST_THEM = re.compile(
    r"(?:投诉|举报|检举|控告|告发|揭发|告)(?:他|她|此人|这个?人|这种人|这位|该同志|这个?干部)"
    r"|(?:complain about|report|accuse) (?:him|her|them|this (?:man|woman|person|official))\b"
)
_HINT = Phrases(r"""
    投诉 举报 检举 控告 告发 揭发 状告 曝光 反[映应] 不满 意见 有问题 告[他她此这]
    complain report accus denounc
""")
_OFFICE = Phrases(r"""
    局 政府 街道办 村委 居委 [民交]警 城管 干部 领导 工作人员 公务员 办事员 窗口 警官 局长 科长 处长
    所长 站长
    大队长 书记 镇长 乡长 村长 区长 县长 市长 副?主任
    \bofficials?\b \bofficers?\b civil_servants? bureau \bclerks?\b
""")
_AGAINST_ANYBODY = CORRUPT | _TAKING | _CONDUCT | _HINT


def without_praise(plain: str) -> str:
    """A normalised text without what it says somebody did not do: 「从不收礼」, 「拒收红包」."""
    return _INNOCENT.sub(" ", plain)


@lru_cache(512)  # one message is looked at by several rules on its way
def may_accuse(plain: str) -> bool:
    """Whether a normalised text holds any word that could be said against somebody."""
    return _AGAINST_ANYBODY.stand_in(plain)


def of_an_office(plain: str) -> bool:
    """Whether a normalised text tells of corruption in an office, whoever it was.

    Without a word of `CORRUPT` it never does.
    """
    said = without_praise(plain) if CORRUPT.stand_in(plain) else ""
    return CORRUPT.stand_in(said) and _OFFICE.stand_in(said)


def sentences(text: str) -> list[str]:
    """The sentences of a text, as they are written."""
    return _SENTENCE.findall(text)


def against(said: Sequence[str], persons: Iterable[str]) -> bool:
    """Whether normalised sentences hold something against one of these, by normalised names."""
    called = _called(persons)
    if called is None or not any(called.search(each) for each in said):
        return False
    marked = (called.sub(_ONE, without_praise(each)) for each in said)
    return any(map(_AGAINST_THEM.search, said)) or any(map(_accuses, marked))


def names(plain: str, name: str) -> bool:
    """Whether a plain text names an official of this one: in full, or family name and title."""
    called = _called([name])
    return called is not None and called.search(plain) is not None


def _accuses(said: str) -> bool:
    if _ONE not in said:
        return False
    if CORRUPT.stand_in(said) or _COMPLAINT.search(said):
        return True
    return not _THANKS.search(said) and (_TAKING.stand_in(said) or _CONDUCT.stand_in(said))


def _called(persons: Iterable[str]) -> re.Pattern[str] | None:
    folded = sorted({each for each in persons if len(each) > 1}, key=len)
    ways = [way for name in reversed(folded) for way in _ways(name)]
    return re.compile("|".join(ways)) if ways else None


def _ways(name: str) -> list[str]:
    whole = re.escape(name)
    if not _HAN.match(name):
        return [rf"(?<![a-z0-9]){whole}(?![a-z0-9])"]
    # 李科长 is 李强 as well; 张李强 is somebody else, but who can tell.
    titled = [f"{whole[0]}{_TITLES}"] if len(name) <= 3 else []
    return [f"{whole}{_TITLES}?", *titled]
