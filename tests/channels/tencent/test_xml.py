"""The XML of pushes: everything that is one is read, nothing else harms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent.xml import LARGEST, Malformed, harmless, read, write


def test_a_push_is_read() -> None:
    """CDATA or not, empty elements, nested ones, and lists."""
    body = """<xml><A><![CDATA[gh_x]]></A><B>1</B><C/><D></D>
      <E><F>1</F></E><G><item><H>1</H></item><item><H>2</H></item></G></xml>"""
    assert read(body.encode()) == {
        "A": "gh_x",
        "B": "1",
        "C": "",
        "D": "",
        "E": {"F": "1"},
        "G": {"item": [{"H": "1"}, {"H": "2"}]},
    }


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><A>&b;</A></xml>'
BROKEN = [
    b"",
    b"x",
    b"<xml>",
    b"<xml>text</xml>",
    b"<xml/>",
    b"\xff\xfe<xml><A>1</A></xml>",
    b'<?xml version="1.0" encoding="nonsense"?><xml><A>1</A></xml>',
    b"<xml><A>&nbsp;</A></xml>",
    b"<xml><A>\x00</A></xml>",
    BOMB.encode(),
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x"><xml><A>1</A></xml>',
    b"<xml>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</xml>",
    b"<xml>" + b"<a><b/>" * 20 + b"</a>" * 20 + b"</xml>",
    b"<xml>" + b"<A>x</A>" * 40_000 + b"</xml>",
    b"x" * (LARGEST + 1),
]


@pytest.mark.parametrize("body", BROKEN)
def test_what_is_no_push_is_malformed(body: bytes) -> None:
    """W09: entities, document types, depth and size are refused at once."""
    with pytest.raises(Malformed):
        read(body)


@given(st.binary(max_size=200))
def test_noise_is_malformed_and_nothing_worse(noise: bytes) -> None:
    """Whatever comes, it is fields or it is malformed."""
    try:
        read(noise)
    except Malformed:
        return
    raise AssertionError("noise was read")


@given(st.text(max_size=200))
def test_what_is_written_is_read(text: str) -> None:
    """W11: any text survives, but for what XML cannot hold and for how it ends lines."""
    found = read(write({"Content": text, "Number": 7, "In": {"Side": text}}).encode())
    wanted = harmless(text).replace("\r\n", "\n").replace("\r", "\n")
    assert found == {"Content": wanted, "Number": "7", "In": {"Side": wanted}}
