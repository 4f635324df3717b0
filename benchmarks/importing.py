"""Does a large import keep residents waiting? It comes into a service that is asked meanwhile.

    python benchmarks/importing.py [--rows 100000] [--pace 5] [--json]

Prints rows a minute, the seconds next to the limit of 60, the longest that another process waited
for SQLite's write lock next to the limit of 100 ms, and what residents waited before the import,
during it, and while the new version came into use. Exits 1 where a limit does not hold, a resident
was not answered, or the new version does not answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.browser import Ending, Outcome, ask
from benchmarks.faq_of_size import city_faq, write
from benchmarks.lock_waits import Waits, lock_waits
from benchmarks.service import Service

KNOWN = "身份证丢了，怎么补一张新的？"
"""A question that the sample FAQ answers, before the import and after it."""
QUIET_SECONDS = 5.0
SECONDS_LIMIT = 60.0
LOCK_LIMIT_MS = 100.0
TAKEN_UP_SECONDS = 300.0


@dataclass
class Phases:
    """When the import began, when its command ended, and when the new version answered."""

    began: float = 0.0
    ended: float = 0.0
    in_use: float = 0.0

    def of(self, moment: float) -> str:
        """The phase that a moment (of `time.monotonic`) lies in."""
        if moment < self.began:
            return "before"
        return "during" if moment < self.ended else "taking_up"


@dataclass
class Asking:
    """Residents who ask at a fixed pace: when each began, and what came of it."""

    outcomes: list[tuple[float, Outcome]] = field(default_factory=list)

    async def one(self, http: aiohttp.ClientSession, url: str) -> None:
        """A new resident asks what the FAQ knows."""
        began = time.monotonic()
        self.outcomes.append((began, await ask(http, url, KNOWN)))


def main() -> int:
    """Import, measure, print; the exit code."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--pace", type=int, default=5, help="questions a second meanwhile")
    options.add_argument("--json", action="store_true", help="print JSON")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(_measure(Path(folder), asked.rows, asked.pace))
    print(json.dumps(report, indent=2) if asked.json else _table(report))
    return 0 if report["holds"] else 1


async def _measure(folder: Path, rows: int, pace: int) -> dict[str, float]:
    table = folder / "large.jsonl"
    entries = city_faq(rows)
    write(table, entries)
    service = Service(folder / "data")
    phases, asking = Phases(), Asking()
    async with service.serving(), aiohttp.ClientSession() as http:
        with lock_waits(folder / "data" / "wenzheng.db") as waits:
            async with _asked(asking, http, service.url, pace):
                await asyncio.sleep(QUIET_SECONDS)
                phases.began = time.monotonic()
                imported = await asyncio.to_thread(service.run, "faq", "import", str(table))
                phases.ended = time.monotonic()
                await _until_in_use(service, imported["version"])
                phases.in_use = time.monotonic()
        new = await ask(http, service.url, entries[0].wordings[0])
    return _report(phases, asking, waits, imported["added"], answers=new.ending is Ending.ANSWERED)


@asynccontextmanager
async def _asked(
    asking: Asking, http: aiohttp.ClientSession, url: str, pace: int
) -> AsyncIterator[None]:
    async def go_on() -> None:
        async with asyncio.TaskGroup() as group:
            while not enough.is_set():
                group.create_task(asking.one(http, url))
                await asyncio.sleep(1 / pace)

    enough = asyncio.Event()
    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        enough.set()
        await task


async def _until_in_use(service: Service, version: int) -> None:
    end = time.monotonic() + TAKEN_UP_SECONDS
    while (await service.health())["faq_version"] != version:
        if time.monotonic() > end:
            raise SystemExit(f"version {version} was not in use after {TAKEN_UP_SECONDS:.0f} s")
        await asyncio.sleep(0.2)


def _report(
    phases: Phases, asking: Asking, waits: Waits, rows: int, *, answers: bool
) -> dict[str, float]:
    seconds = phases.ended - phases.began
    locks = [waited * 1000 for began, waited in waits if phases.of(began) == "during"]
    quiet = [waited * 1000 for began, waited in waits if phases.of(began) == "before"]
    replies = _replies(phases, asking)
    unanswered = sum(each.ending is not Ending.ANSWERED for _, each in asking.outcomes)
    longest = max(locks)
    return {
        "rows": rows,
        "seconds": round(seconds, 1),
        "of_60_seconds": round(seconds / SECONDS_LIMIT, 2),
        "rows_per_minute": round(rows * 60 / seconds),
        "longest_lock_ms": round(longest, 1),
        "of_100_ms": round(longest / LOCK_LIMIT_MS, 2),
        "lock_p99_ms": round(_share(locks, 0.99), 1),
        "looks_at_the_lock": len(locks),
        "longest_lock_before_ms": round(max(quiet), 1),
        "in_use_after_seconds": round(phases.in_use - phases.ended, 1),
        **replies,
        "asked": len(asking.outcomes),
        "unanswered": unanswered,
        "new_version_answers": answers,
        "holds": seconds <= SECONDS_LIMIT
        and longest <= LOCK_LIMIT_MS
        and not unanswered
        and answers,
    }


def _replies(phases: Phases, asking: Asking) -> dict[str, float]:
    told: dict[str, float] = {}
    for phase in ("before", "during", "taking_up"):
        waits = [
            each.seconds * 1000 for began, each in asking.outcomes if phases.of(began) == phase
        ]
        for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
            told[f"reply_{phase}_{name}_ms"] = round(_share(waits, share), 1)
    return told


def _share(values: list[float], share: float) -> float:
    """The value that `share` of them do not exceed; 0 where there is none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0.0


def _table(report: dict[str, float]) -> str:
    return "\n".join(
        (
            f"{report['rows']} rows in {report['seconds']} s "
            f"({report['of_60_seconds']:.0%} of the limit of 60 s), "
            f"{report['rows_per_minute']} rows a minute",
            f"another process waited at most {report['longest_lock_ms']} ms for the write lock "
            f"({report['of_100_ms']:.0%} of the limit of 100 ms), p99 {report['lock_p99_ms']} ms, "
            f"in {report['looks_at_the_lock']} looks; before the import at most "
            f"{report['longest_lock_before_ms']} ms",
            f"the new version was in use {report['in_use_after_seconds']} s later, and "
            f"{'answers' if report['new_version_answers'] else 'DOES NOT ANSWER'}",
            f"{report['asked']} residents asked meanwhile, {report['unanswered']} were not "
            "answered; the reply was on the page after",
            *(_line(report, phase) for phase in ("before", "during", "taking_up")),
        )
    )


def _line(report: dict[str, float], phase: str) -> str:
    figures = (f"{name} {report[f'reply_{phase}_{name}_ms']} ms" for name in ("p50", "p99", "max"))
    return f"  {phase.replace('_', ' '):<10} " + ", ".join(figures)


if __name__ == "__main__":
    sys.exit(main())
