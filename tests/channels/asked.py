"""How a call to a Bot API server is read."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


async def parameters_of(request: web.Request) -> dict[str, Any]:
    """What was asked, as JSON or as a form with files."""
    if request.content_type == "application/json":
        return dict(await request.json())
    found: dict[str, Any] = dict(request.query)
    for key, value in (await request.post()).items():
        found[key] = value.file.read() if isinstance(value, web.FileField) else value
    return found


def unpacked(value: Any) -> Any:
    """A parameter that is JSON within a form."""
    return json.loads(value) if isinstance(value, str) and value else value


def chat_of(update: dict[str, Any]) -> str:
    """The queue that an update waits in: its chat's, or for a press its user's."""
    query = update.get("callback_query")
    if query:
        return f"user {query['from']['id']}"
    part = next((each for each in update.values() if isinstance(each, dict)), {})
    return str(part.get("chat", {}).get("id"))


def snake(method: str) -> str:
    """getMe becomes get_me."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in method)
