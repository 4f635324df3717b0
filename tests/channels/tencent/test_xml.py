"""The XML of pushes: everything that is one is read, nothing else harms."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.tencent.xml import (
    LARGEST,
    Malformed,
    _flat,
    _parsed,
    harmless,
    read,
    write,
)


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


MARKS = "<xml> </xml> <A> </A> <A/> <A:b> <![CDATA[ ]]> ]] ] > < &amp; & <!---> <?p?> <!DOCTYPE>"
PIECES = st.sampled_from([*MARKS.split(), *"1字😀 \n\r\t\x0b\x00\x7f\u3000\ufffe\ufeff"])
TEXTS = st.lists(PIECES, max_size=3).map("".join)
FIELDS = st.builds(
    str.format,
    st.sampled_from(["<A>{}</A>", "<B><![CDATA[{}]]></B>", "<C_1>{}</C_1>\n", "<D>{}</d>"]),
    st.text("1字]😀 \n") | TEXTS,
)
INNER = st.lists(FIELDS, max_size=4).map("".join) | st.lists(FIELDS | PIECES).map("".join)


@given(INNER, st.sampled_from(["<xml>{}</xml>", "{}", " <xml>\n{}\n</xml>\n"]))
@example("<A>1</A>\n<B><![CDATA[[微笑]]]></B>", "\n<xml>\n{}\n</xml>\n")
@example("<A><![CDATA[x]]]]><![CDATA[>y]]></A>", "<xml>{}</xml>")
@example("<A>1</A>", "\u3000<xml>{}</xml>")
def test_what_is_read_at_a_glance_is_what_expat_reads(inner: str, root: str) -> None:
    """Whatever is put together of the pieces of XML, both read the same, or one leaves it."""
    body = root.format(inner).encode()
    glanced = _flat(body)
    assert not glanced or glanced == _parsed(body)


def test_a_push_as_the_platforms_write_it_is_read_at_a_glance() -> None:
    """One level of texts and numbers, on one line or several."""
    fields = {"ToUserName": "gh_x", "CreateTime": 17, "Content": "您好[微笑]\n😀", "MsgId": 7}
    wanted = {name: str(value) for name, value in fields.items()}
    assert _flat(write(fields).encode()) == wanted
    lines = "\n".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in wanted.items())
    assert _flat(f"<xml>\n{lines}\n</xml>\n".encode()) == wanted


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
