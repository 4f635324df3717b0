"""A program of one's own for each acceptance test, and browsers to meet it with."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance.first_start import first_started
from tests.acceptance.official import Official
from tests.acceptance.program import Program
from tests.acceptance.resident import Resident
from tests.acceptance.telling import PROGRAMS, pytest_runtest_makereport
from tests.hours import ANY_HOUR

__all__ = ["first_started", "pytest_runtest_makereport"]
MakeProgram = Callable[..., Program]


USUAL = {
    "limits_messages_per_minute": "100000",
    "promises_quiet_from": ANY_HOUR.quiet_from,
    "promises_quiet_until": ANY_HOUR.quiet_until,
    "promises_duty_message": ANY_HOUR.duty_message,
}


def usual_program(data: Path, **settings: str) -> Program:
    """A program that does the same at every hour, and lets everybody write as fast as they can."""
    return Program(data, **{**USUAL, **settings})


@pytest.fixture
def make_program(
    request: pytest.FixtureRequest, tmp_path: Path, first_started: Path
) -> Iterator[MakeProgram]:
    """Makes programs on a data folder with the samples; none outlives the test."""
    made = request.node.stash.setdefault(PROGRAMS, [])

    def make(data: Path = tmp_path / "data", **settings: str) -> Program:
        if not data.exists():
            shutil.copytree(first_started, data)
        made.append(usual_program(data, **settings))
        return made[-1]

    yield make
    for program in made:
        program.end()


@pytest.fixture
async def program(make_program: MakeProgram) -> Program:
    """A program that serves, with the sample FAQ."""
    made = make_program()
    await made.start()
    return made


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections for any number of residents."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


@pytest.fixture
async def resident(http: aiohttp.ClientSession, program: Program) -> AsyncIterator[Resident]:
    """A resident whose page is open."""
    async with Resident(http, program.url).page() as opened:
        yield opened


@pytest.fixture
async def official(program: Program) -> AsyncIterator[Official]:
    """An official who has signed in by the link on the terminal."""
    async with at_the_desk(program) as signed_in:
        yield signed_in


@contextlib.asynccontextmanager
async def at_the_desk(program: Program) -> AsyncIterator[Official]:
    """A browser of its own, signed in at the desk."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        signed_in = Official(session, program.url)
        await signed_in.sign_in(program.sign_in_path)
        yield signed_in
