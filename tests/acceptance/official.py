"""An official at the desk: signs in by the link on the terminal, lists, takes and answers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass
class Official:
    """A browser with a session at the desk; its cookie jar must take addresses without a name."""

    http: aiohttp.ClientSession
    url: str

    async def sign_in(self, path: str) -> None:
        """Open the one-time link and press its button."""
        async with self.http.get(f"{self.url}{path}") as response:
            assert response.status == 200
            assert "<form" in await response.text()
        assert await self.press(path) == 303

    async def press(self, path: str) -> int:
        """Press the button on a sign-in page; the HTTP status."""
        async with self.http.post(
            f"{self.url}{path}", headers={"Origin": self.url}, allow_redirects=False
        ) as response:
            return response.status

    async def tickets(self, **asked: str) -> list[dict[str, Any]]:
        """The list, open tickets unless asked otherwise."""
        return list((await self._get("/desk/api/tickets", asked))["tickets"])

    async def ticket(self, number: str) -> dict[str, Any]:
        """One ticket with its conversation and events."""
        return dict(await self._get(f"/desk/api/tickets/{number}", {}))

    async def receipts(self, numbers: Sequence[str]) -> dict[str, str]:
        """How far the last answer to each of these tickets has come."""
        told = await self._get("/desk/api/receipts", {"numbers": " ".join(numbers)})
        return {each["number"]: each["receipt"] for each in told}

    async def act(self, number: str, choice: str, text: str = "", **values: str) -> dict[str, Any]:
        """Do something to a ticket; it has to be accepted."""
        answer = await self.tries(number, choice, text, **values)
        assert not any(reply["refused"] for reply in answer["replies"]), answer
        return answer

    async def tries(
        self, number: str, choice: str, text: str = "", **values: str
    ) -> dict[str, Any]:
        """Try something on a ticket; what the desk says to it."""
        deed = {
            "id": str(uuid.uuid4()),
            "ticket": number,
            "choice": choice,
            "text": text,
            "values": values,
        }
        async with self.http.post(
            f"{self.url}/desk/api/messages", json=deed, headers={"Origin": self.url}
        ) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())

    async def act_with_photos(
        self, number: str, choice: str, photos: Sequence[bytes], text: str = "", **values: str
    ) -> dict[str, Any]:
        """Do something that is shown by photographs; it has to be accepted."""
        deed = {"id": str(uuid.uuid4()), "ticket": number, "choice": choice, "text": text}
        form = aiohttp.FormData()
        form.add_field(
            "message", json.dumps({**deed, "values": values}), content_type="application/json"
        )
        for photo in photos:
            form.add_field("file", photo, filename="p.jpg", content_type="image/jpeg")
        async with self.http.post(
            f"{self.url}/desk/api/messages", data=form, headers={"Origin": self.url}
        ) as response:
            assert response.status == 200, await response.text()
            answer = dict(await response.json())
        assert not any(reply["refused"] for reply in answer["replies"]), answer
        return answer

    async def _get(self, path: str, asked: dict[str, str]) -> Any:
        async with self.http.get(f"{self.url}{path}", params=asked) as response:
            assert response.status == 200, await response.text()
            return await response.json()
