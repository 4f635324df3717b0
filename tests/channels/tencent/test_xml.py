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
    b"<!DOCTYPE x><xml><A>1</A></xml>",
    b"<xml><a:A>1</a:A></xml>",
    b"<xml><A>1</A></xml><xml/>",
    b"<xml>" + b"<a>" * 6 + b"</a>" * 6 + b"</xml>",
    b"<xml>" + b"<A>x</A>" * 40_000 + b"</xml>",
    b"x" * (LARGEST + 1),
]


@pytest.mark.parametrize("body", BROKEN)
def test_what_is_no_push_is_malformed(body: bytes) -> None:
    """W09: entities, document types, depth and size are refused at once."""
    with pytest.raises(Malformed):
        read(body)


def test_text_is_put_together_and_what_stands_between_elements_is_not_read() -> None:
    """Comments part no text, and spaces or words beside elements say nothing; six lie within."""
    body = b"<xml>no <A>a<!-- c -->b<![CDATA[<c>]]>&amp;&#20013;</A> way <B> \n</B></xml>"
    assert read(body) == {"A": "ab<c>&\u4e2d", "B": " \n"}
    deepest = b"<a>" * 6 + b"1" + b"</a>" * 6
    assert read(deepest) == {"a": {"a": {"a": {"a": {"a": "1"}}}}}


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
