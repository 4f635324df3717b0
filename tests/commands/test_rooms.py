"""`wenzheng room` and `wenzheng official code`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.delivery import notice_rooms
from bot.settings import WecomGroup
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


def test_codes_go_before_a_persons_eyes_only(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has one can act as an official."""
    shell.run("department", "add", "duty", "值班室")
    shell.run("official", "add", "王芳", "--department", "duty")
    assert "terminal" in shell.refused("room", "code")
    assert "terminal" in shell.refused("official", "code", "王芳")
    monkeypatch.setattr("bot.commands.officials.is_terminal", lambda: True)
    assert shell.json("official", "code", "王芳")["code"].startswith("WZ-")
    assert "/start WZ-" in shell.run("room", "code", "--department", "值班室").stdout
    assert "no department" in shell.refused("room", "code", "--department", "x")
    assert "no active official" in shell.refused("official", "code", "nobody")


def test_a_room_that_is_not_there_cannot_be_changed(shell: CommandLine) -> None:
    """The refusal says where to look."""
    shell.begin()
    assert "room code" in shell.run("room", "list").stdout
    assert shell.json("room", "list") == []
    assert "room list" in shell.refused("room", "set", "7", "--mode", "strict")
    assert "room list" in shell.refused("room", "close", "7")


def test_the_list_tells_how_each_room_is_heard(shell: CommandLine) -> None:
    """A group that is only given notice hears nothing."""
    groups = WecomGroup(webhooks=("duty=https://x.example/send?key=1",))
    shell.do(lambda tx: notice_rooms.keep(tx, "wecom_group", groups, NOW))
    (room,) = shell.json("room", "list")
    assert (room["hears"], room["department"]) == ("nothing", None)
    assert "nothing" in shell.run("room", "list").stdout
