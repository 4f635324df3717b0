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
    from bot.channels.tencent.errors import ApiError
    from bot.channels.wechat.menu import Pushed
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
        wanted, pushed = asyncio.run(_push(settings, program))
    if as_json:
        print_json({**wanted, "changed": pushed.changed, "before": list(pushed.before)})
    elif not pushed.changed:
        click.echo("The menu stands like that already; nothing was changed.")
    else:
        click.echo("The menu is set; phones show it after five minutes, or after following anew.")
        if pushed.before:
            click.echo(f"It took the place of {' · '.join(pushed.before)}.")


async def _push(settings: Settings, program: Program) -> tuple[dict[str, object], Pushed]:
    from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
    from bot.channels.wechat.asking import api_of
    from bot.channels.wechat.menu import menu as menu_of
    from bot.channels.wechat.menu import push_menu
    from bot.wording import Wording

    say = partial(Wording(program.zone, settings.language).say, settings.language)
    wanted = menu_of(say, settings.wechat.guide_url)
    try:
        async with api_of(settings.wechat) as api:
            return wanted, await push_menu(api, wanted)
    except ApiError as error:
        raise WenzhengError(_refusal(error)) from error
    except NotSent as error:
        raise WenzhengError(
            f"{settings.wechat.base_url} cannot be reached: open the way out for this machine, or "
            "set wechat.base_url."
        ) from error
    except NoAnswer as error:
        raise WenzhengError(
            f"{settings.wechat.base_url} did not answer, so that the menu may be set or not: "
            "push it once more."
        ) from error


def _refusal(error: ApiError) -> str:
    from bot.channels.tencent.access_token import advice
    from bot.channels.wechat.failures import NOT_AUTHORISED
    from bot.channels.wechat.menu import menu_advice

    if error.code == NOT_AUTHORISED:
        return (
            "The account has no right to set its menu this way (未认证订阅号): have it verified; "
            "until then residents write 我的 or 帮助."
        )
    told = menu_advice(error) or advice(error)
    if told == str(error):
        told = f"{told}, which its documentation explains under 全局返回码"
    return f"WeChat does not take the menu: {told}."
