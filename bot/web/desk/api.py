"""What the desk's page asks and does: the list, one ticket, an action, a look at a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import Meta

from bot.channels.desk import Deed, decode
from bot.models import Attachment, Official, TicketState
from bot.store import access, worklist
from bot.tickets.actions import OURS
from bot.web import service_of
from bot.web.desk import view
from bot.web.desk.crowd import crowd
from bot.web.desk.session import OFFICIAL, for_officials
from bot.web.desk.suggested import suggestions
from bot.web.files import file_link
from bot.web.language import language_of
from bot.web.problems import Problem
from bot.web.residents.posted import read_parcel
from bot.web.residents.uploads import clean_file
from bot.web.security import check_origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.channels import Receipt
    from bot.models import Outbound
    from bot.store import Transaction
    from bot.web import Service

MOST_LISTED = 500
LONGEST_QUERY = 100
SEARCHED = 500
"""How much of a resident's question the FAQ is asked with, in characters."""


class Asked(msgspec.Struct, frozen=True):
    """What the list is asked for; `state` is empty (open ones), `any` or one state."""

    scope: Annotated[str, Meta(pattern="^(mine|department|all)$")] = "all"
    state: str = ""
    department: Annotated[str, Meta(max_length=64)] = ""
    q: str = ""
    limit: Annotated[int, Meta(ge=1, le=MOST_LISTED)] = 100


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The addresses of this room."""
    return (
        web.get("/desk/api/me", me),
        web.get("/desk/api/tickets", tickets),
        web.get("/desk/api/next", following),
        web.get("/desk/api/tickets/{number}", ticket),
        web.post("/desk/api/tickets/{number}/person", person),
        web.post("/desk/api/messages", act),
    )


@for_officials
async def me(request: web.Request) -> web.Response:
    """Who is signed in; also tells a page whose line dropped whether the session still lives."""
    official = request[OFFICIAL]
    return _json({"id": official.id, "name": official.name, "roles": sorted(official.roles)})


@for_officials
async def tickets(request: web.Request) -> web.Response:
    """`GET /desk/api/tickets?scope=&state=&department=&q=&limit=`: what there is to do."""
    service, official = service_of(request), request[OFFICIAL]
    asked = _asked(request)
    wanted = _wanted(asked, official)

    def read(tx: Transaction) -> tuple[list[worklist.Listed], worklist.Counts]:
        return worklist.listed(tx, official, wanted), worklist.counts(tx, official)

    found, counts = await service.database.read(read)
    return _json(
        {
            "tickets": [view.listed(line, official) for line in found[: asked.limit]],
            "more": len(found) > asked.limit,
            "counts": {"mine": counts.mine, "department": counts.department, "all": counts.all},
            "now": service.clock(),
        }
    )


@for_officials
async def following(request: web.Request) -> web.Response:
    """`GET /desk/api/next?after=NUMBER`: the most pressing ticket that waits for this official.

    After the one in hand comes the next by deadline; after the last one, the first again.
    """
    service, official = service_of(request), request[OFFICIAL]
    wanted = worklist.Wanted(open_only=True, limit=MOST_LISTED)
    found = await service.database.read(lambda tx: worklist.listed(tx, official, wanted))
    waiting = [
        line.number for line in found if line.state in OURS and line.owner_id in (None, official.id)
    ]
    after = request.query.get("after", "")
    start = waiting.index(after) + 1 if after in waiting else 0
    others = [number for number in waiting[start:] + waiting[:start] if number != after]
    return _json({"number": others[0] if others else ""})


@for_officials
async def ticket(request: web.Request) -> web.Response:
    """`GET /desk/api/tickets/{number}`: one ticket with everything that belongs to it."""
    service, official = service_of(request), request[OFFICIAL]
    number = request.match_info["number"]
    now = service.clock()
    dossier = await service.database.read(
        lambda tx: view.read_dossier(tx, official, number, service.settings, now)
    )
    if dossier is None:
        return _not_found(request)
    if view.shows_personal_data(dossier, official):
        zone, ticket_id = ZoneInfo(service.settings.timezone), dossier.opened.ticket.id
        await service.database.transaction(
            lambda tx: access.read(tx, official.id, ticket_id, now, zone)
        )
    asked = dossier.question[:SEARCHED]
    match, why = await service.knowledge.explained(asked)

    def address(message_id: int, attachment: Attachment) -> str:
        return file_link(service, attachment.sha256, message_id, now)

    told = view.ticket(dossier, official, address)
    many = await crowd(service, dossier, now)
    handles = view.may_look(dossier.opened.ticket, official)
    units = {each.id: each.name for each in dossier.departments}
    shown = suggestions(match, why, units, handles=handles)
    return _json({**told, **many, "suggestions": shown, "now": now})


@for_officials
async def person(request: web.Request) -> web.Response:
    """`POST /desk/api/tickets/{number}/person`: how to reach the resident; each look is kept."""
    check_origin(request, strict=True)
    service, official = service_of(request), request[OFFICIAL]
    number, now = request.match_info["number"], service.clock()
    zone = ZoneInfo(service.settings.timezone)

    def look(tx: Transaction) -> worklist.Opened | None:
        opened = worklist.opened(tx, official, number)
        if opened is not None and view.may_look(opened.ticket, official):
            access.looked(tx, official.id, opened.ticket.id, now, zone, detail="desk")
        return opened

    opened = await service.database.transaction(look)
    if opened is None:
        return _not_found(request)
    if not view.may_look(opened.ticket, official):
        return _error(request, 403, "look_refused")
    return _json(
        {"name": opened.person, "phone": opened.ticket.phone, "place": opened.ticket.place}
    )


@for_officials
async def act(request: web.Request) -> web.StreamResponse:
    """`POST /desk/api/messages`: an action goes the way of every message, and is answered here."""
    check_origin(request, strict=True)
    service, official = service_of(request), request[OFFICIAL]
    parcel = await read_parcel(request, clean_file)
    posted = parcel.posted
    try:
        deed = Deed(posted.id, posted.ticket, posted.choice, posted.text, posted.values)
        message = decode(deed, official.id, language_of(request), parcel.media)
    except ValueError as error:
        raise Problem(400, "malformed") from error
    seen = await service.database.read(
        lambda tx: worklist.opened(tx, official, message.ticket) is not None
    )
    if not seen:
        return _not_found(request)
    receipt = await service.intake.receive(message)
    return await _answer(request, receipt)


async def _answer(request: web.Request, receipt: Receipt) -> web.StreamResponse:
    body = {
        "replies": [_reply(reply) for reply in receipt.replies],
        "state": receipt.state,
        "repeated": receipt.repeated,
    }
    response = _json(body)
    await response.prepare(request)
    await response.write_eof()
    # Only what has been written counts as sent; the sender takes over what has not.
    await service_of(request).intake.answered(receipt)
    return response


def _reply(reply: Outbound) -> dict[str, object]:
    said = reply.content
    return {
        "id": reply.message_id,
        "text": said.text,
        "refused": said.refused,
        "doubted": said.doubted,
    }


def _asked(request: web.Request) -> Asked:
    try:
        asked = msgspec.convert(dict(request.query), Asked, strict=False)
        if asked.state not in ("", "any"):
            TicketState(asked.state)
    except (msgspec.ValidationError, ValueError) as error:
        raise Problem(400, "malformed") from error
    return asked


def _wanted(asked: Asked, official: Official) -> worklist.Wanted:
    department = official.department_id if asked.scope == "department" else asked.department
    text = asked.q.strip()[:LONGEST_QUERY]
    return worklist.Wanted(
        owner_id=official.id if asked.scope == "mine" else 0,
        department_id=department,
        state=asked.state if asked.state != "any" else "",
        # Who searches looks for a matter, and does not know whether it is closed.
        open_only=not asked.state and not text,
        text=text,
        limit=asked.limit + 1,
    )


def _not_found(request: web.Request) -> web.Response:
    return _error(request, 404, "not_found")


def _error(request: web.Request, status: int, name: str) -> web.Response:
    sentence = service_of(request).wording.say(language_of(request), f"desk.{name}")
    return _json({"error": sentence, "code": name}, status=status)


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )
