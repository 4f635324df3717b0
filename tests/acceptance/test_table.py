"""Every row of the life-cycle's table, seen in the running program with a frozen clock.

One walk an engine goes through all of them; each row has a test of its own, which fails by its
name.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.commands.lifecycle_page import row_name
from bot.settings import Settings
from bot.tickets.lifecycle import RULES, Rule
from tests.acceptance.walk import Walk, name_of_story, walk
from tests.acceptance.walk_stories import STORIES, Story

pytestmark = pytest.mark.process


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """What was seen on either engine: walked once, by whichever of the tests' processes first."""
    engine = str(request.param)
    here = tmp_path_factory.getbasetemp()
    # Beside the folders of the other processes, where there are any (pytest-xdist).
    shared = here.parent if hasattr(request.config, "workerinput") else here
    file = shared / f"walk-{engine}.json"
    with _alone(file.with_suffix(".lock")):
        if not file.exists():
            data = str(tmp_path_factory.mktemp(f"walk-{engine}") / "data")
            with _ground(request, engine) as database:
                asyncio.run(walk(Settings(data=data, database=database))).keep(file)
        return Walk.kept(file)


@pytest.mark.parametrize("row", RULES, ids=row_name)
def test_the_row_happens_to_who_may_and_the_resident_is_told(walked: Walk, row: Rule) -> None:
    """Where it owes the resident a sentence, they were told one at that moment."""
    seen, untold = walked.seen.get(row_name(row)), walked.untold.get(row_name(row))
    assert seen, "no story goes this way"
    assert not untold


@pytest.mark.parametrize("story", STORIES, ids=name_of_story)
def test_the_story_is_told_to_its_end(walked: Walk, story: Story) -> None:
    """Every step of it was accepted."""
    if broken := walked.broken.get(name_of_story(story)):
        pytest.fail(broken)


def test_nothing_happened_that_no_row_allows(walked: Walk) -> None:
    """Each event has its row, and each ticket's events are whole."""
    assert walked.unlawful == []
    assert walked.chains == []


def test_each_row_has_a_name_of_its_own() -> None:
    """Else one would be taken for another."""
    assert len({row_name(row) for row in RULES}) == len(RULES)


@contextmanager
def _ground(request: pytest.FixtureRequest, engine: str) -> Iterator[str]:
    """A database of its own for the walk: its address, empty for the embedded one."""
    if engine == "sqlite":
        yield ""
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create(template=request.getfixturevalue("migrated_postgres"))
    yield server.address(name)
    server.drop(name)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
