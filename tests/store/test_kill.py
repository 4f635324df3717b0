"""What was said to be committed is there after a SIGKILL."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.store.opening import open_database
from tests.store.probe import all_keys, open_engine

ROOT = Path(__file__).parents[2]


@pytest.mark.process
@pytest.mark.parametrize("seed", range(5))
async def test_what_was_resolved_survives_a_kill(
    settings: Settings, now: datetime, seed: int
) -> None:
    """Every number that the killed process had printed is in the database, round after round."""
    await (await open_database(settings, now=now)).close()
    moments = random.Random(seed)
    printed: set[int] = set()
    for first in (0, 1_000_000):
        printed |= _write_and_kill(settings, first, lines=moments.randrange(1, 400))
        engine = open_engine(settings)
        kept = {int(name) for name in await engine.read(all_keys)}
        await engine.close()
        assert printed
        assert printed <= kept


def _write_and_kill(settings: Settings, first: int, lines: int) -> set[int]:
    """Let a process write until it has printed so many lines, kill it, and read what it said."""
    command = [sys.executable, "-m", "tests.store.scribe"]
    with subprocess.Popen(
        [*command, settings.data, settings.database, str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    return {int(line) for line in said if line.endswith("\n")}
