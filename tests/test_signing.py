"""Signatures, codes and tokens: ours are accepted, and nothing else is."""

from __future__ import annotations

import re
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.signing import Signer
from tests.conftest import NOW

SIGNER = Signer(b"k" * 32)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=80)
"""Half-characters too, as a broken header brings them."""
PURPOSES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


@given(purpose=PURPOSES, text=TEXTS)
def test_what_we_signed_is_accepted(purpose: str, text: str) -> None:
    """A signature fits a link, and holds for what it was made for."""
    signature = SIGNER.sign(purpose, text)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", signature)
    assert SIGNER.check(purpose, text, signature)


@given(purpose=PURPOSES, text=TEXTS, other_purpose=PURPOSES, other_text=TEXTS)
def test_a_signature_holds_for_nothing_else(
    purpose: str, text: str, other_purpose: str, other_text: str
) -> None:
    """Another text, another purpose or another installation has another signature."""
    assume((purpose, text) != (other_purpose, other_text))
    signature = SIGNER.sign(purpose, text)
    assert not SIGNER.check(other_purpose, other_text, signature)
    assert not Signer(b"x" * 32).check(purpose, text, signature)


@given(text=TEXTS, guess=ANYTHING)
def test_whatever_else_comes_is_refused(text: str, guess: str) -> None:
    """Any text at all can be offered as a signature, and is refused without an error."""
    assume(guess != SIGNER.sign("ticket", text))
    assert not SIGNER.check("ticket", text, guess)


@given(number=st.from_regex(r"20\d{6}-\d{4}", fullmatch=True), guess=ANYTHING)
def test_a_query_code_opens_its_own_ticket_only(number: str, guess: str) -> None:
    """Six digits, always the same ones for a number; nothing else will do."""
    code = SIGNER.code(number)
    assert re.fullmatch(r"\d{6}", code)
    assert SIGNER.check_code(number, code)
    assert SIGNER.check_code(number, guess) == (guess == code)


@given(purpose=PURPOSES, text=TEXTS, minutes=st.integers(1, 100_000))
def test_a_token_tells_its_text_until_it_expires(purpose: str, text: str, minutes: int) -> None:
    """Within its time a token gives back what it names, and afterwards nothing."""
    expires = NOW + timedelta(minutes=minutes)
    token = SIGNER.token(purpose, text, expires)
    assert SIGNER.read_token(purpose, token, expires - timedelta(seconds=1)) == text
    assert SIGNER.read_token(purpose, token, expires) is None
    assert SIGNER.read_token(f"{purpose}!", token, NOW) is None


@given(text=TEXTS, position=st.integers(0), letter=st.characters(codec="ascii"))
def test_a_token_that_was_changed_is_worthless(text: str, position: int, letter: str) -> None:
    """No single character can be changed into another token that names something else."""
    token = SIGNER.token("page", text, NOW + timedelta(minutes=5))
    at = position % len(token)
    changed = token[:at] + letter + token[at + 1 :]
    assert SIGNER.read_token("page", changed, NOW) in (None, text)


@given(token=ANYTHING)
def test_any_text_can_be_offered_as_a_token(token: str) -> None:
    """What is no token of ours names nothing, and raises nothing."""
    assert SIGNER.read_token("page", token, NOW) is None


def test_the_key_is_not_shown() -> None:
    """A signer that ends up in a log does not tell its key."""
    assert "k" * 8 not in repr(SIGNER)
