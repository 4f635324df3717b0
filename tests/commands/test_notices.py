"""`wenzheng notices`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.models import Department
from bot.store import notices, people
from bot.store.notices import NewNotice
from tests.conftest import NOW
from tests.store.talk import opened, resident

if TYPE_CHECKING:
    from bot.store import Transaction
    from tests.commands.conftest import CommandLine


def post(tx: Transaction) -> None:
    """A notice on a ticket, given to one who asked."""
    people.keep_department(tx, Department("water", "水务局"))
    official = people.add_official(tx, "王芳", "water", (), NOW)
    ticket = opened(tx, NOW)
    texts = {"zh-Hans": "预计 18 时恢复供水。"}
    until = NOW + timedelta(hours=6)
    new = NewNotice(ticket.id, "outage", "幸福路", "城东停水", texts, official.id, until)
    notice = notices.post(tx, new, NOW)
    reader = resident(tx, NOW, "reader")
    notices.read(tx, notice.id, reader.id, None, NOW)


def test_a_notice_is_listed_and_withdrawn(shell: CommandLine) -> None:
    """With what it says, until when, and how many were given it without a ticket."""
    shell.do(post)
    (listed,) = shell.json("notices", "list")
    assert (listed["title"], listed["place"], listed["readers"]) == ("城东停水", "幸福路", 1)
    assert listed["texts"] == {"zh-Hans": "预计 18 时恢复供水。"}
    assert listed["stands"]
    assert "城东停水" in shell.run("notices", "list").stdout
    shell.run("notices", "withdraw", listed["id"])
    (listed,) = shell.json("notices", "list")
    assert not listed["stands"]
    assert "no notice" in shell.refused("notices", "withdraw", listed["id"])
