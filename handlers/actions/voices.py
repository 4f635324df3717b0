"""Whose words a resident is told, and when they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.models import Attachment, Official


@dataclass(frozen=True, slots=True)
class Voice:
    """The sender's own words with the sender's files, unless `by` and `attachments` say otherwise.

    `answerer` is named in the department's place; `given` is when the words were said to another,
    where that was before.
    """

    by: Official | None = None
    attachments: tuple[Attachment, ...] | None = None
    answerer: str = ""
    given: datetime | None = None


SENDER = Voice()
"""Who speaks now says it in their own words."""
