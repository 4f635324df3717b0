"""Any other front of a city, by signed JSON: a mini program, an SMS gateway, a hotline's system.

docs/webhook.openapi.yaml describes it from the front's side; docs/adding-a-channel.md explains this
file step by step.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import aiohttp
import msgspec
from aiohttp import web
from msgspec import Meta

from bot.channels import Intake, Limits, Receipt
from bot.channels.bodies import body_of
from bot.channels.connections import Connections, HungUp
from bot.errors import Refused, SendError, StoreError
from bot.models import Choice, Facts, InboundMessage, Media, Outbound
from bot.settings.shape import Webhook

NAME = "webhook"
PATH = "/channels/webhook"
STAMP, SIGNATURE = "X-Wenzheng-Timestamp", "X-Wenzheng-Signature"
LARGEST_BODY = 16 * 1024 * 1024
LONGEST_AGE = 300.0
"""Seconds for which a signed request counts; one that was listened to is soon worth nothing."""
BRAKE_SECONDS = 60.0
SECONDS = 15.0
MEDIA_TYPES = frozenset({"*/*"})
FIELDS_TOLD = "docs/webhook.openapi.yaml names the fields that there are"

Bodies = Callable[[int, str], Awaitable[bytes | None]]
"""The bytes of a file that a message holds, by the message's id and the SHA-256."""
Short = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f]+$")]
Text = Annotated[str, Meta(max_length=100_000)]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file, its bytes in base64."""

    type: Annotated[str, Meta(max_length=100)]
    content: str
    name: Annotated[str, Meta(max_length=255)] = ""


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a front tells us; `id` and `sender` are its own.

    A field that is not known is refused: it may be one that was mistyped, and its words lost.
    """

    id: Short
    sender: Short
    event: Literal["message", "returned", "left"] = "message"
    text: Text = ""
    choice: Annotated[str, Meta(max_length=64)] = ""
    reply_to: Annotated[str, Meta(max_length=128)] = ""
    language: Literal["", "zh-Hans", "zh-Hant", "en"] = ""
    sent_at: datetime | None = None
    files: Annotated[tuple[File, ...], Meta(max_length=20)] = ()


