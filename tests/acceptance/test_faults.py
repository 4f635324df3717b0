"""What breaks under it: each fault has a clear sentence, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident
from tests.ledgers import until

pytestmark = pytest.mark.process


async def test_a_damaged_database_is_told(make_program: MakeProgram, tmp_path: Path) -> None:
    """A file that is no database: exit code 1, one sentence with what to do, the file untouched."""
    data = tmp_path / "data"
    data.mkdir()
    (data / ledger.FILE).write_bytes(b"no database at all " * 500)
    program = make_program(data)
    program.launch()
    assert program.exit_code() == 1
    assert "damaged" in program.log
    assert "backup" in program.log
    assert "Traceback" not in program.log
    assert (data / ledger.FILE).read_bytes().startswith(b"no database at all ")


async def test_a_folder_that_cannot_be_written_is_told(make_program: MakeProgram) -> None:
    """Where nothing can be kept nothing is served: exit code 1 and one sentence."""
    program = make_program()
    done = program.run("--data", "/proc/wenzheng", "serve")
    assert done.returncode == 1
    assert "/proc/wenzheng" in done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_full_disk_acknowledges_nothing_that_is_not_kept(
    http: aiohttp.ClientSession, program: Program
) -> None:
    """Without room residents get 503 and try again; with room it goes on without a restart."""
    residents = [Resident(http, program.url) for _ in range(10)]
    for each in residents:
        await each.say(sample.UNKNOWN)
    before = _let_files_grow_to(program, _largest_file(program.data))
    writing = [asyncio.create_task(_write_much(each, 40)) for each in residents]
    while not any(503 in each.refused for each in residents):
        assert not all(task.done() for task in writing), "the disk was never full"
        await asyncio.sleep(0.05)
    assert (await program.health())["http"] == 200
    _let_files_grow_to(program, before)
    await asyncio.gather(*writing)
    assert program.terminate() == 0
    kept = {client_id for each in residents for client_id in each.kept}
    rows = ledger.numbers(program.data, "SELECT external_id, state FROM inbox")
    assert {(external_id.partition(":")[2], state) for external_id, state in rows} == {
        (client_id, "done") for client_id in kept
    }
    ledger.assert_whole(program.data)
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()


async def _write_much(resident: Resident, count: int) -> None:
    for number in range(count):
        await resident.say(f"{sample.UNKNOWN},第{number}次反映。" + "详细情况如下。" * 400)


def _largest_file(data: Path) -> int:
    return max(path.stat().st_size for path in data.iterdir() if path.is_file())


def _let_files_grow_to(program: Program, size: int) -> int:
    """Bound every file that the program writes; the bound before."""
    soft, hard = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (size, hard))
    return soft


async def test_a_database_that_another_program_holds_is_waited_for(
    http: aiohttp.ClientSession, program: Program
) -> None:
    """A lock from outside delays messages, refuses some, and loses none."""
    resident = Resident(http, program.url)
    await resident.say(sample.UNKNOWN)
    other = sqlite3.connect(program.data / ledger.FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    saying = asyncio.create_task(resident.say(sample.entries()[0].question))
    await until(lambda: _was_refused(resident))
    other.execute("ROLLBACK")
    other.close()
    await saying
    assert program.terminate() == 0
    assert ledger.number(program.data, "SELECT COUNT(*) FROM inbox WHERE state = 'done'") == 2
    program.assert_calm()


async def _was_refused(resident: Resident) -> bool:
    return 503 in resident.refused
