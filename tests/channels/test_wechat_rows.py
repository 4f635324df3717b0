"""Every situation of the conformance table on WeChat is tested under its own number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROWS = {
    "W01": "the console's verification",
    "W02": "anybody else's",
    "W03": "an encrypted push",
    "W04": "a wrong signature",
    "W05": "another account's",
    "W06": "padding up to 32",
    "W07": "a broken envelope",
    "W08": "plain fields beside the envelope",
    "W09": "bombs",
    "W10": "what is not known yet",
    "W11": "odd words",
    "W12": "the database is away",
    "W13": "a voice",
    "W14": "a picture without the media API",
    "W15": "a tap on a menu",
    "W20": "an answer at once",
    "W21": "a slow answer",
    "W22": "a slow answer, unverified",
    "W23": "an answer too late, unverified",
    "W24": "deliveries at the same moment",
    "W25": "a repeat much later",
    "W26": "two events of one second",
    "W27": "leaving twice",
    "W28": "a crash before the reply",
    "W29": "two quick messages",
    "W30": "a burst",
    "W31": "a restart",
    "W40": "within the window",
    "W41": "after the window",
    "W42": "the budget is spent",
    "W43": "a long answer",
    "W44": "a tap's window",
    "W45": "who does not follow",
    "W46": "who takes no messages",
    "W47": "an unclear outcome",
    "W48": "a busy platform",
    "W49": "the quota is spent",
    "W50": "raw UTF-8",
    "W51": "a template's result",
    "W52": "a template's repeat",
    "W53": "a consent is used up",
    "W54": "a consent is revoked",
    "W60": "an expired token",
    "W61": "many expire together",
    "W62": "two processes",
    "W63": "somebody else's tokens",
    "W64": "a wrong secret",
    "W65": "an address not listed",
    "W66": "a short token",
    "W67": "the token endpoint is out of order",
}
HERE = Path(__file__).parent
TESTS = "".join(
    path.read_text("utf-8")
    for path in sorted([*HERE.glob("test_wechat_*.py"), *HERE.glob("tencent/test_*.py")])
    if path.name != Path(__file__).name
)
TESTED = {
    row
    for name in re.findall(r"def test(\w+)", TESTS)
    for row in re.findall(r"_(w\d\d)(?=_)", name)
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row} {ROWS[row]}")
def test_every_row_has_a_test_of_its_number(row: str) -> None:
    """A test's name holds the number of the row it is about."""
    assert row.lower() in TESTED, f"no test is named for {row}: {ROWS[row]}"
