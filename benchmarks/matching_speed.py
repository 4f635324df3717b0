"""Measures how fast the matcher is: python benchmarks/matching_speed.py DATA.

DATA holds a folder *_scale with faq.jsonl and queries.jsonl. Prints the time of a decision, against
rapidfuzz in the same run; of odd texts and near-twins; memory, building and loading; and how long a
changed FAQ holds the event loop. The processor's time is told where only one thread works: what
else the machine does counts for nothing then. In the end each limit stands beside what was reached;
the exit code is 1 where one does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from limits import Limits
from matching import TODAY, read_queries, table
from rapidfuzz import fuzz, process

from bot.knowledge.importing import replace_entries
from bot.knowledge.matching import Knowledge
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store.opening import open_database
from faq.choosing import Breadth
from faq.comparing import compare
from faq.entries import FaqEntry
from faq.folding import question_of
from faq.index import Index
from faq.match import Matcher
from faq.normalise import normalise
from faq.snapshot import load

SIZES = {10_000: 0.25, 100_000: 2.0}
"""Entries, and the milliseconds that the median of a decision may take among them."""
LONGEST_TAIL = 4.0  # p99 as a multiple of the median
LARGEST = {"build s": 15.0, "load s": 1.0, "serving MB": 400.0}
"""Of the most entries."""
LONGEST_ODD_MS = 50.0
LONGEST_HELD_MS = 20.0
PEER_QUERIES = 20
NOW = datetime(2026, 11, 23, tzinfo=UTC)
REBUILT = 20_000
PROBE = 0.002  # seconds between two looks at the event loop
TIMED_QUERIES = 1_000


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    scale = next(iter(sorted(data.glob("*_scale"))), None)
    if scale is None:
        sys.exit(f"{data} has no folder *_scale with questions for speed")
    texts = list(dict.fromkeys(query.text for query in read_queries(scale / "queries.jsonl")))
    limits = Limits()
    speed(scale, texts, limits)
    odd(scale, texts, limits)
    twins()
    rebuild(scale, limits)
    sys.exit(not limits.told())


def speed(scale: Path, texts: Sequence[str], limits: Limits) -> None:
    """The table of speed, memory and building; no text is asked twice."""
    rows = []
    for size, longest in SIZES.items():
        entries = first(scale / "faq.jsonl", size)
        if len(entries) < size:
            break
        built, seconds, index, loading = built_apart(scale / "faq.jsonl", size)
        matcher = Matcher(index)
        for text in texts[TIMED_QUERIES:]:  # what loads at the first use
            matcher.match(text, TODAY)
        ours = _timed(_matching(matcher), texts[:TIMED_QUERIES])
        theirs = _timed(_searching(entries), texts[:PEER_QUERIES])
        middle, worst = float(np.median(ours)), float(np.quantile(ours, 0.99))
        reached = {
            "entries": f"{size:,}",
            "median ms": middle,
            "p99 ms": worst,
            "p99 / median": worst / middle,
            "times faster than WRatio": float(np.median(theirs)) / middle,
            "first alone": _alone(index, texts[:TIMED_QUERIES]),
            "build s": seconds,
            "load s": loading,
            "builder MB": built["builder_mb"],
            "serving MB": _resident(scale / "faq.jsonl", size),
        }
        rows.append(reached)
        limits.at_most(f"median ms of a decision at {size:,}", middle, longest)
        limits.at_most(f"p99 / median at {size:,}", worst / middle, LONGEST_TAIL)
        if size == max(SIZES):
            for name, limit in LARGEST.items():
                limits.at_most(f"{name} at {size:,}", float(reached[name]), limit)
    table(list(rows[0]), [list(each.values()) for each in rows])


def _alone(index: Index, texts: Sequence[str]) -> float:
    """The share of questions whose first entry is certain: it alone is compared."""
    asked = [question_of(normalise(text)) for text in texts]
    found = [compare(index, question, breadth=Breadth.BRIEFLY) for question in asked]
    return sum(one.ahead > 0 for one in found) / len(found)


def odd(scale: Path, texts: Sequence[str], limits: Limits) -> None:
    """The table of texts that nobody asks, of which each shall take less than 50 ms."""
    matcher = Matcher(Index.build(first(scale / "faq.jsonl", min(SIZES))))
    joined = "".join(texts)
    named = {
        "a megabyte of questions": joined * 60,
        "one word 10,000 times": "停水了 " * 10_000,
        "one English word 10,000 times": "water " * 10_000,
        "a word of a megabyte": "a" * 1_000_000,
        "six sentences, as long as are looked at": "。".join(
            joined[at : at + 330].translate(_NO_STOPS) for at in range(0, 1_980, 330)
        ),
        "greetings without a question": "您好请问谢谢please thanks" * 1_000,
        "signs that unfold to many": "ﷺ" * 4_000,
        "invisible signs between": "停\u200b水\u200d" * 20_000,
        "marks above marks": "e" + "\u0301" * 100_000,
        "right to left": "\u202eمرحبا " * 5_000,
        "half characters": "\ud800停水" * 1_000,
    }
    rows = [(name, _timed(_matching(matcher), [text])[0]) for name, text in named.items()]
    table(["text", "ms"], [list(row) for row in rows])
    limits.at_most("ms of the longest odd text", max(took for _, took in rows), LONGEST_ODD_MS)


def twins() -> None:
    """The table of questions to entries that differ in the name of a village alone."""
    villages = [f"{chr(0x4E00 + at // 200)}{chr(0x5E00 + at % 200)}村" for at in range(min(SIZES))]
    entries = [
        FaqEntry(str(at), f"{village}的人补办居民身份证要到哪里去，需要带什么材料")
        for at, village in enumerate(villages)
    ]
    matcher = Matcher(Index.build(entries))
    matching = _matching(matcher)
    asked = {
        "of one of them": [f"我是{each}的，身份证到哪里去补办" for each in villages[::100]],
        "of none of them": [f"第{at}村的人补办身份证要带什么材料" for at in range(100)],
    }
    table(
        ["a question", "median ms", "greatest ms"],
        [
            [name, np.median(took), max(took)]
            for name, texts in asked.items()
            for took in [_timed(matching, texts)]
        ],
    )


_NO_STOPS = str.maketrans(dict.fromkeys("。！？!?；;\n"))


def _matching(matcher: Matcher) -> Callable[[str], object]:
    return lambda text: matcher.match(text, TODAY)


def _searching(entries: Sequence[FaqEntry]) -> Callable[[str], object]:
    names = [entry.question for entry in entries]
    return lambda text: process.extractOne(text, names, scorer=fuzz.WRatio)


def rebuild(scale: Path, limits: Limits, size: int = REBUILT) -> None:
    """The table of a changed FAQ taken into use while the event loop goes on."""
    entries = [replace(one, answer="。") for one in first(scale / "faq.jsonl", size)]
    seconds, held, idle = asyncio.run(_rebuilt(entries))
    table(
        ["entries", "seconds until in use", "event loop held at most ms", "the same while idle"],
        [[f"{len(entries):,}", seconds, held, idle]],
    )
    limits.at_most("ms that a changed FAQ holds the event loop", held, LONGEST_HELD_MS)


async def _rebuilt(entries: list[FaqEntry]) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=folder)
        database = await open_database(settings, now=NOW)
        try:
            await replace_entries(database, entries, "bench", lambda: NOW)
            zone = ZoneInfo(settings.timezone)
            known = Knowledge(database, Matching(), Signals(), lambda: NOW, zone, settings)
            # A service has long loaded its word lists when its FAQ changes.
            Matcher(Index.build([FaqEntry("0", "停水")])).match("停水了怎么办", TODAY)
            gc.collect()
            begun = time.perf_counter()
            held = await _held(asyncio.create_task(known.refresh()))
            seconds = time.perf_counter() - begun
            # What the machine does to an event loop that has nothing to do, for as long.
            return seconds, held, await _held(asyncio.create_task(asyncio.sleep(seconds)))
        finally:
            await database.close()


async def _held(work: asyncio.Task[object]) -> float:
    """The longest that the event loop was held while a task went on, in milliseconds."""
    held = 0.0
    while not work.done():
        before = time.perf_counter()
        await asyncio.sleep(PROBE)
        held = max(held, time.perf_counter() - before - PROBE)
    await work
    return held * 1000


def first(path: Path, size: int) -> list[FaqEntry]:
    """The first entries of a large FAQ, by their questions alone."""
    entries: list[FaqEntry] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            entries.append(FaqEntry(row["id"], row["question"]))
            if len(entries) == size:
                break
    return entries


def _timed(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """The processor's milliseconds for each, on one thread."""
    found = []
    for text in texts:
        begun = time.thread_time()
        work(text)
        found.append((time.thread_time() - begun) * 1000)
    return found


