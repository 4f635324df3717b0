"""The envelope around a push: AES-256-CBC with the platforms' own padding and the receiver's id.

消息加解密说明: plain = 16 random bytes, the length of the message as four bytes (big-endian), the
message, the receiver's id; padded to a multiple of 32; the first 16 bytes of the key are the IV.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
"""Bytes to which the platforms pad, twice the cipher's own block."""
_RANDOM, _LENGTH, _CIPHER_BLOCK = 16, 4, 16
_KEY = re.compile(r"[A-Za-z0-9]{43}")


class Unverified(Exception):  # noqa: N818 - a finding, named as one
    """What came is not from the platform, or not for us; it is told nobody why."""


class Envelope:
    """Opens and closes envelopes for one receiver (an AppID, a CorpID, or nobody: "").

    `previous_key` still opens what was under way when the key was changed.
    """

    def __init__(self, encoding_key: str, receiver: str, previous_key: str = "") -> None:
        self._keys = tuple(key_of(each) for each in (encoding_key, previous_key) if each)
        self._receiver = receiver.encode()

    def open(self, encrypted: str) -> bytes:
        """The message of an envelope. Raises `Unverified` for anything that is not wholly right."""
        cipher = _unarmoured(encrypted)
        for key in self._keys:
            message = self._opened(key, cipher)
            if message is not None:
                return message
        raise Unverified("no key opens the envelope for us")

    def close(self, message: bytes, random: bytes = b"") -> str:
        """The envelope of a message; `random` (16 bytes) is given by tests only."""
        plain = b"".join(
            (
                random or secrets.token_bytes(_RANDOM),
                len(message).to_bytes(_LENGTH, "big"),
                message,
                self._receiver,
            )
        )
        encryptor = _cipher(self._keys[0]).encryptor()
        return base64.b64encode(encryptor.update(pad(plain)) + encryptor.finalize()).decode()

    def _opened(self, key: bytes, cipher: bytes) -> bytes | None:
        decryptor = _cipher(key).decryptor()
        plain = unpad(decryptor.update(cipher) + decryptor.finalize())
        if plain is None or len(plain) < _RANDOM + _LENGTH:
            return None
        begin = _RANDOM + _LENGTH
        end = begin + int.from_bytes(plain[_RANDOM:begin], "big")
        # A length beyond the end leaves no receiver, which is nobody's but the empty one.
        if end > len(plain) or not hmac.compare_digest(plain[end:], self._receiver):
            return None
        return plain[begin:end]


def key_of(encoding_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Raises `ValueError` where it is none."""
    if not _KEY.fullmatch(encoding_key):
        raise ValueError("an EncodingAESKey has exactly 43 letters and digits")
    return base64.b64decode(f"{encoding_key}=")


def pad(plain: bytes) -> bytes:
    """Padded to a multiple of 32 by as many bytes as are missing, each of that value; 32 for 0."""
    missing = BLOCK - len(plain) % BLOCK
    return plain + bytes([missing]) * missing


def unpad(padded: bytes) -> bytes | None:
    """Without its padding, or None where that is not as the platforms make it."""
    count = padded[-1] if padded else 0
    if not 1 <= count <= BLOCK or not padded.endswith(bytes([count]) * count):
        return None
    return padded[:-count]


def _unarmoured(encrypted: str) -> bytes:
    try:
        cipher = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError):
        raise Unverified("the envelope is not base64") from None
    if not cipher or len(cipher) % _CIPHER_BLOCK:
        raise Unverified("the envelope has not the length of a cipher")
    return cipher


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:_CIPHER_BLOCK]))
