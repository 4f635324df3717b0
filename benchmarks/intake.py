"""What one message costs, by what becomes of it: processor time, and statements.

    python -m benchmarks.intake [--entries 10000] [--messages 300] [--json]

Each message is matched against the FAQ and taken in as by the running service, alone and on
SQLite. The time is the processor's, the median of all, next to what python-telegram-bot takes to
make the objects of one such update: both run in one thread of one run, so that a busy machine
slows both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from telegram import Update

from benchmarks.city import NAMES, SERVICES
from benchmarks.faq_of_size import asked_of, city_faq, write
from benchmarks.service import Service
from bot.clock import SteadyClock
from bot.intake.effects import Effects
from bot.knowledge.insight import Insight
from bot.knowledge.matching import Knowledge
from bot.models import InboundMessage
from bot.settings import Settings
from bot.signals import Signals
from bot.store import Database, Row, Transaction, keys
from bot.store.opening import open_database
from bot.wording import Wording
from handlers.turn import House

CHANNEL = "telegram"
THINGS = (
    *("路灯", "井盖", "垃圾桶", "树枝", "水管", "电梯", "围墙", "护栏", "站牌", "健身器材", "雨篷"),
    *("红绿灯", "公厕", "喷泉", "岗亭", "充电桩", "快递柜", "宣传栏", "隔离墩", "排水沟", "电线杆"),
    *("广告牌", "指示牌", "候车亭", "花坛", "长椅", "扶手", "门禁", "监控", "信箱", "遮阳棚"),
)
TROUBLES = (
    *("坏了很久没人修", "倒下来挡住了路", "被人偷走了", "晚上发出很大的声音", "让车撞歪了"),
    *(
        "生锈得很厉害",
        "整天都在滴水",
        "漆掉光了难看",
        "装反了没人管",
        "被人贴满小广告",
        "裂开了一道缝",
    ),
    *("被人贴满小广告", "碰到就掉下来", "夜里一闪一闪"),
)
STILL = ("还是没有人来", "已经三天了，能不能快一点", "请问什么时候有人来修")


@dataclass(slots=True)
class Cost:
    """Microseconds of the processor, and statements, of each message of one kind."""

    match: list[float] = field(default_factory=list)
    body: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)


class Counted:
    """A transaction that counts its statements."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.count = 0

    def rows(self, statement: str, /, **values: object) -> list[Row]:
        """As the transaction does."""
        self.count += 1
        return self._tx.rows(statement, **values)

    def row(self, statement: str, /, **values: object) -> Row | None:
        """As the transaction does."""
        self.count += 1
        return self._tx.row(statement, **values)

    def run(self, statement: str, /, **values: object) -> int:
        """As the transaction does."""
        self.count += 1
        return self._tx.run(statement, **values)

    def insert(self, statement: str, /, **values: object) -> int:
        """As the transaction does."""
        self.count += 1
        return self._tx.insert(statement, **values)

    def keep(self, statement: str, row: msgspec.Struct, /) -> int:
        """As the transaction does."""
        self.count += 1
        return self._tx.keep(statement, row)

    def run_many(self, statement: str, values: Iterable[Mapping[str, object]], /) -> None:
        """As the transaction does."""
        self.count += 1
        self._tx.run_many(statement, values)


class Counter:
    """Takes messages in, one after the other, and notes under what they turned out to be."""

    def __init__(self, database: Database, knowledge: Knowledge, effects: Effects) -> None:
        self._database = database
        self._knowledge = knowledge
        self._effects = effects
        self._clock = SteadyClock()
        self._number = 0
        self.costs: dict[str, Cost] = {}

    async def take(self, kind: str, sender: str, text: str) -> None:
        """One message; one that was to be answered and is not counts as what it is."""
        self._number += 1
        message = InboundMessage(
            CHANNEL, f"m:{self._number}", sender, text=text, language="zh-Hans", account=sender
        )
        began = time.thread_time()
        match = await self._knowledge.match(text)
        matched = time.thread_time() - began
        now = self._clock()

        def body(tx: Transaction) -> tuple[float, int]:
            counted = Counted(tx)
            began = time.thread_time()
            self._effects.take_in(counted, message=message, bodies={}, match=match, now=now)
            return time.thread_time() - began, counted.count

        took, statements = await self._database.transaction(body)
        if kind == "question":
            kind = {"answer": "answered", "suggest": "offered"}.get(match.decision.value, "ticket")
        cost = self.costs.setdefault(kind, Cost())
        cost.match.append(matched * 1e6)
        cost.body.append(took * 1e6)
        cost.statements.append(statements)


