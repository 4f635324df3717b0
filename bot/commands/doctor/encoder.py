"""What `wenzheng doctor` asks of the encoder: whether it can be had, and whether it answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.commands.doctor.surroundings import Finding, good, warning

if TYPE_CHECKING:
    from bot.settings import Settings

_SUBJECT = "encoder"
_ASKED = "停水了找谁"


def check_encoder(settings: Settings) -> Finding:
    """How questions are read for their meaning; without an encoder what is written decides."""
    from bot.knowledge.encoding import EncodingError, encoder_name, is_address, reader_of

    try:
        reader = reader_of(settings)
        if reader is None:
            return good(_SUBJECT, "none; questions are judged by what is written")
        rows = asyncio.run(reader.read([_ASKED]))
    except EncodingError as error:
        return warning(
            _SUBJECT,
            str(error),
            "mend it or set WENZHENG_MATCHING_ENCODER; until then what is written decides alone",
        )
    where = f" at {encoder_name(settings)}" if is_address(encoder_name(settings)) else ""
    return good(_SUBJECT, f"{reader.model}{where}, {rows.shape[1]} numbers a text")
