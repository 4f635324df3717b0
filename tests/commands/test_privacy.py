"""`wenzheng access`, `wenzheng resident` and `wenzheng retention`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import messages, suspensions
from tests.conftest import NOW
from tests.scenes import ASKED, close, happen

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


def test_every_look_is_listed(shell: CommandLine) -> None:
    """By ticket and by day, the latest first."""
    past = shell.do(lambda tx: happen(tx, NOW))
    shell.run("tickets", "show", past.answered.number, "--personal-data")
    shell.run("tickets", "show", past.confidential.number, "--personal-data")
    found = shell.json("access", "list")
    assert [each["ticket"] for each in found] == [past.confidential.number, past.answered.number]
    assert {each["action"] for each in found} == {"shown"}
    assert len(shell.json("access", "list", "--ticket", past.answered.number)) == 1
    assert shell.json("access", "list", "--since", "2026-11-24") == []
    assert "command line" in shell.run("access", "list").stdout


def test_a_resident_is_erased_after_asking(shell: CommandLine) -> None:
    """Named by a ticket; the erasure is logged without telling who it was."""
    past = shell.do(lambda tx: happen(tx, NOW))
    number = past.answered.number
    shell.run("resident", "erase", number, stdin="n\n", code=1)
    assert ASKED[:4] in shell.run("tickets", "show", number).stdout
    told = shell.run("resident", "erase", number, stdin="y\n").stdout
    assert told == "Erased: 2 messages, 0 files; 1 open ticket withdrawn.\n"
    assert ASKED[:4] not in shell.run("tickets", "show", number, "--personal-data").stdout
    assert shell.json("access", "list")[-1]["action"] == "erased"
    assert shell.json("resident", "erase", number, "--yes")["messages"] == 0
    assert "no ticket 1" in shell.refused("resident", "erase", "1", "--yes")


def test_a_sweep_can_be_run_by_hand(shell: CommandLine) -> None:
    """With the days of the settings; the daily ones are listed."""
    past = shell.do(lambda tx: happen(tx, NOW - timedelta(days=2000)))
    shell.do(lambda tx: close(tx, past.answered, NOW - timedelta(days=2000)))
    assert shell.json("retention", "run")["erased"]["tickets"] == 3
    assert "Erased: conversations 0" in shell.run("retention", "run").stdout
    assert shell.json("retention", "list") == []
    assert "Nothing has been swept yet" in shell.run("retention", "list").stdout
    assert shell.do(lambda tx: messages.get(tx, 1)).erased


def test_a_resident_is_suspended_for_a_term(shell: CommandLine) -> None:
    """With a reason; listed with what is kept of theirs, masked, and lifted again."""
    past = shell.do(lambda tx: happen(tx, NOW))
    number = past.answered.number
    assert "Nobody is suspended" in shell.run("resident", "list").stdout
    told = shell.run("resident", "block", number, "--reason", "刷屏", "--days", 3).stdout
    assert told == "Suspended until 2026-11-26 09:30.\n"
    shell.do(lambda tx: suspensions.hold(tx, past.answered.contact_id, 1))
    (listed,) = shell.json("resident", "list")
    assert (listed["ticket"], listed["reason"], listed["held"]) == (number, "刷屏", 1)
    assert "刷屏" in shell.run("resident", "list").stdout
    assert "138****5678" in shell.run("resident", "held", number).stdout
    assert len(shell.json("resident", "held", number)) == 1
    assert "1 kept message" in shell.run("resident", "unblock", number).stdout
    assert "not suspended" in shell.refused("resident", "unblock", number)
