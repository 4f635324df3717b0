"""Entries at hand, matched with the encoder that the settings ask for: all read, or a few."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from bot.commands.printing import note, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.knowledge.encoding import Reader
    from bot.settings import Settings
    from faq.cascade import Encode
    from faq.encoders import Floats
    from faq.entries import FaqEntry
    from faq.match import Matcher
    from faq.single import Single

    Kept = Callable[[str], Mapping[str, Floats]]
    """The vectors that the store keeps of a model, by the digests of their texts."""

PATIENCE_SECONDS = 10.0
"""How long the encoder may read for one question that somebody tries."""

_BATCH = 64  # texts between two moves of the bar
_AT_ONCE = 8  # texts between two looks at the clock


def reading_matcher(
    settings: Settings, entries: Iterable[FaqEntry]
) -> tuple[Matcher, Encode | None]:
    """The matcher, and who reads what it doubts; None where there is no encoder.

    Raises `EncodingError` where the encoder cannot be opened or does not answer.
    """
    from dataclasses import replace

    import numpy as np

    from bot.knowledge.encoding import reader_of
    from bot.knowledge.matching import thresholds
    from faq.cascade import vectors_of
    from faq.index import Index
    from faq.match import Matcher

    matcher = Matcher(Index.build(entries), thresholds(settings.matching))
    reader = reader_of(settings)
    if reader is None:
        return matcher, None
    note(f"Reading for the meaning by {reader.model} …")

    def encode(texts: Sequence[str]) -> Floats:
        return asyncio.run(reader.read(texts))

    def encode_all(texts: Sequence[str]) -> Floats:
        return np.concatenate([encode(some) for some in _shown(texts)])

    return replace(matcher, vectors=vectors_of(matcher.index, reader.model, encode_all)), encode


def _shown(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts of an FAQ in batches; people are told how many, and on a terminal how far it is."""
    note(f"{plural(len(texts), 'text')} to read")
    parts = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    with click.progressbar(
        length=len(texts), label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        for part in parts:
            yield part
            bar.update(len(part))


def single_match(
    settings: Settings,
    entries: Iterable[FaqEntry],
    text: str,
    today: date,
    kept: Kept | None = None,
) -> Single:
    """What to do with one text: by what is written, and where that is in doubt, by meaning.

    The encoder is opened only then. Where the service has read all entries, their vectors are
    `kept`, and only the text is read; else the few entries that resemble it are too. Where that
    takes too long, what is written decides alone. Raises `EncodingError` where the encoder cannot
    be opened or does not answer.
    """
    from bot.knowledge.encoding import reader_of
    from bot.knowledge.matching import thresholds
    from faq.cascade import Decided, decide
    from faq.encoders.background import MARKS
    from faq.index import Index
    from faq.match import Matcher
    from faq.single import Single, decide_by_few, doubts

    matcher = Matcher(Index.build(entries), thresholds(settings.matching))
    by_letters = Single(matcher, Decided(matcher.match(text, today), {}))
    in_doubt = doubts(matcher, text, by_letters.decided.match)
    reader = reader_of(settings) if in_doubt else None
    if reader is None:
        return by_letters
    note(f"Reading for the meaning by {reader.model} …")
    encode = _patient(reader)
    try:
        if kept and (known := kept(reader.model)):
            length = encode(MARKS[:1]).shape[1]
            whole = _wholly_read(matcher, reader.model, known, length)
            if whole is not None:
                return Single(whole, decide(whole, text, today, encode))
        return decide_by_few(matcher, text, today, reader.model, encode)
    except TimeoutError:
        note(f"It took longer than {PATIENCE_SECONDS:.0f} s: what is written decided alone.")
        return by_letters


def _wholly_read(
    matcher: Matcher, model: str, kept: Mapping[str, Floats], length: int
) -> Matcher | None:
    """The matcher with the vectors of all its texts; None where some are not of this length.

    What has another length was read by another model of the same name, or never.
    """
    from dataclasses import replace

    from bot.store.vectors import digest_of
    from faq.vectors import Vectors, texts_of

    digests = {text: digest_of(text) for text in texts_of(matcher.index)}
    if any(len(kept.get(digest, ())) != length for digest in digests.values()):
        return None
    known = {text: kept[digest] for text, digest in digests.items()}
    return replace(matcher, vectors=Vectors.build(matcher.index, model, known))


def _patient(reader: Reader) -> Encode:
    """Reads a few texts at a time, and raises TimeoutError when the patience is over."""

    import numpy as np

    async def read(texts: Sequence[str]) -> Floats:
        async with asyncio.timeout(PATIENCE_SECONDS):
            starts = range(0, len(texts), _AT_ONCE)
            return np.concatenate([await reader.read(texts[at : at + _AT_ONCE]) for at in starts])

    return lambda texts: asyncio.run(read(texts))
