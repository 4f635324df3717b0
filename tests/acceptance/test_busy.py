"""Commands beside a service that never rests."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import sample
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


async def _write(resident: Resident) -> None:
    while True:
        await resident.say(sample.entries()[0].question)
