"""Reads an FAQ for its meaning in a process of its own, so that no message waits for it.

Only texts that nobody has read before are read; their vectors are kept as they come, so that a
process that is stopped has not worked in vain.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bot.apart import made_apart, make
from bot.knowledge.encoding import EncodingError, Reader, reader_of
from bot.knowledge.indexing import entry_of, stored_faq
from bot.settings import Settings
from bot.store import vectors as store
from bot.store.opening import open_database
from faq.encoders.background import MARKS
from faq.index import Index
from faq.snapshot import load_vectors, save_vectors
from faq.vectors import Vectors, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.store import Database
    from faq.encoders import Floats

_BATCH = 256  # texts between two transactions
_NICENESS = 5  # residents are answered meanwhile, by what is written


class Read(msgspec.Struct, frozen=True):
    """What was read: the FAQ version in force, how many texts, and how many of them anew."""

    version: int
    texts: int
    anew: int


async def read_apart(settings: Settings) -> tuple[Read, Vectors]:
    """The vectors of the FAQ in force, made by another process and memory-mapped.

    Raises `EncodingError` when that process fails; what it wrote to standard error is shown.
    """
    return await made_apart("bot.knowledge.vectoring", settings, Read, load_vectors, _failure)


def _failure(code: int) -> EncodingError:
    return EncodingError(
        f"The FAQ could not be read for its meaning (exit code {code}); "
        "what is written decides alone."
    )


async def read_faq(database: Database, reader: Reader) -> tuple[Read, Vectors]:
    """The vectors of the FAQ in force, made of those kept and of what is read now.

    What was kept with another length than the encoder's now is another model's, and read anew.
    """
    version, entries = await database.read(stored_faq)
    index = Index.build(map(entry_of, entries))
    texts = {store.digest_of(text): text for text in texts_of(index)}
    length = (await reader.read(MARKS[:1])).shape[1]
    kept = await database.read(partial(store.of_model, model=reader.model))
    known = {each: row for each, row in kept.items() if each in texts and len(row) == length}
    for some in _batches(kept.keys() - known.keys()):
        await database.transaction(partial(store.drop, model=reader.model, digests=some))
    missing = [digest for digest in texts if digest not in known]
    for some in _batches(missing):
        rows = await reader.read([texts[digest] for digest in some])
        new: dict[str, Floats] = dict(zip(some, rows, strict=True))
        await database.transaction(partial(store.keep, model=reader.model, vectors=new))
        known |= new
    by_text = {text: known[digest] for digest, text in texts.items()}
    vectors = Vectors.build(index, reader.model, by_text)
    return Read(version, len(texts), len(missing)), vectors


def _batches(digests: Iterable[str]) -> Iterator[Sequence[str]]:
    every = list(digests)
    for at in range(0, len(every), _BATCH):
        yield every[at : at + _BATCH]


async def _read(settings: Settings, path: Path) -> Read:
    reader = reader_of(settings)
    if reader is None:
        raise EncodingError("the settings ask for no encoder")
    database = await open_database(settings, now=datetime.now(UTC), begins=False)
    try:
        read, vectors = await read_faq(database, reader)
    finally:
        await database.close()
    save_vectors(vectors, path)
    return read


if __name__ == "__main__":
    make(_read, _NICENESS)
