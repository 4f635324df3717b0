"""The killing: the process dies again and again under load, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import aiohttp
import pytest

from bot.clock import stamp, utc_now
from tests.acceptance import ledger, sample
from tests.acceptance.conftest import MakeProgram
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident

pytestmark = [pytest.mark.process, pytest.mark.timeout(900)]
SEED = int(os.environ.get("KILLING_SEED", "20261123"))
RESIDENTS = 50
MESSAGES_EACH = 41
KILLS = 26
KILLS_WHILE_STARTING = 4
LONGEST_LIFE_SECONDS = 1.6


async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    make_program: MakeProgram, http: aiohttp.ClientSession
) -> None:
    """Fifty residents write while the process is killed thirty times; then the books are read."""
    program = make_program()
    await program.start()
    residents = [Resident(http, program.url) for _ in range(RESIDENTS)]
    async with AsyncExitStack() as pages:
        for resident in residents:
            await pages.enter_async_context(resident.page())
        over = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for serial, resident in enumerate(residents):
                tasks.create_task(_write(resident, Random(SEED + serial), serial, over))
            tasks.create_task(_kill_again_and_again(program, Random(SEED), over))
        await _part_what_waits(program, residents)
        await _all_is_shown(program)
    assert program.terminate() == 0
    _report(program.data, residents)
    _assert_kept_once(program.data, residents)
    _assert_in_one_ticket(program.data)
    _assert_shown_once(program.data, residents)
    ledger.assert_whole(program.data)
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()


async def _write(resident: Resident, random: Random, serial: int, over: asyncio.Event) -> None:
    """One of three messages is known to the FAQ; go on until the killing is over."""
    known = [entry.question for entry in sample.entries()]
    count = 0
    while count < MESSAGES_EACH or not over.is_set():
        place = serial * 1000 + count
        another = random.choice(("", "另外一件事："))
        unknown = f"{another}{sample.unknown(random, place)}"
        await resident.say(random.choice(known) if count % 3 == 0 else unknown)
        count += 1
        await asyncio.sleep(random.uniform(0, 0.6))


async def _kill_again_and_again(program: Program, random: Random, over: asyncio.Event) -> None:
    for death in range(KILLS + KILLS_WHILE_STARTING):
        if death % (KILLS // KILLS_WHILE_STARTING) == 1:
            await asyncio.sleep(random.uniform(0.05, 1.0))
        else:
            await program.serving()
            await asyncio.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        program.kill()
        program.launch()
    await program.serving()
    over.set()


async def _part_what_waits(program: Program, residents: list[Resident]) -> None:
    """Residents who were asked which matter it is say: a new one."""
    assert program.terminate() == 0
    waiting = ledger.numbers(
        program.data,
        "SELECT c.address, p.choices FROM prompts p JOIN contacts c ON c.id = p.contact_id"
        " WHERE p.kind = 'matter'",
    )
    await program.start()
    by_address = {resident.address: resident for resident in residents}
    for address, choices in waiting:
        _, new, *_ = json.loads(choices)
        await by_address[address].say(choice=new)


async def _all_is_shown(program: Program) -> None:
    """Wait until nothing is owed to anybody: every page is open."""
    begun = stamp(utc_now())
    for _ in range(3000):
        health = await program.health()
        owed = health["outbox"]
        # What was counted before is no word about now.
        # (What officials are told waits for them at the desk, which nobody opens here.)
        pages = {state for state in owed if state.startswith("web.")}
        if pages == {"web.sent"} and health["as_of"] > begun:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"something is still owed though every page is open: {owed}")


def _report(data: Path, residents: list[Resident]) -> None:
    kept = sum(len(resident.kept) for resident in residents)
    repeated = sum(resident.repeated for resident in residents)
    tickets = ledger.number(data, "SELECT COUNT(*) FROM tickets")
    print(  # noqa: T201 - the numbers of a run are worth reading
        f"\nseed {SEED}: {kept} messages acknowledged, {repeated} of them only at a repeat,"
        f" {KILLS + KILLS_WHILE_STARTING} kills, {tickets} tickets"
    )
    assert kept >= RESIDENTS * MESSAGES_EACH


def _assert_kept_once(data: Path, residents: list[Resident]) -> None:
    """Each acknowledged message has one inbox row, done, and one message with its words."""
    rows = ledger.numbers(
        data,
        "SELECT i.external_id, i.state, m.content FROM inbox i"
        " JOIN messages m ON m.id = i.message_id",
    )
    found = {
        external_id.partition(":")[2]: (state, content) for external_id, state, content in rows
    }
    said = {client_id: text for each in residents for client_id, text in each.kept.items()}
    assert set(said) == set(found)
    assert len(found) == len(rows) == ledger.number(data, "SELECT COUNT(*) FROM inbox")
    inbound = ledger.number(data, "SELECT COUNT(*) FROM messages WHERE direction = 'in'")
    assert inbound == len(said)
    for client_id, text in said.items():
        state, content = found[client_id]
        assert (state, json.loads(content)["text"]) == ("done", text)


def _assert_in_one_ticket(data: Path) -> None:
    """What the FAQ did not answer came into one ticket, once; what it answered into none."""
    known = {entry.question for entry in sample.entries()}
    came_in = Counter(
        message_id
        for (message_id,) in ledger.numbers(
            data, "SELECT message_id FROM ticket_events WHERE action IN ('register', 'add')"
        )
    )
    rows = ledger.numbers(
        data,
        "SELECT m.id, m.content, m.ticket_id, l.decision FROM messages m"
        " LEFT JOIN match_log l ON l.message_id = m.id WHERE m.direction = 'in'",
    )
    for message_id, content, ticket_id, decision in rows:
        text = json.loads(content)["text"]
        assert came_in[message_id] == (0 if ticket_id is None else 1), text
        assert text == "" or ticket_id is not None or decision in ("answer", "suggest"), text
        assert decision != "answer" or text in known
    assert {decision for *_, decision in rows} >= {"answer", "escalate"}


def _assert_shown_once(data: Path, residents: list[Resident]) -> None:
    """Every page shows its whole conversation, and nothing was said twice to anybody."""
    for resident in residents:
        own = ledger.numbers(
            data,
            "SELECT m.id FROM messages m JOIN contacts c ON c.id = m.contact_id"
            " WHERE c.address = :address AND m.direction <> 'note' ORDER BY m.id",
            address=resident.address,
        )
        assert [number for (number,) in own] == sorted(resident.lines)
    replies = ledger.numbers(
        data, "SELECT inbox_id, COUNT(*) FROM outbox GROUP BY inbox_id, message_id"
    )
    assert all(count == 1 for _, count in replies)
    assert (
        ledger.number(data, "SELECT COUNT(*) FROM outbox WHERE state <> 'sent' AND channel = 'web'")
        == 0
    )
