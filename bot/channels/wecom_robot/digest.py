"""Says several rows as one message where a conversation may not be spoken to as often as it would.

The platform takes 30 messages a minute (document 101463), and twenty new tickets would be forty.
"""

from __future__ import annotations

from bot.channels.tencent.digest import Brief
from bot.channels.tencent.markdown import harmless
from bot.channels.tencent.offers import offers_as_before, shown_as
from bot.channels.wecom_robot.cards import Say
from bot.channels.wecom_robot.encode import Words, encode
from bot.models import Outbound


def brief_of(row: Outbound, say: Say, cards: bool) -> Brief | None:
    """A row in short; None for what must stand alone. `cards`: a card may be told by its heading.

    A card that was never shown in full is shown so the next time: it has no name until then.
    """
    content = row.content
    if not content.card.startswith("ticket:"):
        parts = encode(row, say)
        only = parts[0] if len(parts) == 1 else None
        return Brief(only.text, False, f"row:{row.id}") if isinstance(only, Words) else None
    if not cards or content.attachments:
        return None
    if row.replaces and offers_as_before(row):
        return Brief("", False, row.replaces)
    known = shown_as("", content) if row.replaces else ""
    return Brief(harmless(content.heading or content.text), True, known)
