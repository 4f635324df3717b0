"""The menu below the chat (自定义菜单): three words that anybody understands."""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.tencent.calling import Api
from bot.channels.wechat.events import ASK, GUIDE, MINE

CREATE = "/cgi-bin/menu/create"
Say = Callable[[str], str]


def menu(say: Say, guide_url: str) -> dict[str, object]:
    """The menu as the platform takes it; names have at most 16 bytes there."""
    guide: dict[str, str] = {"name": say("wechat.menu_guide")}
    guide |= {"type": "view", "url": guide_url} if guide_url else {"type": "click", "key": GUIDE}
    return {
        "button": [
            {"type": "click", "name": say("wechat.menu_ask"), "key": ASK},
            {"type": "click", "name": say("wechat.menu_mine"), "key": MINE},
            guide,
        ]
    }


async def push_menu(api: Api, wanted: dict[str, object]) -> None:
    """Set the account's menu. Raises `ApiError`, `NotSent` or `NoAnswer`."""
    await api.post(CREATE, wanted)
