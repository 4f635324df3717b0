"""Lets in what the platform sent, and nothing else; closes what goes back the same way."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from bot.channels.tencent import json, xml
from bot.channels.tencent.crypto import Envelope, Unverified
from bot.channels.tencent.signature import is_signed, sign
from bot.settings.shape import Wechat

Query = Mapping[str, str]


class Notation(Protocol):
    """How pushes are written down: XML, or JSON where the console says so."""

    CONTENT_TYPE: str

    def read(self, body: bytes) -> dict[str, object]:
        """The fields of a push. Raises `xml.Malformed`."""

    def write(self, fields: Mapping[str, object]) -> str:
        """A reply with these fields."""


class Form(msgspec.Struct, frozen=True):
    """How a push came, and its reply is to go back: in an envelope or not, in which notation."""

    enveloped: bool
    notation: Notation


class Gate:
    """Verifies pushes by the settings' mode.

    In safe and in compatible mode only the envelope counts: the plain fields beside it in
    compatible mode are signed by nobody. In plain mode the signature does not cover the body.
    """

    def __init__(self, settings: Wechat, clock: Callable[[], float]) -> None:
        self._token = settings.token
        self._plain = settings.mode == "plain"
        self._clock = clock
        self._envelope = (
            Envelope(settings.encoding_key, settings.app_id, settings.previous_key)
            if settings.encoding_key
            else None
        )

    def greet(self, query: Query) -> str:
        """What the console's verification is answered with. Raises `Unverified`."""
        self._check(query.get("signature", ""), query)
        echo = query.get("echostr", "")
        if not echo:
            raise Unverified("a verification brings something to say back")
        return echo

    def open(self, query: Query, body: bytes) -> tuple[dict[str, object], Form]:
        """The fields of a push, and the form in which it came.

        Raises `Unverified`, and `xml.Malformed` for what is no push.
        """
        notation: Notation = json if body.lstrip()[:1] == b"{" else xml
        if query.get("encrypt_type", "raw") != "aes":
            if not self._plain:
                raise Unverified("a push without an envelope")
            self._check(query.get("signature", ""), query)
            return notation.read(body), Form(False, notation)
        if self._envelope is None:
            raise Unverified("an envelope, and no key to open it")
        encrypted = notation.read(body).get("Encrypt")
        if not isinstance(encrypted, str):
            raise Unverified("a push without an envelope")
        self._check(query.get("msg_signature", ""), query, encrypted)
        return notation.read(self._envelope.open(encrypted)), Form(True, notation)

    def close(self, reply: Mapping[str, object], form: Form) -> str:
        """A reply in the form of its push: where that came in an envelope, closed and signed."""
        text = form.notation.write(reply)
        if not form.enveloped:
            return text
        if self._envelope is None:
            raise ValueError("there is no key to close an envelope with")
        encrypted = self._envelope.close(text.encode())
        stamp, nonce = str(int(self._clock())), secrets.token_hex(8)
        return form.notation.write(
            {
                "Encrypt": encrypted,
                "MsgSignature": sign(self._token, stamp, nonce, encrypted),
                "TimeStamp": int(stamp),
                "Nonce": nonce,
            }
        )

    def _check(self, given: str, query: Query, *more: str) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not is_signed(given, self._token, stamp, nonce, *more):
            raise Unverified("the signature is not the platform's")
