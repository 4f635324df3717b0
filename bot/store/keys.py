"""The installation's own key: made once, kept with the data it signs, so that a backup has it."""

from __future__ import annotations

import secrets

from bot.signing import Signer
from bot.store import Transaction


def signer(tx: Transaction, secret: str) -> Signer:
    """Who signs for this installation: by the settings' secret, or by a key made on first use."""
    if secret:
        return Signer(secret.encode())
    tx.run("key_kept", name="signing", value=secrets.token_hex(32))
    row = tx.row("key_read", name="signing")
    if row is None:
        raise LookupError("the signing key was kept a moment ago")
    return Signer(bytes.fromhex(row["value"]))
