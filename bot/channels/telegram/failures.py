"""What a failed call means: the library's errors as facts that the sender decides by."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.request import NOT_SENT
from bot.errors import SendError

UNREACHABLE_SECONDS = 5.0
REFUSED_TOKEN_SECONDS = 3600.0
_KNOWN = {
    "chat not found": "the chat is not known to the bot",
    "message is too long": "the text is too long for the platform",
    "file is too big": "the file is too large for the platform",
    "not enough rights": "the bot lacks the right to write there",
    "have no rights": "the bot lacks the right to write there",
    "can't parse entities": "the platform could not read the formatting",
    "thread not found": "the topic is gone",
    "topic_deleted": "the topic is gone",
    "topic_closed": "the topic is closed",
}


def facts_of(error: TelegramError) -> SendError:
    """The facts of a failed call; never a word of what was to be sent."""
    # `BadRequest` is a `NetworkError` to the library: the order of these questions matters.
    match error:
        case RetryAfter():
            wait = seconds_of(error.retry_after)
            return SendError("asked to slow down", untried=True, retry_after=wait)
        case ChatMigrated():
            return SendError("the group has a new id", migrated_to=str(error.new_chat_id))
        case Forbidden():
            return SendError("the bot may not write to this chat", blocked=True)
        case InvalidToken() | EndPointNotFound():
            wait = REFUSED_TOKEN_SECONDS
            return SendError("the bot's token is refused", untried=True, retry_after=wait)
        case BadRequest():
            return SendError(_known(error))
        case Conflict():
            return SendError("another program uses this bot", retryable=True)
        case NetworkError():
            return _of_network(error)
    return SendError("the platform's answer could not be read", unknown=True)


def seconds_of(span: int | float | timedelta) -> float:
    """A span of time in seconds, whichever way the library gives it."""
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


def says(error: TelegramError, *parts: str) -> bool:
    """Whether the platform's words hold one of these, in whatever case.

    A code is all that tells these refusals apart, and it stands in the words.
    """
    message = error.message.casefold()
    return any(part in message for part in parts)


def _of_network(error: NetworkError) -> SendError:
    if isinstance(error.__cause__, NOT_SENT):
        return SendError(
            "the platform cannot be reached", untried=True, retry_after=UNREACHABLE_SECONDS
        )
    if isinstance(error, TimedOut) or isinstance(error.__cause__, aiohttp.ClientError):
        return SendError("no answer in time", unknown=True)
    return SendError("the platform is out of order", retryable=True)


def _known(error: BadRequest) -> str:
    message = error.message.casefold()
    return next(
        (said for part, said in _KNOWN.items() if part in message), "the platform refuses it"
    )