_BESIDE = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
"""
_BUILD = """
from pathlib import Path
from matching_speed import first
from memory import greatest_mb
from faq.index import Index
from faq.snapshot import save
save(Index.build(first(Path(sys.argv[1]), int(sys.argv[2]))), Path(sys.argv[3]))
print(greatest_mb())
"""
_SERVE = """
from datetime import date
from pathlib import Path
from memory import greatest_mb
from faq.match import Matcher
from faq.snapshot import load
matcher = Matcher(load(Path(sys.argv[1])))
for text in sys.argv[2:]:
    matcher.match(text, date(2000, 1, 1))
print(greatest_mb())
"""


def built_apart(faq: Path, size: int) -> tuple[dict[str, int], float, Index, float]:
    """Memory of the builder, seconds it took from start to end, the index, seconds to load it."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "index"
        begun = time.perf_counter()
        memory = _python(_BUILD, str(faq), str(size), str(path))
        seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        index = load(path)
        loading = time.perf_counter() - begun
    return {"builder_mb": memory}, seconds, index, loading


def _resident(faq: Path, size: int) -> int:
    """Megabytes of a process that maps the index and has answered a few hundred questions."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "index"
        _python(_BUILD, str(faq), str(size), str(path))
        asked = [entry.question for entry in first(faq, 300)]
        return _python(_SERVE, str(path), *asked)


def _python(code: str, *arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _BESIDE + code, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


if __name__ == "__main__":
    main()
