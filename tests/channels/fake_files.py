"""What Telegram does with files: taken in, sent on by their id, and handed out up to a size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.channels.asked import unpacked
from tests.channels.refusals import bad

LARGEST_FILE = 20 * 1024 * 1024


@dataclass(kw_only=True)
class Files:
    """The files' part of the platform's state, by their ids."""

    files: dict[str, bytes] = field(default_factory=dict)

    async def _send_photo(self, asked: dict[str, Any]) -> Any:
        file_id, body = self._uploaded(asked, asked["photo"])
        size = {"file_id": file_id, "file_unique_id": file_id, "width": 1, "height": 1}
        return {**self._deliver(asked, files=[body]), "photo": [size]}

    async def _send_document(self, asked: dict[str, Any]) -> Any:
        return self._send_file(asked, "document")

    async def _send_voice(self, asked: dict[str, Any]) -> Any:
        return self._send_file(asked, "voice", duration=1)

    async def _send_video(self, asked: dict[str, Any]) -> Any:
        return self._send_file(asked, "video", duration=1, width=1, height=1)

    def _send_file(self, asked: dict[str, Any], kind: str, **more: Any) -> Any:
        file_id, body = self._uploaded(asked, asked[kind])
        held = {"file_id": file_id, "file_unique_id": file_id, **more}
        return {**self._deliver(asked, files=[body]), kind: held}

    async def _send_media_group(self, asked: dict[str, Any]) -> Any:
        group = unpacked(asked["media"]) or []
        assert 2 <= len(group) <= 10
        found = [self._uploaded(asked, each["media"]) for each in group]
        message = self._deliver(asked, files=[body for _, body in found])
        return [
            {
                **message,
                "photo": [{"file_id": file_id, "file_unique_id": file_id, "width": 1, "height": 1}],
            }
            for file_id, _ in found
        ]

    def _uploaded(self, asked: dict[str, Any], given: Any) -> tuple[str, bytes]:
        if isinstance(given, str) and given.startswith("attach://"):
            given = asked[given.removeprefix("attach://")]
        if isinstance(given, str):
            if given not in self.files:
                raise bad("wrong file identifier/HTTP URL specified")
            return given, self.files[given]
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = given
        return file_id, given

    async def _get_file(self, asked: dict[str, Any]) -> Any:
        file_id = str(asked["file_id"])
        if file_id not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if len(self.files[file_id]) > LARGEST_FILE:
            raise bad("file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}"}

    async def _hand_out(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["path"].removeprefix("files/")])

    def _deliver(self, asked: dict[str, Any], text: str = "", **more: Any) -> dict[str, Any]:
        raise NotImplementedError
