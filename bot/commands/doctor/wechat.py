"""What `wenzheng doctor` asks about WeChat: settings, the way in, the way out, the rights."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.commands.doctor.callbacks import PROOF, callback_finding
from bot.commands.doctor.quiet import quietly
from bot.commands.doctor.surroundings import Finding, good, problem, warning
from bot.commands.doctor.tencent import refused

if TYPE_CHECKING:
    from bot.settings import Settings

_SUBJECT = "wechat"
_SECONDS = 20.0
_PORTS = {"http": (None, 80), "https": (None, 443)}


def check_wechat(settings: Settings) -> Iterator[Finding]:
    """How the account stands; nothing where there is none."""
    if not settings.wechat.token:
        return
    yield from _mode(settings)
    yield from _address(settings)
    yield from _notices(settings)
    if settings.wechat.app_id and settings.wechat.app_secret:
        yield asyncio.run(_rights(settings))
    elif settings.wechat.account != "unverified":
        yield warning(
            _SUBJECT,
            "without AppID and AppSecret nothing is sent but replies within five seconds",
            "set wechat.app_id and wechat.app_secret, or wechat.account to unverified",
        )


def _mode(settings: Settings) -> Iterator[Finding]:
    wechat = settings.wechat
    if wechat.mode == "plain":
        yield warning(
            _SUBJECT,
            "in plain mode (明文) messages are not signed: who saw one can make others up",
            "choose 安全模式 in the console, and set wechat.mode to safe",
        )
    elif not (wechat.encoding_key and wechat.app_id):
        yield problem(
            _SUBJECT,
            f"{wechat.mode} mode needs wechat.encoding_key and wechat.app_id",
            "copy EncodingAESKey and AppID from the console",
        )
    else:
        yield good(_SUBJECT, f"{wechat.mode} mode, {wechat.account} account")


def _notices(settings: Settings) -> Iterator[Finding]:
    wechat = settings.wechat
    if not (wechat.subscription_template or wechat.message_template):
        return
    if wechat.account != "service":
        yield warning(
            _SUBJECT,
            f"templates are for verified service accounts (服务号), not for {wechat.account}",
            "set wechat.account to service, or leave the templates out",
        )
    elif not wechat.notice_fields:
        yield problem(
            _SUBJECT,
            "wechat.notice_fields is empty, so that WeChat refuses each notice (47003)",
            "name the template's keywords in it: what, where it stands, when",
        )


def _address(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.public_url)
    if parts.port not in _PORTS.get(parts.scheme, ()):
        yield problem(
            _SUBJECT,
            f"WeChat calls ports 443 (https) and 80 only, not {settings.public_url}",
            "put nginx or caddy in front (docs/wechat.md), and set WENZHENG_PUBLIC_URL",
        )
        return
    address = f"{settings.public_url}/channels/wechat"
    yield callback_finding(_SUBJECT, address, _plain(settings.wechat.token))


def _plain(token: str) -> Mapping[str, str]:
    """The query of WeChat's console: the proof as it is, signed beside it."""
    from bot.channels.tencent.signature import sign

    query = {"timestamp": "1700000000", "nonce": "1234567890", "echostr": PROOF}
    return {**query, "signature": sign(token, query["timestamp"], query["nonce"])}


async def _rights(settings: Settings) -> Finding:
    from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
    from bot.channels.wechat.asking import api_of, may_send
    from bot.channels.wechat.failures import NOT_AUTHORISED

    try:
        with quietly():
            async with api_of(settings.wechat) as api:
                await may_send(api)
    except ApiError as error:
        if error.code == NOT_AUTHORISED:
            return _no_right(settings)
        return refused(_SUBJECT, "WeChat", error)
    except (NotSent, NoAnswer):
        return problem(
            _SUBJECT,
            f"{settings.wechat.base_url} cannot be reached",
            "open the way out for this machine, or set wechat.base_url",
        )
    return good(_SUBJECT, "the account may send customer-service messages")


def _no_right(settings: Settings) -> Finding:
    if settings.wechat.account == "unverified":
        return good(_SUBJECT, "the account may only reply, as the setting says")
    return problem(
        _SUBJECT,
        f"the account has not the rights of a verified one, though it is set as "
        f"{settings.wechat.account}",
        "have it verified (认证), or set wechat.account to unverified",
    )
