"""`wenzheng faq drafts`, `faq gaps` and `faq review`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.models import Content, Direction, InboundMessage
from bot.store import contacts, drafts, inbox, matching, messages
from bot.store.drafts import Proposed
from bot.store.matching import NewMatch
from tests.conftest import NOW
from tests.scenes import PHONE, ZONE, happen

if TYPE_CHECKING:
    from bot.store import Transaction
    from tests.commands.conftest import CommandLine

PROPOSED = Proposed("油烟扰民找谁？", "请打 12315。", "market", "", "zh-Hans", date(2027, 1, 1))


def _asked(tx: Transaction, at: int, text: str) -> None:
    contact = contacts.arrive(tx, "web", f"asker-{at}", NOW)
    arrival = inbox.keep(tx, InboundMessage("web", f"q-{at}", contact.address), NOW)
    assert arrival is not None
    said = messages.NewMessage(Direction.INBOUND, Content(text), contact.id)
    message = messages.keep(tx, said, NOW, ZONE)
    matching.log(tx, NewMatch(arrival.id, contact.id, message, "escalate"), NOW, ZONE)


def test_gaps_are_counted_and_masked(shell: CommandLine) -> None:
    """The commonest first; of two tickets no share is told."""

    def ask(tx: Transaction) -> None:
        happen(tx, NOW)
        for at, text in enumerate(("停车位不够怎么办", "停车位不够", f"路灯坏了，电话{PHONE}")):
            _asked(tx, at, text)

    shell.do(ask)
    found = shell.json("faq", "gaps")
    assert [(gap["question"], gap["count"]) for gap in found["gaps"]] == [
        ("停车位不够", 2),
        ("路灯坏了，电话138****5678", 1),
    ]
    assert (found["tickets"], found["fewer"]) == (2, None)
    told = shell.run("faq", "gaps", "--top", 1)
    assert "fewer tickets" not in told.stderr
    assert PHONE not in told.stdout


def test_where_nothing_was_asked_no_knowledge_is_praised(shell: CommandLine) -> None:
    """A new city's table says the truth, not that its FAQ knew everything."""
    shell.do(lambda tx: None)
    assert "Nothing was asked since" in shell.run("faq", "gaps").stdout


def test_drafts_and_troubles_are_listed(shell: CommandLine) -> None:
    """Those that wait, with who drafted them; and entries that ran out."""
    past = shell.do(lambda tx: happen(tx, NOW))
    assert "No draft is waiting" in shell.run("faq", "drafts").stdout
    shell.do(lambda tx: drafts.keep(tx, PROPOSED, past.answered.id, 1, NOW))
    (draft,) = shell.json("faq", "drafts")
    assert (draft["ticket"], draft["drafted_by"]) == (past.answered.number, "王芳")
    assert "油烟扰民找谁" in shell.run("faq", "drafts").stdout
    ended = NOW.date() - timedelta(days=2)
    shell.write("faq.csv", f"id,问题,答案,有效期至\nold,旧问题在哪里办,旧答案,{ended}\n")
    shell.run("faq", "import", "faq.csv")
    (trouble,) = shell.json("faq", "review")
    assert trouble["why"] == "ran out on 2026-11-21"
