"""What `wenzheng doctor` asks about WeCom's app: settings, the way in, the way out, its domain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.commands.doctor.callbacks import callback_finding, sealed
from bot.commands.doctor.quiet import quietly
from bot.commands.doctor.surroundings import Finding, good, problem, warning
from bot.commands.doctor.tencent import refused

if TYPE_CHECKING:
    from bot.channels.tencent.errors import ApiError
    from bot.channels.wecom.asking import Agent
    from bot.settings import Settings

_SUBJECT = "wecom"
_NEEDED = {
    "agent_id": "AgentId",
    "secret": "Secret",
    "token": "Token",
    "encoding_key": "EncodingAESKey",
}
_NOT_OURS = frozenset({40056, 301002})


def check_wecom(settings: Settings) -> Iterator[Finding]:
    """How the app stands; nothing where there is none."""
    if not settings.wecom.corp_id:
        return
    missing = [name for name in _NEEDED if not getattr(settings.wecom, name)]
    for name in missing:
        yield problem(
            _SUBJECT,
            f"wecom.{name} is not set",
            f"copy {_NEEDED[name]} from the app's page in the console (docs/wecom.md)",
        )
    if missing:
        return
    yield from _address(settings)
    yield from asyncio.run(_app(settings))


def check_members(lost: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Officials who were signed up, and get nothing of what is sent to them."""
    for name, channel in lost:
        yield warning(
            channel,
            f"{name} gets none of our messages",
            "let the app's 可见范围 hold them and see that they have a licence; it is tried again "
            "daily",
        )


def _address(settings: Settings) -> Iterator[Finding]:
    from bot.channels.tencent.crypto import Envelope
    from bot.channels.wecom.callback import PATH

    if not settings.public_url.startswith("https://"):
        yield problem(
            _SUBJECT,
            f"officials' phones open {settings.public_url} only if it is an https address",
            "put nginx or caddy in front (docs/wecom.md), and set WENZHENG_PUBLIC_URL",
        )
    address = f"{settings.public_url}{PATH}"
    wecom = settings.wecom
    envelope = Envelope(wecom.encoding_key, wecom.corp_id)
    yield callback_finding(_SUBJECT, address, sealed(wecom.token, envelope))


async def _app(settings: Settings) -> list[Finding]:
    from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
    from bot.channels.wecom.asking import agent, api_of

    try:
        with quietly():
            async with api_of(settings.wecom) as api:
                found = await agent(api, settings.wecom.agent_id)
    except ApiError as error:
        return [_refused(settings, error)]
    except (NotSent, NoAnswer):
        return [
            problem(
                _SUBJECT,
                f"{settings.wecom.base_url} cannot be reached",
                "open the way out for this machine, or set wecom.base_url",
            )
        ]
    return [*_standing(found), *_domain(settings, found)]


def _refused(settings: Settings, error: ApiError) -> Finding:
    from bot.channels.wecom.failures import ACCOUNT, UNTRUSTED_ADDRESS

    if error.code == UNTRUSTED_ADDRESS:
        address = error.address or "(60020)"
        return problem(
            _SUBJECT,
            f"WeCom does not trust this machine's address {address}",
            f"add {address} to the app's 企业可信IP in the console; it counts after a minute",
        )
    if error.code in _NOT_OURS:
        return problem(
            _SUBJECT,
            f"the Secret is not that of the app {settings.wecom.agent_id}",
            "copy AgentId and Secret from the same app's page",
        )
    return refused(_SUBJECT, "WeCom", error, ACCOUNT)


def _standing(found: Agent) -> Iterator[Finding]:
    if found.closed:
        yield problem(
            _SUBJECT, f"the app {found.name} is switched off", "switch it on (启用) in the console"
        )
    else:
        yield good(_SUBJECT, f"the app {found.name} may send messages")


def _domain(settings: Settings, found: Agent) -> Iterator[Finding]:
    """打开工单 works only under the domain that the console trusts for web authorisation."""
    ours = urlsplit(settings.public_url).hostname or ""
    theirs = found.domain.partition(":")[0]
    if theirs and (ours == theirs or ours.endswith(f".{theirs}")):
        yield good(_SUBJECT, f"{theirs} is the trusted domain, so that 打开工单 signs officials in")
    else:
        yield warning(
            _SUBJECT,
            f"the app's trusted domain is {theirs or 'not set'}, not {ours}: 打开工单 cannot sign "
            "officials in",
            "set 网页授权及JS-SDK → 可信域名 in the console",
        )
