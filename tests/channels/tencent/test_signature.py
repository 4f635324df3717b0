"""The signature under a push, against the platform's own examples."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent.signature import is_signed, sign

VECTORS = [
    # parts, signature
    (
        ("citizenToken1", "1700000000", "1234567890"),
        "383dff942d537662be28c58fe5126d5930cb5b48",
    ),
    (
        (
            "123456",
            "1411443780",
            "437374425",
            "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6"
            "co6Yh9Bv41n7hOchLF6p+Q==",
        ),
        "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
    ),
]


@pytest.mark.parametrize(("parts", "signature"), VECTORS)
def test_known_signatures(parts: tuple[str, ...], signature: str) -> None:
    """The order in which the parts are given does not matter."""
    assert sign(*parts) == sign(*reversed(parts)) == signature
    assert is_signed(signature, *parts)


@pytest.mark.parametrize("given", ["", "383DFF", "x" * 40, "ü", "\ud800", "\x00"])
def test_anything_else_is_none(given: str) -> None:
    """Nothing but the very signature counts, and nothing makes it stumble."""
    assert not is_signed(given, "citizenToken1", "1700000000", "\udcff")


@given(st.lists(st.text(st.characters(codec=None), max_size=20), max_size=5))
def test_the_parts_are_sorted_by_their_bytes(parts: list[str]) -> None:
    """As the platforms define it; half-characters and those beyond four digits too."""
    together = b"".join(sorted(part.encode("utf-8", "surrogatepass") for part in parts))
    plain = hashlib.sha1(together, usedforsecurity=False).hexdigest()
    assert sign(*parts) == plain
