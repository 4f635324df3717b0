"""Running it: stopping in good order, refusing a second one, and commands while it serves."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.nursery import ROOT
from tests.acceptance.program import Program, environment
from tests.acceptance.resident import Resident
from tests.ledgers import until
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.process
BREATH_SECONDS = 0.05
"""Between two messages of one resident, so that the machine has time for what is tested."""


async def test_the_command_line_serves_until_it_is_stopped(tmp_path: Path) -> None:
    """`python -m bot serve`, read from the disk: it says where it is, answers, and ends with 0."""
    command = (sys.executable, "-m", "bot", "--data", tmp_path / "data", "serve", "--port", "0")
    served = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(), stdout=asyncio.subprocess.PIPE
    )
    assert served.stdout
    told = ""
    while "official link" not in told:
        line = await served.stdout.readline()
        assert line, told
        told += line.decode()
    url = told.split("Residents:")[1].split()[0]
    async with aiohttp.ClientSession() as session, session.get(f"{url}healthz") as response:
        assert response.status == 200
    served.terminate()
    assert await served.wait() == 0


async def test_a_stop_in_mid_send_loses_nothing(
    http: aiohttp.ClientSession, program: Program
) -> None:
    """SIGTERM while a page has been sent a message but not said so: exit 0, and sent again."""
    resident = Resident(http, program.url)
    await resident.begin()
    entry = sample.entries()[0]
    async with _deaf_page(resident) as page:
        await resident.say(entry.question)
        await _pushed(page, entry.answer.strip()[:30])
        # The page may show a line before the sender has taken its row in hand.
        await until(lambda: _is_sending(program))
        assert program.terminate() == 0
    assert ledger.numbers(program.data, "SELECT state FROM outbox") != [("sent",)]
    await program.start()
    async with resident.page():
        await resident.hears_text(entry.answer.strip()[:30])
    program.assert_calm()


@asynccontextmanager
async def _deaf_page(resident: Resident) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """An open page that is shown things and never says so."""
    address = f"{resident.url}/api/stream".replace("http", "ws", 1)
    async with resident.http.ws_connect(address, headers={"Origin": resident.url}) as page:
        await page.send_json({"type": "hello", "token": resident.token, "after": 0})
        yield page


async def _is_sending(program: Program) -> bool:
    return bool((await program.health())["outbox"] == {"web.sending": 1})


async def _pushed(page: aiohttp.ClientWebSocketResponse, text: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            lines = (await page.receive_json())["messages"]
            if any(text in line["text"] for line in lines):
                return


async def test_a_stop_ends_requests_in_good_order(
    http: aiohttp.ClientSession, program: Program
) -> None:
    """What was being posted is either acknowledged and kept, or not acknowledged."""
    residents = [Resident(http, program.url) for _ in range(10)]
    writing = [asyncio.create_task(_write(each)) for each in residents]
    await until(partial(_is_kept, residents))
    assert program.terminate() == 0
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    kept = {client_id for each in residents for client_id in each.kept}
    rows = ledger.numbers(program.data, "SELECT external_id FROM inbox WHERE state = 'done'")
    assert kept
    assert kept <= {external_id.partition(":")[2] for (external_id,) in rows}
    program.assert_calm()


async def _is_kept(residents: list[Resident]) -> bool:
    return all(each.kept for each in residents)


async def _write(resident: Resident) -> None:
    while True:
        await resident.say(sample.entries()[0].question)
        await asyncio.sleep(BREATH_SECONDS)


async def test_a_second_serve_is_refused(program: Program, make_program: MakeProgram) -> None:
    """On the same data folder a second one ends at once, and says who holds it."""
    second = make_program(program.data)
    second.launch()
    assert second.exit_code() == 1
    said = second.log.splitlines()[-1]
    assert "already works on" in said
    assert "Traceback" not in second.log
    assert program.is_running
    program.kill()
    await second.start()


async def test_a_port_in_use_is_told(make_program: MakeProgram) -> None:
    """Another program on the port: one sentence, what to do, exit code 1."""
    program = make_program()
    with socket.socket() as other:
        other.bind(("127.0.0.1", program.port))
        other.listen()
        program.launch()
        assert program.exit_code() == 1
    assert f"port {program.port}" in program.log
    assert "WENZHENG_PORT" in program.log
    assert "Traceback" not in program.log
    await program.start()


async def test_commands_work_while_it_serves(
    http: aiohttp.ClientSession, program: Program, tmp_path: Path
) -> None:
    """Lists, an import, a backup and an export, while residents go on writing."""
    residents = [Resident(http, program.url) for _ in range(5)]
    first = await residents[0].say(sample.UNKNOWN)
    writing = [asyncio.create_task(_write(each)) for each in residents]
    new = {"question": "马蜂窝归谁管?", "answer": "请拨打119。", "department": "emergency"}
    table = tmp_path / "new.jsonl"
    table.write_text(json.dumps({"id": "wasps", **new}, ensure_ascii=False), "utf-8")
    copy, exported = tmp_path / "copy" / "wenzheng.db", tmp_path / "export.db"
    copy.parent.mkdir()
    (ticket,) = await asyncio.to_thread(program.tell, "tickets", "list")
    assert ticket["state"] == "dispatched"
    imported = await asyncio.to_thread(program.tell, "faq", "import", str(table))
    assert imported["added"] == 1
    assert await asyncio.to_thread(program.tell, "inbox", "list") == []
    await asyncio.to_thread(program.tell, "backup", str(copy))
    await asyncio.to_thread(program.tell, "export", str(exported))
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    ledger.assert_whole(copy.parent)
    kept = ledger.numbers(copy.parent, "SELECT external_id FROM inbox WHERE id = 1")
    assert kept[0][0].endswith(first)
    assert not any(status != 200 for each in residents for status in each.refused)
    # Asked too early it would be about the ticket that is open, and so would the same words later.
    await until(partial(_uses, program, imported["version"]))
    await _answers(residents[0], new["question"], new["answer"])
    assert program.terminate() == 0
    program.assert_calm()


async def _uses(program: Program, version: int) -> bool:
    return bool((await program.health())["faq_version"] == version)


async def _answers(resident: Resident, question: str, answer: str) -> None:
    """The running service answers from the new FAQ without being started again."""
    async with resident.page():

        async def is_answered() -> bool:
            return answer in (await resident.asks(question))["text"]

        await until(is_answered, lambda: f"{question} is not answered with {answer}")
