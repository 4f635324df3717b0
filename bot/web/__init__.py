"""The web server's own noun: what a page or an API of ours may reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

if TYPE_CHECKING:
    from bot.channels import Channel, Intake
    from bot.clock import Clock
    from bot.settings import Settings
    from bot.signals import Signals
    from bot.signing import Signer
    from bot.store import Database
    from bot.wording import Wording
    from faq.explaining import Explanation
    from faq.match import Match
    from handlers.turn import Insight


class Knowledge(Protocol):
    """What the FAQ knows, as the desk asks it."""

    async def explained(self, text: str) -> tuple[Match, Explanation]:
        """The decision and the best candidates for a resident's words, and why these."""


State = Callable[[], Awaitable[Mapping[str, object]]]
"""Tells how the running parts are (inbox, outbox, FAQ): numbers and words, nothing personal."""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a page or an API of ours needs; built once, by bot/app.py."""

    settings: Settings
    database: Database
    intake: Intake
    signals: Signals
    wording: Wording
    signer: Signer
    knowledge: Knowledge
    clock: Clock
    channels: Mapping[str, Channel]
    state: State
    insight: Insight | None = None


SERVICE: web.AppKey[Service] = web.AppKey("service")


def service_of(request: web.Request) -> Service:
    """The service that this request reached."""
    return request.app[SERVICE]
