"""Chinese names: full ones, where words around them give them as names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind
from bot.privacy.surnames import COMPOUND, NOT_NAMES, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = "\u4e00-\u9fff"
"""Chinese characters, within the brackets of a pattern."""
_NO_NAME = (
    "的了是在我你您他她它这那有和与及或从去把被将给就也都还又再没不很吗呢吧啊哦么"
    "住今现想要反咨因对为向说请等先女系退汇能会已该此"
)
"""What is no part of a name, but begins what follows one."""
_AFTER = _NO_NAME + "电手身家岁年男同投求医报签地号生"
"""What follows a name that nothing but its place gives as one."""

_GIVEN = rf"[{HAN}](?<![{_NO_NAME}])"
_TITLE = (
    "先生|女士|小姐|师傅|同志|太太|老师|大爷|大妈|阿姨|医生|科长|主任|经理|队长|书记|所长|局长|某"
)
NAME = rf"(?!.(?:{_TITLE}))(?:(?:{COMPOUND}|[{SURNAMES}]){_GIVEN}(?:{_GIVEN})?)"
"""A full name: a surname, and one or two characters of which none begins what follows."""
_NAME_OR_SHORT = rf"(?!.(?:{_TITLE}))(?:{COMPOUND}|[{SURNAMES}]){_GIVEN}(?:{_GIVEN})??"
_FOREIGN = rf"[{HAN}]{{1,6}}(?:·[{HAN}]{{1,8}}){{1,4}}"
"""A name of several, as of Uyghurs and Kazakhs: 阿不都拉·买买提."""

_KIN = (
    "爸爸|妈妈|父亲|母亲|儿子|女儿|老公|老婆|丈夫|妻子|爱人|老伴|孩子|孙子|孙女|外孙|外孙女|哥哥|姐姐|弟弟|妹妹"
    "|爷爷|奶奶|外公|外婆|岳父|岳母|公公|婆婆|小孩"
)
_ROLE = "患者|病人|业主(?!管)|户主|房东|租客|房客|学生|考生|老人|老板|邻居|职工|同事|死者|伤者|司机"
_PARTY = (
    "(?:申请|投诉|反映|举报|报修|报案|联系|收件|收货|寄件|经办|当事|委托|咨询|来访|信访|求助|诉求"
    "|法定代表|法)人"
)

_INTRODUCED = re.compile(
    rf"(?:我叫|名叫|叫做|名字[叫是为]?|姓名[叫是为]?|{_PARTY}(?:[是为叫]| ?(?=:))"
    r"|署名|签名|落款|敬礼"
    rf"|(?:{_KIN}|{_ROLE})(?:叫|名叫))"
    rf"[ :]{{0,3}}(?P<name>{_FOREIGN}|{NAME})"
)
_PLACED = re.compile(
    rf"(?:我是|本人|请找|去找|找|联系|{_PARTY}(?![应向于])|姓名)[ :]{{0,2}}"
    rf"(?P<name>{_FOREIGN}|{NAME})(?=[^{HAN}]|$|[{_AFTER}])"
)
_RESIDING = re.compile(
    r"(?:我是|本人是?|这里是)(?:(?:住在?|家住|来自|家在)[^,。;!?\n]{1,20}?"
    r"|[^,。;!?\n]{0,12}?[0-9一二三四五六七八九十]{1,4}(?:号楼|号|楼|栋|幢|座|单元|室|层))的 ?"
    rf"(?P<name>{_FOREIGN}|{NAME})(?=[^{HAN}]|$|[{_AFTER}])"
)
"""我是住在3栋的李建国, 我是三号楼的王芳."""
_KINSMAN = re.compile(
    rf"(?P<my>[我他她](?:家|的|们)?)?(?:{_KIN}|{_ROLE})是?[ :]{{0,2}}(?P<name>{_FOREIGN}|{NAME})"
)
_FORM = re.compile(
    rf"(?:姓名|名字) ?: ?(?!身份|电话|性别|住址|手机|年龄|证件)"
    rf"(?P<name>[{HAN}]{{2,4}})(?![{HAN}])"
)
_TITLED = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[的是叫找问给跟和被由向对到为让说及]))"
    rf"(?P<name>{_NAME_OR_SHORT})(?=先生|女士|小姐|师傅|同志|太太|老师|大爷|大妈|阿姨)"
)
_GIVEN_NAME = re.compile(
    rf"我姓[{HAN}]{{1,2}}[, ]{{0,2}}(?:名叫|名|叫)(?P<name>{_GIVEN}(?:{_GIVEN})?)"
)

_WHOLE = re.compile(NAME)
_ENDED = re.compile(rf"[^{HAN}]|$|[{_AFTER}]")


def chinese_names(text: str) -> Iterator[Finding]:
    """Names after 我叫, 姓名, 本人, 联系人 and the like, and before 先生."""
    for pattern in (_INTRODUCED, _FORM, _PLACED, _RESIDING, _TITLED):
        for match in pattern.finditer(text):
            if not is_word(match["name"]):
                yield Finding(Kind.NAME, *match.span("name"), head=1)
    for match in _KINSMAN.finditer(text):
        plain = match["my"] or match["name"][0] not in NOT_NAMES or _ENDED.match(text, match.end())
        if plain and not is_word(match["name"]):
            yield Finding(Kind.NAME, *match.span("name"), head=1)
    for match in _GIVEN_NAME.finditer(text):
        yield Finding(Kind.NAME, *match.span("name"))


def is_full_name(text: str) -> bool:
    """Whether a text is a full Chinese name and nothing else; some places begin like one (万达)."""
    return bool(_WHOLE.fullmatch(text)) and not is_word(text)


def is_word(name: str) -> bool:
    """Whether what looks like a name begins with an everyday word (高新, 谢谢)."""
    return name[1] in NOT_NAMES.get(name[0], "")
