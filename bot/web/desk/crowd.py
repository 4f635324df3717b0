"""What the desk's page is told of the many: whom an answer reaches, what is alike, whose it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.knowledge.neighbours import Neighbour, Neighbours
from bot.privacy import mask
from bot.store import matters, notices, tickets
from bot.tickets.lifecycle import Action
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers.actions import followers

if TYPE_CHECKING:
    from datetime import datetime

    from bot.knowledge.catalogue import Topical
    from bot.models import Ticket
    from bot.store import Transaction
    from bot.web import Service
    from bot.web.desk.view import Dossier, Value

_COMPARED = 200
"""Tickets, newest first, that one is compared with when an official opens it."""
_SHOWN = 5


async def crowd(service: Service, dossier: Dossier, now: datetime) -> Value:
    """How many people an answer goes to, the ticket it follows, its notice, what is alike.

    Of a confidential ticket, and of somebody's own affairs, nothing is alike.
    """
    it, days = dossier.opened.ticket, timedelta(days=service.settings.many.recent_days)
    told = await service.database.read(lambda tx: _told(tx, it, now))
    public = not it.confidential and may_be_shared(normalise(dossier.question))
    found: list[Ticket] = []
    if public:
        others = await service.database.read(
            lambda tx: matters.recent_public(tx, it.id, now - days, _COMPARED)
        )
        found = await asyncio.to_thread(_alike, it, dossier.question, others)
    return {**told, "similar": [_line(each) for each in found], "units": _units(service, dossier)}


def _told(tx: Transaction, it: Ticket, now: datetime) -> Value:
    leader = tickets.get(tx, it.follows_id) if it.follows_id is not None else None
    standing = next((each for each in notices.standing(tx, now) if each.ticket_id == it.id), None)
    return {
        "people": followers.count(tx, it),
        "leader": leader.number if leader else "",
        "notice_until": standing.expires_at if standing else None,
    }


def _alike(it: Ticket, question: str, others: Sequence[Ticket]) -> list[Ticket]:
    """Those of the other tickets that speak of the same, likeliest first; pure."""
    known = {
        str(each.id): each
        for each in others
        if each.follows_id != it.id and may_be_shared(normalise(each.title))
    }
    neighbours = Neighbours.build(
        Neighbour(key, (each.title,), each.topic_id, each.place) for key, each in known.items()
    )
    found = neighbours.alike(question, it.topic_id, it.place)
    return [known[each.key] for each in found[:_SHOWN]]


def _line(ticket: Ticket) -> Mapping[str, object]:
    return {"number": ticket.number, "title": mask(ticket.title), "state": ticket.state}


def _units(service: Service, dossier: Dossier) -> list[Mapping[str, object]]:
    """For who dispatches: the units that the catalogue thinks of, likeliest first."""
    if Action.DISPATCH not in dossier.offered or service.insight is None:
        return []
    names = {unit.id: unit.name for unit in dossier.departments}
    likely: Sequence[Topical] = service.insight.topics(dossier.question)
    return [
        {
            "id": each.topic.department_id,
            "name": names[each.topic.department_id],
            "percent": round(100 * each.probability),
        }
        for each in likely
        if each.topic.department_id in names
    ]
