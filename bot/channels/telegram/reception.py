"""Takes one update in, whichever way it came: decoded, kept, and only then acknowledged."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from bot.channels import Intake, Receipt
from bot.channels.telegram.buttons import Sign, read
from bot.channels.telegram.calls import RawBot
from bot.channels.telegram.decode import (
    LONGEST_NOTICE,
    NAME,
    Door,
    Identity,
    Moved,
    Presence,
    decode,
)
from bot.channels.telegram.failures import seconds_of
from bot.channels.telegram.pacing import Pace
from bot.channels.telegram.plain import plain_words, plain_words_in
from bot.errors import Refused, StoreError
from bot.logs import place_of
from bot.models import InboundMessage, InboxState

log = logging.getLogger(__name__)
BRAKE_SECONDS = 60.0
"""How long a message waits whose sender writes faster than anybody can; it is not lost."""
_PAYLOADS = ("message", "edited_message", "callback_query", "my_chat_member")


class Reception:
    """The way from an update to the intake; `notice` is told of closed topics and of our rights."""

    def __init__(
        self,
        intake: Intake,
        bot: RawBot,
        pace: Pace,
        sign: Sign,
        identity: Identity,
        notice: Callable[[Door | Presence], None],
    ) -> None:
        self._intake = intake
        self._notice = notice
        self._bot = bot
        self._pace = pace
        self._sign = sign
        self._identity = identity
        self._errands: set[asyncio.Task[None]] = set()

    async def take(self, raw: object) -> None:
        """Take an update in; afterwards it may be confirmed, whatever it was.

        Raises `StoreError` where nothing could be kept: it must come again.
        """
        try:
            understood = self._understand(raw)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not come again for ever
            await self._quarantine(raw, place_of(error))
            return
        if isinstance(understood, Presence):
            self._notice(understood)
            tell = self._intake.returned if understood.here else self._intake.gone
            await tell(NAME, understood.address)
        elif isinstance(understood, Door):
            self._notice(understood)
        elif isinstance(understood, Moved):
            await self._intake.moved(NAME, understood.address, understood.moved_to)
        elif understood is not None:
            if not understood.at_once:
                # A press waits for its answer no longer than some seconds, so it goes first.
                self._answer_press(raw)
            receipt = await self._receive(understood, lambda: raw)
            if understood.at_once:
                self._answer_press(raw, receipt)

    async def take_body(self, body: bytes) -> None:
        """Take an update in as it came over the line; as `take`, and what is no JSON is kept too.

        The commonest are read from the bytes themselves.
        """
        plain = plain_words_in(body)
        if plain is not None:
            await self._receive(plain, partial(json.loads, body))
            return
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            await self._quarantine(body.decode("utf-8", "replace"), "no JSON")
        else:
            await self.take(raw)

    async def stop(self) -> None:
        """Let go of what is only a courtesy."""
        for errand in tuple(self._errands):
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)

    def _understand(self, raw: object) -> InboundMessage | Presence | Moved | Door | None:
        plain = plain_words(raw)
        if plain is not None:
            return plain
        if not isinstance(raw, dict):
            raise TypeError("an update is an object")
        if not any(raw.get(payload) is not None for payload in _PAYLOADS):
            # A kind of update that we did not ask for, or that is not known yet.
            return None
        update = Update.de_json(_complete(raw), None)
        return decode(update, self._identity, lambda data, chat: read(data, chat, self._sign))

    async def _receive(self, message: InboundMessage, raw: Callable[[], object]) -> Receipt | None:
        """Let the intake have a message; `raw` is asked for the update where that fails."""
        try:
            receipt = await self._intake.receive(message)
        except Refused as refused:
            await self._intake.keep(message, refused.reason, BRAKE_SECONDS)
            return None
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - it must not come again for ever
            await self._quarantine(raw(), place_of(error))
            return None
        if receipt.state is InboxState.RECEIVED and not receipt.repeated:
            typing = {"chat_id": int(message.sender), "action": ChatAction.TYPING}
            self._run(self._bot.raw("sendChatAction", typing))
        return receipt

    async def _quarantine(self, raw: object, why: str) -> None:
        text = json.dumps(raw, ensure_ascii=False, sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        sender = _chat_of(raw)
        log.error("an update could not be read and is kept aside: %s", why)
        values = {"update": text.encode("utf-8", "replace").decode()}
        await self._intake.keep(
            InboundMessage(NAME, f"update:{digest}", sender, values=values), why, None
        )

    def _answer_press(self, raw: object, receipt: Receipt | None = None) -> None:
        """Let the sign of waiting go; what is told at once appears on the presser's screen."""
        query = raw.get("callback_query") if isinstance(raw, dict) else None
        if not isinstance(query, dict) or self._pace.paused_for:
            return
        query_id = str(query.get("id"))
        if receipt is None or not receipt.replies:
            self._run(self._bot.raw("answerCallbackQuery", {"callback_query_id": query_id}))
        else:
            self._run(self._show_at_once(query_id, receipt))

    async def _show_at_once(self, query_id: str, receipt: Receipt) -> None:
        text = "\n".join(reply.content.text for reply in receipt.replies)
        refused = any(reply.content.refused for reply in receipt.replies)
        notice = {"text": text[:LONGEST_NOTICE], "show_alert": refused}
        await self._bot.raw("answerCallbackQuery", {"callback_query_id": query_id, **notice})
        if len(text) <= LONGEST_NOTICE:
            await self._intake.answered(receipt)

    def _run(self, courtesy: Coroutine[Any, Any, object]) -> None:
        errand = asyncio.create_task(self._attempt(courtesy))
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def _attempt(self, courtesy: Coroutine[Any, Any, object]) -> None:
        try:
            await courtesy
        except RetryAfter as error:
            self._pace.pause(seconds_of(error.retry_after))
        except (TelegramError, StoreError):
            # Too late for a press, or for the sign that we write: nobody misses it. What a press
            # was to be told is sent as a message instead.
            return


def _complete(raw: dict[str, Any]) -> dict[str, Any]:
    """An update with the fields that the library insists on and we never read.

    Servers other than Telegram's own leave some of them out of a press.
    """
    query = raw.get("callback_query")
    if not isinstance(query, dict):
        return raw
    message = query.get("message")
    if isinstance(message, dict):
        message = {"message_id": 0, "date": 0, **message}
    return {**raw, "callback_query": {"chat_instance": "", **query, "message": message}}


def _chat_of(raw: object) -> str:
    """The chat of an update that could not be read, as far as it can be told."""
    for payload in _PAYLOADS:
        part = raw.get(payload) if isinstance(raw, dict) else None
        message = part.get("message", part) if isinstance(part, dict) else None
        chat = message.get("chat") if isinstance(message, dict) else None
        if isinstance(chat, dict) and isinstance(chat.get("id"), int):
            return str(chat["id"])
    return "unknown"
