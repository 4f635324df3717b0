"""What an account may do, and the token by which it does it."""

from __future__ import annotations

from bot.channels.tencent.access_token import Fetch
from bot.channels.tencent.calling import Caller
from bot.channels.tencent.errors import BUSY, ApiError
from bot.settings.shape import Wechat

STABLE_TOKEN = "/cgi-bin/stable_token"  # noqa: S105 - an address


def can_send(settings: Wechat) -> bool:
    """Whether the account may write of its own accord: verified ones may, with their secret."""
    return settings.account != "unverified" and bool(settings.app_id and settings.app_secret)


def fetch_token(caller: Caller, settings: Wechat) -> Fetch:
    """Asks for the account's token (getStableAccessToken).

    The same one comes back as long as it is good, so that any number of processes may ask, and
    nobody's token is made invalid.
    """

    async def fetch() -> tuple[str, float]:
        if not settings.app_secret:
            raise ApiError(40125, "there is no AppSecret")
        answer = await caller.post(
            STABLE_TOKEN,
            {
                "grant_type": "client_credential",
                "appid": settings.app_id,
                "secret": settings.app_secret,
                "force_refresh": False,
            },
        )
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise ApiError(BUSY, "no token in the answer")
        return token, float(seconds)

    return fetch
