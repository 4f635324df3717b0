"""Every situation of the conformance table is tested under its own number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROWS = {
    "T01": "an update comes twice",
    "T02": "a crash before what was fetched is kept",
    "T03": "an update that nobody can read",
    "T04": "a wrong secret",
    "T05": "numbers begin anew",
    "T06": "a silence of more than a day",
    "T07": "a press that comes too late",
    "T08": "a second process polls",
    "T09": "polling while a webhook is set",
    "T10": "a connection that is silent",
    "T11": "what we do not know",
    "T12": "many at once",
    "T13": "two quick messages",
    "T14": "an edit that changes nothing",
    "T15": "an edit that changes the words",
    "T16": "an album",
    "T17": "a payload",
    "T18": "nobody in particular",
    "T19": "an edited command",
    "T30": "a long answer",
    "T31": "signs of markup",
    "T32": "a 429",
    "T33": "500 pending sends and a 429",
    "T34": "25 tickets a minute into one group",
    "T35": "a resident blocks the bot",
    "T36": "an account that is gone",
    "T37": "a group gets another id",
    "T38": "the bot is shut out of a group",
    "T39": "a send without an answer",
    "T40": "a send that never left",
    "T41": "refused for good",
    "T42": "not modified",
    "T43": "a press answered too late",
    "T44": "pressed twice, or by another",
    "T45": "a press on a very old message",
    "T46": "a deleted topic",
    "T47": "a closed topic",
    "T48": "two first messages at once",
    "T49": "a thread that is no topic",
    "T50": "the message replied to is gone",
    "T51": "a file too large",
    "T52": "a file of another account",
    "T53": "internal words",
    "T54": "a revoked token",
    "T55": "secrets in logs",
}
TESTS = "".join(
    path.read_text("utf-8")
    for path in sorted(Path(__file__).parent.glob("test_telegram_*.py"))
    if path.name != Path(__file__).name
)
TESTED = set(re.findall(r"_(t\d\d)(?=_)", TESTS))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row} {ROWS[row]}")
def test_every_row_has_a_test_of_its_number(row: str) -> None:
    """A test's name holds the number of the row it is about."""
    assert row.lower() in TESTED, f"no test is named for {row}: {ROWS[row]}"
