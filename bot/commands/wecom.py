"""`wenzheng wecom`: what is set at the platform rather than here."""

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


@click.group(cls=WenzhengGroup, epilog=examples("wecom menu push"))
def wecom() -> None:
    """The self-built app in WeCom (企业微信自建应用)."""


@wecom.group(cls=WenzhengGroup, epilog=examples("wecom menu push"))
def menu() -> None:
    """The menu below the chat with the app."""


@menu.command(epilog=examples("wecom menu push", "wecom menu push --json"))
@json_option
@pass_program
def push(program: Program, as_json: bool) -> None:
    """Set the menu 待办 · 下一件 · 帮助 below officials' chats with the app."""
    settings = program.settings
    if not (settings.wecom.corp_id and settings.wecom.agent_id and settings.wecom.secret):
        raise WenzhengError(
            "The menu is set by the app's own key: give wecom.corp_id, wecom.agent_id and "
            "wecom.secret."
        )
    with quietly():
        wanted = asyncio.run(_push(settings, program))
    if as_json:
        print_json(wanted)
        return
    click.echo("The menu is set; officials see it when they open the chat with the app again.")


async def _push(settings: Settings, program: Program) -> dict[str, object]:
    from bot.channels.tencent.access_token import advice
    from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
    from bot.channels.wecom.asking import api_of, push_menu
    from bot.channels.wecom.asking import menu as menu_of
    from bot.channels.wecom.failures import ACCOUNT
    from bot.wording import Wording

    say = partial(Wording(program.zone, settings.language).say, settings.language)
    wanted = menu_of(say)
    try:
        async with api_of(settings.wecom) as api:
            await push_menu(api, settings.wecom.agent_id, wanted)
    except ApiError as error:
        said = advice(error, ACCOUNT)
        raise WenzhengError(f"WeCom does not take the menu: {said}; see docs/wecom.md.") from error
    except (NotSent, NoAnswer) as error:
        raise WenzhengError(
            f"{settings.wecom.base_url} cannot be reached; open the way out for this machine."
        ) from error
    return wanted
