"""The app's access token (gettoken): the same one for all who ask while it is good."""

from __future__ import annotations

from bot.channels.tencent.access_token import Fetch
from bot.channels.tencent.calling import Caller
from bot.channels.tencent.errors import BUSY, ApiError
from bot.settings.shape import Wecom

TOKEN = "/cgi-bin/gettoken"  # noqa: S105 - an address


def fetch_token(caller: Caller, settings: Wecom) -> Fetch:
    """Asks for the token of this corp and app; any number of processes may ask."""

    async def fetch() -> tuple[str, float]:
        answer = await caller.get(
            TOKEN, {"corpid": settings.corp_id, "corpsecret": settings.secret}
        )
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise ApiError(BUSY, "no token in the answer")
        return token, float(seconds)

    return fetch
