"""`wenzheng official deputy`, `away`, `back`, `absences`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


@pytest.fixture
def staffed(shell: CommandLine) -> CommandLine:
    """Two officials of one department."""
    shell.run("department", "add", "duty", "值班室")
    for name in ("王芳", "李强"):
        shell.run("official", "add", name, "--department", "duty")
    return shell


def test_a_deputy_is_named_and_dropped(staffed: CommandLine) -> None:
    """One stands in for another, never for themselves."""
    assert "李强 stands in for 王芳" in staffed.run("official", "deputy", "王芳", "李强").stdout
    assert staffed.json("official", "absences") == [
        {"official": "王芳", "deputy": "李强", "away_from": None, "away_until": None}
    ]
    assert "cannot stand in" in staffed.refused("official", "deputy", "王芳", "王芳")
    assert "no active official" in staffed.refused("official", "deputy", "王芳", "张三")
    staffed.run("official", "deputy", "王芳", "--nobody")
    assert staffed.json("official", "absences") == []


def test_an_official_goes_away_and_comes_back(staffed: CommandLine) -> None:
    """The day is the city's; without a deputy it is said so."""
    gone = staffed.run("official", "away", "王芳", "--until", "2026-12-01")
    assert "until 2026-12-01 00:00" in gone.stdout
    assert "Nobody stands in for 王芳" in gone.stderr
    (row,) = staffed.json("official", "absences")
    assert row["away_until"] == "2026-11-30T16:00:00Z"
    assert "is back" in staffed.run("official", "back", "王芳").stdout
    assert "was not away" in staffed.run("official", "back", "王芳").stdout


def test_an_absence_in_the_past_is_refused(staffed: CommandLine) -> None:
    """Nothing is noted."""
    assert "later than now" in staffed.refused("official", "away", "王芳", "--until", "2026-01-01")
    assert staffed.json("official", "absences") == []
    staffed.run("official", "deputy", "王芳", code=2)
