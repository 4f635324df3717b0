"""What the bounds of a type cannot say: time zones, addresses, origins, networks."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from bot.hours import read_clock, read_hours

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SHORTEST_SECRET = 32

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{1,100}")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_WECHAT_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_APP_ID = re.compile(r"[A-Za-z0-9]{4,64}")
_ENCODING_KEY = re.compile(r"[A-Za-z0-9]{43}")
_CORP_ID = re.compile(r"[A-Za-z0-9]{6,64}")
_KEYWORD = re.compile(r"[a-z_]{1,32}\d{1,3}")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")


def timezone(value: str) -> str:
    """A name that the time zone database knows. Raises `ValueError`, as every check here."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        raise ValueError("a time zone such as Asia/Shanghai") from None
    return value


def language(value: str) -> str:
    """One of the languages of the catalogues."""
    if value not in LANGUAGES:
        raise ValueError(f"one of {', '.join(LANGUAGES)}")
    return value


def folder(value: str) -> str:
    """The name of a folder."""
    if not value.strip() or "\0" in value:
        raise ValueError("the path of a folder")
    return value


def database(value: str) -> str:
    """Empty, a PostgreSQL address, or the path of an SQLite file."""
    scheme, separator, _ = value.partition("://")
    if separator and scheme not in ("postgresql", "postgres", "sqlite"):
        raise ValueError("empty, a file, or an address postgresql://user:password@host/name")
    return value


def host(value: str) -> str:
    """Something to listen on, without a scheme or a port."""
    if not value or "/" in value or " " in value or (":" in value and not _is_ip(value)):
        raise ValueError("a host name or an IP address, without a port")
    return value


def url(value: str) -> str:
    """Empty, or an http(s) address without a path."""
    if not value:
        return value
    return _origin(value, "an address such as https://wz.example.gov.cn, without a path")


def origins(values: tuple[str, ...]) -> tuple[str, ...]:
    """Web origins: scheme, host and port."""
    return tuple(_origin(value, "origins such as https://www.example.gov.cn") for value in values)


def networks(values: tuple[str, ...]) -> tuple[str, ...]:
    """IP addresses or networks."""
    try:
        return tuple(str(ipaddress.ip_network(value.strip(), strict=False)) for value in values)
    except ValueError:
        raise ValueError("IP addresses or networks such as 10.0.0.0/8") from None


def secret(value: str) -> str:
    """Empty, or long enough that nobody guesses it."""
    if value and len(value) < SHORTEST_SECRET:
        raise ValueError(f"a text of at least {SHORTEST_SECRET} characters")
    return value


def telegram_token(value: str) -> str:
    """Empty, or a number and a secret as @BotFather gives them."""
    if value and not _TOKEN.fullmatch(value):
        raise ValueError("a token of @BotFather such as 123456:ABC-DEF")
    return value


def telegram_mode(value: str) -> str:
    """How messages come in."""
    if value not in ("polling", "webhook"):
        raise ValueError("polling or webhook")
    return value


def telegram_secret(value: str) -> str:
    """Empty, or what Telegram allows and nobody guesses."""
    if value and not _WEBHOOK_SECRET.fullmatch(value):
        raise ValueError("16 to 256 characters of A-Z, a-z, 0-9, _ and -")
    return value


def service_mode(value: str) -> str:
    """Who dispatches."""
    if value not in ("town", "city"):
        raise ValueError("town or city")
    return value


def working_hours(value: str) -> str:
    """Stretches of a day."""
    if read_hours(value) is None:
        raise ValueError("hours of a day such as 08:30-12:00 14:00-17:30, one after the other")
    return value


def time_of_day(value: str) -> str:
    """A time of the day, to the minute."""
    if read_clock(value) is None:
        raise ValueError("a time of the day such as 08:30")
    return value


def api_server(value: str) -> str:
    """The address of an API server."""
    wanted = "the address of a server such as https://api.example.com, without a path"
    return _origin(value, wanted)


def wechat_token(value: str) -> str:
    """Empty, or 3 to 32 letters and digits, as the console takes it."""
    if value and not _WECHAT_TOKEN.fullmatch(value):
        raise ValueError("3 to 32 letters and digits")
    return value


def app_id(value: str) -> str:
    """Empty, or an AppID."""
    if value and not _APP_ID.fullmatch(value):
        raise ValueError("an AppID such as wx0123456789abcdef")
    return value


def encoding_key(value: str) -> str:
    """Empty, or an EncodingAESKey."""
    if value and not _ENCODING_KEY.fullmatch(value):
        raise ValueError("exactly 43 letters and digits")
    return value


def wechat_mode(value: str) -> str:
    """How pushes are protected."""
    if value not in ("safe", "compatible", "plain"):
        raise ValueError("safe, compatible or plain")
    return value


def wechat_account(value: str) -> str:
    """What kind of account it is, on which its rights depend."""
    if value not in ("service", "subscription", "unverified"):
        raise ValueError("service, subscription or unverified")
    return value


