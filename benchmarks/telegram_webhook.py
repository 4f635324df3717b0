"""The Telegram webhook next to python-telegram-bot's own Application, in the same run.

    python benchmarks/telegram_webhook.py [--seconds 10] [--rounds 3] [--entries 10000] [--json]

One service (where there are two processors, with the processes that stand beside it), durable,
matched against an FAQ of 10,000 entries; no update is repeated. wrk asks both in turn
over 64 connections. Exits 1 where ours takes in less than half as many updates.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from aiohttp import web

from benchmarks.faq_of_size import asked_of, city_faq, write
from benchmarks.listening import least, listening
from benchmarks.service import ALONE, Service
from benchmarks.telegram_peer import TOKEN

HERE = Path(__file__).parent
SECRET = "a-secret-for-a-measurement"  # noqa: S105 - for a measurement
PATH = "/channels/telegram"
CONNECTIONS = 64
FASTEST = 30_000
"""More than any takes in a second: nobody asks the same twice."""
LEAST_RATIO = 0.5


def main() -> int:
    """Run the measurement; the exit code."""
    asked = _arguments()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(_measure(asked, Path(folder)))
    print(json.dumps(report, indent=2) if asked.json else _table(report))
    good = report["ratio"] >= LEAST_RATIO and not report["put_off"]
    return 0 if good and not report["failed"] else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=10, help="of each of wrk's runs")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked in turn")
    parser.add_argument("--entries", type=int, default=10_000, help="in the FAQ")
    parser.add_argument("--alone", action="store_true", help="no process stands beside ours")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


async def _measure(asked: argparse.Namespace, folder: Path) -> dict[str, float]:
    faq, questions = folder / "faq.jsonl", folder / "questions.txt"
    entries = city_faq(asked.entries)
    write(faq, entries)
    asking = asked_of(entries)
    ours: list[float] = []
    theirs: list[float] = []
    leasts: list[float] = []
    failed = 0
    called = asyncio.Event()
    async with (
        _bot_api(called) as bot_api,
        listening(_application(bot_api)) as peer,
        listening(least("telegram", folder)) as barest,
    ):
        service = Service(folder / "data", _settings(bot_api) | (ALONE if asked.alone else {}))
        service.run("faq", "import", str(faq), "--replace")
        async with service.serving():
            await asyncio.wait_for(called.wait(), 60)
            await asyncio.sleep(1.0)
            for turn in range(asked.rounds):
                told = islice(asking, asked.seconds * FASTEST)
                questions.write_text("\n".join(told) + "\n", "utf-8")
                for url, rates in ((peer, theirs), (barest, leasts), (service.url, ours)):
                    first = 10**11 + turn * 10**9
                    rate, bad = await asyncio.to_thread(
                        _wrk, f"{url}{PATH}", questions, asked.seconds, first
                    )
                    rates.append(rate)
                    failed += bad
                    print(f"round {turn + 1}: {url} {rate:.0f}/s, {bad} failed", file=sys.stderr)
            kept = (await service.health())["inbox"]
            put_off = service.put_off()
    return {
        "entries": asked.entries,
        "ours_per_second": round(statistics.median(ours)),
        "application_per_second": round(statistics.median(theirs)),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "least_per_second": round(statistics.median(leasts)),
        "least_ratio": round(statistics.median(leasts) / statistics.median(theirs), 2),
        "failed": failed,
        "put_off": put_off,
        "kept": sum(kept.values()),
    }


def _settings(bot_api: str) -> dict[str, str]:
    return {
        "WENZHENG_TELEGRAM_TOKEN": TOKEN,
        "WENZHENG_TELEGRAM_MODE": "webhook",
        "WENZHENG_TELEGRAM_BASE_URL": bot_api,
        "WENZHENG_TELEGRAM_WEBHOOK_SECRET": SECRET,
    }


def _wrk(url: str, questions: Path, seconds: int, first: int) -> tuple[float, int]:
    """Updates a second that were answered with 2xx, and how many were not."""
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-s"]
    arguments = [str(HERE / "updates.lua"), url, "--", SECRET, str(questions), str(first)]
    done = subprocess.run(
        [*command, *arguments, str(int(time.time()))],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    broken = re.search(r"Socket errors: .*read (\d+), write (\d+), timeout (\d+)", done.stdout)
    return rate, int(bad[1]) if bad else 0 + sum(map(int, broken.groups()) if broken else [0])


@asynccontextmanager
async def _bot_api(called: asyncio.Event) -> AsyncIterator[str]:
    """A Bot API server that says yes to everything; `called`: a webhook has been set."""
    me = {"id": 123456, "is_bot": True, "first_name": "问政", "username": "wenzheng_bot"}
    sent = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}

    async def serve(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        result = {"getMe": me, "sendMessage": sent}.get(method, True)
        if method == "setWebhook":
            called.set()
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _application(bot_api: str) -> Callable[[int], Sequence[str]]:
    module = [sys.executable, "-m", "benchmarks.telegram_peer"]
    return lambda port: [*module, str(port), bot_api, SECRET]


def _table(report: dict[str, float]) -> str:
    return (
        f"Wenzheng, durable, {report['entries']:,} entries: {report['ours_per_second']}/s\n"
        f"python-telegram-bot's Application: {report['application_per_second']}/s\n"
        f"the least, one durable row, no matching, no resident (least.py): "
        f"{report['least_per_second']}/s, {report['least_ratio']} of the Application\n"
        f"ratio {report['ratio']} (at least {LEAST_RATIO}), {report['failed']} failed, "
        f"{report['kept']:,} kept"
        + (", some of them only kept at first" if report["put_off"] else "")
    )


if __name__ == "__main__":
    raise SystemExit(main())
