"""`wenzheng faq suggest-variants`: proposed from what people showed, approved by an official."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.models import Content, Direction, InboundMessage
from bot.store import contacts, inbox, matching, messages
from bot.store.matching import Feedback, NewMatch, Offered
from tests.conftest import NOW
from tests.scenes import ANSWERED, PHONE, ZONE, happen

if TYPE_CHECKING:
    from bot.store import Transaction
    from tests.commands.conftest import CommandLine

FAQ = "id,question,answer\nwater,停水了找谁?,请打供水热线。\npower,停电了找谁?,请打供电热线。\n"


def _judged(tx: Transaction, at: int, text: str, entry: str, feedback: Feedback) -> None:
    contact = contacts.arrive(tx, "web", f"asker-{at}", NOW)
    arrival = inbox.keep(tx, InboundMessage("web", f"q-{at}", contact.address), NOW)
    assert arrival is not None
    said = messages.NewMessage(Direction.INBOUND, Content(text), contact.id)
    message = messages.keep(tx, said, NOW, ZONE)
    offered = (Offered(entry, "停水了找谁?", 0.5),)
    new = NewMatch(arrival.id, contact.id, message, "suggest", offered)
    matching.judge(tx, matching.log(tx, new, NOW, ZONE), feedback, entry)


def _evidence(tx: Transaction) -> None:
    _judged(tx, 1, "龙头啥也不流", "water", Feedback.PICKED)
    _judged(tx, 2, "龙头啥也不流！", "water", Feedback.USEFUL)
    _judged(tx, 3, f"没水，电话{PHONE}", "water", Feedback.PICKED)
    for at in (4, 5, 6):
        _judged(tx, at, "跳闸了", "power", Feedback.UNSOLVED)


def test_what_residents_showed_is_proposed_and_learnt_once_accepted(shell: CommandLine) -> None:
    """Nothing is learnt before, and personal data never."""
    shell.run("faq", "import", shell.write("faq.csv", FAQ))
    shell.do(_evidence)
    told = shell.json("faq", "suggest-variants")
    (proposal,) = told["proposals"]
    assert (proposal["entry"], proposal["people"]) == ("water", 2)
    (warning,) = told["warnings"]
    assert (warning["entry"], warning["unhelped"], warning["examples"]) == ("power", 3, ["跳闸了"])
    printed = shell.run("faq", "suggest-variants").stdout
    assert proposal["id"] in printed
    assert "跳闸了" in printed
    assert PHONE not in printed

    done = shell.json("faq", "suggest-variants", "--accept", proposal["id"])
    assert done["accepted"] == [proposal["id"]]
    learnt = {each["id"]: each["variants"] for each in shell.json("faq", "list")}
    assert [text.rstrip("！") for text in learnt["water"]] == ["龙头啥也不流"]
    assert learnt["power"] == []
    assert shell.json("faq", "match", "龙头啥也不流")["decision"] == "answer"
    assert shell.json("faq", "suggest-variants")["proposals"] == []


def test_a_name_that_is_none_changes_nothing(shell: CommandLine) -> None:
    """Neither do the right ones beside it."""
    shell.run("faq", "import", shell.write("faq.csv", FAQ))
    shell.do(_evidence)
    (proposal,) = shell.json("faq", "suggest-variants")["proposals"]
    told = shell.refused("faq", "suggest-variants", "--accept", proposal["id"], "--accept", "none")
    assert "No wording is proposed as none" in told
    assert all(not each["variants"] for each in shell.json("faq", "list"))


def test_a_suggestion_that_an_official_answered_with_is_evidence(shell: CommandLine) -> None:
    """Its wording is what the resident wrote, for the entry whose answer was sent."""
    file = shell.write("faq.csv", f'id,question,answer\nsmoke,油烟扰民?,"{ANSWERED}"\n')
    shell.run("faq", "import", file)

    def happened(tx: Transaction) -> None:
        ticket = happen(tx, NOW).answered
        arrival = inbox.keep(tx, InboundMessage("web", "again", "resident-1"), NOW)
        assert arrival is not None
        said = messages.NewMessage(
            Direction.INBOUND, Content("楼下炒菜呛得睡不着"), ticket.contact_id, ticket.id
        )
        message = messages.keep(tx, said, NOW, ZONE)
        offered = (Offered("smoke", "油烟扰民?", 0.5),)
        new = NewMatch(arrival.id, ticket.contact_id, message, "escalate", offered)
        matching.log(tx, new, NOW, ZONE)

    shell.do(happened)
    (proposal,) = shell.json("faq", "suggest-variants")["proposals"]
    assert (proposal["entry"], proposal["wording"]) == ("smoke", "楼下炒菜呛得睡不着")
