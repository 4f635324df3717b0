"""A line of a conversation as the pages receive it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.models import Direction
from bot.web.files import file_link

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Attachment
    from bot.store.messages import Line
    from bot.web import Service


def line_json(service: Service, line: Line, now: datetime) -> dict[str, object]:
    """One message, with links that this resident may open."""
    message = line.message
    own = message.direction is Direction.INBOUND
    return {
        "id": message.id,
        "direction": message.direction.value,
        "at": message.at.isoformat(),
        "text": message.content.text,
        "kind": message.content.kind.value,
        "choices": [
            {"value": choice.value, "label": choice.label} for choice in message.content.choices
        ],
        "attachments": [
            _attachment(service, each, message.id, now) for each in message.content.attachments
        ],
        "link": _own_link(service, message.content.link),
        "ticket": line.ticket,
        "client_id": line.external_id.partition(":")[2] if own else "",
        "official": message.official_id is not None,
        "erased": message.erased,
    }


def _attachment(
    service: Service, attachment: Attachment, message_id: int, now: datetime
) -> dict[str, object]:
    return {
        "url": file_link(service, attachment.sha256, message_id, now),
        "media_type": attachment.media_type,
        "name": attachment.name,
        "size": attachment.size,
    }


def _own_link(service: Service, link: str) -> str:
    # Whoever reached us by another address (in the town hall's network) stays there.
    public = service.settings.public_url
    if not public or not link.startswith(f"{public}/"):
        return link
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
