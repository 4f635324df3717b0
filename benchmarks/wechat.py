"""The WeChat endpoint next to a constant echo of WeRoBot, in the same run; and at a steady pace.

    python benchmarks/wechat.py --peer GUNICORN [--seconds 10] [--rounds 3] [--alone]

One service (where there are two processors, with the processes that stand beside it), plain mode,
durable, an FAQ of 10,000 entries; every resident, text and MsgId is new.
wrk asks both in turn over 64 connections. Then pushes come at a fixed pace, whatever the answers
do, and the time is counted from when each was due. Exits 1 where a figure is missed.
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
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.faq_of_size import asked_of, city_faq, write
from benchmarks.front import Front, front
from benchmarks.listening import least, listening
from benchmarks.service import ALONE, Service
from benchmarks.steady import Steady, steady
from bot.channels.tencent.signature import sign
from bot.clock import utc_now
from bot.settings import Settings
from bot.store import people
from bot.store.opening import open_database

HERE = Path(__file__).parent
TOKEN, STAMP, NONCE = "benchtoken1", "1700000000", "1234567890"
QUERY = f"signature={sign(TOKEN, STAMP, NONCE)}&timestamp={STAMP}&nonce={NONCE}&openid=o"
PATH = "/channels/wechat"
NOT_MATCHED = "they came faster than they could be handled: some were only kept at first"
FASTEST = 30_000
"""More than any takes in a second: nobody asks the same twice."""
SETTINGS = {
    "WENZHENG_WECHAT_TOKEN": TOKEN,
    "WENZHENG_WECHAT_MODE": "plain",
    "WENZHENG_WECHAT_APP_ID": "wx0123456789abcdef",
    "WENZHENG_SAMPLE": "true",
}


def main() -> int:
    """Run the measurement; the exit code."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(_measure(asked, Path(folder)))
    print(json.dumps(report, indent=2) if asked.json else _table(report))
    steady_one = report["steady"]
    delivered = steady_one["outbox_delivered"] >= steady_one["outbox_owed"]
    good = report["ratio"] >= 1.0 and steady_one["p99_ms"] < 50.0 and delivered
    return 0 if good and not report["failed"] and not steady_one["put_off"] else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peer", type=Path, required=True, help="gunicorn, with WeRoBot beside it")
    parser.add_argument("--seconds", type=int, default=10, help="of each of wrk's runs")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked in turn")
    parser.add_argument("--entries", type=int, default=10_000, help="in the FAQ")
    parser.add_argument("--pace", type=int, default=300, help="pushes a second at a steady pace")
    parser.add_argument("--steady-seconds", type=int, default=60, help="how long the pace is kept")
    parser.add_argument("--alone", action="store_true", help="no process stands beside ours")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


async def _measure(asked: argparse.Namespace, folder: Path) -> dict[str, object]:
    async with front() as beside:
        return await _measure_beside(asked, folder, beside)


