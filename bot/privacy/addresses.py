"""Exact addresses: building, entrance, floor and flat. Road and community stay.

Without the road and its number no pothole is ever found; with the flat everybody knows who asks.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.privacy.folding import NUMERALS
from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT = rf"[{NUMERALS}十百]"
_START = rf"(?<![\dA-Za-z*{NUMERALS}十百])"
_PLACE = (
    rf"(?:[甲乙丙丁A-Za-z]?(?:\d{{1,4}}(?:-\d{{1,2}})?|{_COUNT}{{1,5}})[A-Za-z]?|[甲乙丙丁A-Za-z])"
)
_UNIT = (
    # 三室两厅 tells how large a flat is, 三栋楼 how many houses there are.
    r"号楼|\#楼|单元|号房(?![山产屋子地])|室(?!\d?[一二两三四]?[厅卫])"
    r"|[栋幢](?!(?:老|居民|住宅|旧|新|高|别墅|建筑|厂|违建|房|危|简易|回迁|大楼|写字)"
    r"|楼(?![下上道顶长梯\d]))"
    r"|座|层|楼(?!梯|栋)|户(?!型)|门(?!口)|(?<!\ )\#(?=\d|[ ]?[\u4e00-\u9fff])"
    r"|号(?!线|院|口|门(?![口前])|地块|公路)|组"
)
_STEP = rf"(?P<place>{_PLACE})[ ]?(?P<unit>{_UNIT})"
_BARE = rf"{_PLACE}[ ]?(?:{_UNIT})"
# What counts or measures stands before a unit of its own.
_END = r"(?![\dA-Za-z元块人户天年.%个名多余米度吨平:])(?!-\d)"
_FLAT = (
    rf"(?P<flat>[ -]{{0,2}}(?:\d{{1,2}}-){{0,2}}[A-Za-z]?\d{{3,4}}[A-Za-z]?{_END}"
    rf"|之(?:\d{{1,2}}|{_COUNT}))"
)
_CHAIN = re.compile(rf"{_START}{_BARE}(?:[ 的-]{{0,2}}{_BARE}){{0,6}}{_FLAT}?")
_EACH = re.compile(_STEP)

_COMMUNITY = "区园苑城村府庭里院寓湾郡邸坊居庄墅期轩阁台"
"""What the names of communities end in."""

_STRONG = frozenset(("号楼", "#楼", "栋", "幢", "单元", "号房"))
_ON_A_ROAD = re.compile(r"[路街巷道弄段]$|胡同$|大道$")
_IN_A_VILLAGE = re.compile(r"[村屯庄寨社]$")
_LIVED_IN = re.compile(r"(?:住|家|搬|我们?)[在到进的是]{0,2}(?:楼[上下])?$")
_COUNTED = re.compile(r"[的有几建盖这那共各剩第余每了旧新全]$")
_COMMUNITY_END = re.compile(rf"(?:[{_COMMUNITY}]|住|家|在)$")
_NEIGHBOURS = re.compile(r"的(?:住户|业主|邻居|人家|租户|租客|那家|这家|那户)")

_NUMBERED = re.compile(
    rf"(?<=[{_COMMUNITY}])"
    r"(?P<place>\d{1,3}-(?:\d{1,2}-)?\d{3,4})(?![\d*-])"
)
_NEXT_DOOR = re.compile(rf"(?:楼上|楼下|对门|隔壁) ?(?P<place>[A-Za-z]?\d{{3,4}}){_END}")
_OF_NEIGHBOURS = re.compile(
    rf"{_START}(?P<place>\d{{3,4}})(?=的(?:住户|业主|邻居|租户|租客|那家|人家))"
)


def chinese_addresses(text: str) -> Iterator[Finding]:
    """Every number of a chain such as 3号楼2单元501室, and bare flats: 阳光花园12-3-501."""
    for chain in _CHAIN.finditer(text):
        yield from _chain(text, chain)
    for pattern in (_NUMBERED, _NEXT_DOOR, _OF_NEIGHBOURS):
        for match in pattern.finditer(text):
            yield _finding(match, "place")


def _chain(text: str, chain: re.Match[str]) -> Iterator[Finding]:
    before = text[max(0, chain.start() - 6) : chain.start()]
    end = chain.start("flat") if chain["flat"] else chain.end()
    steps = _steps(text, chain.start(), end)
    at_road = (
        bool(steps)
        and steps[0]["unit"] == "号"
        and bool(_ON_A_ROAD.search(before))
        and before[-1:] != "弄"
    )
    steps = steps[1:] if at_road else steps
    if _is_exact(steps, at_road, before, text[chain.end() : chain.end() + 4], chain["flat"]):
        for step in steps:
            yield _finding(step, "place")
        if chain["flat"]:
            yield _finding(chain, "flat")


def _steps(text: str, start: int, end: int) -> list[re.Match[str]]:
    # The pattern must see what stands behind the end, so the end is not given to it.
    return list(takewhile(lambda step: step.start() < end, _EACH.finditer(text, start)))


def _is_exact(
    steps: list[re.Match[str]], at_road: bool, before: str, after: str, flat: str | None
) -> bool:
    """Whether a chain leads to somebody's door, and not to a bus line or a hall's third floor."""
    units = [step["unit"] for step in steps]
    if not units:
        return False
    if units == ["单元"] and before.endswith("第"):
        return False
    if len(units) == 1 and not flat and _is_amount(steps[0], before):
        return False
    if any(map(_is_strong, steps)) or (flat and {"座", "#", "楼"} & set(units)):
        return True
    if set(units) <= {"号", "组"}:
        return units[-1] == "号" and ("组" in units or bool(_IN_A_VILLAGE.search(before)))
    if not set(units) & {"楼", "层"}:
        return False
    return (
        at_road
        or bool(_LIVED_IN.search(before) or _NEIGHBOURS.match(after))
        or bool(set(units) & {"号", "门", "户"})
    )


def _is_amount(step: re.Match[str], before: str) -> bool:
    """Whether it says how many houses there are: 三栋楼, 腾退的3栋, 几十栋."""
    if step["unit"] not in "栋幢":
        return False
    if _COUNTED.search(before):
        return True
    return not step["place"].isascii() and not _COMMUNITY_END.search(before)


def _is_strong(step: re.Match[str]) -> bool:
    place, unit = step["place"], step["unit"]
    if unit == "室":
        return len(place) >= 3 or (place.isascii() and place[-1:].isalpha())
    if unit == "座":
        return place.isascii() and place.isalpha()
    return unit in _STRONG


def _finding(match: re.Match[str], group: str) -> Finding:
    return Finding(Kind.ADDRESS, *match.span(group))
