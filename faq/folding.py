"""The forms of a question under which it is compared, from what is written to what is meant."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from faq.numerals import with_digits
from faq.terms import terms_of
from faq.words import one_form


class Question(NamedTuple):
    """A question as written; normalised; with digits; with one form for each word; its terms."""

    written: str
    text: str
    plain: str
    folded: str
    terms: frozenset[int]


@lru_cache(512)  # as normalise: one message is compared with the FAQ, the catalogue and matters
def question_of(text: str, written: str = "") -> Question:
    """The forms of a normalised text; `written` is how it was before."""
    plain = with_digits(text)
    folded = one_form(plain)
    return Question(written or text, text, plain, folded, terms_of(folded))


def folded(text: str) -> str:
    """A normalised text as its terms are taken: digits for numerals, one form for each word."""
    return one_form(with_digits(text))


def twofold(plain: str, folded: str) -> str:
    """A text as it is written and as it is folded, for where there are many words to tell by."""
    return f"{plain}  {folded}"
