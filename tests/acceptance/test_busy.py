"""A service that never rests: commands beside it, and who carries out beside it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident

pytestmark = pytest.mark.process
RESIDENTS = 30


async def test_an_import_gets_through_beside_a_busy_service(
    http: aiohttp.ClientSession, program: Program, tmp_path: Path
) -> None:
    """Thirty residents write as fast as they can: the command finds its moments all the same."""
    table = tmp_path / "table.jsonl"
    entries = ({"question": f"第{n}个问题怎么办?", "answer": f"答{n}"} for n in range(3_000))
    rows = ({"id": f"e{n}", "department": "hrss", **each} for n, each in enumerate(entries))
    table.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    residents = [Resident(http, program.url) for _ in range(RESIDENTS)]
    async with AsyncExitStack() as pages:
        for resident in residents:
            await pages.enter_async_context(resident.page())
        writing = [asyncio.create_task(_write(each)) for each in residents]
        await asyncio.sleep(1)
        report = await asyncio.to_thread(program.tell, "faq", "import", str(table))
        for task in writing:
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
    assert report["added"] == 3_000
    assert not any(each.refused for each in residents)
    assert all(each.kept for each in residents)


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes as Linux tells of them")
async def test_a_crowd_is_answered_though_who_carries_out_beside_is_killed(
    http: aiohttp.ClientSession, make_program: MakeProgram
) -> None:
    """Killed, it is followed by another; each word counts once."""
    program = make_program(conversation_beside="on")
    await program.start()
    residents = [Resident(http, program.url) for _ in range(RESIDENTS)]
    writing = [asyncio.create_task(_write(each)) for each in residents]
    killed = await _carrying(program)
    os.kill(killed, signal.SIGKILL)
    while await _carrying(program) == killed:  # noqa: ASYNC110 - as it comes
        await asyncio.sleep(0.05)
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    assert not any(each.refused for each in residents)
    assert program.terminate() == 0
    rows = ledger.numbers(program.data, "SELECT external_id, state FROM inbox")
    kept = {external_id.partition(":")[2]: state for external_id, state in rows}
    assert {client_id for each in residents for client_id in each.kept} <= set(kept)
    assert set(kept.values()) == {"done"}
    ledger.assert_whole(program.data)


async def _carrying(program: Program) -> int:
    """The process that carries out beside a service, when another one stands."""
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    while True:
        for pid in children.read_text().split():
            if _carries_out(pid) and (await program.health())["carried_out_beside"]:
                return int(pid)
        await asyncio.sleep(0.05)


def _carries_out(pid: str) -> bool:
    try:
        return b"bot.intake.beside.program" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


async def _write(resident: Resident) -> None:
    while True:
        await resident.say(sample.entries()[0].question)
