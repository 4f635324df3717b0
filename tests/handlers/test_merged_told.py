"""How `wenzheng tickets show` tells of a matter that ended as merged, or follows another."""

from __future__ import annotations

import pytest

from bot.commands.tickets.stories import print_story, read_story, story_values
from bot.store import Transaction, tickets
from tests.handlers.cast import Hall
from tests.handlers.test_merged_end import ANSWER, merge, neighbours


async def _told(hall: Hall, number: str, capsys: pytest.CaptureFixture[str]) -> str:
    def story(tx: Transaction) -> None:
        ticket = tickets.by_number(tx, number)
        assert ticket is not None
        read = read_story(tx, ticket)
        print_story(read, hall.town.house.zone, hall.town.now)
        assert "leading" in story_values(read, hall.town.now)

    await hall.town.database.read(story)
    return capsys.readouterr().out


async def test_the_story_names_where_a_merged_matter_goes_on(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its clocks run on, and who keeps them is said; after the answer, whose it was."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    told = await _told(hall, second, capsys)
    assert f"Outcome: merged into {first}" in told
    assert f"running, kept by the answer to {first}" in told
    await hall.done("answer", first, ANSWER, people="2")
    told = await _told(hall, second, capsys)
    assert f"Answered with: {first}" in told
    assert "kept by" not in told
