"""Who a resident is to the web: an anonymous, signed token that nobody else can make or guess."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from bot.web import service_of
from bot.web.problems import Problem

if TYPE_CHECKING:
    from aiohttp import web

    from bot.signing import Signer

_PURPOSE = "resident"
_BYTES = 16


def mint(signer: Signer) -> str:
    """A new identity: 128 random bits and our signature; nothing of it is kept."""
    secret = secrets.token_urlsafe(_BYTES)
    return f"{secret}.{signer.sign(_PURPOSE, secret)}"


def address_of(signer: Signer, token: str) -> str | None:
    """The contact's address on the channel `web` behind a token, or None if it is not ours.

    It is a digest, so that whoever reads the database cannot speak for a resident.
    """
    secret, _, signature = token.partition(".")
    if not token.isascii() or not signer.check(_PURPOSE, secret, signature):
        return None
    return hashlib.sha256(token.encode()).hexdigest()


def resident_of(request: web.Request) -> str:
    """The address of the resident who sent this request (`Authorization: Bearer …`).

    Raises `Problem` 401.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = address_of(service_of(request).signer, token.strip())
    if scheme.lower() != "bearer" or known is None:
        raise Problem(401, "token")
    return known
