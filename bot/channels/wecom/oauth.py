"""Who holds a phone: WeCom's web authorisation (网页授权) for pages that are opened within it."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.channels.tencent.calling import Api
from bot.settings.shape import Wecom

WHO = "/cgi-bin/auth/getuserinfo"


class OAuth:
    """The way there and back for one app."""

    def __init__(self, settings: Wecom, api: Api) -> None:
        self._settings = settings
        self._api = api

    def address(self, back: str, state: str) -> str:
        """Where a phone is sent; it comes back to `back` with `state` and a code."""
        # 构造网页授权链接: the parameters in this order, and the fragment, are the platform's.
        query = urlencode(
            {
                "appid": self._settings.corp_id,
                "redirect_uri": back,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
                "agentid": self._settings.agent_id,
            }
        )
        return f"{self._settings.authorize_url}/connect/oauth2/authorize?{query}#wechat_redirect"

    async def member(self, code: str) -> str:
        """The account of the member whom a code is of; empty for who is no member of the corp.

        A code is good once, for five minutes. Raises `ApiError`, `NotSent` or `NoAnswer`.
        """
        answer = await self._api.get(WHO, code=code)
        # Older editions of the interface, and of the government's WeCom, write it with capitals.
        found = answer.get("userid") or answer.get("UserId")
        return found if isinstance(found, str) else ""
