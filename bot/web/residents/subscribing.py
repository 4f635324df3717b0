"""Asks a resident who reads their ticket in WeChat whether WeChat may call them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.wechat import NAME, WechatChannel
from bot.channels.wechat.page import BUTTON_FRAMES, SCRIPT_HOST
from bot.web import Service, service_of
from bot.web.problems import Problem
from bot.web.security import content_policy

if TYPE_CHECKING:
    from collections.abc import Iterable


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """What the page's script asks."""
    return [web.get("/api/wechat/page", config)]


async def config(request: web.Request) -> web.Response:
    """`GET /api/wechat/page?url=…`: what WeChat's script needs on this page of ours; else 404."""
    service = service_of(request)
    channel, url = service.channels.get(NAME), request.query.get("url", "")
    ours = url.startswith(f"{service.settings.public_url}/t/")
    found = await channel.pages.config(url) if ours and isinstance(channel, WechatChannel) else None
    if found is None:
        raise Problem(404, "not_found")
    return web.json_response(found)


def is_offered(request: web.Request) -> bool:
    """Whether a page may ask: the account has a subscription notice, and WeChat shows the page."""
    settings = service_of(request).settings.wechat
    inside = "MicroMessenger" in request.headers.get("User-Agent", "")
    return bool(settings.token and settings.subscription_template) and inside


def allow_script(request: web.Request, response: web.Response) -> None:
    """Let the platform's own script run on this page, and on no other.

    Its button is drawn in a frame, whose addresses a page with a policy has to name (微信开放标签,
    使用说明).
    """
    policy = content_policy(request, framed=True)
    allowed = policy.replace("script-src 'self'", f"script-src 'self' {SCRIPT_HOST}")
    response.headers["Content-Security-Policy"] = f"{allowed}; frame-src {BUTTON_FRAMES}"
