"""The menu below the chat (自定义菜单): three words that anybody understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.tencent.calling import Api
from bot.channels.tencent.errors import BUSY, ApiError
from bot.channels.wechat.events import ASK, GUIDE, MINE
from bot.channels.wechat.failures import QUOTA_SPENT

CREATE, STANDING = "/cgi-bin/menu/create", "/cgi-bin/menu/get"
Say = Callable[[str], str]
_NO_MENU = 46003
_GUIDE_REFUSED = (
    "it does not open the page in wechat.guide_url: give an address of the city's own domain, of "
    "at most 1,024 bytes"
)
_ADVICE = {
    40020: _GUIDE_REFUSED,
    40039: _GUIDE_REFUSED,
    40054: _GUIDE_REFUSED,
    40055: _GUIDE_REFUSED,
    65316: _GUIDE_REFUSED,
    BUSY: "it is out of order for the moment; try again in a minute",
    QUOTA_SPENT: "today's calls are used up; try again after midnight in Beijing",
    48004: "it has banned the account's interface; read its notice in the console",
}


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: whether it changed anything, and the names of the keys before it."""

    changed: bool
    before: tuple[str, ...]


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


async def push_menu(api: Api, wanted: dict[str, object]) -> Pushed:
    """Set the account's menu, where it is not so already.

    Raises `ApiError`, `NotSent` or `NoAnswer`.
    """
    before = await _standing(api)
    names = tuple(str(key.get("name", "")) for key in before)
    if before == wanted["button"]:
        return Pushed(changed=False, before=names)
    await api.post(CREATE, wanted)
    return Pushed(changed=True, before=names)


def menu_advice(error: ApiError) -> str:
    """Why a menu was refused and what to do about it; empty where only the code is known."""
    told = _ADVICE.get(error.code)
    return f"{told} ({error})" if told else ""


async def _standing(api: Api) -> list[Mapping[str, object]]:
    try:
        told = await api.get(STANDING)
    except ApiError as error:
        if error.code == _NO_MENU:
            return []
        raise
    held = told.get("menu")
    keys = held.get("button") if isinstance(held, Mapping) else None
    found = keys if isinstance(keys, list) else []
    # The platform tells of keys below a key even where there are none.
    return [
        {name: value for name, value in key.items() if name != "sub_button" or value}
        for key in found
        if isinstance(key, Mapping)
    ]
