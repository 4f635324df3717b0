"""The desk's page of knowledge: from an answer to an FAQ entry, what is missing, what ran out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.channels.desk import LONGEST_TEXT, NAME
from bot.clock import local_date
from bot.errors import Refused
from bot.models import InboundMessage, Side
from bot.store import drafts, faq_needs, worklist
from bot.web import service_of
from bot.web.desk.session import OFFICIAL, for_officials
from bot.web.language import language_of
from bot.web.pages import page
from bot.web.problems import Problem
from bot.web.security import check_origin
from handlers.knowledge import drafting
from handlers.knowledge.gaps import Missed, missed
from handlers.officials.faq_commands import LOOKED_BACK, MOST_READ
from handlers.turn import House, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.models import Official, Outbound
    from bot.store import Transaction
    from bot.store.drafts import Draft, Proposed
    from bot.store.faq_needs import Judged, RunOut
    from bot.web import Service

PATH = "/desk/knowledge"
_MOST = 50
_GAPS = 10
_FIELDS = ("question", "answer", "source", "until")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that the page shows."""

    waiting: Sequence[Draft]
    names: Mapping[int, str]
    missed: Missed
    over: Sequence[RunOut]
    failing: Sequence[Judged]
    number: str = ""
    proposed: Proposed | None = None
    refusal: str = ""


def routes(_: Service) -> Iterable[web.AbstractRouteDef]:
    """The address of this room."""
    return web.get(PATH, show), web.post(PATH, act)


@for_officials
async def show(request: web.Request) -> web.Response:
    """`GET /desk/knowledge?ticket=NUMBER`: with a ticket, the form that drafts an entry from it."""
    return await _page(request, request.query.get("ticket", ""), ())


@for_officials
async def act(request: web.Request) -> web.Response:
    """`POST /desk/knowledge`: a draft, an approval, a refusal; it goes the way of every message."""
    check_origin(request, strict=True)
    service, official = service_of(request), request[OFFICIAL]
    form = {name: str(value) for name, value in (await request.post()).items()}
    message = _message(form, official, language_of(request))
    if message.ticket and not await _may_see(service, official, message.ticket):
        raise Problem(404, "not_found")
    receipt = await service.intake.receive(message)
    await service.intake.answered(receipt)
    refused = any(reply.content.refused for reply in receipt.replies)
    # What was refused is shown again as it was written, so that nothing is lost.
    return await _page(request, message.ticket if refused else "", receipt.replies, form)


def _message(form: Mapping[str, str], official: Official, language: str) -> InboundMessage:
    words = f"{form.get('words', '')} {form.get('reason', '')}".strip()
    if any(len(value) > LONGEST_TEXT for value in form.values()):
        raise Problem(400, "malformed")
    return InboundMessage(
        channel=NAME,
        external_id=f"{official.id}:{form.get('id') or uuid.uuid4()}",
        sender=str(official.id),
        side=Side.OFFICIAL,
        text=words,
        choice="faq",
        ticket=form.get("ticket", "").strip()[:32],
        language=language,
        values={name: form[name] for name in _FIELDS if name in form},
    )


async def _may_see(service: Service, official: Official, number: str) -> bool:
    return await service.database.read(lambda tx: worklist.opened(tx, official, number) is not None)


async def _page(
    request: web.Request,
    number: str,
    replies: Sequence[Outbound],
    form: Mapping[str, str] | None = None,
) -> web.Response:
    service, official = service_of(request), request[OFFICIAL]
    zone = ZoneInfo(service.settings.timezone)
    today = local_date(service.clock(), zone)
    house = House(service.settings, service.wording, service.signer, zone)
    shelf = await service.database.read(
        lambda tx: _read(tx, house, official, number, today, service)
    )
    return page(
        request,
        "desk_knowledge.html",
        section="knowledge",
        said=[(reply.content.text, reply.content.refused) for reply in replies],
        shelf=shelf,
        days=LOOKED_BACK.days,
        given=_given(shelf.proposed, form or {}),
        tomorrow=today + timedelta(days=1),
        editor=drafting.may_approve(official),
        me=official,
        new_id=str(uuid.uuid4()),
    )


def _read(
    tx: Transaction, house: House, official: Official, number: str, today: date, service: Service
) -> Shelf:
    since = today - LOOKED_BACK
    opened = worklist.opened(tx, official, number) if number else None
    proposed, refusal = None, ""
    if opened is not None:
        nobody = InboundMessage(NAME, external_id="", sender=str(official.id), side=Side.OFFICIAL)
        turn = Turn(house, nobody, service.clock(), 0, 0, official=official)
        try:
            proposed = drafting.propose(tx, turn, opened.ticket)
        except Refused as refused:
            refusal = turn.words(refused.reason, number=number, **refused.values)
    return Shelf(
        waiting=drafts.waiting(tx, _MOST),
        names=worklist.official_names(tx),
        missed=missed(tx, since, shown=_GAPS, read=MOST_READ),
        over=faq_needs.run_out(tx, today, _MOST, unnoticed=False),
        failing=[each for each in faq_needs.judged(tx, since) if each.fails],
        number=number if proposed else "",
        proposed=proposed,
        refusal=refusal,
    )


def _given(proposed: Proposed | None, form: Mapping[str, str]) -> Mapping[str, str]:
    """What stands in the form: what was written and refused, else what the ticket gives."""
    if proposed is None:
        return {}
    first = {
        "question": "",
        "answer": proposed.answer,
        "source": proposed.source,
        "until": proposed.valid_until.isoformat(),
    }
    return {name: form.get(name, value) for name, value in first.items()}
