"""The signature under each push: SHA-1 over the sorted parts, as both platforms define it."""

from __future__ import annotations

import hashlib
import hmac


def sign(*parts: str) -> str:
    """The lower-case hexadecimal SHA-1 of the parts, sorted by their bytes and put together.

    WeChat, 接入指南 and 消息加解密说明: token, timestamp, nonce, and the cipher where there is one.
    SHA-1 is the platforms' choice; the token among the parts is what nobody else knows.
    """
    # UTF-8 keeps the order of the signs, so that texts need not be made bytes one by one.
    together = _bytes("".join(sorted(parts)))
    return hashlib.sha1(together, usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Whether `given` is the signature of the parts, compared in constant time."""
    return hmac.compare_digest(_bytes(given), sign(*parts).encode())


def _bytes(text: str) -> bytes:
    # A broken address brings half-characters, which plain UTF-8 cannot hold.
    return text.encode("utf-8", "surrogatepass")
