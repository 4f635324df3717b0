"""Words that say the same in one form, and words that say little: the lexicon of folding."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

LATIN = re.compile(r"[a-z][a-z ]*")
"""A word or phrase that stands between spaces; other scripts write none."""

_STEMMED = re.compile(r"[a-z]+")
_SHORTEST_STEM = 3
_PLURAL_IES = re.compile(r"(?<=..)ies$")
_PLURAL_ES = re.compile(r"(ss|x|ch|sh)es$")
_TENSE = re.compile(r"(?<=[a-z]{2}[a-z])(?:ing|ed)$")
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")
_LONGEST_PHRASE = 3  # Latin words of one phrase


class Forms(NamedTuple):
    """The form that stands for each word, and by first sign how long the words are."""

    latin: Mapping[str, str]
    signs: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]


def one_form(text: str) -> str:
    """A normalised text with every word of the lexicon in the form that stands for it."""
    forms = _forms()
    if not text.isascii():
        text = _signs_folded(text, forms)
    return _latin_folded(text, forms) if " " in text or text.isascii() else text


def _signs_folded(text: str, forms: Forms) -> str:
    parts: list[str] = []
    kept, signs = 0, forms.signs
    for at, lengths in enumerate(map(forms.lengths.get, text)):
        if lengths is None or at < kept:
            continue
        for length in lengths:
            form = signs.get(text[at : at + length])
            if form is not None:
                parts += (text[kept:at], form)
                kept = at + length
                break
    return "".join(parts) + text[kept:] if parts else text


def _latin_folded(text: str, forms: Forms) -> str:
    words, folded, at = text.split(" "), [], 0
    latin = forms.latin
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            form = latin.get(" ".join(words[at : at + length]))
            if form is not None:
                folded.append(form)
                at += length
                break
        else:
            folded.append(words[at])
            at += 1
    return " ".join(map(stem, " ".join(folded).split(" ")))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word without the endings of number and tense; rough, but the same for both sides."""
    if not (_STEMMED.fullmatch(word) and len(word) > _SHORTEST_STEM):
        return word
    word = _PLURAL_IES.sub("y", _PLURAL_ES.sub(r"\1", word))
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = _DOUBLED.sub(r"\1", _TENSE.sub("", word))
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


@cache
def light_words() -> tuple[str, ...]:
    """The words that hold a sentence together."""
    return tuple(map(str, _data()["light"]))


@cache
def _data() -> Mapping[str, list[Any]]:
    data: Mapping[str, list[Any]] = yaml.safe_load(
        files("faq").joinpath("lexicon", "words.yaml").read_text("utf-8")
    )
    return data


@cache
def _forms() -> Forms:
    from faq.normalise import normalise

    latin: dict[str, str] = {}
    signs: dict[str, str] = {}
    lengths: dict[str, set[int]] = {}
    for form, *others in _data()["same"]:
        for word in (normalise(str(each)) for each in (form, *others)):
            if LATIN.fullmatch(word):
                latin.setdefault(word, normalise(str(form)))
            else:
                signs.setdefault(word, normalise(str(form)))
                lengths.setdefault(word[0], set()).add(len(word))
    for word in map(normalise, map(str, _data()["silent"])):
        signs.setdefault(word, " ")
        lengths.setdefault(word[0], set()).add(len(word))
    ordered = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
    return Forms(latin, signs, ordered)
