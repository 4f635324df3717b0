"""`wenzheng telegram`: links into the bot's chat, for posters and web pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.printing import examples, json_option, print_json
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.store import people

if TYPE_CHECKING:
    from bot.settings import Settings

_SECONDS = 20.0


@click.group(cls=WenzhengGroup, epilog=examples("telegram link --department water"))
def telegram() -> None:
    """The bot on Telegram."""


@telegram.command(
    epilog=examples(
        "telegram link", "telegram link --department water", "telegram link --district 城东街道"
    )
)
@click.option("--department", help="What residents write anew goes to this department first.")
@click.option("--district", help="Noted as the place where residents name none.")
@json_option
@pass_program
def link(program: Program, department: str | None, district: str | None, as_json: bool) -> None:
    """Print a link into the chat, such as for a poster: t.me/your_bot?start=…"""
    settings = program.settings
    if not settings.telegram.token:
        raise WenzhengError("There is no bot: give telegram.token (WENZHENG_TELEGRAM_TOKEN).")
    payload = _payload(program, department, district)
    name = asyncio.run(_username(settings))
    url = f"https://t.me/{name}" + (f"?start={payload}" if payload else "")
    if as_json:
        print_json({"url": url})
        return
    click.echo(url)


def _payload(program: Program, department: str | None, district: str | None) -> str:
    from handlers.residents.arriving import DEPARTMENT, payload_of_district

    if department and district:
        raise WenzhengError("A link names a department or a district, not both.")
    if district:
        try:
            return payload_of_district(district)
        except ValueError as error:
            raise WenzhengError(f"{str(error).capitalize()}: shorten it.") from error
    if not department:
        return ""
    found = program.run(
        lambda database: database.read(lambda tx: people.department_called(tx, department))
    )
    if found is None:
        raise WenzhengError(
            f"There is no department {department!r}; see: {typed('department list')}"
        )
    return f"{DEPARTMENT}{found.id}"


async def _username(settings: Settings) -> str:
    from telegram.error import TelegramError

    from bot.channels.telegram.calls import connect

    bot = connect(settings.telegram.token, settings.telegram.base_url, 1)
    try:
        async with asyncio.timeout(_SECONDS):
            me = await bot.raw("getMe", {})
    except (TelegramError, TimeoutError) as error:
        raise WenzhengError(
            f"Telegram does not tell the bot's name just now; see: {typed('doctor')}"
        ) from error
    finally:
        await bot.hang_up()
    return str(me.get("username") or "")
