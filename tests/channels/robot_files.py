"""What WeCom's robot does with files: locked where they come from, laid down in pieces by us."""

from __future__ import annotations

import base64
import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


@dataclass(kw_only=True)
class Files:
    """The files' part of the platform's state: what it hands out, and what was laid down."""

    http: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    laid: dict[str, bytes] = field(default_factory=dict)
    _uploads: dict[str, list[bytes]] = field(default_factory=dict)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    def locked(self, name: str, body: bytes, *, own_key: bool = True) -> dict[str, str]:
        """Lay a file down as the platform does; what is told of it."""
        key = secrets.token_bytes(32) if own_key else base64.b64decode(f"{KEY}=")
        missing = 32 - len(body) % 32
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        padded = body + bytes([missing]) * missing
        self.files[name] = encryptor.update(padded) + encryptor.finalize()
        told = {"url": f"{self.http}/file/{name}"}
        return {**told, "aeskey": base64.b64encode(key).decode()} if own_key else told

    async def _file(self, request: web.Request) -> web.Response:
        body = self.files.get(request.match_info["name"])
        return web.Response(body=body) if body is not None else web.Response(status=404)

    def _upload(self, cmd: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if cmd.endswith("init"):
            upload = f"up{next(self._ids)}"
            self._uploads[upload] = []
            return 0, {"upload_id": upload}
        chunks = self._uploads[body["upload_id"]]
        if cmd.endswith("chunk"):
            data = base64.b64decode(body["base64_data"])
            if len(data) > 512 * 1024 or body["chunk_index"] != len(chunks):
                return 40058, {}
            chunks.append(data)
            return 0, {}
        media_id = f"media{next(self._ids)}"
        self.laid[media_id] = b"".join(chunks)
        return 0, {"media_id": media_id}
