"""Replays real inquiries through the running service, one resident each, and accounts for all.

    python benchmarks/replay.py FAQ INQUIRIES.jsonl [--limit N] [--concurrency 16] [--json]

FAQ is any table that `wenzheng faq import` takes; INQUIRIES holds one JSON object a line, with the
words under `query`, `text` or `question`. Exits 1 where an inquiry is unaccounted for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.browser import Ending, Outcome, ask
from benchmarks.service import Service

WORDS = ("query", "text", "question")


def main() -> int:
    """Run the replay; the exit code."""
    asked = _arguments()
    for path in (asked.faq, asked.inquiries):
        if not path.is_file():
            sys.exit(f"{path} is absent: give an FAQ table and a file of inquiries (JSON Lines)")
    inquiries = list(_read(asked.inquiries))[: asked.limit]
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder) / "data")
        report = asyncio.run(_replay(service, asked.faq, inquiries, asked.concurrency))
    print(json.dumps(report, ensure_ascii=False, indent=2) if asked.json else _table(report))
    return 0 if report["unaccounted"] == 0 and report["books_agree"] else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("faq", type=Path, help="the FAQ to answer from")
    parser.add_argument("inquiries", type=Path, help="what residents ask, as JSON Lines")
    parser.add_argument("--limit", type=int, help="only so many inquiries")
    parser.add_argument("--concurrency", type=int, default=16, help="residents at the same time")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def _read(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            row = json.loads(line)
            words = next((row[name] for name in WORDS if row.get(name)), None)
            if words is None:
                sys.exit(f"{path}, line {number}: none of {', '.join(WORDS)} is there")
            yield words


async def _replay(
    service: Service, faq: Path, inquiries: list[str], concurrency: int
) -> dict[str, float]:
    imported = service.run("faq", "import", str(faq))
    _tell(f"{imported['added']} FAQ entries imported; {len(inquiries)} inquiries to replay\n")
    async with service.serving():
        began = time.perf_counter()
        outcomes = [each async for each in _all(service.url, inquiries, concurrency)]
        seconds = time.perf_counter() - began
        kept = (await service.health())["inbox"]
        tickets = {each["number"] for each in service.run("tickets", "list")}
    for lost in (each for each in outcomes if each.ending is Ending.UNACCOUNTED):
        _tell(f"unaccounted for: {lost.question!r} was told {lost.said!r}\n")
    promised = {each.ticket for each in outcomes if each.ending is Ending.TICKET}
    agree = kept == {"done": len(inquiries)} and tickets == promised
    return _report(outcomes, seconds, books_agree=agree, entries=imported["added"])


async def _all(url: str, inquiries: list[str], concurrency: int) -> AsyncIterator[Outcome]:
    places = asyncio.Semaphore(concurrency)

    async def one(question: str) -> Outcome:
        async with places:
            return await ask(http, url, question)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        asking = [asyncio.create_task(one(question)) for question in inquiries]
        for done, next_one in enumerate(asyncio.as_completed(asking), start=1):
            yield await next_one
            if done % 100 == 0 or done == len(asking):
                _tell(f"\r{done} of {len(asking)}" + "\n" * (done == len(asking)))


def _report(
    outcomes: list[Outcome], seconds: float, *, books_agree: bool, entries: int
) -> dict[str, float]:
    endings = Counter(each.ending for each in outcomes)
    waits = [each.seconds * 1000 for each in outcomes]
    cuts = statistics.quantiles(waits, n=100) if len(waits) > 1 else waits * 99
    return {
        "faq_entries": entries,
        "inquiries": len(outcomes),
        **{ending.value: endings[ending] for ending in Ending},
        "books_agree": books_agree,
        "seconds": round(seconds, 1),
        "messages_per_second": round(len(outcomes) / seconds, 1),
        "answer_p50_ms": round(cuts[49], 1),
        "answer_p99_ms": round(cuts[98], 1),
        "answer_max_ms": round(max(waits), 1),
    }


def _table(report: dict[str, float]) -> str:
    total = report["inquiries"]
    shares = (
        f"  {ending:<12}{report[ending]:>7}  {report[ending] / total:7.1%}" for ending in Ending
    )
    books = "agree" if report["books_agree"] else "DO NOT AGREE"
    return "\n".join(
        (
            f"{total} inquiries against {report['faq_entries']} FAQ entries",
            *shares,
            f"  {report['messages_per_second']} messages/s; the reply is on the page after "
            f"p50 {report['answer_p50_ms']} ms, p99 {report['answer_p99_ms']} ms, "
            f"at most {report['answer_max_ms']} ms",
            f"  the service's own books {books} with what residents saw",
        )
    )


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
