"""A real Chromium, as a phone or a desktop, and what axe finds on a page."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.needs import missing
from tests.patience import PATIENCE_SECONDS

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SERIOUS = {"serious", "critical"}
LATE = int(PATIENCE_SECONDS * 1000)
"""Milliseconds: whatever a browser waits for, it waits for so long."""
expect.set_options(timeout=LATE)


def executable() -> str:
    """The system's Chromium; without one the test is skipped, and in CI it fails."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        missing("Chromium", "apt-get install chromium fonts-noto-cjk")
    return found


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser for as long as the block runs."""
    path = executable()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def page_of(
    browser: Browser, viewport: dict[str, int], **context: Any
) -> AsyncIterator[Page]:
    """A page in a fresh profile; an error in its scripts fails the test."""
    profile = await browser.new_context(
        viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **context
    )
    profile.set_default_timeout(LATE)
    page = await profile.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        yield page
        assert not errors, errors
    finally:
        await profile.close()


async def serious_findings(page: Page) -> list[str]:
    """What axe finds serious or critical on a page: the rule, and where."""
    results = await Axe().run(page)
    return [
        f"{found['id']}: {node['target']}"
        for found in results.response["violations"]
        if found["impact"] in SERIOUS
        for node in found["nodes"]
    ]
