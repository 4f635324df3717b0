"""What `wenzheng doctor` asks of Telegram: the token, the webhook, the privacy mode."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.commands.doctor.surroundings import Finding, good, problem, warning

if TYPE_CHECKING:
    from telegram import User, WebhookInfo

    from bot.settings import Settings

_SUBJECT = "telegram"
_MANY_WAITING = 100
_SECONDS = 20.0
_PORTS = (None, 443, 80, 88, 8443)
"""What Telegram calls (setWebhook, "Ports currently supported")."""


def check_telegram(settings: Settings) -> list[Finding]:
    """How the bot stands; nothing where there is none."""
    if not settings.telegram.token:
        return []
    from telegram.error import EndPointNotFound, InvalidToken, TelegramError

    try:
        me, webhook = asyncio.run(_ask(settings))
    except (InvalidToken, EndPointNotFound):
        return [
            problem(
                _SUBJECT,
                "the token is refused",
                "copy it anew from @BotFather into telegram.token (WENZHENG_TELEGRAM_TOKEN)",
            )
        ]
    except (TelegramError, TimeoutError) as error:
        return [
            problem(
                _SUBJECT,
                f"{settings.telegram.base_url} cannot be reached ({type(error).__name__})",
                "open the way out for this machine, or set telegram.base_url",
            )
        ]
    return [good(_SUBJECT, f"@{me.username}"), *_way_in(settings, webhook), *_privacy(me)]


async def _ask(settings: Settings) -> tuple[User, WebhookInfo]:
    from bot.channels.telegram.calls import connect

    bot = connect(settings.telegram.token, settings.telegram.base_url, 1)
    try:
        async with asyncio.timeout(_SECONDS):
            return await bot.get_me(), await bot.get_webhook_info()
    finally:
        await bot.hang_up()


def _way_in(settings: Settings, webhook: WebhookInfo) -> Iterator[Finding]:
    if settings.telegram.mode == "polling":
        if webhook.url:
            yield warning(
                _SUBJECT,
                "a webhook is set, but the setting says polling",
                "the next `wenzheng serve` removes it; what waits there is kept",
            )
        else:
            yield good(_SUBJECT, "polled; no webhook is set")
    else:
        yield from _webhook(settings, webhook)
    if webhook.pending_update_count >= _MANY_WAITING:
        yield warning(
            _SUBJECT,
            f"{webhook.pending_update_count} messages wait at Telegram",
            "see that the service runs; Telegram keeps them for a day only",
        )


def _webhook(settings: Settings, webhook: WebhookInfo) -> Iterator[Finding]:
    from bot.channels.telegram.webhook import PATH

    wanted = f"{settings.public_url}{PATH}"
    if not settings.public_url.startswith("https://"):
        yield problem(
            _SUBJECT,
            f"Telegram calls only https addresses, not {settings.public_url}",
            "set WENZHENG_PUBLIC_URL to the https address, or telegram.mode to polling",
        )
    elif urlsplit(settings.public_url).port not in _PORTS:
        yield problem(
            _SUBJECT,
            f"Telegram calls only the ports 443, 80, 88 and 8443, not {settings.public_url}",
            "put nginx or caddy in front, and set WENZHENG_PUBLIC_URL, or telegram.mode to polling",
        )
    if webhook.url != wanted:
        yield warning(
            _SUBJECT,
            "the webhook at Telegram is not ours yet",
            "start the service: `wenzheng serve` sets it",
        )
    elif webhook.last_error_message:
        yield warning(
            _SUBJECT,
            f"Telegram's last call failed: {webhook.last_error_message}",
            f"see that {wanted} is reached from outside",
        )
    else:
        yield good(_SUBJECT, "the webhook is set")


def _privacy(me: User) -> Iterator[Finding]:
    if me.can_join_groups and me.can_read_all_group_messages:
        yield warning(
            _SUBJECT,
            "the bot's privacy mode is off: it is handed everything said in its groups",
            "where it is not meant to be so: @BotFather, /setprivacy, Enable; then add it anew",
        )
