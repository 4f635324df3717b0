"""Questions that the shipped sample FAQ knows, half knows, and does not know."""

from __future__ import annotations

from functools import cache
from random import Random

from bot.knowledge.importing import read_entries
from faq.entries import FaqEntry
from faq.samples import sample_files
from faq.tables import read_rows

HALF_KNOWN = "公积金提取"
UNKNOWN = "幸福路12号院里的健身器材上有个大马蜂窝,老人孩子不敢过去"

_ROADS = ("幸福", "光明", "解放", "人民", "建设", "和平", "新华", "长江", "中山", "文化", "胜利")
_THINGS = ("邮筒", "护栏", "花坛", "凉亭", "长椅", "石凳", "公告栏", "雨棚", "台阶", "铁门")
_TROUBLES = ("被撞歪了", "裂开一道大口子", "锈得快断了", "翻倒了", "被人搬走了", "长满了青苔")


@cache
def entries() -> tuple[FaqEntry, ...]:
    """The sample FAQ's entries in Simplified Chinese."""
    found = [entry for path in sample_files() for entry in read_entries(read_rows(path), {})[0]]
    return tuple(entry for entry in found if entry.language == "zh-Hans")


def unknown(random: Random, serial: int) -> str:
    """A matter that no FAQ can know, at a place of its own."""
    road, thing, trouble = (random.choice(each) for each in (_ROADS, _THINGS, _TROUBLES))
    return f"{road}路{serial}号的{thing}{trouble},请派人来看看"
