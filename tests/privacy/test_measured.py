"""How much of the personal data in written examples is found, and how little else is touched."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.privacy import Kind, found, mask
from tests.privacy.examples import Example, read
from tests.privacy.measuring import is_hidden

RECALL = {
    Kind.IDENTITY: 0.99,
    Kind.PHONE: 0.99,
    Kind.BANK_CARD: 0.99,
    Kind.PLATE: 0.95,
    Kind.NAME: 0.95,
    Kind.ADDRESS: 0.95,
    Kind.EMAIL: 0.95,
    Kind.ACCOUNT: 0.95,
}
HARMLESS_MASKED = 0.01
HALVES = ("development", "measured")


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("kind", Kind)
def test_personal_data_is_hidden(half: str, kind: Kind) -> None:
    """The share of pieces of a kind that tell nobody who it is, in each half of its own."""
    all_of, hidden = 0, 0
    for example in read(half):
        masked = mask(example.text)
        pieces = [each for each in example.pieces if each.kind is kind]
        all_of += len(pieces)
        hidden += sum(is_hidden(kind, masked[each.start : each.end]) for each in pieces)
    assert hidden / all_of >= RECALL[kind], f"{hidden}/{all_of}"


@pytest.mark.parametrize("half", HALVES)
def test_harmless_numbers_stay(half: str) -> None:
    """Tickets, dates, amounts, documents, hotlines, roads: officials need them to help."""
    all_of, touched = 0, []
    for example in read(half):
        masked = mask(example.text)
        for each in example.pieces:
            if each.kind is None:
                all_of += 1
                if masked[each.start : each.end] != example.text[each.start : each.end]:
                    touched.append(example.text[each.start : each.end])
    assert len(touched) / all_of <= HARMLESS_MASKED, touched


@pytest.mark.parametrize("half", HALVES)
def test_words_around_personal_data_stay(half: str) -> None:
    """A mask that stars everything would be found out here."""
    letters = touched = 0
    for example in read(half):
        masked = mask(example.text)
        inside = {place for each in example.pieces for place in range(each.start, each.end)}
        outside = [place for place in range(len(masked)) if place not in inside]
        letters += len(outside)
        touched += sum(masked[place] != example.text[place] for place in outside)
    assert touched / letters <= HARMLESS_MASKED


@pytest.mark.parametrize("half", HALVES)
def test_the_kinds_found_are_the_kinds_there(half: str) -> None:
    """Kinds are what the answer check will name, so what is called one must be one."""
    examples = read(half)
    right = sum(set(found(each.text)) == _kinds(each) for each in examples)
    assert right / len(examples) >= 0.95


def test_there_are_enough_examples() -> None:
    """As many as the figures are worth something with."""
    both = [example for half in HALVES for example in read(half)]
    pieces = [
        (each.kind, example.text[each.start : each.end])
        for example in both
        for each in example.pieces
    ]
    count = Counter(kind for kind, _ in pieces)
    assert len(both) >= 340
    assert len({example.text for example in both}) == len(both)
    assert all(count[kind] >= 50 for kind in RECALL if kind not in (Kind.EMAIL, Kind.ACCOUNT))
    assert (
        sum(kind is None and bool(re.search(r"[\d一二三〇]", text)) for kind, text in pieces) >= 150
    )
    assert sum(all(each.kind is None for each in example.pieces) for example in both) >= 80


def _kinds(example: Example) -> set[Kind]:
    return {each.kind for each in example.pieces if each.kind}