def main() -> int:
    """Print what each kind of message costs; the exit code."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(_measure(Path(folder), asked.entries, asked.messages))
    print(json.dumps(report, indent=2) if asked.json else _table(report))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--entries", type=int, default=10_000, help="in the FAQ")
    parser.add_argument("--messages", type=int, default=300, help="of each kind")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


async def _measure(folder: Path, entries: int, messages: int) -> dict[str, object]:
    faq, data = folder / "faq.jsonl", folder / "data"
    known = city_faq(entries)
    write(faq, known)
    questions = list(islice(asked_of(known), messages))
    Service(data).run("faq", "import", str(faq), "--replace")
    settings = Settings(data=str(data), public_url="http://localhost")
    settings = msgspec.structs.replace(
        settings, limits=msgspec.structs.replace(settings.limits, messages_per_minute=10**6)
    )
    clock = SteadyClock()
    database = await open_database(settings, now=clock())
    try:
        counter = await _counter(database, settings, clock)
        await _ask(counter, questions, messages)
    finally:
        await database.close()
    return {
        "entries": entries,
        "python_telegram_bot_us": _objects_of_an_update(messages),
        "kinds": {kind: _medians(cost) for kind, cost in counter.costs.items()},
    }


async def _counter(database: Database, settings: Settings, clock: SteadyClock) -> Counter:
    zone, signals = ZoneInfo(settings.timezone), Signals()
    knowledge = Knowledge(database, settings.matching, signals, clock, zone, settings)
    await knowledge.refresh()
    insight = Insight(database, signals, clock, timedelta(days=settings.many.recent_days))
    await insight.refresh()
    signer = await database.transaction(lambda tx: keys.signer(tx, settings.secret))
    house = House(settings, Wording(zone, settings.language), signer, zone, insight)
    return Counter(database, knowledge, Effects(house, frozenset(), frozenset({CHANNEL})))


async def _ask(counter: Counter, questions: list[str], messages: int) -> None:
    things = [thing for kind in SERVICES for thing in kind.things]
    for at in range(messages):
        asker, teller = f"asker-{at}", f"teller-{at}"
        await counter.take("question", asker, questions[at])
        await counter.take("asked again", asker, questions[at - 1])
        # What of it they want to know is not said: it may be any of ten or twenty.
        vague = f"住在{NAMES[at]}的人问{things[at % len(things)]}"
        await counter.take("question", f"vague-{at}", vague)
        thing, trouble = THINGS[at % len(THINGS)], TROUBLES[at % len(TROUBLES)]
        trouble = f"{NAMES[-at]}路的{thing}{trouble}，请派人来处理"
        await counter.take("ticket", teller, trouble)
        await counter.take("follow-up", teller, f"{thing}{STILL[at % 3]}")


def _objects_of_an_update(times: int) -> float:
    who = {"id": 5, "first_name": "居民"}
    message = {"message_id": 7, "date": 1_700_000_000, "text": "请问公积金怎么提取？"}
    message |= {"from": {**who, "is_bot": False}, "chat": {**who, "type": "private"}}
    took = []
    for number in range(times):
        began = time.thread_time()
        Update.de_json({"update_id": number, "message": message}, None)
        took.append((time.thread_time() - began) * 1e6)
    return round(statistics.median(took))


def _medians(cost: Cost) -> dict[str, float]:
    match, body = statistics.median(cost.match), statistics.median(cost.body)
    return {
        "messages": len(cost.body),
        "match_us": round(match),
        "transaction_us": round(body),
        "statements": statistics.median(cost.statements),
    }


def _table(report: dict[str, object]) -> str:
    kinds = report["kinds"]
    assert isinstance(kinds, dict)
    lines = [f"{'':<12}{'messages':>9}{'matching':>11}{'transaction':>13}{'statements':>12}"]
    lines += [
        f"{kind:<12}{found['messages']:>9}{found['match_us']:>8} µs{found['transaction_us']:>10} µs"
        f"{found['statements']:>12g}"
        for kind, found in sorted(kinds.items(), key=lambda each: each[1]["transaction_us"])
    ]
    lines.append(
        f"{report['entries']} entries; python-telegram-bot makes an update's objects in "
        f"{report['python_telegram_bot_us']} µs"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