async def _measure_beside(
    asked: argparse.Namespace, folder: Path, beside: Front
) -> dict[str, object]:
    faq, questions = folder / "faq.jsonl", folder / "questions.txt"
    entries = city_faq(asked.entries)
    write(faq, entries)
    asking = asked_of(entries)
    service = Service(folder / "data", SETTINGS | beside.settings | (ALONE if asked.alone else {}))
    service.run("faq", "import", str(faq), "--replace")
    ours: list[float] = []
    theirs: list[float] = []
    leasts: list[float] = []
    failed = 0
    async with (
        listening(_werobot(asked.peer.absolute()), HERE) as peer,
        listening(least("wechat", folder)) as barest,
        service.serving(),
    ):
        for turn in range(asked.rounds):
            told = islice(asking, asked.seconds * FASTEST)
            questions.write_text("\n".join(told) + "\n", "utf-8")
            for url, rates in (
                (f"{peer}/", theirs),
                (f"{barest}{PATH}", leasts),
                (f"{service.url}{PATH}", ours),
            ):
                rate, bad = _wrk(url, questions, asked.seconds, 10**12 + turn * 10**10)
                rates.append(rate)
                failed += bad
                _tell(f"round {turn + 1}: {url} {rate:.0f} requests/s, {bad} failed\n")
        kept = (await service.health())["inbox"]
        put_off = service.put_off()
        _tell(f"kept: {kept}\n")
        sign_in = await _sign_in(folder / "data")
        wanted = Steady(
            url=f"{service.url}{PATH}?{QUERY}",
            texts=list(islice(asking, asked.pace * asked.steady_seconds)),
            pace=asked.pace,
            seconds=asked.steady_seconds,
            desk=service.url,
            sign_in=sign_in,
            front=beside,
        )
        found = await steady(wanted)
        found["put_off"] = service.put_off()
    return {
        "entries": asked.entries,
        "ours_per_second": round(statistics.median(ours)),
        "werobot_per_second": round(statistics.median(theirs)),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "least_per_second": round(statistics.median(leasts)),
        "least_ratio": round(statistics.median(leasts) / statistics.median(theirs), 2),
        "failed": failed,
        "put_off": put_off,
        "kept": kept,
        "steady": found,
    }


async def _sign_in(data: Path) -> str:
    """The path of a one-time link, as `wenzheng official link` prints it to a terminal only."""
    database = await open_database(Settings(data=str(data)), now=utc_now())
    try:
        official = (await database.read(people.officials))[0]
        token = await database.transaction(
            lambda tx: people.new_link(tx, official.id, utc_now(), 15)
        )
    finally:
        await database.close()
    return f"/desk/sign-in/{token}"


def _wrk(url: str, questions: Path, seconds: int, base: int) -> tuple[float, int]:
    """Requests a second, and how many failed."""
    path = "/" + url.split("/", 3)[3]
    script = [
        shutil.which("wrk") or "wrk",
        "-t1",
        "-c64",
        "--timeout",
        "10s",
        f"-d{seconds}s",
        "-s",
    ]
    script += [str(HERE / "pushes.lua"), url, "--"]
    script += [f"{path}?{QUERY}", str(questions), str(base), str(int(time.time()))]
    done = subprocess.run(script, stdout=subprocess.PIPE, text=True, check=False)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None:
        raise SystemExit(f"wrk did not measure:\n{done.stdout}")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", done.stdout)
    broken = sum(map(int, errors.groups())) if errors else 0
    return float(rate[1]), (int(bad[1]) if bad else 0) + broken


def _werobot(gunicorn: Path) -> Callable[[int], Sequence[str]]:
    kind = ["--workers", "1", "--threads", "8", "--log-level", "error"]
    return lambda port: [str(gunicorn), *kind, "--bind", f"127.0.0.1:{port}", "peer:app"]


def _table(report: dict[str, object]) -> str:
    found = report["steady"]
    assert isinstance(found, dict)
    return "\n".join(
        (
            f"{report['entries']} entries, durable, one service; median of the rounds:",
            f"  ours     {report['ours_per_second']:>7} requests/s",
            f"  WeRoBot  {report['werobot_per_second']:>7} requests/s (constant echo, 8 threads)",
            f"  ratio    {report['ratio']:>7}  (wanted: at least 1.0)",
            f"  least    {report['least_per_second']:>7} requests/s: one durable row, no matching, "
            f"no resident (least.py): {report['least_ratio']} of WeRoBot",
            f"steady {found['pace']}/s for {found['seconds']} s, the desk open: "
            f"p50 {found['p50_ms']} ms, p99 {found['p99_ms']} ms (wanted: below 50), "
            f"longest {found['max_ms']} ms, {found['failed']} failed; meanwhile the outbox "
            f"delivered {found['outbox_delivered']} of {found['outbox_owed']} answers elsewhere",
            *([NOT_MATCHED] if found["put_off"] else []),
        )
    )


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
