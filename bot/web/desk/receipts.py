"""How far the last answer to each of several tickets has come: the receipts of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from bot.models import Direction, Message
from bot.store import messages, worklist
from bot.web import service_of
from bot.web.desk.session import OFFICIAL, for_officials
from handlers.officials.batches import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.models import Official
    from bot.store import Transaction
    from bot.web import Service


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The address of this room."""
    return (web.get("/desk/api/receipts", receipts),)


@for_officials
async def receipts(request: web.Request) -> web.Response:
    """`GET /desk/api/receipts?numbers=A+B`: `{number, receipt}` for each that may be seen.

    `receipt` is empty for a ticket that was never answered.
    """
    service, official = service_of(request), request[OFFICIAL]
    numbers = request.query.get("numbers", "").split()[:MOST]

    def read(tx: Transaction) -> list[dict[str, str]]:
        found = (_receipt(tx, official, number) for number in numbers)
        return [each for each in found if each is not None]

    body = msgspec.json.encode(await service.database.read(read))
    return web.Response(body=body, content_type="application/json")


def _receipt(tx: Transaction, official: Official, number: str) -> dict[str, str] | None:
    opened = worklist.opened(tx, official, number)
    if opened is None:
        return None
    said = (line.message for line in reversed(messages.of_ticket(tx, opened.ticket.id)))
    last = next((message for message in said if _is_answer(message)), None)
    delivery = last.delivery.value if last is not None and last.delivery is not None else ""
    return {"number": number, "receipt": delivery}


def _is_answer(message: Message) -> bool:
    return message.direction is Direction.OUTBOUND and message.official_id is not None
