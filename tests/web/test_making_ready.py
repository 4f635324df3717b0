"""The pages are made ready beside what comes in; what goes wrong there is said at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import WenzhengError
from bot.store.opening import open_database
from bot.web import pages
from tests.conftest import NOW
from tests.ledgers import until
from tests.web.resident_house import open_house

if TYPE_CHECKING:
    import pytest

    from bot.settings import Settings


async def test_a_page_that_cannot_be_made_ready_is_logged_while_the_service_runs(
    web_settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not when it is stopped, which may be in a month; the others are served meanwhile."""

    def broken() -> None:
        raise WenzhengError("ticket.html cannot be read.")

    async def logged() -> bool:
        return "pages could not be made ready: ticket.html cannot be read." in caplog.text

    monkeypatch.setattr(pages, "make_ready", broken)
    database = await open_database(web_settings, now=NOW)
    try:
        async with open_house(web_settings, database) as house:
            await until(logged)
            async with house.browser(begun=False) as page:
                response, _ = await page.get("/")
            assert response.status == 200
    finally:
        await database.close()
