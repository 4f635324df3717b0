"""`wenzheng wechat`: what is set at the platform rather than here."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import click

from bot.commands.doctor.quiet import quietly
from bot.commands.printing import examples, json_option, print_json
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError

if TYPE_CHECKING:
    from bot.settings import Settings


@click.group(cls=WenzhengGroup, epilog=examples("wechat menu push"))
def wechat() -> None:
    """The WeChat official account (公众号)."""


@wechat.group(cls=WenzhengGroup, epilog=examples("wechat menu push"))
def menu() -> None:
    """The menu below the chat (自定义菜单)."""


@menu.command(epilog=examples("wechat menu push", "wechat menu push --json"))
@json_option
@pass_program
def push(program: Program, as_json: bool) -> None:
    """Set the menu 我要问 · 我的诉求 · 办事指南; phones show it within some minutes."""
    settings = program.settings
    if not (settings.wechat.app_id and settings.wechat.app_secret):
        raise WenzhengError(
            "The menu is set by the account's own key: give wechat.app_id and wechat.app_secret."
        )
    with quietly():
        wanted = asyncio.run(_push(settings, program))
    if as_json:
        print_json(wanted)
        return
    click.echo("The menu is set; phones show it after five minutes, or after following anew.")


async def _push(settings: Settings, program: Program) -> dict[str, object]:
    from bot.channels.tencent.access_token import advice
    from bot.channels.tencent.errors import ApiError
    from bot.channels.wechat.asking import api_of
    from bot.channels.wechat.failures import NOT_AUTHORISED
    from bot.channels.wechat.menu import menu as menu_of
    from bot.channels.wechat.menu import push_menu
    from bot.wording import Wording

    say = partial(Wording(program.zone, settings.language).say, settings.language)
    wanted = menu_of(say, settings.wechat.guide_url)
    try:
        async with api_of(settings.wechat) as api:
            await push_menu(api, wanted)
    except ApiError as error:
        if error.code == NOT_AUTHORISED:
            raise WenzhengError(
                "The account has no right to set its menu this way (未认证订阅号): set it in "
                "the console, with the keys ASK, MINE and GUIDE."
            ) from error
        raise WenzhengError(f"WeChat does not take the menu: {advice(error)}.") from error
    return wanted
