"""Short signatures, codes and tokens that only this installation can make."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the installation's key; every purpose has signatures of its own."""

    key: bytes = field(repr=False)

    def digest(self, purpose: str, text: str) -> bytes:
        """HMAC-SHA-256 (RFC 2104) of `text` for `purpose`, 32 bytes."""
        return hmac.digest(self.key, _bytes(f"{purpose}\x00{text}"), "sha256")

    def sign(self, purpose: str, text: str) -> str:
        """A signature of 22 characters (132 bits) that fits a link or a button."""
        return base64.urlsafe_b64encode(self.digest(purpose, text))[:22].decode()

    def check(self, purpose: str, text: str, signature: str) -> bool:
        """Whether `signature` is ours, compared in constant time."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), _bytes(signature))

    def code(self, number: str) -> str:
        """The six-digit query code (查询码) that opens ticket `number`."""
        return f"{int.from_bytes(self.digest('code', number)[:8]) % 1_000_000:06d}"

    def check_code(self, number: str, code: str) -> bool:
        """Whether `code` opens ticket `number`, compared in constant time."""
        return hmac.compare_digest(self.code(number).encode(), _bytes(code))

    def token(self, purpose: str, text: str, expires: datetime) -> str:
        """A token that names `text` until `expires`; readable, but not to be forged."""
        body = f"{int(expires.timestamp())}.{text}"
        encoded = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
        return f"{encoded}.{self.sign(purpose, body)}"

    def read_token(self, purpose: str, token: str, now: datetime) -> str | None:
        """The text of a token of ours that has not expired, else None."""
        encoded, _, signature = token.rpartition(".")
        try:
            body = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
            expires, text = body.split(".", 1)
            lives = int(expires) > now.timestamp()
        except ValueError:
            return None
        return text if lives and self.check(purpose, body, signature) else None


def _bytes(text: str) -> bytes:
    # A broken header or address brings half-characters, which plain UTF-8 cannot hold.
    return text.encode("utf-8", "surrogatepass")
