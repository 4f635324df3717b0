"""Asks WeCom something outside a running service: for commands and for the doctor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.tencent.access_token import NoShelf, TokenKeeper
from bot.channels.tencent.calling import Api, Caller
from bot.channels.wecom.access import fetch_token
from bot.channels.wecom.failures import ACCOUNT
from bot.clock import utc_now
from bot.settings.shape import Wecom

AGENT = "/cgi-bin/agent/get"
MENU = "/cgi-bin/menu/create"
TODO, NEXT, HELP = "待办", "下一件", "帮助"
"""The keys of the menu: what would be written, and understood in every language."""


@dataclass(frozen=True, slots=True)
class Agent:
    """The app as the console has it: its name, whether it is switched off, its trusted domain."""

    name: str
    closed: bool
    domain: str


@asynccontextmanager
async def api_of(settings: Wecom) -> AsyncIterator[Api]:
    """The app's API for as long as the block runs."""
    caller = Caller(settings.base_url)
    keeper = TokenKeeper(
        "wecom", fetch_token(caller, settings), NoShelf(), utc_now, account=ACCOUNT
    )
    try:
        yield Api(caller, keeper)
    finally:
        await caller.hang_up()


async def agent(api: Api, agent_id: int) -> Agent:
    """How the app stands. Raises `ApiError`, `NotSent` or `NoAnswer`."""
    told = await api.get(AGENT, agentid=str(agent_id))
    return Agent(
        str(told.get("name", "")), bool(told.get("close")), str(told.get("redirect_domain", ""))
    )


def menu(say: Callable[[str], str]) -> dict[str, object]:
    """The menu below the chat with the app (自定义菜单)."""
    keys = (("wecom.menu_todo", TODO), ("wecom.menu_next", NEXT), ("wecom.menu_help", HELP))
    return {"button": [{"type": "click", "name": say(name), "key": key} for name, key in keys]}


async def push_menu(api: Api, agent_id: int, wanted: dict[str, object]) -> None:
    """Set the app's menu. Raises `ApiError`, `NotSent` or `NoAnswer`."""
    await api.post(f"{MENU}?agentid={agent_id}", wanted)
