"""A message's own page, for channels that cannot carry all of it: words of ours, for a week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.models import Direction
from bot.store import messages
from bot.web import Service, service_of
from bot.web.pages import page
from bot.web.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.models import Message
    from bot.signing import Signer
    from bot.store import Transaction

PURPOSE = "message-page"
"""What the address is signed for."""
SHOWN = timedelta(days=7)
"""For so long the address shows something: it may have been passed on."""


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The page."""
    return [web.get(r"/m/{id:\d{1,18}}", show)]


def address_of(signer: Signer, public_url: str, message_id: int) -> str:
    """The signed address of a message's page."""
    return f"{public_url}/m/{message_id}?k={signer.sign(PURPOSE, str(message_id))}"


async def show(request: web.Request) -> web.Response:
    """`GET /m/{id}?k=SIGNATURE`: the text of a message of ours; 404 for every other."""
    service = service_of(request)
    message_id = request.match_info["id"]
    if not service.signer.check(PURPOSE, message_id, request.query.get("k", "")):
        raise Problem(404, "not_found")
    found = await service.database.read(lambda tx: _ours(tx, int(message_id)))
    if found is None or service.clock() - found.at > SHOWN:
        raise Problem(404, "not_found")
    said = found.content
    return page(request, "message.html", text=said.text, choices=said.choices, link=said.link)


def _ours(tx: Transaction, message_id: int) -> Message | None:
    try:
        message = messages.get(tx, message_id)
    except LookupError:
        return None
    ours = message.direction is Direction.OUTBOUND and not message.erased
    return message if ours else None
