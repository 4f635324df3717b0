"""Pushes as JSON: the same fields as XML has, and nothing odd comes through."""

from __future__ import annotations

import json as standard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent import json, xml
from bot.channels.tencent.xml import Malformed

NAMES = st.sampled_from(["MsgType", "Content", "Event", "EventKey", "MsgId"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30).map(
    xml.harmless
)


@given(st.dictionaries(NAMES, TEXTS, min_size=1))
def test_the_fields_are_those_of_xml(fields: dict[str, str]) -> None:
    """Whichever notation the console is set to."""
    told = json.read(json.write(fields).encode())
    assert told == fields == xml.read(xml.write(fields).encode())


def test_numbers_are_texts_and_a_list_of_one_is_that_one() -> None:
    """The platform writes numbers as such, and one element without its list."""
    body = b'{"CreateTime": 1700000000, "MsgId": 23456789012345678, "List": [{"A": 1}], "N": null}'
    assert json.read(body) == {
        "CreateTime": "1700000000",
        "MsgId": "23456789012345678",
        "List": {"A": "1"},
        "N": "",
    }
    assert json.read(b'{"List": [{"A": 1}, {"A": "2"}]}') == {"List": [{"A": "1"}, {"A": "2"}]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"7",
        b"{",
        b"\xff",
        b'{"a":' * 8 + b"1" + b"}" * 8,
        b'{"a":' * 100_000,
        b'{"a": "' + b"x" * xml.LARGEST + b'"}',
    ],
)
def test_what_is_no_push_is_malformed(body: bytes) -> None:
    """Too large, too deep, no object: told in one word, whatever it is."""
    with pytest.raises(Malformed):
        json.read(body)


def test_half_a_character_becomes_a_sign_for_it() -> None:
    """Nothing can keep half of one."""
    found = json.read(standard.dumps({"Content": "a\ud800b"}).encode())
    assert found == {"Content": "a\ufffdb"}
