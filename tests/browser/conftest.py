"""A browser, a program, and both sides of the conversation in pages of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.acceptance.conftest import MakeProgram, make_program
from tests.acceptance.program import Program
from tests.browser.chromium import DESKTOP, PHONE, chromium, page_of

__all__ = ["make_program"]


@pytest.fixture
async def program(make_program: MakeProgram) -> Program:
    """A program that serves, with the sample FAQ."""
    made = make_program()
    await made.start()
    return made


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium."""
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def chat(browser: Browser, program: Program) -> AsyncIterator[Page]:
    """The residents' page on a phone."""
    async with page_of(browser, PHONE) as page:
        await page.goto(program.url)
        yield page


@pytest.fixture
async def desk(browser: Browser, program: Program) -> AsyncIterator[Page]:
    """The desk on a wide screen, signed in by the link on the terminal."""
    async with page_of(browser, DESKTOP) as page:
        await page.goto(f"{program.url}{program.sign_in_path}")
        await page.get_by_role("button", name="登录").click()
        await page.wait_for_url("**/desk")
        yield page
