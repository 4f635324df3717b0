"""Masks what tells who a resident is: numbers, addresses and names in free text.

A first version by rules: it does not know every name. What it cannot see is why exports, brief
and board also leave confidential tickets out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎"
    "鲁韦马苗方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛米戴"
    "宋庞熊纪舒项祝董梁杜阮蓝闵季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房解应丁邓"
    "洪包石崔吉龚程邢裴陆翁荀甄曲封储靳段焦侯全班秋仲伊宫宁仇甘厉武符刘景詹龙叶司黎白蒲池乔谭"
    "冉雍桑尚温庄晏柴瞿阎慕连习艾向古易廖耿匡文寇广欧沃蔚隆师巩聂晁勾冷辛阚简饶曾沙养关荆游权"
    "陳張劉楊趙黃吳孫鄭馮許呂嚴謝鄒蘇範魯韋馬倫費賀羅畢顧蕭錢藍閔賈顏鐘駱盧應鄧龔陸葉龍譚"
)

_RULES = rf"""
    (?P<ticket> (?<!\d) 20\d{{6}}-\d{{4,6}} (?!\d) )
  | (?P<email> [\w.+-]+ @ [\w-]+ (?:\.[\w-]+)+ )
  | (?P<identity> (?<![\dA-Za-z])
        (?: [1-9]\d{{5}} [ -]? (?:19|20)\d{{6}} [ -]? \d{{3}}[\dXxⅩ] | [1-9]\d{{14}} )
        (?![\dA-Za-z]) )
  | (?P<card> (?<![\dA-Za-z])
        (?: \d{{15,19}} | (?:\d{{4}}[ -]){{3}} \d{{4}} (?:[ -]?\d{{1,3}})? )
        (?![\dA-Za-z]) )
  | (?P<mobile> (?<!\d) (?: (?:\+|00)?86[ -]? )? 1[ -]?[3-9] (?:[ -]?\d){{9}} (?!\d) )
  | (?P<landline> (?<![\d-]) \(? 0\d{{2,3}} [) -]{{0,2}} [2-9]\d{{6,7}} (?!\d) )
  | (?P<plate> [{_PROVINCES}] [A-Za-z] [·•. ]? (?=[A-Za-z]{{0,2}}\d) [A-Za-z\d]{{5,6}}
        (?![A-Za-z\d]) )
  | (?P<room> (?: \d+ | [一二三四五六七八九十百零〇]+ )
            (?= 号楼|号院|號樓|栋|棟|幢|单元|單元|室|号房|號房|号床 )
      | \d+ (?= 楼|樓 )
      | (?<= 号楼|单元|.[栋幢座] ) \d+ (?:-\d+)* )
  | (?P<name> (?: 我叫 (?= [{_SURNAMES}] ) | (?:姓名|名字|患者|联系人) \s* (?:叫|是|[::]) \s* )
            (?P<who> (?:欧阳|司马|上官|诸葛|司徒|东方|夏侯|皇甫)? [\u4e00-\u9fff]{{1,3}} )
      | [Mm]y\ name\ is\  (?P<who_en> [A-Za-z]+ (?:\ [A-Z][a-z]+)? ) )
"""
_PERSONAL = re.compile(_RULES, re.VERBOSE)

_STAR = "*"
# One character for one, so that places in the folded text are places in the text.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def mask(text: str) -> str:
    """The text with personal data starred out.

    Masked: telephone numbers, identity and bank cards, e-mail addresses, number plates, names
    where they are given as names, house and room numbers. Ticket numbers, dates and amounts stay.
    Masking twice changes nothing more.
    """
    parts: list[str] = []
    end = 0
    for match in _PERSONAL.finditer(text.translate(_NARROW)):
        masked = _masked(match)
        if masked != match.group():
            parts += (text[end : match.start()], masked)
            end = match.end()
    return "".join((*parts, text[end:]))


def is_masked(text: str) -> bool:
    """Whether `mask` finds nothing in the text."""
    return mask(text) == text


def _masked(match: re.Match[str]) -> str:
    found = match.group()
    if match.lastgroup == "name":
        name = match["who"] or match["who_en"]
        return found.removesuffix(name) + name[0] + _stars(name[1:])
    rule = _MASKS.get(match.lastgroup or "")
    return rule(found) if rule else found


def _stars(found: str) -> str:
    return re.sub(r"\w", _STAR, found)


def _number(found: str) -> str:
    first = re.search(r"\d", found)
    cut = first.end() if first else 0
    return found[:cut] + _stars(found[cut:])


def _identity(found: str) -> str:
    digits = _digits(found)
    born = digits[6:14] if len(digits) >= 17 else f"19{digits[6:12]}"
    return _number(found) if _is_day(born) else _card(found)


def _card(found: str) -> str:
    return _number(found) if _luhn(_digits(found)) else found


def _email(found: str) -> str:
    return found[0] + "***@***"


def _plate(found: str) -> str:
    return found[:2] + _stars(found[2:])


_MASKS: dict[str, Callable[[str], str]] = {
    "email": _email,
    "identity": _identity,
    "card": _card,
    "mobile": _number,
    "landline": _number,
    "plate": _plate,
    "room": _stars,
}


def _digits(found: str) -> str:
    return "".join(str(int(each)) for each in found if each.isdecimal())


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
