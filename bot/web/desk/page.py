"""The officials' desk: the page with the list of tickets and the one in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.models import TicketState
from bot.store import people
from bot.web import service_of
from bot.web.desk import api, knowledge, receipts, sign_in, stream, wecom_sign_in
from bot.web.desk.session import OFFICIAL, for_officials
from bot.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.web import Service


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """All addresses under /desk."""
    return (
        web.get("/desk", show),
        web.get("/desk/tickets/{number}", show),
        *sign_in.routes(service),
        *wecom_sign_in.routes(service),
        *api.routes(service),
        *receipts.routes(service),
        *stream.routes(service),
        *knowledge.routes(service),
    )


@for_officials
async def show(request: web.Request) -> web.Response:
    """`GET /desk` and `GET /desk/tickets/{number}`: the same page, the ticket opened or not.

    Whether there is such a ticket, and whether one may see it, the page asks by itself.
    """
    service = service_of(request)
    official = request[OFFICIAL]
    department = await service.database.read(
        lambda tx: people.department(tx, official.department_id)
    )
    uploads = service.settings.uploads
    return page(
        request,
        "desk.html",
        section="desk",
        me={
            "id": official.id,
            "name": official.name,
            "department": department.name if department else "",
        },
        number=request.match_info.get("number", ""),
        states=[state.value for state in TicketState],
        max_files=uploads.max_files,
        max_bytes=uploads.max_megabytes * 1024 * 1024,
    )
