"""Every situation of the conformance table on WeCom and across channels has its test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROWS = {
    "C01": "the address proves itself",
    "C02": "an envelope whose receiver is empty",
    "C03": "a slow handler",
    "C04": "what may not be answered with a failure",
    "C05": "the same message again",
    "C06": "a double click",
    "C07": "two press at once",
    "C08": "partial success",
    "C09": "a text that would be cut",
    "C10": "the 31st message in a minute",
    "C11": "the 21st notice in a minute",
    "C12": "a webhook that is no more",
    "C13": "an untrusted address",
    "C14": "a token revoked early",
    "C15": "a wrong secret",
    "C16": "a code used twice",
    "C17": "a task named twice",
    "C18": "forbidden words",
    "C20": "the connection breaks off",
    "C21": "somebody else connects",
    "C22": "signs of life unanswered",
    "C23": "a push without an answer",
    "C24": "a reply after the stream's time",
    "C25": "a reply to an unknown request",
    "C26": "a push of the kind text",
    "C27": "a group where nobody has spoken",
    "C28": "a welcome or a change too late",
    "C29": "many messages a minute",
    "C30": "a quote without a mention",
    "C31": "an answer without a number",
    "C32": "a stranger answers",
    "C33": "a long markdown",
    "C34": "a voice",
    "C35": "a locked picture",
    "C36": "a message to no conversation",
    "X01": "two answers at once",
    "X02": "killed in the middle",
    "X03": "a clock that jumps",
    "X04": "a channel that is down",
    "X05": "ten thousand rows after an outage",
    "X06": "markup",
    "X07": "writing again",
    "X08": "one person on two channels",
    "X09": "nothing is generated",
    "X10": "a stop",
}
HERE = Path(__file__).parent
KILLED = HERE.parent / "acceptance"
TESTS = "".join(
    path.read_text("utf-8")
    for path in sorted([*HERE.glob("test_*.py"), *KILLED.glob("test_*_killing.py")])
    if path.name != Path(__file__).name
)
TESTED = set(re.findall(r"_([cx]\d\d)(?=_)", TESTS))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row} {ROWS[row]}")
def test_every_row_has_a_test_of_its_number(row: str) -> None:
    """A test's name holds the number of the row it is about."""
    assert row.lower() in TESTED, f"no test is named for {row}: {ROWS[row]}"
