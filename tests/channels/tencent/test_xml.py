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


NAMES = st.text("AZaz", min_size=1, max_size=3)
SPACES = st.text(" \t\n", max_size=2)
TEXTS = st.text(max_size=12) | st.text(" \t\r\n]>&<\x00\x0b\x1f\x7f\x85\ufffe中😀", max_size=8)
FIELDS = st.tuples(SPACES, NAMES, TEXTS | st.integers(0).map(str), st.booleans())


@given(st.lists(FIELDS, max_size=4), SPACES)
def test_plain_fields_are_read_as_they_would_be_among_others(
    fields: list[tuple[str, str, str, bool]], space: str
) -> None:
    """A comment, which says nothing, makes no difference to what is read, nor to what is not."""
    inner = "".join(
        f"{before}<{name}>{f'<![CDATA[{text}]]>' if quoted else text}</{name}>"
        for before, name, text, quoted in fields
    )
    end = f"{space}</xml>{space}"
    assert _found(f"<xml>{inner}{end}") == _found(f"<xml><!-- -->{inner}{end}")


def _found(body: str) -> dict[str, object] | None:
    """What is read; None for what is malformed."""
    try:
        return read(body.encode())
    except Malformed:
        return None


@pytest.mark.parametrize(
    "body",
    [
        "<xml><A><![CDATA[1]]></A></xml><xml/>",
        "<xml><A>1</B></xml>",
        "<xml><A>1</A>",
        "<xml><A>1</A>\u3000</xml>\u3000",
        "<xml><A>\u0661</A></xml> x",
        "<xml> </xml>",
    ],
)
def test_what_only_begins_as_plain_fields_is_malformed(body: str) -> None:
    """What follows the last field counts as well."""
    assert _found(body) is None


def test_an_end_of_line_is_one_however_it_came() -> None:
    """As XML has it: no message keeps a carriage return."""
    assert read(b"<xml><A><![CDATA[a\r\nb\rc\nd]]></A></xml>") == {"A": "a\nb\nc\nd"}


def test_a_body_that_never_ends_its_fields_is_read_once() -> None:
    """As long as a push may be, and looked at from its beginning only."""
    assert _found("<xml>" + "<A><![CDATA[" * (LARGEST // 13)) is None
