"""One browser for all tests, a program, and the pages of both sides of the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.acceptance.conftest import MakeProgram, make_program, usual_program
from tests.acceptance.first_start import first_started
from tests.acceptance.program import Program
from tests.acceptance.telling import pytest_runtest_makereport
from tests.browser.chromium import DESKTOP, PHONE, chromium, page_of

__all__ = ["first_started", "make_program", "pytest_runtest_makereport"]
HERE = Path(__file__).parent
in_one_loop = pytest_asyncio.fixture(loop_scope="session")
"""The browser belongs to the loop that it was started in; so does whoever opens pages in it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that drive the browser run in its loop."""
    for item in items:
        if item.get_closest_marker("browser") and item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@in_one_loop
async def program(make_program: MakeProgram) -> Program:
    """A program that serves, with the sample FAQ."""
    made = make_program()
    await made.start()
    return made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    """A program that stands for all tests which have no need to be alone in it."""
    made = usual_program(tmp_path_factory.mktemp("standing") / "data")
    await made.start()
    yield made
    made.end()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium; what a page leaves behind goes with its profile."""
    async with chromium() as opened:
        yield opened


@in_one_loop
async def chat(browser: Browser, program: Program) -> AsyncIterator[Page]:
    """The residents' page on a phone."""
    async with page_of(browser, PHONE) as page:
        await page.goto(program.url)
        yield page


@in_one_loop
async def visitor(browser: Browser, standing: Program) -> AsyncIterator[Page]:
    """The residents' page on a phone, of somebody who is one of many."""
    async with page_of(browser, PHONE) as page:
        await page.goto(standing.url)
        yield page


@in_one_loop
async def desk(browser: Browser, program: Program) -> AsyncIterator[Page]:
    """The desk on a wide screen, signed in by the link on the terminal."""
    async with page_of(browser, DESKTOP) as page:
        await page.goto(f"{program.url}{program.sign_in_path}")
        await page.get_by_role("button", name="登录").click()
        await page.wait_for_url("**/desk")
        yield page
