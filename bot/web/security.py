"""Who may call us and what a browser may do with our pages: origins, addresses, headers."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.web import service_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.settings import Settings

DESK = "/desk"
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?")
_HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as a browser writes an origin; empty if it has none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"


def is_own_origin(request: web.Request, origin: str) -> bool:
    """Whether `origin` is the address that this very request was sent to, or the public one."""
    own = origin_of(origin)
    public = origin_of(service_of(request).settings.public_url)
    return bool(own) and (own == public or urlsplit(own).netloc == _host_without_usual(request))


def check_origin(request: web.Request, *, strict: bool = False) -> None:
    """Refuse a request that another site's page sent.

    A request without an origin is no browser's, and nothing of ours that travels by itself (no
    cookie) protects a resident's pages; where a cookie does (the desk), `strict` refuses it.

    Raises `web.HTTPForbidden`.
    """
    origin = request.headers.get("Origin", "")
    if not origin and not strict:
        return
    if is_own_origin(request, origin):
        return
    embedding = {origin_of(each) for each in service_of(request).settings.embed_origins}
    if not strict and origin_of(origin) in embedding - {""}:
        return
    raise web.HTTPForbidden(reason="origin")


def client_address(request: web.Request) -> str:
    """The address of whoever calls; a forwarded one counts only from a trusted proxy.

    The rightmost forwarded address that is no trusted proxy is the last one somebody we trust
    has seen. IPv6 callers count by their /64, which is one household.
    """
    trusted = tuple(_networks(service_of(request).settings))
    caller = request.remote or ""
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    for hop in reversed([each.strip() for each in forwarded if each.strip()]):
        if not _within(caller, trusted) or _address(hop) is None:
            break
        caller = hop
    return _household(caller)


def is_loopback(address: str) -> bool:
    """Whether the caller sits on this very machine."""
    known = _address(address.removesuffix("/64"))
    return known is not None and known.is_loopback


def is_https(request: web.Request) -> bool:
    """Whether residents reach us by https, so that a cookie may insist on it."""
    return service_of(request).settings.public_url.startswith("https://") or request.secure


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Give every response what keeps a browser from doing more than our pages need."""
    desk = request.path.startswith(DESK)
    headers = response.headers
    for name, value in _HARMLESS.items():
        headers.setdefault(name, value)
    # A form on a page with "no-referrer" is sent with the origin "null"; the desk has forms.
    headers.setdefault("Referrer-Policy", "same-origin" if desk else "no-referrer")
    headers.setdefault("Content-Security-Policy", content_policy(request, framed=not desk))
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")


def content_policy(request: web.Request, *, framed: bool) -> str:
    """The content security policy of a page; `framed`: the city's own sites may embed it."""
    embedding = service_of(request).settings.embed_origins if framed else None
    return _policy(request.host, None if embedding is None else tuple(embedding))


@lru_cache(256)  # the same for every response to one host
def _policy(host: str, embedding: tuple[str, ...] | None) -> str:
    """`embedding`: the sites that may embed the page; None where nobody may, not even ourselves."""
    ancestors = "'none'"
    if embedding is not None:
        ancestors = " ".join(["'self'", *filter(None, map(origin_of, embedding))])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        f"connect-src {_connections(host)}; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {ancestors}"
    )


def _connections(host: str) -> str:
    # Safari before 15.4 does not count a WebSocket to the own host as 'self'.
    return f"'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "'self'"


def _host_without_usual(request: web.Request) -> str:
    host = request.host.lower()
    return host.removesuffix(":443").removesuffix(":80")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        known = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return mapped or known


def _household(text: str) -> str:
    known = _address(text)
    if isinstance(known, ipaddress.IPv6Address) and not known.is_loopback:
        return str(ipaddress.ip_network(f"{known}/64", strict=False))
    return str(known) if known else text


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(settings: Settings) -> Iterable[Network]:
    for text in settings.trusted_proxies:
        try:
            yield ipaddress.ip_network(text, strict=False)
        except ValueError:  # `doctor` tells; a name that is no address trusts nobody
            continue


def _within(text: str, networks: Iterable[Network]) -> bool:
    known = _address(text)
    return known is not None and any(known in network for network in networks)
