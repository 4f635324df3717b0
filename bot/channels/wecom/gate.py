"""Lets in what WeCom sent to our app, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.channels.tencent import xml
from bot.channels.tencent.crypto import Envelope, Unverified
from bot.channels.tencent.signature import is_signed

Query = Mapping[str, str]
OLDEST_SECONDS = 24 * 3600.0
"""Older ones are somebody's copies: by then we may have forgotten that we had them."""


class Gate:
    """Verifies pushes: signed with our token, closed with our key, meant for `receiver`.

    加解密方案说明: unlike WeChat's there is no plain mode, the signature has four parts, and the
    receiver is the CorpID (empty for a robot of one's own corp).
    """

    def __init__(
        self,
        token: str,
        encoding_key: str,
        receiver: str,
        clock: Callable[[], float],
        previous_key: str = "",
    ) -> None:
        self._token = token
        self._envelope = Envelope(encoding_key, receiver, previous_key)
        self._clock = clock

    def greet(self, query: Query) -> bytes:
        """What the console's verification is answered with. Raises `Unverified`."""
        echo = query.get("echostr", "")
        self._check(query, echo)
        return self._envelope.open(echo)

    def open(self, query: Query, body: bytes) -> dict[str, object]:
        """The fields of a push. Raises `Unverified`, and `xml.Malformed` for what is no push."""
        encrypted = xml.read(body).get("Encrypt")
        if not isinstance(encrypted, str):
            raise Unverified("a push without an envelope")
        return xml.read(self.open_sealed(query, encrypted))

    def open_sealed(self, query: Query, encrypted: str) -> bytes:
        """What an envelope holds, however it came. Raises `Unverified`."""
        self._check(query, encrypted)
        self._check_age(query.get("timestamp", ""))
        return self._envelope.open(encrypted)

    def _check(self, query: Query, encrypted: str) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        given = query.get("msg_signature", "")
        if not encrypted or not is_signed(given, self._token, stamp, nonce, encrypted):
            raise Unverified("the signature is not the platform's")

    def _check_age(self, stamp: str) -> None:
        is_number = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 10
        if not is_number or self._clock() - int(stamp) > OLDEST_SECONDS:
            raise Unverified("a push of days ago, or of no time")