def corp_id(value: str) -> str:
    """Empty, or a CorpID."""
    if value and not _CORP_ID.fullmatch(value):
        raise ValueError("a CorpID (企业ID) such as ww0123456789abcdef")
    return value


def robot_mode(value: str) -> str:
    """How the robot hears."""
    if value not in ("connection", "callback"):
        raise ValueError("connection or callback")
    return value


def socket_address(value: str) -> str:
    """The address of a WebSocket."""
    parts = urlsplit(value)
    if parts.scheme not in ("ws", "wss") or not parts.netloc:
        raise ValueError("an address such as wss://openws.work.weixin.qq.com")
    return value


def room_mode(value: str) -> str:
    """What a group shows."""
    if value not in ("masked", "strict"):
        raise ValueError("masked or strict")
    return value


def group_webhooks(values: tuple[str, ...]) -> tuple[str, ...]:
    """Departments with the address of their group's webhook; the fault names no address."""
    for value in values:
        unit, separator, address = value.partition("=")
        parts = urlsplit(address)
        if not (separator and unit and parts.scheme in ("http", "https") and "key=" in parts.query):
            raise ValueError("such as duty=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")
    if len({value.partition("=")[0] for value in values}) < len(values):
        raise ValueError("one webhook a department")
    return values


def notice_fields(values: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords of a template, as the platform numbers them; empty for none."""
    if len(values) > 3 or not all(_KEYWORD.fullmatch(value) for value in values):
        raise ValueError("at most three keywords of the template, such as thing1, phrase2, time3")
    return values


def page_address(value: str) -> str:
    """Empty, or the address of a page."""
    parts = urlsplit(value)
    if value and not (parts.scheme in ("http", "https") and parts.netloc):
        raise ValueError("an address such as https://www.example.gov.cn/guide")
    return value


def beside(value: str) -> str:
    """Whether a process of its own works beside the service."""
    if value not in ("auto", "on", "off"):
        raise ValueError("auto, on or off")
    return value


def encoder(value: str) -> str:
    """Which encoder reads what is asked, if one does."""
    named = value in ("auto", "off", "universal", "e5")
    if not named and not (value.startswith("onnx:") and value != "onnx:"):
        parts = urlsplit(value)
        if not (parts.scheme in ("http", "https") and parts.netloc):
            raise ValueError(
                "auto, off, universal, e5, onnx:FOLDER, or an address such as http://10.0.0.5/v1"
            )
    return value


def pooling(value: str) -> str:
    """How pieces become one vector."""
    if value not in ("", "mean", "first"):
        raise ValueError("empty, mean or first")
    return value


CHECKS: dict[str, Callable[..., object]] = {
    "timezone": timezone,
    "language": language,
    "data": folder,
    "database": database,
    "host": host,
    "public_url": url,
    "embed_origins": origins,
    "trusted_proxies": networks,
    "secret": secret,
    "promises.mode": service_mode,
    "promises.working_hours": working_hours,
    "promises.quiet_from": time_of_day,
    "promises.quiet_until": time_of_day,
    "promises.duty_message": time_of_day,
    "telegram.token": telegram_token,
    "telegram.mode": telegram_mode,
    "telegram.base_url": api_server,
    "telegram.webhook_secret": telegram_secret,
    "wechat.token": wechat_token,
    "wechat.app_id": app_id,
    "wechat.encoding_key": encoding_key,
    "wechat.previous_key": encoding_key,
    "wechat.mode": wechat_mode,
    "wechat.account": wechat_account,
    "wechat.base_url": api_server,
    "wechat.guide_url": page_address,
    "wechat.notice_fields": notice_fields,
    "wecom.corp_id": corp_id,
    "wecom.token": wechat_token,
    "wecom.encoding_key": encoding_key,
    "wecom.previous_key": encoding_key,
    "wecom.base_url": api_server,
    "wecom.authorize_url": api_server,
    "wecom_robot.mode": robot_mode,
    "wecom_robot.url": socket_address,
    "wecom_robot.token": wechat_token,
    "wecom_robot.encoding_key": encoding_key,
    "wecom_robot.previous_key": encoding_key,
    "wecom_group.webhooks": group_webhooks,
    "wecom_group.mode": room_mode,
    "webhook.secret": secret,
    "webhook.url": page_address,
    "transcription.url": url,
    "matching.beside": beside,
    "conversation.beside": beside,
    "matching.encoder": encoder,
    "encoder.pooling": pooling,
}
"""The check of a setting: gives the value in its usual form, or says in `ValueError` what may
stand there."""


def _origin(value: str, wanted: str) -> str:
    try:
        parts = urlsplit(value.strip())
        good = _is_origin(parts)
    except ValueError:
        good = False
    if not good:
        raise ValueError(wanted)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _is_origin(parts: SplitResult) -> bool:
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and bool(_HOST.fullmatch(parts.netloc))
        and parts.port != 0
        and parts.path in ("", "/")
        and not (parts.query or parts.fragment)
    )


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