class Message(msgspec.Struct, frozen=True):
    """What we say to somebody; the same `id` again is the same message."""

    id: str
    to: str
    text: str
    choices: tuple[Choice, ...] = ()
    link: str = ""
    files: tuple[File, ...] = ()
    reply_to: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What became of a push, and what is to be shown to its sender at once."""

    state: str
    repeated: bool
    replies: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """Both sides sign what they send with the secret that they share."""

    secret: str

    def sign(self, stamp: str, body: bytes) -> str:
        """The hexadecimal HMAC-SHA-256 (RFC 2104) of time, a dot and the body."""
        signed = stamp.encode() + b"." + body
        return hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()

    def headers(self, body: bytes, now: float) -> dict[str, str]:
        """The headers under which a body is sent."""
        stamp = str(int(now))
        return {
            "Content-Type": "application/json; charset=utf-8",
            STAMP: stamp,
            SIGNATURE: self.sign(stamp, body),
        }

    def wrong(self, headers: Mapping[str, str], body: bytes, now: float) -> str:
        """What keeps a body from being signed, and not long ago; empty where nothing does."""
        stamp = headers.get(STAMP, "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
            return f"{STAMP} must hold the time in Unix seconds"
        signature = headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(signature, self.sign(stamp, body).encode()):
            return f"{SIGNATURE} is not that of {STAMP}, a dot and the body under webhook.secret"
        # Only now: whoever does not know the secret learns nothing of our clock.
        off = int(stamp) - now
        if abs(off) > LONGEST_AGE:
            where = "ahead of" if off > 0 else "behind"
            return f"{STAMP} is {abs(off):.0f} seconds {where} our clock: {LONGEST_AGE:.0f} count"
        return ""


def decode(push: Push) -> InboundMessage:
    """The message of a push. Raises `ValueError`, naming the field, for a file not in base64."""
    return InboundMessage(
        channel=NAME,
        external_id=push.id,
        sender=push.sender,
        text=push.text,
        choice=push.choice,
        reply_to=push.reply_to,
        language=push.language,
        sent_at=push.sent_at if push.sent_at and push.sent_at.tzinfo else None,
        media=tuple(_media(place, file) for place, file in enumerate(push.files)),
    )


def _media(place: int, file: File) -> Media:
    try:
        body = base64.b64decode(file.content, validate=True)
    except ValueError as error:
        raise ValueError(f"{error} - at `$.files[{place}].content`") from None
    return Media(file.type, file.name, body, size=len(body))


class WebhookChannel:
    """Answers within the response, or (where the settings name an address) posts what it says."""

    name = NAME

    def __init__(
        self, settings: Webhook, bodies: Bodies, clock: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._bodies = bodies
        self._clock = clock
        self._signing = Signing(settings.secret)
        self._intake: Intake | None = None
        self._connections = Connections(_session)

    @property
    def limits(self) -> Limits:
        """A front shows a message once however often it is told of it, by its id."""
        return Limits(
            text=100_000,
            choices=20,
            idempotent=True,
            edits=False,
            passive=not self._settings.url,
            media=MEDIA_TYPES,
            # A front may say 423 once, and take the next message without having said `returned`.
            tells_returns=False,
        )

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The one address."""
        return [web.post(PATH, self.receive)]

    async def start(self, intake: Intake) -> None:
        """From now on pushes are taken in."""
        self._intake = intake

    async def stop(self) -> None:
        """Take nothing in any more, and let go of every connection."""
        self._intake = None
        await self._connections.hang_up()

    async def receive(self, request: web.Request) -> web.Response:
        """`POST /channels/webhook`: verified first, answered once it is kept.

        403 unsigned, 413 too large, 400 malformed, 503 not kept: send it again.
        """
        body = await body_of(request, LARGEST_BODY)
        if body is None:
            return _refusal(413, "the body is too large")
        if wrong := self._signing.wrong(request.headers, body, self._clock()):
            return _refusal(403, wrong)
        if self._intake is None:
            return _refusal(503, "the service is starting or stopping")
        try:
            push = msgspec.json.decode(body, type=Push)
            message = decode(push)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            return _refusal(400, _why(error))
        try:
            return self._signed(await self._take(self._intake, push, message))
        except StoreError:
            return _refusal(503, "nothing could be kept; send it again")

    async def send(self, outbound: Outbound) -> Facts:
        """Post one message to the front. Raises `SendError` with the facts."""
        if not self._settings.url:
            raise SendError("it goes into the response to the next message", waiting=True)
        body = msgspec.json.encode(await self._message(outbound))
        headers = self._signing.headers(body, self._clock())
        try:
            async with self._connections.opened().post(
                self._settings.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                status, after = response.status, response.headers.get("Retry-After", "")
        except HungUp:
            raise SendError("the service stops", untried=True) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise SendError("the front cannot be reached", untried=True, retry_after=5.0) from None
        except (aiohttp.ClientError, TimeoutError):
            raise SendError("no answer in time", unknown=True) from None
        if not 200 <= status < 300:
            raise facts_of(status, after)
        return Facts(platform_id=str(outbound.message_id))

    async def _take(self, intake: Intake, push: Push, message: InboundMessage) -> Answer:
        if push.event == "left":
            await intake.gone(NAME, push.sender)
            return Answer("done", repeated=False)
        if push.event == "returned":
            await intake.returned(NAME, push.sender)
            return Answer("done", repeated=False)
        try:
            receipt = await intake.receive(message)
        except Refused as refused:
            receipt = await intake.keep(message, refused.reason, BRAKE_SECONDS)
        answer = await self._answer(receipt)
        # Written in a moment; the front shows a repeat once.
        await intake.answered(receipt)
        return answer

    async def _answer(self, receipt: Receipt) -> Answer:
        replies = await asyncio.gather(*(self._message(each) for each in receipt.replies))
        return Answer(receipt.state.value, receipt.repeated, tuple(replies))

    async def _message(self, outbound: Outbound) -> Message:
        content = outbound.content
        files = [
            File(each.media_type, base64.b64encode(body).decode(), each.name)
            for each in content.attachments
            if (body := await self._bodies(outbound.message_id, each.sha256)) is not None
        ]
        return Message(
            id=str(outbound.message_id),
            to=outbound.address,
            text=content.text,
            choices=content.choices,
            link=content.link,
            files=tuple(files),
            reply_to=outbound.reply_to,
        )

    def _signed(self, answer: Answer) -> web.Response:
        body = msgspec.json.encode(answer)
        return web.Response(body=body, headers=self._signing.headers(body, self._clock()))


def facts_of(status: int, retry_after: str = "") -> SendError:
    """What a front's refusal means for a message."""
    if status == 410:
        return SendError("the person is gone", blocked=True)
    if status == 423:
        return SendError("the person cannot be reached before they return", waiting=True)
    if status == 429:
        wait = float(retry_after) if retry_after.isdecimal() else 30.0
        return SendError("asked to slow down", untried=True, retry_after=wait)
    if status >= 500:
        return SendError("the front is out of order", retryable=True)
    return SendError(f"the front refuses it ({status})")


def _session() -> aiohttp.ClientSession:
    timeout = aiohttp.ClientTimeout(total=SECONDS, connect=5.0)
    return aiohttp.ClientSession(timeout=timeout, trust_env=True)


def _why(error: Exception) -> str:
    told = str(error)[:200]
    return f"{told}; {FIELDS_TOLD}" if "unknown field" in told else told


def _refusal(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)
