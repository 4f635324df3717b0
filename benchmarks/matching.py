"""Measures the matcher on folders of labelled questions: make bench-matching DATA=folder.

Prints the tables of docs/matching.md: how often the right entry is first, beside plain searches;
what is answered, offered and escalated; and the speed against rapidfuzz in the same run.
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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from baselines import BASELINES, SLOW
from rapidfuzz import fuzz, process
from tabulate import tabulate

from bot.knowledge import replace_entries
from bot.matching import Knowledge
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store.opening import open_database
from faq.entries import FaqEntry
from faq.evaluation import Query, figures, judge, parse_queries, with_field
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.match import Matcher
from faq.normalise import normalise
from faq.snapshot import load
from faq.tables import read_rows

TODAY = date(2000, 1, 1)
SIZES = (10_000, 100_000)
PEER_QUERIES = 20
NOW = datetime(2026, 11, 23, tzinfo=UTC)
REBUILT = 20_000
PROBE = 0.002  # seconds between two looks at the event loop
TIMED_QUERIES = 1_000
SLOW_QUERIES = 150
FEW_IN_SCOPE = 20  # queries, below which a share says nothing


class Set(NamedTuple):
    """Labelled queries, and the field by which entries are found."""

    name: str
    entries: list[FaqEntry]
    queries: list[Query]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument(
        "--without", nargs="*", default=[], choices=list(BASELINES), help="baselines to leave out"
    )
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"{arguments.data} is no folder: name one with a folder for each set of questions")
    accuracy(arguments.data, arguments.split, [x for x in BASELINES if x not in arguments.without])
    speed(arguments.data)
    rebuild(arguments.data)


def accuracy(data: Path, split: str, baselines: Sequence[str]) -> None:
    """The tables of accuracy and of decisions."""
    found, decided = [], []
    for each in sets(data, split):
        measured = figures(list(judge(Matcher(Index.build(each.entries)), each.queries, TODAY)))
        if measured["n_in"]:
            plain = _plain(each, baselines) if measured["n_in"] >= FEW_IN_SCOPE else {}
            found.append(
                [each.name, measured["n_in"], measured["top1"], measured["top3"], *plain.values()]
            )
        decided.append(
            [
                each.name,
                *(measured[key] for key in ("precision", "in_scope_answered_right")),
                measured["in_scope_offered_right"],
                measured["oos_escalated"],
                measured["auroc"],
                measured["ms_p50"],
            ]
        )
        print(f"measured {each.name}", file=sys.stderr, flush=True)
    table(["set", "in scope", "top-1", "top-3", *(f"{name} top-1" for name in baselines)], found)
    table(
        [
            "set",
            "precision",
            "answered right",
            "answered or offered right",
            "others escalated",
            "AUROC",
            "ms",
        ],
        decided,
    )


def speed(data: Path) -> None:
    """The table of speed, memory and building."""
    scale = next(iter(sorted(data.glob("*_scale"))), None)
    if scale is None:
        print("There is no folder *_scale for speed.")
        return
    texts = list(
        dict.fromkeys(normalise(query.text) for query in _queries(scale / "queries.jsonl"))
    )
    rows = []
    for size in SIZES:
        entries = _first(scale / "faq.jsonl", size)
        if len(entries) < size:
            break
        built, seconds, index, loading = _built_apart(scale / "faq.jsonl", size)
        matcher = Matcher(index)
        matcher.match("停水了怎么办", TODAY)
        ours = _timed(lambda text, one=matcher: one.match(text, TODAY), texts[:TIMED_QUERIES])
        names = [entry.question for entry in entries]
        theirs = _timed(
            lambda text, all_=names: process.extractOne(text, all_, scorer=fuzz.WRatio),
            texts[:PEER_QUERIES],
        )
        middle, worst = np.median(ours), np.quantile(ours, 0.99)
        rows.append(
            [
                f"{size:,}",
                middle,
                worst,
                worst / middle,
                np.median(theirs) / middle,
                seconds,
                loading,
                built["builder_mb"],
                _resident(scale / "faq.jsonl", size),
            ]
        )
    table(
        [
            "entries",
            "median ms",
            "p99 ms",
            "p99 / median",
            "times faster than WRatio",
            "build s",
            "load s",
            "builder MB",
            "serving MB",
        ],
        rows,
    )


def rebuild(data: Path, size: int = REBUILT) -> None:
    """The table of a changed FAQ taken into use while the event loop goes on."""
    scale = next(iter(sorted(data.glob("*_scale"))), None)
    if scale is None:
        return
    entries = [replace(one, answer="。") for one in _first(scale / "faq.jsonl", size)]
    seconds, held, idle = asyncio.run(_rebuilt(entries))
    table(
        ["entries", "seconds until in use", "event loop held at most ms", "the same while idle"],
        [[f"{len(entries):,}", seconds, held, idle]],
    )


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


def sets(data: Path, split: str) -> Iterator[Set]:
    """The sets of a folder, with the queries of one split."""
    for folder in sorted(data.iterdir()):
        faq = folder / "faq.jsonl"
        if not faq.exists() or folder.name.endswith("_scale"):
            continue
        entries = [one for one in parse_entries(read_rows(faq)) if not isinstance(one, Refusal)]
        for file in sorted(folder.glob("queries*.jsonl")):
            by_answer = file.stem.endswith("q2a")
            kept = [with_field(one, "answer" if by_answer else "both") for one in entries]
            queries = [query for query in _queries(file) if query.split == split]
            if queries:
                name = folder.name + file.stem.removeprefix("queries").replace("_", " ")
                yield Set(name, kept, queries)


def _queries(path: Path) -> list[Query]:
    return list(parse_queries(read_rows(path)))


def _plain(each: Set, baselines: Sequence[str]) -> dict[str, float]:
    """The top-1 of each baseline over the same texts, normalised alike."""
    texts: list[str] = []
    ids: list[str] = []
    for entry in each.entries:
        for text in (entry.question, *entry.variants) if entry.question else (entry.answer,):
            texts.append(normalise(text))
            ids.append(entry.id)
    found = {}
    for name in baselines:
        queries = [query for query in each.queries if query.relevant]
        if name in SLOW:
            # They take milliseconds a question: some, evenly spread, say enough.
            queries = queries[:: max(1, len(queries) // SLOW_QUERIES)]
        places = BASELINES[name](texts)([normalise(query.text) for query in queries])
        found[name] = _share(
            ids[at] in query.relevant for at, query in zip(places, queries, strict=True)
        )
    return found


def _share(facts: Iterable[bool]) -> float:
    kept = list(facts)
    return sum(kept) / len(kept)


def _first(path: Path, size: int) -> list[FaqEntry]:
    entries: list[FaqEntry] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            entries.append(FaqEntry(row["id"], row["question"]))
            if len(entries) == size:
                break
    return entries


def _timed(work: object, texts: Sequence[str]) -> list[float]:
    """Milliseconds of each, on one thread."""
    found = []
    for text in texts:
        begun = time.perf_counter()
        work(text)  # type: ignore[operator]
        found.append((time.perf_counter() - begun) * 1000)
    return found


_BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from matching import _first
from faq.index import Index
from faq.snapshot import save
save(Index.build(_first(Path(sys.argv[1]), int(sys.argv[2]))), Path(sys.argv[3]))
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
_SERVE = """
import sys
from datetime import date
from pathlib import Path
from faq.match import Matcher
from faq.snapshot import load
matcher = Matcher(load(Path(sys.argv[1])))
for text in sys.argv[2:]:
    matcher.match(text, date(2000, 1, 1))
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def _built_apart(faq: Path, size: int) -> tuple[dict[str, int], float, Index, float]:
    """Memory of the builder, seconds it took from start to end, the index, seconds to load it."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "index"
        begun = time.perf_counter()
        memory = _python(_BUILD, str(faq), str(size), str(path), str(Path(__file__).parent))
        seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        index = load(path)
        loading = time.perf_counter() - begun
    return {"builder_mb": memory}, seconds, index, loading


def _resident(faq: Path, size: int) -> int:
    """Megabytes of a process that maps the index and has answered a few hundred questions."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "index"
        _python(_BUILD, str(faq), str(size), str(path), str(Path(__file__).parent))
        asked = [entry.question for entry in _first(faq, 300)]
        return _python(_SERVE, str(path), *asked)


def _python(code: str, *arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def table(headers: list[str], rows: list[list[object]]) -> None:
    """Print a table as Markdown has it."""
    print()
    print(tabulate(rows, headers, tablefmt="github", floatfmt=".3f", missingval="-"), flush=True)


if __name__ == "__main__":
    main()
