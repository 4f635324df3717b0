"""What processes beside the service know in these tests: a small FAQ, in a file as a large one."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.knowledge.beside.known import Known, OpenFile
from bot.knowledge.catalogue import Catalogue
from bot.store.catalogue import Correction, Kind, Topic
from faq.entries import FaqEntry
from faq.index import Index
from faq.match import Matcher, Thresholds
from faq.refitting import Line, Refit
from faq.snapshot import load, save
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence

    from faq.match import Match

    Ask = Callable[[str, date], Coroutine[object, object, Match | None]]

BUILT_IN = Thresholds()
REFIT = Refit(Line(0.8, -0.3), Line(0.9, 0.1), ((0.9, 0.7),), 60)
TODAY = NOW.date()
FAQ = [
    FaqEntry("card", "身份证丢了怎么补办？", "请到派出所补领。", ("补办身份证要带什么",)),
    FaqEntry("fund", "How do I withdraw my housing fund?", "At any branch.", language="en"),
    FaqEntry("gas", "燃气漏了怎么办？", "请先关阀门、开窗，再打 96777。", updated=date(2026, 1, 2)),
    FaqEntry("power", "停电了找谁报修？", "请打 95598。", valid_until=date(2027, 1, 1)),
    FaqEntry("water", "停水了打什么电话？", "请打 96116。", ("家里没水了找谁",), "水务局"),
]
CATALOGUE = Catalogue.build(
    (
        Topic("outage", "停水、水管爆裂", "water", ("没水了", "burst pipe"), urgent=True),
        Topic("lamp", "路灯不亮", "lights", ("路灯坏了",), Kind.COMPLAINT),
        Topic("noise", "施工扰民", "housing", ("晚上施工",), visit_required=True),
    ),
    (Correction(7, "井盖丢了没人管", "roads", "water", "2611-0007", "王", NOW),),
)
ASKED = (
    "家里停水了该给谁打电话",
    "身份证不见了，想补一张",
    "停电找谁",
    "housing fund withdraw",
    "今天天气",
)


def known_of(
    folder: Path,
    entries: Iterable[FaqEntry] = FAQ,
    refit: Refit | None = None,
    thresholds: Thresholds = BUILT_IN,
) -> Known:
    """A matcher of these entries, mapped from a file that is no longer there by its name."""
    path = folder / "index"
    save(Index.build(entries), path)
    known = Known(Matcher(load(path), thresholds, refit=refit), OpenFile(path))
    path.unlink()
    return known


async def asked_and_not_heard(
    pid: int, ask: Ask, texts: Sequence[str] = ASKED
) -> list[asyncio.Task[Match | None]]:
    """Questions that a process has been asked and, being stopped, has not heard."""
    os.kill(pid, signal.SIGSTOP)
    asked = [asyncio.create_task(ask(text, TODAY)) for text in texts]
    await asyncio.sleep(0)
    return asked


def lives(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        return " Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]
    except FileNotFoundError:
        return False
