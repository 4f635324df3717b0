"""A large FAQ comes into a running service: residents are answered, and see all or nothing."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.nursery import ROOT
from tests.acceptance.program import Program, environment
from tests.acceptance.resident import Resident
from tests.ledgers import until

pytestmark = pytest.mark.process
ROWS = 6_000
RESIDENTS = 5
BREATH_SECONDS = 0.1
"""Between two rounds of questions, so that the import gets on."""
STAGED = "SELECT count(*) FROM faq_entries WHERE since > (SELECT max(version) FROM faq_versions)"
VERSION = "SELECT max(version) FROM faq_versions"


async def test_the_old_version_answers_until_the_new_one_is_whole(
    http: aiohttp.ClientSession, program: Program, tmp_path: Path
) -> None:
    """Residents are answered while rows are being staged; first and last row come at once."""
    questions = [f"{uuid.uuid4()}怎么办?" for _ in range(ROWS)]
    table = _table(tmp_path, questions, "第一版")
    before = ledger.number(program.data, VERSION)
    answered: list[bool] = []
    async with AsyncExitStack() as pages:
        residents = [
            await pages.enter_async_context(Resident(http, program.url).page())
            for _ in range(RESIDENTS)
        ]
        importing = asyncio.create_task(
            asyncio.to_thread(program.tell, "faq", "import", str(table))
        )
        await until(lambda: _staged(program))
        while not importing.done():
            await asyncio.gather(*(_is_answered(each) for each in residents))
            seen = (await residents[0].asks(questions[0]))["text"]
            if ledger.number(program.data, VERSION) == before:
                answered.append("第一版" not in seen)
            await asyncio.sleep(BREATH_SECONDS)
        report = await importing
        assert answered, "the import was over before anybody asked"
        assert all(answered), "a row was used before the whole was in force"
        await until(lambda: _uses(program, report["version"]))
        for question in (questions[0], questions[-1]):
            assert "第一版" in (await residents[1].asks(question))["text"]
        await _killed_halfway(program, _table(tmp_path, questions, "第二版"))
        assert ledger.number(program.data, VERSION) == report["version"]
        for question in (questions[0], questions[-1]):
            assert "第一版" in (await residents[2].asks(question))["text"]
    assert report["added"] == ROWS
    assert not any(each.refused for each in residents)
    assert program.terminate() == 0
    program.assert_calm()


def _table(folder: Path, questions: list[str], answer: str) -> Path:
    table = folder / "large.jsonl"
    with table.open("w", encoding="utf-8") as file:
        for n, question in enumerate(questions):
            row = {"id": f"e{n}", "question": question, "answer": f"{answer}的答复{n}"}
            file.write(json.dumps({**row, "department": "hrss"}, ensure_ascii=False) + "\n")
    return table


async def _is_answered(resident: Resident) -> None:
    """What the old version knows is answered from it, at any moment of the import."""
    entry = sample.entries()[0]
    assert entry.answer.strip()[:30] in (await resident.asks(entry.question))["text"]


async def _staged(program: Program) -> bool:
    return ledger.number(program.data, STAGED) > 0


async def _uses(program: Program, version: int) -> bool:
    return bool((await program.health())["faq_version"] == version)


async def _killed_halfway(program: Program, table: Path) -> None:
    command = (sys.executable, "-m", "bot", "--data", str(program.data), "faq", "import", table)
    half = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment())
    try:
        await until(lambda: _staged(program), lambda: "nothing was staged")
    finally:
        half.kill()
        await half.wait()
    assert 0 < ledger.number(program.data, STAGED) < ROWS
