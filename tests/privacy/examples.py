"""The written examples, each as its text and the marked pieces in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.privacy import Kind

MARKS = {
    "identity": Kind.IDENTITY,
    "phone": Kind.PHONE,
    "card": Kind.BANK_CARD,
    "plate": Kind.PLATE,
    "name": Kind.NAME,
    "address": Kind.ADDRESS,
    "email": Kind.EMAIL,
    "account": Kind.ACCOUNT,
    "keep": None,
}
_MARKED = re.compile(rf"\[({'|'.join(MARKS)}) ([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an example: personal data of a kind, or without one a number that must stay."""

    kind: Kind | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A resident's sentence, and the pieces marked in it."""

    text: str
    pieces: tuple[Piece, ...]


def read(half: str) -> list[Example]:
    """The examples of a half: `development` or `measured`."""
    path = Path(__file__).with_name("examples.yaml")
    kinds: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))[half]
    return [_example(marked) for every in kinds.values() for marked in every]


def _example(marked: str) -> Example:
    text, pieces, end = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[end : match.start()]
        pieces.append(Piece(MARKS[match[1]], len(text), len(text) + len(match[2])))
        text += match[2]
        end = match.end()
    return Example(text + marked[end:], tuple(pieces))
