"""A matcher over entries at hand, with the encoder that the settings ask for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.commands.printing import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.settings import Settings
    from faq.cascade import Encode
    from faq.encoders import Floats
    from faq.entries import FaqEntry
    from faq.match import Matcher


def reading_matcher(
    settings: Settings, entries: Iterable[FaqEntry]
) -> tuple[Matcher, Encode | None]:
    """The matcher, and who reads what it doubts; None where there is no encoder.

    Raises `EncodingError` where the encoder cannot be opened or does not answer.
    """
    from dataclasses import replace

    from bot.encoding import reader_of
    from bot.matching import thresholds
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

    return replace(matcher, vectors=vectors_of(matcher.index, reader.model, encode)), encode
