"""`wenzheng tickets` and `wenzheng inbox`: looking on, and another try."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.commands.tickets.stories import Story, print_story
from bot.models import Attachment, Content, Direction, InboxState, Message
from bot.store import exporting, inbox
from tests.conftest import NOW
from tests.scenes import ANSWERED, ASKED, PHONE, WHISPERED, ZONE, Past, happen

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


@pytest.fixture
def past(shell: CommandLine) -> Past:
    """What happened before the commands are run."""
    return shell.do(partial(happen, now=NOW))


def test_tickets_are_listed_without_personal_data(shell: CommandLine, past: Past) -> None:
    """The telephone is starred out, the confidential matter not told."""
    listed = {each["number"]: each for each in shell.json("tickets", "list")}
    ticket = listed[past.answered.number]
    assert (ticket["state"], ticket["department"], ticket["official"]) == (
        "replied",
        "market",
        "王芳",
    )
    assert (ticket["created_at"], ticket["overdue"]) == ("2026-11-23T01:30:00Z", False)
    assert ticket["title"].startswith("楼下餐馆油烟太大")
    assert listed[past.confidential.number]["title"] == ""
    text = shell.run("tickets", "list").stdout
    assert "first reply 2026-11-24 09:30" in text
    waits = listed[past.confidential.number]
    assert waits["clock"] == {"watch": "first_reply", "due": waits["first_reply_due"]}
    assert ticket["clock"] is None
    assert PHONE not in text
    assert WHISPERED not in text


def test_tickets_are_listed_by_state_and_department(shell: CommandLine, past: Past) -> None:
    """A department by its name; an unknown one is refused."""
    for args, numbers in (
        (["--state", "replied"], [past.answered.number]),
        (["--state", "closed"], []),
        (["--department", "市场监督管理局"], [past.answered.number]),
        (["--open"], [past.confidential.number, past.answered.number]),
    ):
        assert [each["number"] for each in shell.json("tickets", "list", *args)] == numbers
    assert "no department" in shell.refused("tickets", "list", "--department", "x")


def test_a_ticket_is_told_as_a_story(shell: CommandLine, past: Past) -> None:
    """Who did what and what was said, in order, masked."""
    text = shell.run("tickets", "show", past.answered.number).stdout
    told = (
        "the resident registered it",
        "王芳 took it → in progress  [acceptance clock ends]",
        "王芳 answered → replied  [first-reply clock ends, resolution clock ends]",
    )
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert "First reply: due 2026-11-24 09:30, ended" in text
    assert "王芳" in text
    assert ANSWERED in text
    assert PHONE not in text
    story = shell.json("tickets", "show", past.answered.number)
    assert [event["action"] for event in story["events"]] == ["register", "take", "answer"]
    assert [message["direction"] for message in story["messages"]] == ["in", "out"]
    assert story["messages"][1]["delivery"] == "queued"
    assert story["events"][1]["official"] == "王芳"
    assert story["events"][1]["did"] == "took it"
    assert [clock["name"] for clock in story["clocks"]] == [
        "Acceptance",
        "First reply",
        "Resolution",
    ]


def test_personal_data_is_shown_only_on_demand_and_noted(shell: CommandLine, past: Past) -> None:
    """A confidential ticket needs it at all."""
    story = shell.json("tickets", "show", past.answered.number, "--personal-data")
    assert story["messages"][0]["text"] == ASKED
    number = past.confidential.number
    assert "confidential" in shell.refused("tickets", "show", number)
    assert WHISPERED in shell.run("tickets", "show", number, "--personal-data").stdout
    assert len(shell.do(lambda tx: exporting.accesses(tx, "shown"))) == 2


def test_a_story_tells_notes_files_and_what_was_erased(
    past: Past, capsys: pytest.CaptureFixture[str]
) -> None:
    """And whatever a terminal might obey is shown as a mark, not obeyed."""
    picture = Attachment("ab" * 32, "image/png", 10)
    said = [
        (Direction.INBOUND, Content("\x1b[2J看图", attachments=(picture,)), False),
        (Direction.INBOUND, Content(""), True),
        (Direction.NOTE, Content("已电话核实"), False),
        (Direction.OUTBOUND, Content(f"电话{PHONE}"), False),
    ]
    lines = tuple(
        Message(number, 1, past.answered.id, direction, content, NOW, 1, erased)
        for number, (direction, content, erased) in enumerate(said)
    )
    ticket = replace(past.answered, place="幸福小区3号楼", phone=PHONE)
    print_story(Story(ticket, (), lines, {1: "王芳"}, {}).masked(), ZONE, NOW)
    text = capsys.readouterr().out
    for words in (
        "�[2J看图",
        "[1 file]",
        "(erased)",
        "王芳, note",
        "to the resident",
        "幸福小区*号楼",
    ):
        assert words in text
    assert PHONE not in text


def test_an_unknown_ticket_is_refused(shell: CommandLine) -> None:
    """With the way to the list."""
    shell.begin()
    assert "wenzheng tickets list" in shell.refused("tickets", "show", "20261123-0009")
    assert shell.run("tickets", "list").stdout == "There is no such ticket.\n"


def test_failed_messages_are_listed_and_tried_again(shell: CommandLine, past: Past) -> None:
    """By id or all of them; the service then finds them due."""
    (failed,) = shell.json("inbox", "list")
    assert (failed["id"], failed["state"], failed["text"]) == (past.failed_id, "failed", "坏消息")
    assert "handlers/ask.py:12" in shell.run("inbox", "list").stdout
    assert shell.json("inbox", "retry", past.failed_id) == {"retried": [past.failed_id]}
    (waiting,) = shell.do(inbox.unfinished)
    assert (waiting.state, waiting.attempts) == (InboxState.RECEIVED, 0)
    assert shell.do(lambda tx: inbox.due(tx, NOW, 10)) == [past.failed_id]
    assert shell.json("inbox", "retry", "--all") == {"retried": []}
    shell.do(lambda tx: inbox.put_off(tx, past.failed_id, "again", None))
    assert "1 message will" in shell.run("inbox", "retry", "--all").stdout


def test_a_retry_of_what_is_not_there_touches_nothing(shell: CommandLine, past: Past) -> None:
    """All ids or none; no id at all is wrong usage."""
    assert "no unhandled message 99" in shell.refused("inbox", "retry", past.failed_id, 99)
    (failed,) = shell.do(inbox.unfinished)
    assert failed.state is InboxState.FAILED
    shell.run("inbox", "retry", code=2)
    shell.run("inbox", "retry", "1", "--all", code=2)


def test_an_inbox_without_rest_says_so(shell: CommandLine) -> None:
    """Nothing to do is good news."""
    shell.begin()
    assert shell.run("inbox", "list").stdout == "Every message is handled.\n"
