"""What a refusal of WeChat means for a message, by its code alone (全局返回码)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from bot.channels.tencent.access_token import advice, pause_after
from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent
from bot.errors import SendError, WenzhengError

WINDOW_CLOSED, BUDGET_SPENT, NOT_AUTHORISED = 45015, 45047, 48001
QUOTA_SPENT, TOO_FAST = 45009, 45011
CONSENT_SPENT = 43101
_GONE = {
    40003: "the contact is not one of this account",
    43004: "the contact does not follow the account",
    43019: "the contact is on the account's blacklist",
    46004: "the contact does not exist any more",
    48002: "the contact takes no messages",
    50002: "the contact's account is restricted",
    50005: "the contact does not follow the account",
}
_TOKENS = frozenset({40001, 40013, 40014, 40125, 40164, 40243, 42001, 61004, 89503})
ALARMING = {
    40001: "wechat.refused",
    40013: "wechat.refused",
    40125: "wechat.refused",
    40243: "wechat.refused",
    40164: "wechat.unlisted",
    61004: "wechat.unlisted",
    89503: "wechat.unlisted",
    QUOTA_SPENT: "wechat.quota_spent",
    NOT_AUTHORISED: "wechat.may_only_reply",
}
"""What only a person can mend, and the sentence that tells it."""
_UNREACHABLE_SECONDS = 5.0
_TOO_FAST_SECONDS = 60.0
_MIDNIGHT = timezone(timedelta(hours=8))
"""The platform counts its days in the time of Beijing."""


def facts_of(error: WenzhengError, now: Callable[[], datetime]) -> SendError:
    """The facts of a failed call; never a word of what was to be sent."""
    if isinstance(error, NotSent):
        return SendError(str(error), untried=True, retry_after=_UNREACHABLE_SECONDS)
    if isinstance(error, NoAnswer):
        return SendError(str(error), unknown=True)
    if not isinstance(error, ApiError):
        return SendError(str(error))
    return _of_code(error, now)


def _of_code(error: ApiError, now: Callable[[], datetime]) -> SendError:
    code = error.code
    if code == BUSY:
        return SendError("the platform is busy", retryable=True)
    if code in _GONE:
        return SendError(_GONE[code], blocked=True)
    if code in (WINDOW_CLOSED, BUDGET_SPENT):
        return SendError("the platform's window is closed", waiting=True)
    if code == NOT_AUTHORISED:
        return SendError("the account may only reply", waiting=True)
    if code == QUOTA_SPENT:
        wait = until_midnight(now())
        return SendError("the platform's quota of today is spent", untried=True, retry_after=wait)
    if code == TOO_FAST:
        return SendError("asked to slow down", untried=True, retry_after=_TOO_FAST_SECONDS)
    if code in _TOKENS:
        wait = float(pause_after(error))
        return SendError(advice(error), untried=True, retry_after=wait)
    return SendError(str(error))


def until_midnight(now: datetime) -> float:
    """Seconds until the platform's quotas begin anew."""
    there = now.astimezone(_MIDNIGHT)
    tomorrow = there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (tomorrow - there).total_seconds()
