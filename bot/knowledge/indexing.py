"""Builds the index of a large FAQ in a process of its own, so that no message waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bot.apart import made_apart, make
from bot.errors import WenzhengError
from bot.knowledge.beside.known import OpenFile
from bot.settings import Settings
from bot.store import Transaction, knowledge
from bot.store.opening import open_database
from faq.entries import FaqEntry
from faq.index import Index
from faq.snapshot import load, save

FEW = 1_000
"""Up to so many entries a thread is quicker than a process, and delays nobody either."""

_NICENESS = 2  # messages come first where processors are few


class Built(msgspec.Struct, frozen=True):
    """What was indexed: the FAQ version in force, and how many entries it has."""

    version: int
    entries: int


@dataclass(frozen=True, slots=True)
class Mapped:
    """An index that is mapped from a file, and that file, which others may map as well."""

    index: Index
    file: OpenFile


class IndexingError(WenzhengError):
    """The process that builds the index ended without one."""


async def build_apart(settings: Settings) -> tuple[Built, Mapped]:
    """The index of the FAQ in force, built by another process and memory-mapped.

    Raises `IndexingError` when that process fails; what it wrote to standard error is shown.
    """
    return await made_apart("bot.knowledge.indexing", settings, Built, _mapped, _failure)


def _mapped(path: Path) -> Mapped:
    return Mapped(load(path), OpenFile(path))


def _failure(code: int) -> IndexingError:
    return IndexingError(
        f"The FAQ's index could not be built (exit code {code}); the version in use stays."
    )


def entry_of(stored: knowledge.StoredEntry) -> FaqEntry:
    """The FAQ entry that a stored row holds."""
    return FaqEntry(**{name: getattr(stored, name) for name in FaqEntry.__slots__})


def stored_faq(tx: Transaction) -> tuple[int, list[knowledge.StoredEntry]]:
    """The FAQ version in force and its entries, of one moment."""
    return knowledge.current_version(tx), knowledge.entries(tx)


async def _build(settings: Settings, path: Path) -> Built:
    database = await open_database(settings, now=datetime.now(UTC), begins=False)
    try:
        version, entries = await database.read(stored_faq)
    finally:
        await database.close()
    save(Index.build(map(entry_of, entries)), path)
    return Built(version, len(entries))


if __name__ == "__main__":
    make(_build, _NICENESS)
